"""Commands about the chapters: run them, hold them to their laws, try their claims, build the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from course.cli.output import bar_of, listed, shown, ticker

if TYPE_CHECKING:
    from course.workbook import Entry

notebooks = typer.Typer(help="Run the chapters and store their outputs; hold them to their laws.")
Names = Annotated[list[str] | None, typer.Argument(help="Chapters: 07, behavioural_segments; all if none is named.")]


@notebooks.callback(invoke_without_command=True)
def _notebooks(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        run_notebooks(None)


@notebooks.command("run")
def run_notebooks(
    names: Names = None, timeout: Annotated[int, typer.Option(help="Seconds a cell may take.", min=1)] = 600
) -> None:
    """Run chapters from top to bottom on the standard data, and store their outputs."""
    from course.workbook.execution import CellFailed, execute

    entries = _chapters(names)
    try:
        with bar_of(len(entries)) as bar:
            changed = execute(entries, timeout=timeout, after=ticker(bar))
    except CellFailed as error:
        listed("✗", [str(error)])
        raise typer.Exit(1) from None
    shown.print(f"✓ {len(entries)} run, {changed} changed")


@notebooks.command("check")
def check_notebooks(names: Names = None) -> None:
    """Hold chapters to their laws, without running them: outputs up to date, headings, figures, numbers, links."""
    from course import project
    from course.workbook.laws import broken_laws, page_of

    root = project.root()
    found = {entry.name: broken_laws(page_of(entry, root)) for entry in _chapters(names)}
    for name, problems in found.items():
        shown.print(f"{name}: {'keeps every law' if not problems else ''}", markup=False)
        listed("✗", problems)
    raise typer.Exit(1 if any(found.values()) else 0)


def claims(
    names: Names = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those whose code did not change.")] = False,
    workers: Annotated[int, typer.Option(help="Chapters run at the same time.", min=1)] = 2,
) -> None:
    """Try the chapters' claims on twenty other worlds, and write book/claims.csv."""
    from course import project
    from course.workbook import replication

    root, asked = project.root(), _chapters(names)
    entries = asked if everything else replication.stale_chapters(asked, root)
    with bar_of(len(entries) * len(replication.SEEDS)) as bar:
        problems = replication.replicate(entries, root, workers=workers, after=ticker(bar))
    replication.forget_others(_chapters(None), root)
    table = replication.read_table(root)
    problems += replication.too_rare(table)
    for claim in replication.summary(table).to_dict("records"):
        how_often = f"{claim['held']} of {claim['seeds']}, {claim['lowest']:.4g} to {claim['highest']:.4g}"
        shown.print(f"{claim['chapter']} {claim['nr']}: {how_often} · {claim['sentence']}", markup=False)
    listed("✗", problems)
    raise typer.Exit(1 if problems else 0)


def book() -> None:
    """Build the book from the chapters and docs/, into book/_build/html."""
    from course import project
    from course.workbook.book import build

    page = build(project.root())
    shown.print(f"✓ {page}", markup=False, soft_wrap=True)


def _chapters(names: list[str] | None) -> list[Entry]:
    """Return the chapters that are named, or all."""
    from course.workbook import chapters, find

    there = chapters()
    return [find(name, there) for name in names] if names else there
