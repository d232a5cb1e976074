"""Commands about the market: the standard dataset, markets of any size, how real they are, their stories,
and whether intervals hold the truth as often as they say.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from course.cli.output import bar_of, listed, shown
from course.errors import InputError


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
    listed("✗", problems)
    if problems:
        raise typer.Exit(1)
    shown.print("✓ The standard dataset is as published.")


def _write_csv(folder: str) -> None:
    """Write the standard dataset as CSV, with a bar that names the table being written."""
    from course import datasets
    from course.tables import EVERY

    with bar_of(len(EVERY)) as bar:
        datasets.write_csv(folder, lambda name: bar.update(bar.task_ids[0], advance=1, description=name))
    shown.print(f"✓ {len(EVERY)} tables in {folder}, described in datapackage.json", markup=False, soft_wrap=True)


def generate(  # noqa: PLR0913 - a command has as many options as its user may choose
    customers: Annotated[int, typer.Option(help="How many; customer 17 is the same in a market of any size.")],
    out: Annotated[Path, typer.Option(help="A new folder, or the one to go on in.")],
    weeks: Annotated[int, typer.Option(help="Weeks observed, 1 to 204.")] = 104,
    seed: Annotated[int, typer.Option(help="Which world; the standard dataset has 7.")] = 7,
    tables: Annotated[str, typer.Option(help="Names with commas between them, orders,order_lines; all if empty.")] = "",
    workers: Annotated[int, typer.Option(help="Processes on this machine.")] = 1,
    cluster: Annotated[str | None, typer.Option(help="A Dask scheduler instead, as tcp://host:8786.")] = None,
    truth: Annotated[str, typer.Option(help="Hidden tables: none, shared (this world's luck), expected.")] = "none",
    parameter: Annotated[
        list[str] | None, typer.Option(help="name=value, as leaving.hazard=0.01; may be given again.")
    ] = None,
) -> None:
    """Write a market of any size, block by block; the same command goes on where it stopped (130 after Ctrl-C)."""
    from course import generate as room

    named = [name.strip() for name in tables.split(",") if name.strip()]
    plan = room.Plan(customers, weeks, seed, _values(parameter or []), named, truth)
    try:
        print(room.generate(plan, out, workers=workers, cluster=cluster))
    except KeyboardInterrupt:
        whole = f"{room.finished(out):,} of {plan.blocks:,} blocks are whole in {out}"
        print(f"Stopped. {whole}: the same command goes on from there.", file=sys.stderr)
        raise typer.Exit(130) from None


def _values(changed: list[str]) -> dict[str, float]:
    """Return parameters by name. Errors: InputError for what is not name=value with a number."""
    values = {}
    for text in changed:
        name, _, value = text.partition("=")
        try:
            values[name.strip()] = float(value)
        except ValueError:
            raise InputError(
                f"parameter must be name=value with a number, got {text!r}. For example --parameter leaving.hazard=0.01"
            ) from None
    return values


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
        with bar_of(len(asked)) as bar:
            values = room.in_worlds(asked, workers=workers, after=lambda _: bar.advance(bar.task_ids[0]))
    if root and renew:
        stored_facts.keep(root, values)
    room.show_report(values)


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
    with bar_of(len(tasks)) as bar:
        table = telling.tell(tasks, workers, lambda rows: bar.update(bar.task_ids[0], advance=len(rows)))
    telling.renew(root, chosen, table, room.STORIES)
    shown.print(verdict.printed(asked, telling.read(root)))
    problems = [problem for story in asked for problem in verdict.problems(story, telling.read(root))]
    listed("✗", problems)
    raise typer.Exit(1 if problems else 0)


def coverage(
    names: Annotated[list[str] | None, typer.Argument(help="Measures or cases: nps, 'instrument till'.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those whose code did not change.")] = False,
    workers: Annotated[int, typer.Option(help="Datasets tried at the same time.", min=1)] = 2,
) -> None:
    """Try each measure on 200 datasets whose truth is known, and write book/coverage.csv."""
    from course import project
    from course.study import coverage as room
    from course.study.coverage import counting
    from course.study.coverage.case import DATASETS

    root, asked = project.root(), room.named(names)
    chosen = asked if everything else counting.stale(root, asked)
    with bar_of(DATASETS * len(chosen)) as bar:
        for case in chosen:
            counted = counting.count(case, workers, lambda tried: bar.update(bar.task_ids[0], advance=tried))
            counting.renew(root, {case.label: counted}, room.CASES)
    stored = counting.read(root)
    shown.print(stored[stored["case"].isin([case.label for case in asked])].to_string(index=False))
    problems = [problem for case in asked for problem in counting.problems(case, stored)]
    listed("✗", problems)
    raise typer.Exit(1 if problems else 0)
