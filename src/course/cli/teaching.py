"""Commands for instructors: keys, handing out exercises with data of each student's own, grading what comes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course.cli.output import bar_of, listed, shown

if TYPE_CHECKING:
    from course.grading.marking.grade import Order, Summary

key = typer.Typer(help="The key of graded exercises: who has it can make students' data and truth again.")


@key.callback()
def _key() -> None:
    """Keep `new` a command of its own."""


@key.command("new")
def new_key(file: Annotated[Path, typer.Argument(help="A new file, kept where students cannot read it.")]) -> None:
    """Write a new key: 32 random bytes. Keep it secret, and keep it: what was released needs it to be graded."""
    from course.grading.release import keys

    shown.print(f"✓ {keys.new(file)}. Keep it secret and safe.", markup=False, soft_wrap=True)


def release(
    exercise: Annotated[str, typer.Argument(help="A name under exercises/, or a folder's path.")],
    students: Annotated[Path, typer.Option(help="roster.csv: student, and name, email, lms_id, group.")],
    key: Annotated[Path, typer.Option(help="A key, as `course key new` writes it.")],
    out: Annotated[Path, typer.Option(help="A new folder, or the one to go on in.")],
) -> None:
    """Hand out an exercise: for each student a folder with the notebook and data of their own."""
    from course.grading import folders
    from course.grading.release import handout, keys, roster

    chosen, people, secret = folders.load(folders.folder_of(exercise)), roster.read(students), keys.read(key)
    with bar_of(len(people)) as bar:
        done = handout.release(
            chosen, people, secret, out, lambda one: bar.update(bar.task_ids[0], advance=1, description=one.id)
        )
    kept = f"; {done.kept} were there already" if done.kept else ""
    shown.print(f"✓ {done.students} students, {done.datasets} datasets in {out}{kept}", markup=False, soft_wrap=True)


def grade(  # noqa: PLR0913 - a command has as many options as its user may choose
    exercise: Annotated[str, typer.Argument(help="A name under exercises/, or a folder's path.")],
    out: Annotated[Path, typer.Option(help="Where results, feedback and grades go; the same folder goes on.")],
    submissions: Annotated[
        Path | None, typer.Option(help="A folder or ZIP, also Moodle's or Canvas' as it is.")
    ] = None,
    roster: Annotated[Path | None, typer.Option(help="Who takes part: roster.csv.")] = None,
    key: Annotated[Path | None, typer.Option(help="The key of the release; without it, the standard data.")] = None,
    worksheet: Annotated[Path | None, typer.Option(help="Moodle's or Canvas' file, to be filled in.")] = None,
    assignment: Annotated[str, typer.Option(help="Its title in Canvas, where not the exercise's name.")] = "",
    workers: Annotated[int, typer.Option(help="Processes on this machine.", min=1)] = 1,
    allow_unisolated: Annotated[
        bool, typer.Option("--allow-unisolated", help="Run notebooks with all your rights where walls are lacking.")
    ] = False,
    regrade: Annotated[bool, typer.Option("--regrade", help="Judge stored answers again, running nothing.")] = False,
    merge_manual: Annotated[Path | None, typer.Option(help="manual.csv with points for free texts.")] = None,
    cell_seconds: Annotated[float, typer.Option(help="How long a cell may run.", min=0.1)] = 20,
    memory: Annotated[int, typer.Option(help="Megabytes that a notebook may use.", min=100)] = 2_000,
) -> None:
    """Grade what was handed in; what has been graded before is kept (0: all scored, 1: some not, 2: wrong call)."""
    from course.grading.marking import grade as room

    chosen: dict[str, Any] = {"submissions": submissions, "roster": roster, "key": key, "worksheet": worksheet}
    chosen |= {"assignment": assignment, "merge_manual": merge_manual, "cell_seconds": cell_seconds, "memory": memory}
    order = _order(exercise, out, workers, allow_unisolated, regrade, **chosen)
    with bar_of(0) as bar:
        tick = bar.task_ids[0]
        summary = (room.regrade if regrade else room.grade)(
            order,
            lambda total: bar.update(tick, total=total),
            lambda result: bar.update(tick, advance=1, description=result.student),
        )
    _show(summary, out)
    raise typer.Exit(0 if summary.complete else 1)


def _order(exercise: str, out: Path, workers: int, allow_unisolated: bool, regrade: bool, **chosen: Any) -> Order:
    from course.errors import InputError
    from course.grading import folders
    from course.grading.marking.batch import Setting
    from course.grading.marking.grade import Order
    from course.grading.release import keys
    from course.grading.release import roster as rosters
    from course.grading.sandbox.limits import Limits

    if chosen["submissions"] is None and not regrade:
        raise InputError("grade needs --submissions, a folder or a ZIP file; only --regrade does without.")
    limits = Limits(cell_seconds=chosen["cell_seconds"], memory=chosen["memory"])
    secret = keys.read(chosen["key"]) if chosen["key"] else None
    people = rosters.read(chosen["roster"]) if chosen["roster"] else None
    setting = Setting(folders.folder_of(exercise), secret, limits)
    more = {name: chosen[name] for name in ("worksheet", "assignment", "merge_manual")}
    return Order(setting, chosen["submissions"] or out, out, people, workers, allow_unisolated, **more)


def _show(summary: Summary, out: Path) -> None:
    """Print what a run came to; every submission that a person should look at has a line."""
    if summary.isolation:
        shown.print(f"Isolation reached: {summary.isolation}")
    states = ", ".join(f"{count} {state}" for state, count in summary.states.items())
    shown.print(f"{len(summary.results)} students: {states} ({summary.marked} run now, {summary.kept} kept)")
    for result in summary.results:
        if result.state != "ok" or result.flags:
            said = "; ".join([*result.flags, *([result.message] if result.message else [])])
            shown.print(f"  {result.student}: {result.state}. {said}".rstrip(), markup=False, soft_wrap=True)
    listed("!", list(summary.remarks))
    shown.print(f"✓ {out / 'grades.csv'}, feedback in {out / 'feedback'}", markup=False, soft_wrap=True)
