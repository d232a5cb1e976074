"""What has been tried is kept: by several notebooks at once, and through damage."""

from __future__ import annotations

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from course import project
from course.grading import progress, progress_page, progress_table
from course.grading.practice import records
from course.grading.practice.records import Event
from course.grading.practice.standing import standing


def log(root: Path) -> Path:
    return root / "work" / ".progress.jsonl"


def wrong(answer: str, **settings) -> Event:
    return Event("07.1", "small@1", "check", "wrong", 0.0, answer, **settings)


RIGHT, SEEN = Event("07.1", "small@1", "check", "right", 1.0, "r"), Event("07.1", "", "solution")
HALF = Event("07.1", "small@1", "check", "misconception", 0.5, "h")
STATES = {
    "nothing": ([], "not attempted", 0, False),
    "a hint": ([Event("07.1", "", "hint", hint=1)], "not attempted", 0, False),
    "one wrong": ([wrong("a")], "tried 1", 0, False),
    "the same twice": ([wrong("a"), wrong("a")], "tried 1", 0, False),
    "two wrong": ([wrong("a"), wrong("b")], "tried 2", 0, True),
    "half right": ([HALF, wrong("b")], "tried 2", 0.5, True),
    "right": ([wrong("a"), RIGHT], "right", 1, True),
    "right, then wrong": ([RIGHT, wrong("a")], "right", 1, True),
    "seen": ([wrong("a"), wrong("b"), SEEN], "seen", 0, True),
    "seen, then right": ([SEEN, RIGHT], "seen", 0, True),
    "right, then seen": ([RIGHT, SEEN], "right", 1, True),
    "half right, then seen": ([HALF, SEEN, RIGHT], "seen", 0.5, True),
    "text": ([Event("07.1", "", "check", "manual", None, "t")], "recorded", 0, True),
}


@pytest.mark.parametrize(("events", "state", "credit", "open_"), STATES.values(), ids=STATES)
def test_events_add_up_to_a_state(events, state, credit, open_):
    now = standing(events)
    assert (now.state, now.credit, now.open) == (state, credit, open_)


def test_progress_has_one_row_per_question(folder):
    records.append(RIGHT)
    records.append(Event("07.2", "small@1", "check", "wrong", 0.0, "a"))
    expected = pd.DataFrame(
        {
            "exercise": ["07_behavioural_segments"] * 7,
            "question": [f"07.{number}" for number in range(1, 8)],
            "state": ["right", "tried 1"] + ["not attempted"] * 5,
            "points": [2.0] + [0.0] * 6,
            "out_of": [2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0],
        }
    )
    pd.testing.assert_frame_equal(progress(), expected)


def test_progress_may_count_one_dataset_only(folder):
    records.append(RIGHT)
    states = [progress(dataset).set_index("question").loc["07.1", "state"] for dataset in ("small@1", "other@1", None)]
    assert states == ["right", "not attempted", "right"]


def test_progress_reads_well_in_a_notebook_and_as_text(folder):
    records.append(RIGHT)
    page = progress_page()
    assert "07_behavioural_segments  1 of 7 right  2 of 9 points. 07.1 right, 07.2 not attempted" in repr(page)
    assert '<th scope="row"' in page._repr_html_()
    assert "<td" in page._repr_html_()


def test_progress_fits_the_console(folder):
    records.append(RIGHT)
    console = Console(file=io.StringIO(), width=100)
    console.print(progress_table())
    lines = [" ".join(line.split("│")) for line in console.file.getvalue().splitlines()]
    assert any(line.split() == ["07_behavioural_segments", "07.1", "right", "2", "of", "2"] for line in lines)


def test_without_exercises_there_is_no_progress_and_no_error(root):
    assert progress().empty
    assert list(progress().columns) == ["exercise", "question", "state", "points", "out_of"]
    assert repr(progress_page()) == "There are no exercises yet."


def test_an_exercise_that_cannot_be_read_hides_no_other(folder, root):
    broken = root / "exercises" / "08_broken"
    broken.mkdir()
    (broken / "checks.py").write_text("1 / 0")
    (broken / "exercise.toml").write_text("")
    with pytest.warns(UserWarning, match="08_broken is left out"):
        assert len(progress()) == 7


def test_events_are_read_as_they_were_written(root):
    event = wrong("é 日", hint=2)
    assert records.append(event) == ""
    (read,) = records.events("07.1")
    assert (read.answer, read.hint, read.credit) == ("é 日", 2, 0.0)
    assert read.at


DAMAGE = {
    "half a line": b'{"question": "07.1", "data',
    "bytes that are no text": b"\xff\xfe\x00",
    "another format": b'{"right": ["07.1"]}\n',
    "no object": b"[1, 2]\n",
    "the wrong types": b'{"at": 1, "question": 7, "dataset": "", "event": "", "verdict": "", "answer": "", '
    b'"hint": 0, "credit": "x"}\n',
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_set_aside_and_its_readable_lines_are_kept(root, damage):
    records.append(wrong("a"))
    with open(log(root), "ab") as file:
        file.write(damage)
    before = log(root).read_bytes()
    with pytest.warns(UserWarning, match=r"was damaged. Its 1 readable records are kept"):
        assert [event.answer for event in records.events()] == ["a"]
    (aside,) = (root / "work").glob(".progress.damaged-*.jsonl")
    assert aside.read_bytes() == before
    records.append(wrong("b"))
    assert [event.answer for event in records.events()] == ["a", "b"]


def test_a_line_that_was_cut_off_spoils_no_later_one(root):
    records.append(wrong("a"))
    with open(log(root), "ab") as file:
        file.write(b'{"question": "07')
    records.append(wrong("b"))
    with pytest.warns(UserWarning, match="2 readable"):
        assert [event.answer for event in records.events()] == ["a", "b"]


def test_threads_that_write_at_once_lose_nothing(root):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: records.append(wrong(f"{number:05}")), range(200)))
    assert sorted(event.answer for event in records.events()) == [f"{number:05}" for number in range(200)]


WRITER = """
import pathlib, sys
from course import project
from course.grading.practice import records
project.find_root = lambda: pathlib.Path(sys.argv[1])
for number in range(50):
    records.append(records.Event("07.1", "x" * 500, "check", "wrong", 0.0, f"{sys.argv[2]}-{number}"))
    records.events()
"""


def test_notebooks_that_write_at_once_lose_nothing(root):
    kernels = [subprocess.Popen([sys.executable, "-c", WRITER, str(root), name]) for name in "abc"]
    assert [kernel.wait(60) for kernel in kernels] == [0, 0, 0]
    answers = sorted(event.answer for event in records.events())
    assert answers == sorted(f"{name}-{number}" for name in "abc" for number in range(50))
    assert not list((root / "work").glob(".progress.damaged*"))


def test_nothing_is_written_without_a_checkout(monkeypatch, tmp_path):
    monkeypatch.setattr(project, "find_root", lambda: None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError, match=r"start\.py lab"):
        progress()
    assert not list(tmp_path.iterdir())
