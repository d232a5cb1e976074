"""`course generate`: a market of any size, from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from course.errors import InputError


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
