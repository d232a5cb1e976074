"""The exported notebook knows right from wrong without the checks, and nbgrader takes it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from course.grading import folders, notebooks
from course.grading.authoring import nbgrader
from course.grading.authoring.expected import matches, typed_expectation
from course.grading.judging import judge

NAME = "07_behavioural_segments"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    return nbgrader.export(NAME, tmp_path_factory.mktemp("source"))


def test_every_value_has_a_hidden_test_and_the_rest_is_marked_by_hand(exported):
    cells = notebooks.read(exported)["cells"]
    graded = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade")]
    assert len(graded) == 6
    assert all(nbgrader.BEGIN in cell["source"] and nbgrader.END in cell["source"] for cell in graded)
    assert sum(cell["metadata"]["nbgrader"]["points"] for cell in graded) == 9
    assert not any("course.check" in cell["source"] for cell in graded)


def test_the_solution_passes_and_a_wrong_answer_fails(exported):
    from course.datasets import load

    names: dict = {}
    cells = notebooks.code_cells(notebooks.read(exported))
    load()
    for source in cells:
        exec(source.replace("course.check", "print"), names)
    test = next(source for source in cells if "07.2" in source and "assert" in source)
    with pytest.raises(AssertionError, match=r"07\.2 is not right"):
        exec(test, {"one_time_share": 0.9})


@pytest.mark.parametrize("id", ["07.1", "07.2", "07.3", "07.4", "07.5"])
def test_an_expectation_as_text_judges_as_the_checks_do(folder, firm, id):
    question = folders.load(folder).questions.get(id)
    if question.plot is not None:
        pytest.skip("a figure is marked by hand")
    wanted = judge.expected(question, question.reference, firm)
    text = json.dumps(typed_expectation(question, wanted, firm))
    assert matches(question.reference(firm), text)
    assert not matches("something else", text)


def test_nbgrader_makes_an_assignment_of_it(exported, tmp_path, monkeypatch):
    apps = pytest.importorskip("nbgrader.apps")
    from traitlets.config import Config

    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # for alembic
    (tmp_path / "source" / NAME).mkdir(parents=True)
    shutil.copy(exported, tmp_path / "source" / NAME)
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    done = apps.NbGraderAPI(config=config).generate_assignment(NAME)
    assert done["success"], done["log"]
    released = (tmp_path / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in released
    assert "HIDDEN TESTS" not in released
