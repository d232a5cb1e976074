"""The command `course`: quick to answer, one paragraph for a mistake, exit codes that a script can rely on."""

from __future__ import annotations

import json
import subprocess
import sys

import pandas as pd
import pytest

from course import datasets, doctor, lab, project
from course.doctor.finding import absent, broken, well
from course.errors import DataError, unknown
from course.lab import Trial
from course.tables import EVERY
from course.workbook import replication
from course.workbook.execution import stale
from course.world.simulate import World


@pytest.fixture
def here(checkout, monkeypatch):
    """The small checkout as the project."""
    monkeypatch.setattr(project, "find_root", lambda: checkout)
    return checkout


def python(code: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)


def test_asking_for_help_loads_no_room():
    help_asked = "import sys; sys.argv = ['course', '--help']\nfrom course.cli import main\n"
    then = "try: main()\nexcept SystemExit: print(*{name.split('.')[0] for name in sys.modules})"
    loaded = set(python(help_asked + then).stdout.splitlines()[-1].split())
    assert "typer" in loaded
    assert loaded & {"pandas", "numpy", "jupyterlab", "nbformat", "pandera", "matplotlib", "IPython"} == set()


def test_every_command_has_help(course):
    code, out, _ = course("--help")
    assert code == 0
    commands = "lab doctor progress realism data generate claims book bench notebooks exercise key release grade"
    for name in commands.split():
        assert name in out
        assert course(name, "--help")[0] == 0
    assert "Exit codes: 0" in out


def test_the_version_names_the_package_and_the_market(course):
    code, out, _ = course("--version")
    assert code == 0
    assert out.startswith("clientela 0.")
    assert ", market " in out


@pytest.mark.parametrize("words", [[], ["nothing"], ["lab", "--nothing"], ["realism", "--seeds", "0"], ["data", "now"]])
def test_a_wrong_call_exits_with_2(words, course):
    assert course(*words)[0] == 2


def test_a_mistake_is_answered_in_one_paragraph_without_a_traceback(course, here):
    code, out, err = course("notebooks", "check", "wh")
    assert code == 2
    assert "there is no chapter 'wh'. " in err
    assert "Traceback" not in out + err
    assert err.count("\n") == 1


def test_with_course_debug_the_mistake_is_shown_in_full(course, here, monkeypatch):
    monkeypatch.setenv("COURSE_DEBUG", "1")
    with pytest.raises(ValueError, match="there is no chapter"):
        course("notebooks", "check", "nobody")


def test_a_fault_of_the_course_itself_is_not_hidden(course, monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        course("doctor")


def test_without_typer_the_way_out_is_said():
    ran = python("import sys; sys.modules['typer'] = None\nimport course.cli")
    assert ran.returncode == 2
    assert ran.stderr == "The package typer is missing. Mend the installation: python3 start.py setup\n"


@pytest.fixture
def served(monkeypatch):
    calls = []
    monkeypatch.setattr(lab, "serve", lambda name, **options: calls.append((name, options)))
    return calls


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ([], ("00", {"fresh": False, "browser": True, "options": []})),
        (["07"], ("07", {"fresh": False, "browser": True, "options": []})),
        (["07_exercise", "--fresh"], ("07_exercise", {"fresh": True, "browser": True, "options": []})),
        (["--no-browser", "--", "--ServerApp.port=9"],
         ("00", {"fresh": False, "browser": False, "options": ["--ServerApp.port=9"]})),
        (["07", "--", "--a", "--b"], ("07", {"fresh": False, "browser": True, "options": ["--a", "--b"]})),
    ],
)  # fmt: skip
def test_lab_opens_what_is_named(words, call, course, served):
    assert course("lab", *words)[0] == 0
    assert served == [call]


def test_lab_check_reports_and_exits_with_what_it_found(course, monkeypatch):
    monkeypatch.setattr(lab, "try_out", lambda timeout: Trial(["it ran (2.1 s)"], ""))
    assert course("lab", "--check") == (0, "✓ it ran (2.1 s)\n", "")
    monkeypatch.setattr(lab, "try_out", lambda timeout: Trial(["it started"], f"not done after {timeout:g} s"))
    assert course("lab", "--check", "--timeout", "5") == (1, "✓ it started\n✗ not done after 5 s\n", "")


def test_doctor_exits_with_1_only_if_something_is_broken(course, monkeypatch):
    findings = [well("Python", "3.11"), absent("Browser", "none", "Open the address.")]
    monkeypatch.setattr(doctor, "examine", lambda: findings)
    code, out, _ = course("doctor")
    assert code == 0
    assert "Open the address." in out
    findings.append(broken("Data", "missing", "course data"))
    code, out, _ = course("doctor")
    assert code == 1
    assert "✗" in out


def test_data_are_made_and_verified_or_only_verified(course, monkeypatch):
    made = []
    monkeypatch.setattr(datasets, "make_standard", lambda: made.append(1) or "data")
    monkeypatch.setattr(datasets, "verify_standard", list)
    assert course("data") == (0, "Made in data.\n✓ The standard dataset is as published.\n", "")
    assert course("data", "--verify")[1] == "✓ The standard dataset is as published.\n"
    assert made == [1]
    monkeypatch.setattr(datasets, "verify_standard", lambda: ["orders.parquet is damaged."])
    assert course("data", "--verify") == (1, "✗ orders.parquet is damaged.\n", "")


def test_data_are_published_before_they_are_made(course, monkeypatch):
    done = []
    monkeypatch.setattr(datasets, "publish_market", lambda: done.append("published") or "digests.json")
    monkeypatch.setattr(datasets, "make_standard", lambda: done.append("made") or "data")
    monkeypatch.setattr(datasets, "verify_standard", lambda: done.append("verified") or [])
    assert course("data", "--publish")[1].startswith("Noted in digests.json.\nMade in data.\n✓")
    assert done == ["published", "made", "verified"]


def test_data_are_written_as_csv_and_named_one_by_one(course, monkeypatch, tmp_path):
    firm = World(customers=20, seed=1).observe()
    monkeypatch.setattr(datasets, "standard", lambda: firm)
    code, out, beside = course("data", "--csv", str(tmp_path / "out"))
    assert (code, out) == (0, f"✓ {len(EVERY)} tables in {tmp_path / 'out'}, described in datapackage.json\n")
    assert f"{len(EVERY)}/{len(EVERY)}" in beside
    assert len(list((tmp_path / "out").glob("*.csv"))) == len(EVERY)
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    code, out, beside = course("data", "--csv", str(tmp_path / "out"))
    assert (code, out) == (2, "")
    assert "holds notes.txt, which no export of the course wrote. Name a new or an empty folder." in beside


def test_data_do_one_thing_at_a_time(course):
    code, _, beside = course("data", "--verify", "--csv", "out")
    assert code == 2
    assert "one of --verify, --csv and --publish" in beside


def test_data_that_cannot_be_written_are_answered_with_the_reason(course, monkeypatch):
    def refuse():
        raise DataError("data/ cannot be written. Give yourself the right to.")

    monkeypatch.setattr(datasets, "make_standard", refuse)
    assert course("data") == (2, "", "data/ cannot be written. Give yourself the right to.\n")


def test_progress_shows_a_table(course):
    code, out, _ = course("progress")
    assert code == 0
    assert "Your progress" in out


def test_realism_measures_the_number_of_worlds_asked_for(course, monkeypatch):
    from course.study import realism

    asked, shown = [], []
    monkeypatch.setattr(realism, "in_worlds", lambda seeds, **_: asked.append(seeds) or "values")
    monkeypatch.setattr(realism, "show_report", shown.append)
    assert course("realism", "--seeds", "3")[0] == 0
    assert asked == [range(1, 4)]
    assert shown == ["values"]


def test_realism_shows_the_worlds_that_are_kept_unless_they_come_from_another_market(course, monkeypatch):
    from course.study import realism, stored_facts

    asked, shown = [], []
    monkeypatch.setattr(realism, "in_worlds", lambda seeds, **_: asked.append(seeds) or "new")
    monkeypatch.setattr(realism, "show_report", shown.append)
    monkeypatch.setattr(stored_facts, "read", lambda root: "kept")
    monkeypatch.setattr(stored_facts, "stale", lambda root: False)
    assert course("realism")[0] == 0
    monkeypatch.setattr(stored_facts, "stale", lambda root: True)
    assert course("realism")[0] == 0
    assert (asked, shown) == ([range(1, 6)], ["kept", "new"])


def test_realism_renews_what_is_kept(course, monkeypatch):
    from course.study import realism, stored_facts

    kept = []
    monkeypatch.setattr(realism, "in_worlds", lambda seeds, **_: seeds)
    monkeypatch.setattr(realism, "show_report", lambda values: None)
    monkeypatch.setattr(stored_facts, "keep", lambda root, values: kept.append(values))
    assert course("realism", "--renew")[0] == 0
    assert kept == [range(1, 21)]


def test_notebooks_are_held_to_their_laws(course, here):
    code, out, _ = course("notebooks", "check", "01")
    assert (code, out) == (0, "01_who: keeps every law\n")
    code, out, _ = course("notebooks", "check", "01", "02")
    assert code == 1
    assert "02_more: \n✗ its sections must be" in out


def test_notebooks_are_run_and_a_cell_that_fails_exits_with_1(course, here, make_notebook):
    path = here / "notebooks" / "02_more.ipynb"
    code, out, _ = course("notebooks", "run", "02")
    assert (code, out) == (0, "✓ 1 run, 1 changed\n")
    assert stale(json.loads(path.read_text(encoding="utf-8"))) == ""
    path.write_text(json.dumps(make_notebook("# 02 · More", ">>> 1 / 0")), encoding="utf-8")
    code, out, _ = course("notebooks", "run", "02")
    assert code == 1
    assert out.startswith("✗ 02_more, code cell 1 (`1 / 0`): ZeroDivisionError")


def test_notebooks_without_a_word_runs_them_all(course, here, monkeypatch):
    from course.workbook import execution

    ran = []
    monkeypatch.setattr(execution, "execute", lambda entries, **_: ran.extend(entry.number for entry in entries) or 0)
    assert course("notebooks")[:2] == (0, "✓ 4 run, 0 changed\n")
    assert ran == ["a1", "00", "01", "02"]


def test_claims_are_tried_where_the_code_changed_and_too_rare_ones_exit_with_1(course, here, monkeypatch):
    tried = []

    def replicate(entries, root, **_):
        tried.append([entry.number for entry in entries])
        rows = [("01_who", 1, "Two in ten buy", seed, seed / 10, 0.0, 1.0, seed <= 18) for seed in range(1, 21)]
        table = pd.DataFrame(rows, columns=replication.COLUMNS)
        replication._write(root, table, {entry.name: replication._stamp_of(entry) for entry in entries})
        return []

    monkeypatch.setattr(replication, "replicate", replicate)
    code, out, _ = course("claims")
    assert code == 1
    assert "01_who 1: 18 of 20, 0.1 to 2 · Two in ten buy" in out
    assert "✗ 01_who, claim 1 (Two in ten buy): holds under 18 of 20 seeds, 19 are needed" in out
    course("claims")
    course("claims", "02", "--all")
    assert tried == [["a1", "00", "01", "02"], [], ["02"]]


def test_exercises_are_listed_and_built(course, here, monkeypatch):
    assert course("exercise", "list") == (0, "01_who  The exercise\n", "")
    from course.grading.authoring import exercises

    built = []
    monkeypatch.setattr(exercises, "build", lambda name: built.append(name) or f"exercises/{name}/exercise.ipynb")
    code, out, _ = course("exercise", "build", "01_who")
    assert (code, out) == (0, "exercises/01_who/exercise.ipynb\n")


def test_an_exercise_that_is_not_there_exits_with_2(course, monkeypatch):
    from course.grading.authoring import exercises

    def refuse(name):
        raise unknown("exercise", name, ["01_who"])

    monkeypatch.setattr(exercises, "build", refuse)
    code, _, err = course("exercise", "build", "nobody")
    assert code == 2
    assert "there is no exercise 'nobody'" in err


def test_an_exercise_is_tested_on_the_standard_data_and_on_students(course, monkeypatch, tmp_path):
    from course import datasets
    from course.grading import folders
    from course.grading.authoring import certificate, examine

    toy = folders.Exercise(tmp_path, {}, 10, ("orders",), 5)
    monkeypatch.setattr(folders, "folder_of", lambda name: tmp_path)
    monkeypatch.setattr(folders, "load", lambda path: toy)
    monkeypatch.setattr(datasets, "load", lambda: None)
    monkeypatch.setattr(
        examine, "examine", lambda *_: [examine.Finding("Solutions are right."), examine.Finding("No.", ("x",))]
    )
    monkeypatch.setattr(certificate, "certify", lambda *_: certificate.Certificate("toy", 3, {}, ("07.1: no.",)))
    code, out, _ = course("exercise", "test", "toy", "--datasets", "3")
    assert code == 1
    assert "Solutions are right." in out
    assert "✗ 07.1: no." in out
    assert "not sound yet" in out


def test_bench_hands_its_options_on(course, here, monkeypatch):
    calls = []
    result = subprocess.CompletedProcess([], 3)
    monkeypatch.setattr(subprocess, "run", lambda call, **_: calls.append(call) or result)
    assert course("bench", "market", "--repeat", "1")[0] == 3
    assert calls == [[sys.executable, str(here / "benchmarks" / "run.py"), "market", "--repeat", "1"]]
