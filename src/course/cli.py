"""The command `course`. Each command imports its room when it runs, so that asking for help takes no time.

Exit codes: 0 all is well; 1 something that was looked at is not; 2 a wrong call, or something needed is missing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

try:
    import typer
    from rich.console import Console
except ModuleNotFoundError as error:  # a broken installation is told how to mend itself
    print(f"The package {error.name} is missing. Mend the installation: python3 start.py setup", file=sys.stderr)
    raise SystemExit(2) from None

from course.cli_generate import generate
from course.errors import InputError, MissingPackage

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress

    from course.workbook import Entry

EXITS = "Exit codes: 0 all is well · 1 something that was looked at is not · 2 wrong call, or something is missing"
SETTINGS = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, context_settings=SETTINGS, epilog=EXITS
)
notebooks = typer.Typer(help="Run the chapters and store their outputs; hold them to their laws.")
exercise = typer.Typer(help="Exercises: list, new, build, tidy, test.", no_args_is_help=True)
app.add_typer(notebooks, name="notebooks")
app.add_typer(exercise, name="exercise")
app.command()(generate)
shown, told = Console(highlight=False), Console(stderr=True, highlight=False)

Names = Annotated[list[str] | None, typer.Argument(help="Chapters: 07, behavioural_segments; all if none is named.")]


def main() -> None:
    """Run the command; say what went wrong in one paragraph, or with COURSE_DEBUG=1 in full."""
    try:
        app(prog_name="course")
    except (InputError, MissingPackage, OSError) as error:
        if os.environ.get("COURSE_DEBUG", "") not in ("", "0"):
            raise
        told.print(str(error), markup=False, soft_wrap=True)
        sys.exit(2)


@app.callback(invoke_without_command=True)
def _course(version: Annotated[bool, typer.Option("--version", help="Print the versions.")] = False) -> None:
    """Clientela, a workbook on customer behaviour."""
    if version:
        import course

        shown.print(f"clientela {course.__version__}, market {course.market_version}")
        raise typer.Exit()


@app.command()
def lab(
    name: Annotated[str, typer.Argument(help="A chapter, 07, or an exercise, 07_exercise.")] = "00",
    options: Annotated[list[str] | None, typer.Argument(help="After --: options for JupyterLab.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Open a new copy beside your own.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Start it, run the first notebook, stop it, report.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address, open nothing.")] = False,
    timeout: Annotated[float, typer.Option(help="Seconds that --check may take.", min=1)] = 180,
) -> None:
    """Open the workbook in JupyterLab, on your own copies in work/."""
    from course import lab as room

    if not check:
        named, more = ("00", [name]) if name.startswith("-") else (name, [])
        room.serve(named, fresh=fresh, browser=not no_browser, options=[*more, *(options or [])])
        return
    trial = room.try_out(timeout)
    _list("✓", trial.done)
    _list("✗", [trial.problem] if trial.problem else [])
    raise typer.Exit(1 if trial.problem else 0)


@app.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it."""
    from course import doctor as room

    findings = room.examine()
    shown.print(room.table(findings))
    if room.is_broken(findings):
        shown.print("Do what stands beside each ✗, then look again: course doctor")
        raise typer.Exit(1)


@app.command()
def progress() -> None:
    """Show how far you have come with the exercises."""
    from course.grading import progress_table

    shown.print(progress_table())


@app.command()
def realism(
    seeds: Annotated[int | None, typer.Option(help="Worlds to measure now; if not given, those kept.", min=1)] = None,
    renew: Annotated[bool, typer.Option("--renew", help="Measure twenty worlds and keep book/realism.csv.")] = False,
    workers: Annotated[int, typer.Option(help="Worlds measured at the same time.", min=1)] = 2,
) -> None:
    """Show the market beside its targets and real transactions."""
    from course import project
    from course.study import realism as room
    from course.study import stored_facts

    root = project.root() if renew else project.find_root()
    if root and not renew and seeds is None and not stored_facts.stale(root):
        values = stored_facts.read(root)
    else:
        asked = stored_facts.SEEDS if renew else range(1, (seeds or 5) + 1)
        with _progress(len(asked)) as bar:
            values = room.in_worlds(asked, workers=workers, after=lambda _: bar.advance(bar.task_ids[0]))
    if root and renew:
        stored_facts.keep(root, values)
    room.show_report(values)


@app.command()
def data(
    verify: Annotated[bool, typer.Option("--verify", help="Only look; make nothing.")] = False,
    csv: Annotated[str, typer.Option("--csv", metavar="FOLDER", help="Write it as CSV into this folder.")] = "",
    publish: Annotated[bool, typer.Option("--publish", help="Authors: note the digests of a new market.")] = False,
) -> None:
    """Make the standard dataset anew, and verify it; or only verify it; or write it as CSV."""
    from course import datasets

    if verify + bool(csv) + publish > 1:
        raise InputError("data takes one of --verify, --csv and --publish. Leave the others out.")
    if csv:
        _write_csv(csv)
        return
    if publish:
        shown.print(f"Noted in {datasets.publish_market()}.", markup=False, soft_wrap=True)
    if not verify:
        shown.print(f"Made in {datasets.make_standard()}.", markup=False, soft_wrap=True)
    problems = datasets.verify_standard()
    _list("✗", problems)
    if problems:
        raise typer.Exit(1)
    shown.print("✓ The standard dataset is as published.")


def _write_csv(folder: str) -> None:
    """Write the standard dataset as CSV, with a bar that names the table being written."""
    from course import datasets
    from course.tables import EVERY

    with _progress(len(EVERY)) as bar:
        datasets.write_csv(folder, lambda name: bar.update(bar.task_ids[0], advance=1, description=name))
    shown.print(f"✓ {len(EVERY)} tables in {folder}, described in datapackage.json", markup=False, soft_wrap=True)


@app.command()
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
    with _progress(len(entries) * len(replication.SEEDS)) as bar:
        problems = replication.replicate(entries, root, workers=workers, after=_ticker(bar))
    replication.forget_others(_chapters(None), root)
    table = replication.read_table(root)
    problems += replication.too_rare(table)
    for claim in replication.summary(table).to_dict("records"):
        how_often = f"{claim['held']} of {claim['seeds']}, {claim['lowest']:.4g} to {claim['highest']:.4g}"
        shown.print(f"{claim['chapter']} {claim['nr']}: {how_often} · {claim['sentence']}", markup=False)
    _list("✗", problems)
    raise typer.Exit(1 if problems else 0)


@app.command()
def stories(
    names: Annotated[list[str] | None, typer.Argument(help="Chapters or stories: 12, '12 programme'.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those whose code did not change.")] = False,
    workers: Annotated[int, typer.Option(help="Worlds told at the same time.", min=1)] = 2,
) -> None:
    """Tell the chapters' stories in twenty worlds, against the truth, and write book/stories.csv."""
    from course import project
    from course.study import stories as room
    from course.study.stories import telling, verdict

    root, asked = project.root(), room.named(names)
    chosen = asked if everything else telling.stale(root, asked)
    tasks = [task for story in chosen for task in telling.tasks(story)]
    with _progress(len(tasks)) as bar:
        table = telling.tell(tasks, workers, lambda rows: bar.update(bar.task_ids[0], advance=len(rows)))
    telling.renew(root, chosen, table, room.STORIES)
    shown.print(verdict.summary(asked, telling.read(root)).to_string(index=False, float_format="%.4g"))
    problems = [problem for story in asked for problem in verdict.problems(story, telling.read(root))]
    _list("✗", problems)
    raise typer.Exit(1 if problems else 0)


@app.command()
def book() -> None:
    """Build the book from the chapters and docs/, into book/_build/html."""
    from course import project
    from course.workbook.book import build

    page = build(project.root())
    shown.print(f"✓ {page}", markup=False, soft_wrap=True)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(context: typer.Context) -> None:
    """Measure how fast the market is made and read; options go to benchmarks/run.py."""
    from course import project

    script = project.root() / "benchmarks" / "run.py"
    raise typer.Exit(subprocess.run([sys.executable, str(script), *context.args], check=False).returncode)


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
        with _progress(len(entries)) as bar:
            changed = execute(entries, timeout=timeout, after=_ticker(bar))
    except CellFailed as error:
        _list("✗", [str(error)])
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
        _list("✗", problems)
    raise typer.Exit(1 if any(found.values()) else 0)


@exercise.command("list")
def list_exercises() -> None:
    """List the exercises."""
    from course.workbook import exercises

    for entry in exercises():
        shown.print(f"{entry.name}  {entry.title}", markup=False)


def _exercise_command(action: str, purpose: str) -> None:
    """Add one of the authors' commands, which the room of grading carries out."""

    def command(names: Annotated[list[str] | None, typer.Argument(help="As 07_behavioural_segments.")] = None) -> None:
        from course.grading.__main__ import main as author

        raise typer.Exit(author([action, *(names or [])]))

    exercise.command(action, help=purpose)(command)


_exercise_command("new", "Lay out a new exercise to write in.")
_exercise_command("build", "Make exercise.ipynb from solution.ipynb.")
_exercise_command("tidy", "Put a solution's cells into the form in which they are stored.")
_exercise_command("test", "Try an exercise's checks with right and wrong answers.")


def _chapters(names: list[str] | None) -> list[Entry]:
    """Return the chapters that are named, or all."""
    from course.workbook import chapters, find

    there = chapters()
    return [find(name, there) for name in names] if names else there


def _progress(total: int) -> Progress:
    """Return a progress bar on stderr, where it does not mix with what a command prints."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    bar = Progress(*columns, console=told)
    bar.add_task("", total=total)
    return bar


def _ticker(bar: Progress) -> Callable[[Entry, object], None]:
    """Return what moves the bar on by one, naming the chapter that was done."""

    def tick(entry: Entry, _: object) -> None:
        bar.update(bar.task_ids[0], advance=1, description=entry.name)

    return tick


def _list(mark: str, lines: list[str]) -> None:
    """Print sentences with a mark in front."""
    for line in lines:
        shown.print(f"{mark} {line}", markup=False, soft_wrap=True)
