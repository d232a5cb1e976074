"""The solvability certificate: an exercise tried on the data that two hundred students would have.

A question is sound when its answer can be computed for everybody, does not hang on the order of rows, is another one
for another student, is told apart from its misconceptions, and asks everybody for the same decision.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from course.firm import Firm
from course.grading import folders
from course.grading.folders import Exercise
from course.grading.judging import judge
from course.grading.judging.drawings import close_figures
from course.grading.judging.kinds import kind_of
from course.grading.questions import Question, Reference
from course.grading.release import own_data

DATASETS, TOGETHER = 200, 10
ENOUGH, DIFFERENT = 0.95, 0.9
DECIDED = ("bool", "text")  # kinds of answer that stand for a decision


@dataclass
class Count:
    """What was seen of one question: how often out of how many. apart: by misconception. answers: of decisions."""

    tried: int = 0
    computed: int = 0
    stable: int = 0
    pairs: int = 0
    distinct: int = 0
    alternatives: int = 0
    alternatives_right: int = 0
    apart: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)

    def add(self, other: Count) -> None:
        """Take in what was seen on other datasets."""
        for name, value in vars(other).items():
            if isinstance(value, Counter):
                getattr(self, name).update(value)
            else:
                setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class Certificate:
    """What was seen of every question over all datasets, and what keeps the exercise from being sound.

    remarks : what may be as it is in an exercise to practise with, where everybody has the same data.
    """

    exercise: str
    datasets: int
    counts: dict[str, Count]
    problems: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def certify(
    exercise: Exercise, datasets: int = DATASETS, workers: int = 1, after: Callable[[int], None] = lambda _: None
) -> Certificate:
    """Try an exercise on datasets of its size. `after` is told how many more are done.

    Errors: DataError where the exercise cannot be read.
    """
    counts = {id: Count() for id in exercise.questions}
    starts = range(0, datasets, TOGETHER)
    jobs = [(exercise.path, start, min(start + TOGETHER, datasets)) for start in starts]
    for done, seen in _all(jobs, workers):
        for id, count in seen.items():
            counts[id].add(count)
        after(done)
    problems = [problem for id, count in counts.items() for problem in _problems(exercise.questions[id], count)]
    alike = [said for id, count in counts.items() for said in _alike(exercise.questions[id], count)]
    practice = exercise.path in [folder.resolve() for folder in _public()]
    found = (problems, alike) if practice else (problems + alike, [])
    return Certificate(exercise.name, datasets, counts, *map(tuple, found))


def _public() -> list[Path]:
    try:
        return folders.folders()
    except folders.NoCheckout:
        return []


Job = tuple[Path, int, int]


def _all(jobs: list[Job], workers: int) -> Iterator[tuple[int, dict[str, Count]]]:
    if workers == 1:
        yield from map(_tried, jobs)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        yield from (done.result() for done in as_completed([pool.submit(_tried, job) for job in jobs]))


def _tried(job: Job) -> tuple[int, dict[str, Count]]:
    """Try an exercise on some datasets; return how many, and what was seen of each question."""
    path, first, end = job
    exercise = folders.load(path)
    counts = {id: Count() for id in exercise.questions}
    before: dict[str, Any] = {}
    for number in range(first, end):
        firm = dataset(exercise, number)
        for id, question in exercise.questions.items():
            if question.rubric is None:
                before[id] = _seen(question, firm, counts[id], before.get(id))
    return end - first, counts


def dataset(exercise: Exercise, number: int) -> Firm:
    """Return one of the datasets on which an exercise is tried, of the size that a student's own has."""
    digest = hashlib.blake2b(f"certificate/{exercise.name}/{number}".encode(), digest_size=32).digest()
    return own_data.market_of(exercise, int.from_bytes(digest, "big"), f"trial-{number}")


def _seen(question: Question, firm: Firm, count: Count, before: Any) -> Any:
    """Count what one question is like on one dataset; return its right answer."""
    count.tried += 1
    try:
        wanted = judge.expected(question, question.reference, firm)
    except judge.NoReference:
        return before
    count.computed += 1
    count.stable += _right(question, question.reference, shuffled(firm), wanted, firm)
    if before is not None and question.decision is None:
        count.pairs += 1
        count.distinct += not judge.compare_observed(question, before, wanted).right
    if kind_of(wanted) in DECIDED:
        count.answers[str(wanted)] += 1
    for wrong in question.misconceptions:
        count.apart[wrong.name] += _told_apart(question, wrong.answer, wrong.name, firm, wanted)
    for other in question.alternatives:
        count.alternatives += 1
        count.alternatives_right += _right(question, other, firm, wanted, firm)
    return wanted


def shuffled(firm: Firm) -> Firm:
    """Return the same tables with their rows in another order."""
    loaders = {name: lambda name=name: _mixed(firm[name]) for name in firm.tables}
    truth = {name: lambda name=name: firm.truth[name] for name in firm.truth.tables}
    return Firm(loaders, truth, name=firm.name, version=firm.version, kind=firm.kind)


def _mixed(frame: Any) -> Any:
    return frame.sample(frac=1, random_state=0).reset_index(drop=True)


def _right(question: Question, answer: Reference, on: Firm, wanted: Any, firm: Firm) -> bool:
    try:
        return judge.compare_observed(question, _given(question, answer, on, firm), wanted).right
    except Exception:  # what cannot be computed is not right
        return False


def _given(question: Question, answer: Reference, on: Firm, firm: Firm) -> Any:
    """Return what an answer computed on some tables is, as data; its figures are closed, or hundreds would pile up."""
    value = answer(on)
    given = judge.observed(question, value, firm)
    if question.plot is not None:
        close_figures(value)
    return given


def _told_apart(question: Question, wrong: Reference, name: str, firm: Firm, wanted: Any) -> bool:
    try:
        given = _given(question, wrong, firm, firm)
    except Exception:  # a misconception that cannot be computed here cannot be mistaken
        return True
    verdict = judge.verdict_on(question, given, wanted, firm)
    if question.decision is not None:  # judged by what it earns, and so alike for choices that earn alike
        return verdict.verdict != judge.RIGHT
    return verdict.misconception == name


def _problems(question: Question, count: Count) -> Iterator[str]:
    """Yield what keeps one question from being sound."""
    if question.rubric is not None:
        return
    if count.computed < count.tried:
        yield f"{question.id}: the right answer can be computed for {count.computed} of {count.tried} students."
    if count.stable < count.computed:
        yield f"{question.id}: with rows in another order {count.computed - count.stable} right answers are others."
    yield from _of_alternatives(question, count)
    for name, often in count.apart.items():
        if often < ENOUGH * count.computed:
            yield f"{question.id}: the misconception {name!r} is told apart for {often} of {count.computed} students."
    yield from _of_decisions(question, count)


def _alike(question: Question, count: Count) -> Iterator[str]:
    if own(question, count) and count.distinct < DIFFERENT * count.pairs:
        yield f"{question.id}: {count.distinct} of {count.pairs} students have another answer than their neighbour."


def _of_alternatives(question: Question, count: Count) -> Iterator[str]:
    if not question.alternatives:
        yield f"{question.id}: there is no @alternative, a second right answer that is written differently."
    elif count.alternatives_right < count.alternatives:
        yield f"{question.id}: alternatives are right in {count.alternatives_right} of {count.alternatives} trials."


def _of_decisions(question: Question, count: Count) -> Iterator[str]:
    if count.answers and same(count) < ENOUGH and not question.given:
        yield (
            f"{question.id}: {100 * same(count):.0f} % are asked for the same decision. Ask where the market is clear, "
            "or judge by the student's own number: given=[…]."
        )


def own(question: Question, count: Count) -> bool:
    """Return whether an answer should differ from student to student: numbers and tables, not decisions."""
    ways = (question.probes, question.plot, question.decision)
    return bool(count.pairs) and not count.answers and all(way is None for way in ways)


def same(count: Count) -> float:
    """Return the share of students who are asked for the most frequent decision."""
    return count.answers.most_common(1)[0][1] / count.computed
