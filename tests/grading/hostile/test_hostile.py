"""Every hostile or damaged submission, graded between two honest ones.

Harmless cases share a batch by theme; those that end, fill or leave things are graded a few at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("course.grading.marking.grade", reason="grading is not there yet", exc_type=ImportError)

from aftermath import Aftermath, watched
from corpus import CASES, Case
from corpus.case import ALL_RIGHT, SCORED, Base, notebook

from course.errors import InputError
from course.grading import folders
from course.grading.sandbox import isolation

LEVELS = ("none", "files", "full")
HONEST = ("aa_honest", "zz_honest")
TOGETHER = 40


@dataclass(frozen=True)
class Graded:
    """A batch after it: results by student, and what was left behind."""

    results: dict[str, Any]
    left: Aftermath


def batches() -> list[tuple[Case, ...]]:
    """Return the cases a few at a time; those of one level, so that a lower machine still grades some."""
    by_level = [[case for case in CASES if case.level == level] for level in LEVELS]
    return [tuple(cases[i : i + TOGETHER]) for cases in by_level for i in range(0, len(cases), TOGETHER)]


BATCHES = batches()
IN_BATCH = {case.name: number for number, cases in enumerate(BATCHES) for case in cases}


@pytest.fixture(scope="module")
def level() -> str:
    """Return the highest level of isolation that holds on this machine."""
    return isolation.reached()


@pytest.fixture(scope="module")
def batch(
    base: Base, exercise: folders.Exercise, grading: Any, level: str, tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """Return a function that gives a batch after it was graded; each is graded once."""
    done: dict[int, Graded] = {}

    def graded(number: int) -> Graded:
        if LEVELS.index(BATCHES[number][0].level) > LEVELS.index(level):
            pytest.skip(f"needs isolation {BATCHES[number][0].level}; this machine has {level}")
        if number not in done:
            done[number] = _graded(number, base, exercise, grading, tmp_path_factory.mktemp("batch"))
        return done[number]

    return graded


def _graded(number: int, base: Base, exercise: folders.Exercise, grading: Any, place: Path) -> Graded:
    honest = {HONEST[0]: notebook(base.solved), HONEST[1]: notebook(base.solved)}
    submissions = {**honest, **{case.name: case.build(base) for case in BATCHES[number]}}
    with watched(base.outside) as left:
        results = grading(place, exercise, submissions)
    return Graded(results, left)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_submission_is_graded_as_it_deserves(case: Case, batch: Any) -> None:
    result, expected = batch(IN_BATCH[case.name]).results[case.name], case.expected
    assert result.state in expected.state.split("|"), result.message
    assert result.score == expected.score(result.state)
    if result.state in SCORED:
        verdicts = {one.id: one.verdict for one in result.questions}
        assert {id: said for id, said in verdicts.items() if said not in expected.verdicts[id].split("|")} == {}
    if expected.dropped is not None and result.state in SCORED:
        assert len(result.cells_dropped) == expected.dropped, result.cells_dropped


@pytest.mark.parametrize("number", range(len(BATCHES)), ids=lambda number: f"with_{BATCHES[number][0].name}")
def test_a_batch_leaves_nothing_behind_and_nobody_else_notices(number: int, batch: Any) -> None:
    done = batch(number)
    assert done.left == Aftermath()
    for student in HONEST:
        honest = done.results[student]
        assert (honest.state, honest.score, honest.flags, honest.cells_dropped) == ("ok", 6, (), ())
        assert {one.id: one.verdict for one in honest.questions} == ALL_RIGHT
    assert len(done.results) == len(BATCHES[number]) + len(HONEST)


def test_results_say_which_walls_there_were(batch: Any, level: str) -> None:
    assert {result.isolation for result in batch(0).results.values() if result.state in SCORED} == {level}


def test_without_walls_strangers_are_refused(base: Base, exercise: folders.Exercise, tmp_path: Path) -> None:
    from course.grading.marking import batch, grade

    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "ana.ipynb").write_bytes(notebook(base.solved))
    setting = batch.Setting(exercise.path, b"\x5f" * 32, most="none")
    with pytest.raises(InputError, match="isolation reached: none"):
        grade.grade(grade.Order(setting, tmp_path / "submissions", tmp_path / "out"))
