"""The exercise made from its solution."""

from __future__ import annotations

import json

import nbformat
import pytest

from course.errors import DataError, InputError
from course.grading import folders, notebooks
from course.grading.authoring import exercises
from course.grading.authoring.examine import examine

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def blanked(make_notebook, *texts: str) -> list[str]:
    notebook = make_notebook(*texts)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return [cell["source"] for cell in notebooks.without_answers(notebook)["cells"]]


REGIONS = {
    "a name that is checked": (
        [f">>> {BEGIN}\nspend = 1\nshare = spend / 2\n{END}", '>>> course.check("07.1", share)'],
        "# YOUR ANSWER HERE\nshare = ...",
    ),
    "a name that nobody uses": ([f">>> {BEGIN}\nspend = 1\n{END}"], "# YOUR ANSWER HERE\n..."),
    "two names": (
        [f">>> {BEGIN}\na, b = 1, 2\n{END}\nprint(a, b)"],
        "# YOUR ANSWER HERE\na = ...\nb = ...\nprint(a, b)",
    ),
    "a function's body": (
        [f">>> def f(x):\n    {BEGIN}\n    y = x\n    return y\n    {END}\n\n\nf(1)"],
        "def f(x):\n    # YOUR ANSWER HERE\n    ...\n\n\nf(1)",
    ),
    "a body's name": (
        [f">>> def f(x):\n    {BEGIN}\n    y = x\n    {END}\n    return y"],
        "def f(x):\n    # YOUR ANSWER HERE\n    y = ...\n    return y",
    ),
    "a whole function": (
        [f">>> {BEGIN}\ndef f(x):\n    y = x\n    return y\n{END}\nf(1)"],
        "# YOUR ANSWER HERE\nf = ...\nf(1)",
    ),
    "a loop's name": (
        [f">>> {BEGIN}\nbest = max(n for n in [1, 2])\n{END}\nn = 3\nprint(n, best)"],
        "# YOUR ANSWER HERE\nbest = ...\nn = 3\nprint(n, best)",
    ),
    "a magic": (
        [f">>> %matplotlib inline\n{BEGIN}\na = 1\n{END}\na"],
        "%matplotlib inline\n# YOUR ANSWER HERE\na = ...\na",
    ),
    "two regions": (
        [f">>> {BEGIN}\na = 1\n{END}\na\n{BEGIN}\nb = 2\n{END}\nb"],
        "# YOUR ANSWER HERE\na = ...\na\n# YOUR ANSWER HERE\nb = ...\nb",
    ),
    "text": ([f"Why?\n\n{BEGIN}\nBecause.\n{END}"], "Why?\n\n*YOUR ANSWER HERE*"),
    "no region": (["Read `### BEGIN` here."], "Read `### BEGIN` here."),
}


@pytest.mark.parametrize(("texts", "expected"), REGIONS.values(), ids=REGIONS)
def test_a_region_becomes_the_names_that_are_asked_for(make_notebook, texts, expected):
    assert blanked(make_notebook, *texts)[0] == expected


@pytest.mark.parametrize("text", [f">>> {BEGIN}\na = 1", f">>> a = 1\n{END}", f">>> {BEGIN}\n{BEGIN}\n{END}"])
def test_a_region_that_is_not_closed_names_its_cell(make_notebook, text):
    with pytest.raises(DataError, match=r"cell 2: '### (BEGIN|END) SOLUTION' without"):
        blanked(make_notebook, "First", text)


def test_a_cell_tagged_solution_is_left_out(make_notebook):
    notebook = make_notebook("# Exercise", "For the author.")
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    notebook["cells"][1]["metadata"]["tags"] = ["solution"]
    assert len(notebooks.without_answers(notebook)["cells"]) == 1


def exercise(folder) -> dict:
    return json.loads((folder / "exercise.ipynb").read_text(encoding="utf-8"))


def test_the_exercise_is_a_valid_notebook_without_outputs_and_answers(folder):
    notebook = nbformat.read(folder / "exercise.ipynb", as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert not any("SOLUTION" in cell.source or "nlargest" in cell.source for cell in notebook.cells)


def test_building_twice_gives_the_same_bytes(folder):
    first = (folder / "exercise.ipynb").read_bytes()
    exercises.build(folder)
    assert (folder / "exercise.ipynb").read_bytes() == first
    assert b"\r\n" not in first


def test_cells_keep_the_solutions_ids_and_metadata(folder):
    solution = json.loads((folder / "solution.ipynb").read_text(encoding="utf-8"))
    solution["cells"][3]["metadata"] = {"nbgrader": {"grade_id": "a"}, "execution": {"started": "now"}}
    (folder / "solution.ipynb").write_text(json.dumps(solution), encoding="utf-8")
    exercises.build(folder)
    assert [cell["id"] for cell in exercise(folder)["cells"]] == [cell["id"] for cell in solution["cells"]]
    assert exercise(folder)["cells"][3]["metadata"] == {"nbgrader": {"grade_id": "a"}}


def test_cells_without_an_id_get_one_from_what_they_say(folder):
    solution = json.loads((folder / "solution.ipynb").read_text(encoding="utf-8"))
    for cell in solution["cells"]:
        del cell["id"]
    solution["cells"] += [solution["cells"][0]]
    (folder / "solution.ipynb").write_text(json.dumps(solution), encoding="utf-8")
    ids = []
    for _ in range(2):
        exercises.build(folder)
        ids.append([cell["id"] for cell in exercise(folder)["cells"]])
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def test_a_changed_solution_makes_the_exercise_stale(folder):
    assert not exercises.stale(folder)
    source = (folder / "solution.ipynb").read_text(encoding="utf-8")
    (folder / "solution.ipynb").write_text(source.replace("Which share", "What share"), encoding="utf-8")
    assert exercises.stale(folder)
    exercises.build(folder)
    assert not exercises.stale(folder)


def test_a_checkout_with_other_line_ends_is_not_stale(folder):
    content = (folder / "exercise.ipynb").read_bytes()
    (folder / "exercise.ipynb").write_bytes(content.replace(b"\n", b"\r\n"))
    assert not exercises.stale(folder)


def test_an_exercise_is_found_by_name_and_by_path(folder):
    assert exercises.build(folder.name) == exercises.build(str(folder)) == folder / "exercise.ipynb"
    with pytest.raises(InputError, match="Did you mean '07_behavioural_segments'"):
        exercises.build("07_behavioral_segments")


def test_a_failed_build_leaves_the_exercise_as_it_was(folder):
    before = (folder / "exercise.ipynb").read_bytes()
    (folder / "solution.ipynb").write_text('{"cells": [', encoding="utf-8")
    with pytest.raises(DataError, match=r"solution\.ipynb is no notebook"):
        exercises.build(folder)
    assert (folder / "exercise.ipynb").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [
        "checks.py",
        "exercise.ipynb",
        "exercise.toml",
        "solution.ipynb",
    ]


def test_the_solution_of_a_question_is_found_in_the_cells_before_its_check(folder):
    found = notebooks.solutions(folder)
    assert list(found) == [f"07.{number}" for number in range(1, 8)]
    assert found["07.2"] == ["busiest = firm.orders['channel'].mode()[0]"]
    assert found["07.4"] == ["def spread(values):\n    top = values.max()\n    return top - values.min()"]


def test_tidying_marks_answers_and_checks_for_nbgrader(folder):
    validator = pytest.importorskip("nbgrader.nbgraderformat").MetadataValidator()
    exercises.tidy(folder)
    notebook = nbformat.read(folder / "solution.ipynb", as_version=4)
    validator.validate_nb(notebook)
    marks = [cell.metadata.nbgrader for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert [(mark.grade_id, mark.solution, mark.grade, mark.get("points")) for mark in marks[:3]] == [
        ("answer-07-1", True, False, None),
        ("check-07-1", False, True, 2),
        ("answer-07-2", True, True, 1),
    ]
    before = (folder / "solution.ipynb").read_bytes()
    exercises.tidy(folder)
    assert (folder / "solution.ipynb").read_bytes() == before


def test_a_new_exercise_passes_all_its_tests(root, firm):
    folder = exercises.new("a1_pandas")
    assert sorted(path.name for path in folder.iterdir()) == [
        "checks.py",
        "exercise.ipynb",
        "exercise.toml",
        "solution.ipynb",
    ]
    assert [finding.problems for finding in examine("a1_pandas", firm)] == [()] * 8
    assert folders.question_of("a1.1").points == 1


@pytest.mark.parametrize(("name", "said"), [("segments", "a chapter's name"), ("../07_x", "a chapter's name")])
def test_a_new_exercise_needs_a_chapters_name(root, name, said):
    with pytest.raises(InputError, match=said):
        exercises.new(name)
    assert not list((root / "exercises").iterdir())


def test_a_new_exercise_overwrites_none(folder):
    before = (folder / "checks.py").read_bytes()
    with pytest.raises(InputError, match="exists already"):
        exercises.new(folder.name)
    assert (folder / "checks.py").read_bytes() == before
