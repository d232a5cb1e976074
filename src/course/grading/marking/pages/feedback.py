"""What a student reads about their notebook: a page, and the same as plain text for a platform's feedback column.

It says what was right and what a wrong answer suggests. References, checks and flags are not in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from course.grading.judging import judge
from course.grading.marking import results
from course.grading.marking.gradebook import number
from course.grading.marking.pages.frame import page as framed
from course.grading.marking.pages.frame import points_table, text
from course.grading.marking.results import Dropped, QuestionResult, Result
from course.grading.practice.reply import with_code

WORDS = {
    judge.RIGHT: ("Right", "right"),
    judge.WRONG: ("Not right", "wrong"),
    judge.MISCONCEPTION: ("Not right", "wrong"),
    judge.NOT_ATTEMPTED: ("Not attempted", "soft"),
    judge.NOT_EVALUATED: ("Not judged", "soft"),
    judge.MANUAL: ("To be marked by a person", "open"),
}
WITHOUT_SCORE = {
    results.TIMEOUT: "Your notebook ran too long to be judged. It has no score; your instructor has been told.",
    results.CRASHED: "Your notebook could not be run. It has no score; your instructor has been told.",
    results.UNREADABLE: "What you handed in could not be read. It has no score; your instructor has been told.",
    results.MISSING: "Nothing was handed in.",
}
LONGEST = 3_000


def page(result: Result, name: str = "") -> str:
    """Return the page of one student; `name` stands in its heading where it is known."""
    heading = f"<h1>{text(result.exercise)}</h1>\n<p>{text(name or result.student)}</p>"
    parts = [heading, f'<p class="score">{text(score(result))}</p>', _note(result)]
    if result.scored:
        parts += [_section(question) for question in result.questions]
    return framed(f"{result.exercise}: feedback", "\n".join([*parts, _cells(result.cells_dropped)]))


def score(result: Result) -> str:
    """Return the score in words, or why there is none."""
    if not result.scored:
        return WITHOUT_SCORE[result.state]
    waiting = sum(question.points for question in result.questions if question.score is None)
    rest = f"; {number(waiting)} more to be marked by a person" if waiting else ""
    return f"{number(result.score)} of {number(result.max_score)} points{rest}"


def _note(result: Result) -> str:
    return f"<p>{text(result.message)}</p>" if result.message else ""


def _section(question: QuestionResult) -> str:
    word, kind = said(question)
    points = "" if question.score is None else f", {number(question.score)} of {number(question.points)} points"
    lines = [f"<h2>{text(question.title)}</h2>", f'<p><span class="verdict {kind}">{word}</span>{points}</p>']
    if question.words and question.verdict != judge.MANUAL and question.words not in question.message:
        lines.append(f'<p class="soft">Your answer: {text(question.words, 200)}</p>')
    lines += [f"<p>{with_code(text(sentence))}</p>" for sentence in (question.message, question.comment) if sentence]
    return f"<section>{''.join(lines)}{_marks(question)}</section>"


def said(question: QuestionResult) -> tuple[str, str]:
    """Return the verdict in words and its kind."""
    if question.verdict == judge.MANUAL and question.score is not None:
        return "Marked", "open"
    return WORDS[question.verdict]


def _marks(question: QuestionResult) -> str:
    if not question.marks:
        return ""
    return points_table("Marks", "Points", question.marks)


def _cells(dropped: tuple[Dropped, ...]) -> str:
    if not dropped:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{one.cell}</th><td><code>{text(one.source, 120)}</code></td>'
        f"<td>{text(one.reason, 300)}</td></tr>"
        for one in dropped[:50]
    )
    head = '<tr><th scope="col">Code cell</th><th scope="col">It begins</th><th scope="col">What happened</th></tr>'
    caption = "<caption>Cells that did not run to their end</caption>"
    return f"<section><table>{caption}<thead>{head}</thead><tbody>{rows}</tbody></table></section>"


def plain(result: Result) -> str:
    """Return the feedback as plain text of at most 3,000 characters, a line for each thing to say."""
    whole = "\n".join(_lines(result))
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 2]} …"


def _lines(result: Result) -> Iterator[str]:
    yield score(result)
    if result.message:
        yield result.message
    for question in result.questions if result.scored else ():
        points = "" if question.score is None else f" ({number(question.score)} of {number(question.points)})"
        sentences = [sentence for sentence in (question.message, question.comment) if sentence]
        yield " ".join([f"{question.title}: {said(question)[0].lower()}{points}.", *sentences])
    for one in result.cells_dropped[:10]:
        yield f"Code cell {one.cell}: {one.reason}"
