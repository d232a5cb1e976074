"""The numbers in a datasheet, derived from the data: its prose is written by hand, its places are filled in here.

A place is what stands between `<!-- derived: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from course.datasets import store
from course.firm import Firm

FILE = "datasheet.md"
_PLACE = re.compile(r"(<!-- derived: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_AGES = {"below 25": 25, "25–34": 35, "35–44": 45, "45–54": 55, "55–64": 65, "65 and older": np.inf}


def renew(folder: Path, firm: Firm) -> None:
    """Fill in the numbers of the datasheet in a folder, where there is one."""
    path = folder / FILE
    if path.exists():
        path.write_text(renewed(path.read_text(encoding="utf-8"), firm), encoding="utf-8", newline="\n")


def renewed(text: str, firm: Firm) -> str:
    """Return a datasheet with the numbers of this firm. Errors: KeyError for a place with an unknown name."""
    return _PLACE.sub(lambda place: f"{place[1]}{_DERIVED[place[2]](firm)}\n{place[3]}", text)


def _market(firm: Firm) -> str:
    world = ", ".join(f"{name} {value:,}" for name, value in firm.origin.items())
    return f"These are the data of market {firm.version}: {world}."


def _rows(firm: Firm) -> str:
    counts = [f"| `{name}` | {len(table):,} | {table.shape[1]} |" for name, table in store.frames(firm)]
    return "\n".join(["| table | rows | columns |", "|---|---|---|", *counts])


def _missing(firm: Firm) -> str:
    lines = ["| table | columns | missing |", "|---|---|---|"]
    for name, table in store.frames(firm):
        shares = table.isna().mean()
        for share, columns in shares[shares > 0].groupby(shares, sort=False):
            lines.append(f"| `{name}` | {_span(list(columns.index))} | {_percent(float(share))} |")
    return "\n".join(lines)


def _span(columns: list[str]) -> str:
    """Return up to three names, or the first and the last of them with their number."""
    if len(columns) > 3:
        return f"`{columns[0]}` … `{columns[-1]}` ({len(columns)})"
    return ", ".join(f"`{column}`" for column in columns)


def _people(firm: Firm) -> str:
    people = firm.individuals.merge(firm.customers[["customer_id", "place_id"]]).merge(firm.places)
    age = (firm.market["starts"].iloc[0] - people["birth_date"]).dt.days / 365.25
    traits = {
        "kind of customer": firm.customers["kind"],
        "gender": people["gender"],
        "age at the start": pd.cut(age, [-np.inf, *_AGES.values()], labels=list(_AGES), right=False),
        "education": people["education"],
        "occupation": people["occupation"],
        "family": people["family"],
        "mother tongue": people["mother_tongue"],
        "region": people["region"],
    }
    return "\n".join(
        ["| trait | shares |", "|---|---|", *(f"| {name} | {_shares(of)} |" for name, of in traits.items())]
    )


def _shares(values: pd.Series) -> str:
    shares = values.value_counts(normalize=True, sort=not isinstance(values.dtype, pd.CategoricalDtype))
    return " · ".join(f"{level} {_percent(share)}" for level, share in shares.items())


def _origins(firm: Firm) -> str:
    counts = firm.truth.parameters["origin"].value_counts()
    return f"Of its {counts.sum()} parameters {', '.join(f'{count} are marked *{o}*' for o, count in counts.items())}."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.1f} %"


_DERIVED = {"market": _market, "rows": _rows, "missing": _missing, "people": _people, "origins": _origins}
