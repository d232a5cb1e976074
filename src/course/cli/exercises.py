"""Commands for authors of exercises: list, new, build, tidy, test, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course.cli.output import bar_of, listed, shown

if TYPE_CHECKING:
    from course.grading.authoring.certificate import Certificate
    from course.grading.folders import Exercise

exercise = typer.Typer(help="Exercises: list, new, build, tidy, test, export-nbgrader.", no_args_is_help=True)
Names = Annotated[list[str] | None, typer.Argument(help="As 07_behavioural_segments, or a folder's path; else all.")]


@exercise.command("list")
def list_exercises() -> None:
    """List the exercises."""
    from course.workbook import exercises

    for entry in exercises():
        shown.print(f"{entry.name}  {entry.title}", markup=False)


@exercise.command("new")
def new(
    name: Annotated[str, typer.Argument(help="A chapter's name, as 07_behavioural_segments.")],
    private: Annotated[Path | None, typer.Option(help="A folder of your own to lay it out in, to be graded.")] = None,
) -> None:
    """Lay out a new exercise to write in: one question that works."""
    from course.grading.authoring import exercises

    shown.print(str(exercises.new(name, private)), markup=False, soft_wrap=True)


@exercise.command("build")
def build(names: Names = None) -> None:
    """Make exercise.ipynb from solution.ipynb."""
    from course.grading.authoring import exercises

    for name in _named(names):
        shown.print(str(exercises.build(name)), markup=False, soft_wrap=True)


@exercise.command("tidy")
def tidy(names: Names = None) -> None:
    """Put a solution's cells into the form in which they are stored."""
    from course.grading.authoring import exercises

    for name in _named(names):
        shown.print(str(exercises.tidy(name)), markup=False, soft_wrap=True)


@exercise.command("test")
def try_out(
    names: Names = None,
    datasets: Annotated[
        int, typer.Option(help="Students' datasets to try it on; 0: only the standard data.", min=0)
    ] = 200,
    workers: Annotated[int, typer.Option(help="Processes on this machine.", min=1)] = 2,
) -> None:
    """Prove an exercise sound before it is given out; the certificate is printed (1 where something is not)."""
    from course.grading import folders

    sound = [_tested(folders.load(folders.folder_of(name)), datasets, workers) for name in _named(names)]
    raise typer.Exit(0 if all(sound) else 1)


def _tested(chosen: Exercise, datasets: int, workers: int) -> bool:
    from course.datasets import load
    from course.grading.authoring.certificate import certify
    from course.grading.authoring.examine import examine

    findings = examine(chosen.path, load())
    for finding in findings:
        shown.print(f"{'✓' if finding.passed else '✗'} {chosen.name}: {finding.test}", markup=False, soft_wrap=True)
        listed("   ", list(finding.problems))
    if not datasets:
        return all(finding.passed for finding in findings)
    with bar_of(datasets) as bar:
        certificate = certify(chosen, datasets, workers, lambda done: bar.update(bar.task_ids[0], advance=done))
    _show(certificate, chosen)
    return certificate.sound and all(finding.passed for finding in findings)


def _show(certificate: Certificate, chosen: Exercise) -> None:
    """Print a certificate: one row per question."""
    from rich.table import Table

    title = f"{certificate.exercise} on the data of {certificate.datasets} students"
    table = Table(
        "Question", "Computed", "Stable", "Distinct", "Misconceptions told apart", "Same decision", title=title
    )
    for id, count in certificate.counts.items():
        if chosen.questions[id].rubric is not None:
            table.add_row(chosen.questions[id].title, "read by a person")
            continue
        apart = min(count.apart.values(), default=None)
        least = "none declared" if apart is None else f"{len(count.apart)}, the least {_share(apart, count.computed)}"
        most = _share(max(count.answers.values()), count.computed) if count.answers else ""
        distinct = _share(count.distinct, count.pairs)
        table.add_row(
            chosen.questions[id].title, _share(count.computed, count.tried), _share(count.stable, count.computed),
            distinct, least, most,
        )  # fmt: skip
    shown.print(table)
    listed("✗", list(certificate.problems))
    listed("·", list(certificate.remarks))
    few = [id for id, one in chosen.questions.items() if one.rubric is None and len(one.misconceptions) < 3]
    if few:
        listed("·", [f"Fewer than three misconceptions: {', '.join(few)}. Are there more that people have?"])
    shown.print("✓ sound" if certificate.sound else "not sound yet")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""


@exercise.command("export-nbgrader")
def export_nbgrader(
    name: Annotated[str, typer.Argument(help="As 07_behavioural_segments, or a folder's path.")],
    out: Annotated[Path, typer.Option(help="A folder to write NAME.ipynb into.")] = Path(),
) -> None:
    """Write a notebook for nbgrader, with test cells for the standard data."""
    from course.grading.authoring import nbgrader

    shown.print(str(nbgrader.export(name, out)), markup=False, soft_wrap=True)


def _named(names: list[str] | None) -> list[str]:
    from course.grading import folders

    return names or [folder.name for folder in folders.folders()]
