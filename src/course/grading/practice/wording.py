"""What the course answers to a check, a hint or a solution: friendly, precise, short."""

from __future__ import annotations

from course.grading.judging import judge
from course.grading.judging.judge import Verdict
from course.grading.judging.kinds import counted, number_text
from course.grading.practice.reply import Reply
from course.grading.practice.standing import TRIES_BEFORE_SOLUTION, Standing
from course.grading.questions import Question

WORDS = {
    judge.RIGHT: "Right",
    judge.WRONG: "Not yet",
    judge.MISCONCEPTION: "Not yet",
    judge.NOT_ATTEMPTED: "Not attempted",
    judge.MANUAL: "Recorded",
    judge.NOT_EVALUATED: "Not judged",
}


def wants_hint(verdict: Verdict) -> bool:
    """Return whether a general hint helps: a misconception and a slip of form have a sentence of their own."""
    return verdict.verdict == judge.WRONG and not verdict.form and not verdict.right_on


def after_check(question: Question, verdict: Verdict, before: Standing, now: Standing, footer: list[str]) -> Reply:
    """Answer a check; `footer` says on which data it was judged."""
    if verdict.verdict in (judge.NOT_ATTEMPTED, judge.NOT_EVALUATED):
        sentences, footer = [verdict.message], []
    elif verdict.verdict == judge.RIGHT:
        sentences = [_points(question, now)]
    elif verdict.verdict == judge.MANUAL:
        sentences, footer = _to_compare(question), footer[1:]
    else:
        sentences = _after_wrong(question, verdict, before, now)
    return Reply(WORDS[verdict.verdict], question.title, tuple(text for text in [*sentences, *footer] if text))


def _after_wrong(question: Question, verdict: Verdict, before: Standing, now: Standing) -> list[str]:
    again = "" if now.tries > before.tries else "This is the same answer as before."
    if verdict.right_on:
        elsewhere = f"This is right on {verdict.right_on}, but other data have been loaded since: run the cells again."
        return [again, elsewhere, _way_on(question, now)]
    hint = hint_text(question, max(now.hints, 1)) if wants_hint(verdict) and question.hints else ""
    return [again, verdict.message, hint, _way_on(question, now)]


def _points(question: Question, now: Standing) -> str:
    if now.reached == "seen":
        return "You had seen the solution before, so the question stays marked as seen."
    return f"{number_text(question.points)} {'point' if question.points == 1 else 'points'}."


def _to_compare(question: Question) -> list[str]:
    criteria = [f"– {criterion} ({number_text(points)})" for criterion, points in (question.rubric or {}).items()]
    model = f'`course.solution("{question.id}")` shows a model answer.'
    return ["Nobody marks this text here. Compare it yourself with what a good answer has (points):", *criteria, model]


def _way_on(question: Question, now: Standing) -> str:
    if now.open:
        return f'Try again, or look at `course.solution("{question.id}")`.'
    left = TRIES_BEFORE_SOLUTION - now.tries
    return f"Try again. The solution opens after {counted(left, 'more wrong answer')}."


def hint_text(question: Question, number: int) -> str:
    """Return one hint with its number, counted from 1."""
    number = min(number, len(question.hints))
    return f"Hint {number} of {len(question.hints)}: {question.hints[number - 1]}"


def next_hint(question: Question, now: Standing) -> Reply:
    """Answer `course.hint`: the next hint, or all of them when all have been shown."""
    count = len(question.hints)
    if not count:
        return Reply("Hint", question.title, ("This question has no hints.",))
    if now.hints < count:
        return Reply("Hint", question.title, (hint_text(question, now.hints + 1),))
    again = [hint_text(question, number) for number in range(1, count + 1)]
    return Reply("Hint", question.title, ("You have seen all the hints; here they are again.", *again))


def closed_solution(question: Question, now: Standing) -> Reply:
    """Answer `course.solution` before it may be shown."""
    left = TRIES_BEFORE_SOLUTION - now.tries
    wait = f"The solution opens after {counted(left, 'more wrong answer')}. Try first."
    more = [f'`course.hint("{question.id}")` shows a hint.'] if now.hints < len(question.hints) else []
    return Reply("Solution", question.title, (wait, *more))


def open_solution(question: Question, now: Standing, cells: list[str]) -> Reply:
    """Answer `course.solution` with the source of the solution's cells."""
    seen = () if now.reached else ("From now on this question is marked as seen.",)
    return Reply("Solution", question.title, seen, "\n\n".join(cells))
