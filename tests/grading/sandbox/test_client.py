"""The sandbox runs cells, finds answers by name, drops what hangs or kills, and is there for the next notebook."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from course.grading.sandbox import wire
from course.grading.sandbox.client import Wanted

LOAD = "import course\nfirm = course.load()"
ANSWER = "answer = int(firm.orders['revenue'].sum())"


def answer_of(report, question: str = "1.1"):
    return wire.decoded(report.answers[question]["given"])


def test_an_answer_is_found_by_the_name_it_binds(run):
    report = run(LOAD, ANSWER)
    assert answer_of(report) == 2100
    assert (report.ended, report.errors, report.cells_run) == ("finished", {}, 2)


def test_the_last_value_that_is_not_blank_counts(run):
    assert answer_of(run("answer = 1", "answer = 2", "answer = ...", "del answer")) == 2


def test_an_answer_given_to_a_check_alone_is_taken(run):
    assert answer_of(run("import course", "course.check('1.1', 7)")) == 7


def test_a_bound_answer_counts_before_a_checked_one(run):
    assert answer_of(run("import course", "answer = 1", "course.check('1.1', 7)")) == 1


def test_any_student_or_folder_gives_the_submission_its_own_data(run):
    report = run("import course", "a = course.load(student='bo')", "b = course.load(folder='data')",
                 "answer = len(a.orders) + len(b.orders)")  # fmt: skip
    assert answer_of(report) == 6
    assert report.loaded == (("standard", "bo"), ("standard", ""))


def test_a_cell_that_lacks_a_later_name_is_tried_again(run):
    assert answer_of(run(ANSWER, LOAD)) == 2100


def test_a_second_try_changes_no_answer_of_the_first(run):
    assert answer_of(run("answer = 1", "answer = late", "late = 5")) == 1


def test_an_error_ends_its_cell_alone(run):
    report = run("answer = 3", "1 / 0", "def broken(:", "raise SystemExit")
    assert answer_of(report) == 3
    assert [report.errors[place].split(":")[0] for place in (1, 2, 3)] == [
        "ZeroDivisionError",
        "SyntaxError",
        "SystemExit",
    ]


MAGICS = {
    "%time answer = 4": 4,
    "%%time\nanswer = 4": 4,
    "%%capture\nanswer = 4\nprint(answer)": 4,
    "%matplotlib inline\nanswer = 4": 4,
    "!ls\nanswer = 4": 4,
    "files = !ls\nanswer = len(files)": 0,
    "import asyncio\nawait asyncio.sleep(0)\nanswer = 4": 4,
    "answer = 4\nanswer?": 4,
}


@pytest.mark.parametrize(("cell", "value"), MAGICS.items(), ids=MAGICS)
def test_magics_do_what_they_can(run, cell, value):
    assert answer_of(run(cell)) == value


ENDERS = {
    "a loop": ("while True: pass", "longer than"),
    "a loop that takes every interrupt": (
        """
while True:
    try:
        while True: pass
    except BaseException: pass
""",
        "longer than",
    ),
    "leaving": ("import os; os._exit(0)", "ended the process"),
    "a wild pointer": ("import ctypes; ctypes.string_at(0)", "ended the process"),
    "abort": ("import os; os.abort()", "ended the process"),
    "noise on every channel": (
        """
import os
for place in range(3, 64):
    try: os.write(place, b'xxxxxxxx')
    except OSError: pass
""",
        "channel",
    ),
    "many processes": (
        """
import os, time
for _ in range(200):
    if os.fork() == 0: time.sleep(60)
""",
        "unavailable",
    ),
    "memory by the piece": ("parts = []\nwhile True: parts.append(bytearray(10**7))", "emory"),
    "memory of many": (
        """
import os, time
for _ in range(8):
    if os.fork() == 0:
        a = bytearray(3 * 10**8); time.sleep(60)
time.sleep(60)
""",
        "memory",
    ),
    "a full disk": (
        """
for n in range(10**6):
    with open(f'f{n}', 'wb') as file: file.write(b'x' * 10**6)
""",
        "megabytes",
    ),
    "many files": ("for n in range(10**5): open(f'f{n}', 'w').close()", "files"),
    "a nameless file": (
        """
import os, time
kept = []
for n in range(9):
    file = open('x', 'wb'); os.remove('x'); file.write(b'x' * 10**7); file.flush(); kept.append(file)
time.sleep(60)
""",
        "megabytes",
    ),
}


@pytest.mark.parametrize(("cell", "reason"), ENDERS.values(), ids=ENDERS)
def test_a_cell_that_hangs_or_kills_is_dropped_and_the_rest_runs(run, cell, reason):
    report = run("answer = 3", cell, "other = answer", wanted=(Wanted("1.1", "answer"), Wanted("1.2", "other")))
    assert (answer_of(report), answer_of(report, "1.2")) == (3, 3)
    assert reason in report.errors[1]
    assert report.cells_run == 2


def test_a_function_is_tried_on_what_the_grader_sends(run):
    probes = [[wire.encoded(2)], [wire.encoded(5)]]
    report = run("def answer(x):\n  return x + 1", wanted=(Wanted("1.1", "answer", "probes", probes=probes),))
    assert [call.value for call in answer_of(report)] == [3, 6]


def test_a_function_that_hangs_costs_its_own_question_alone(run):
    probes = [[wire.encoded(2)]]
    wanted = (Wanted("1.1", "answer", "probes", probes=probes), Wanted("1.2", "other"))
    report = run("def answer(x):\n  while True: pass", "other = 1", wanted=wanted)
    assert report.answers["1.1"]["untried"] is True
    assert answer_of(report, "1.2") == 1


PATCHES = (
    "import builtins; builtins.len = lambda x: 0; builtins.isinstance = lambda *_: True",
    "import json; json.dumps = None; json.JSONEncoder.encode = None",
    "import pandas as pd; pd.Series.to_numpy = None; pd.DataFrame.__len__ = lambda s: 0; pd.Index.tolist = None",
    "import sys; sys.modules['json'] = sys.modules['pandas'] = None",
    "import sys; sys.settrace(lambda *a: None); sys.setrecursionlimit(50)",
    "import signal; signal.alarm(1)",
    "import course.grading.judging.kinds as k; k.kind_of = lambda v: 'nothing'",
    "import warnings; warnings.simplefilter('error')",
    "import os; os.chdir('/usr')",
    "import threading; threading.Thread(target=__import__('time').sleep, args=(99,)).start()",
    "import atexit, time; atexit.register(time.sleep, 99)",
    "import sys; sys.stdout.close(); sys.stderr = None",
)


@pytest.mark.parametrize("cell", PATCHES)
def test_what_a_notebook_changes_keeps_no_right_answer_from_arriving(run, cell):
    report = run("import pandas as pd\nanswer = pd.Series([1, 2], index=['a', 'b'])", cell)
    assert answer_of(report).to_dict() == {"a": 1, "b": 2}


def test_a_thing_added_to_pandas_works_in_later_cells(run):
    report = run("import pandas as pd\npd.Series.twice = lambda s: s * 2", "answer = int(pd.Series([2]).twice().sum())")
    assert answer_of(report) == 4


def test_after_too_many_breaks_the_cells_that_ran_are_judged(run):
    breaks = ["import os; os._exit(0)"] * 9
    report = run("answer = 3", *breaks)
    assert answer_of(report) == 3
    assert set(report.errors) == set(range(1, 10))


def test_a_process_ends_with_all_that_it_started(run):
    named = "import ctypes, os, time\nctypes.CDLL(None).prctl(15, b'left_behind', 0, 0, 0)"
    daemon = f"{named}\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0: time.sleep(300)\n  os._exit(0)"
    report = run("answer = 1", *([daemon] * 3))
    assert not report.errors
    time.sleep(0.1)
    assert "left_behind\n" not in [_name(process) for process in os.listdir("/proc") if process.isdecimal()]


def _name(process: str) -> str:
    try:
        return Path(f"/proc/{process}/comm").read_text("utf-8")
    except OSError:
        return ""


def test_nothing_is_left_in_the_temporary_folder(run, tmp_path, monkeypatch):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run("open('left', 'w').write('x')", "import os; os.mkdir('d'); os.chmod('d', 0)", "answer = 1")
    assert list(tmp_path.iterdir()) == []
