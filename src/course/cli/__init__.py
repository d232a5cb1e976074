"""The command `course`. Each command imports its room when it runs, so that asking for help takes no time.

Exit codes: 0 all is well; 1 something that was looked at is not; 2 a wrong call, or something needed is missing.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated

try:
    import rich as rich
    import typer
except ModuleNotFoundError as error:  # a broken installation is told how to mend itself
    print(f"The package {error.name} is missing. Mend the installation: python3 start.py setup", file=sys.stderr)
    raise SystemExit(2) from None

from course.cli import chapters, exercises, market, teaching
from course.cli.output import listed, shown, told
from course.errors import InputError, MissingPackage

EXITS = "Exit codes: 0 all is well · 1 something that was looked at is not · 2 wrong call, or something is missing"
SETTINGS = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, context_settings=SETTINGS, epilog=EXITS
)
app.add_typer(chapters.notebooks, name="notebooks")
app.add_typer(exercises.exercise, name="exercise")
app.add_typer(teaching.key, name="key")


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
    listed("✓", trial.done)
    listed("✗", [trial.problem] if trial.problem else [])
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


for command in (
    market.data,
    market.generate,
    market.realism,
    market.stories,
    market.coverage,
    chapters.claims,
    chapters.book,
    teaching.release,
    teaching.grade,
):
    app.command()(command)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(context: typer.Context) -> None:
    """Measure how fast the market is made and read; options go to benchmarks/run.py."""
    from course import project

    script = project.root() / "benchmarks" / "run.py"
    raise typer.Exit(subprocess.run([sys.executable, str(script), *context.args], check=False).returncode)
