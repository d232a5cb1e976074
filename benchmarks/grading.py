"""How long grading takes: 300 submissions of five questions on data of their own, and nbgrader on the same notebooks.

nbgrader executes each notebook in a kernel and adds up its test cells; here these are the checks, which say "recorded".
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from course.grading import folders
from course.grading.authoring import exercises
from course.grading.marking.batch import Setting
from course.grading.marking.grade import Order, grade
from course.grading.release import handout, keys, roster

STUDENTS, BY_NBGRADER = 300, 5
NAME = "b1_benchmark"
TOML = 'customers = 2000\ntables = ["customers", "orders"]\nminutes = 20\n'
ANSWERS = {
    "buyers": "buyers = int(orders['customer_id'].nunique())",
    "top_share": (
        "spend = orders.groupby('customer_id')['revenue'].sum()\n"
        "top_share = spend.nlargest(len(spend) // 5).sum() / spend.sum()"
    ),
    "one_time_share": "one_time_share = (orders['customer_id'].value_counts() == 1).mean()",
    "by_channel": "by_channel = orders.groupby('channel', as_index=False)['revenue'].sum()",
    "spread": "def spread(values):\n    return values.max() - values.min()",
}
WRONG = {"one_time_share": "one_time_share = (orders['customer_id'].value_counts() == 1).sum() / len(firm.customers)"}


def rows(_: int) -> Iterator[tuple[str, str, str]]:
    """Yield what grading took, once: in all, for one submission, and nbgrader's time for one."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        exercise = folders.load(_exercise(place))
        key = keys.read(keys.new(place / "course.key"))
        students = roster.Roster({f"s{n:03}": roster.Student(f"s{n:03}") for n in range(STUDENTS)})
        handout.release(exercise, students, key, place / "released")
        submissions = _handed_in(exercise, students, place)
        took = _graded(exercise, key, students, submissions, place / "graded")
        yield f"{STUDENTS} submissions, one worker", f"{took:.1f} s", "five questions, 2,000 customers each"
        yield "one submission", f"{took / STUDENTS:.3f} s", ""
        other = _by_nbgrader(exercise, submissions, place)
        yield "nbgrader, one submission", f"{other:.2f} s", f"mean of {BY_NBGRADER} of the same notebooks"
        yield "ratio", f"{other / (took / STUDENTS):.1f}", "nbgrader / this"


def _exercise(place: Path) -> Path:
    """Lay out an exercise of five questions."""
    folder = place / NAME
    folder.mkdir()
    (folder / "exercise.toml").write_text(TOML, encoding="utf-8")
    (folder / "checks.py").write_text(_checks(), encoding="utf-8")
    cells = [_cell("import course\n\nfirm = course.load()\norders = firm.orders")]
    for number, (binds, code) in enumerate(ANSWERS.items(), start=1):
        cells.append(_cell(f"### BEGIN SOLUTION\n{code}\n### END SOLUTION"))
        cells.append(_cell(f'course.check("b1.{number}", {binds})'))
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "solution.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    exercises.tidy(folder)
    exercises.build(folder)
    return folder


def _checks() -> str:
    parts = ["import pandas as pd\n\nfrom course.grading import misconception, question\n"]
    for number, (binds, code) in enumerate(ANSWERS.items(), start=1):
        probes = ", probes=[pd.Series([1.0, 4.0]), pd.Series([2.0, 2.0, 9.0])]" if binds == "spread" else ""
        body = "\n".join(f"    {line}" for line in ["orders = firm.orders", *code.splitlines(), f"return {binds}"])
        parts.append(f'@question("b1.{number}", binds="{binds}"{probes})\ndef right_{number}(firm):\n{body}\n')
        if binds in WRONG:
            body = f"    orders = firm.orders\n    {WRONG[binds]}\n    return {binds}"
            parts.append(f'@misconception("b1.{number}", hint="Of buyers.")\ndef wrong_{number}(firm):\n{body}\n')
    return "\n\n".join(parts)


def _cell(source: str) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def _handed_in(exercise: folders.Exercise, students: roster.Roster, place: Path) -> Path:
    """Write what students hand in: every third has one answer wrong, every tenth a cell that fails."""
    folder = place / "submitted"
    for number, student in enumerate(students):
        notebook = handout.released_notebook(exercise)
        codes = iter(ANSWERS.items())
        for cell in notebook["cells"]:
            if "YOUR ANSWER HERE" in cell["source"]:
                binds, code = next(codes)
                cell["source"] = WRONG.get(binds, code) if number % 3 == 0 else code
        if number % 10 == 0:
            notebook["cells"].append(_cell("1 / 0") | {"id": "scratch"})
        own = folder / student
        own.mkdir(parents=True)
        exercises.write_notebook(own / f"{NAME}.ipynb", notebook)
    return folder


def _graded(exercise: folders.Exercise, key: bytes, students: roster.Roster, submissions: Path, out: Path) -> float:
    begun = time.perf_counter()
    summary = grade(Order(Setting(exercise.path, key), submissions, out, students))
    took = time.perf_counter() - begun
    scores = {result.score for result in summary.results}
    assert scores == {4.0, 5.0}, scores
    return took


def _by_nbgrader(exercise: folders.Exercise, submissions: Path, place: Path) -> float:
    """Return the seconds that nbgrader takes for one notebook, the start of its first kernel apart."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    course = place / "nbgrader"
    (course / "source" / NAME).mkdir(parents=True)
    shutil.copy(exercise.path / "solution.ipynb", course / "source" / NAME / f"{NAME}.ipynb")
    config = Config()
    config.CourseDirectory.root = str(course)
    config.ClearSolutions.code_stub = {"python": "..."}
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # for alembic
    api = NbGraderAPI(config=config)
    made = api.generate_assignment(NAME)
    assert made["success"], made["log"]
    chosen = sorted(submissions.iterdir())[1 : BY_NBGRADER + 2]
    for student in chosen:
        shutil.copytree(student, course / "submitted" / student.name / NAME)
        shutil.copytree(place / "released" / student.name / "data", course / "submitted" / student.name / NAME / "data")
    api.autograde(NAME, chosen[0].name)
    begun = time.perf_counter()
    for student in chosen[1:]:
        done = api.autograde(NAME, student.name)
        assert done["success"], done["log"]
    return (time.perf_counter() - begun) / BY_NBGRADER
