"""A sentence of the text bound to a computed value.

A claim never stops a notebook: whatever it is given, it prints one line and takes note.
"""

from __future__ import annotations

import math
import numbers
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SIGNIFICANT = 4  # digits shown at most, as everywhere in the chapters
HOLDS, FAILS = "✓", "✗"


@dataclass(frozen=True)
class Claim:
    """One claim as it came out: its value is 1 or 0 for a yes or no, NaN where there was no number."""

    sentence: str
    value: float
    low: float
    high: float
    held: bool
    dataset: str
    standard: bool


_recorded: dict[tuple[str, str], Claim] = {}  # by sentence and dataset: a cell run twice claims once
_data = {"id": "", "standard": True}


def claim(sentence: str, value: object, low: object = None, high: object = None) -> None:
    """Print the sentence with its value, whether it lies in low … high (both included), and record it.

    `value` is a number with a range, or a bool without one; one end of the range may be left out.
    Never raises: what cannot be judged is printed as ✗ with the reason.

    >>> claim("Members buy about twice as often", 2.0512, low=1.6, high=2.6)
    ✓ Members buy about twice as often: 2.051 (claimed 1.6 to 2.6)
    """
    try:
        said, held, shown = str(sentence).strip().rstrip(":."), *_judge(value, low, high)
    except Exception as error:  # a claim that breaks would stop the reader for the author's mistake
        said, held, shown = "A claim", False, f"could not be read ({type(error).__name__})"
    made = Claim(said, _number(value), _number(low), _number(high), held, str(_data["id"]), bool(_data["standard"]))
    _recorded[said, made.dataset] = made
    _say(f"{HOLDS if held else FAILS} {_prefix()}{said}: {shown}")


def about(dataset_id: str, standard: bool) -> None:
    """Say which data the following claims are about; loading data calls it."""
    _data.update(id=str(dataset_id), standard=bool(standard))


def recorded() -> pd.DataFrame:
    """Return one row per claim, in the order in which they were first made in this session.

    Columns nr (from 1), sentence, value, low, high (NaN where none), held, dataset, standard.
    """
    import pandas as pd

    columns = ["nr", *Claim.__dataclass_fields__]
    rows = [{"nr": nr, **asdict(made)} for nr, made in enumerate(_recorded.values(), start=1)]
    return pd.DataFrame(rows, columns=columns)


def clear() -> None:
    """Forget all claims and which data they were about."""
    _recorded.clear()
    about("", standard=True)


def shorten(number: float, digits: int = SIGNIFICANT) -> str:
    """Write a number with at most `digits` significant digits, thousands apart by commas.

    >>> shorten(0.123456), shorten(20000), shorten(23569.6), shorten(2.0)
    ('0.1235', '20,000', '23,570', '2')
    """
    if number == 0 or not math.isfinite(number):
        return "0" if number == 0 else str(number)
    places = digits - 1 - math.floor(math.log10(abs(number)))
    if places > digits + 3:
        return f"{number:.{digits}g}"
    text = f"{round(number, places):,.{max(places, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _judge(value: object, low: object, high: object) -> tuple[bool, str]:
    """Return whether the claim holds and how value and range read."""
    if _is_bool(value):
        if low is None and high is None:
            return bool(value), "yes" if value else "no"
        return False, f"{'yes' if value else 'no'} (a yes or no takes no range)"
    number, bottom, top = _number(value), _number(low), _number(high)
    if not math.isfinite(number):
        return False, _not_a_number(value)
    shown = shorten(number)
    if (low is not None and math.isnan(bottom)) or (high is not None and math.isnan(top)):
        return False, f"{shown} (the claimed range is not a pair of numbers)"
    if low is None and high is None:
        return False, f"{shown} (no range was claimed: give low and high)"
    if bottom > top:
        return False, f"{shown} (the claimed range is empty: low {shorten(bottom)} is above high {shorten(top)})"
    return not (number < bottom or number > top), f"{shown} ({_range(bottom, top)})"


def _range(low: float, high: float) -> str:
    on = "" if _data["standard"] else " on the standard data"
    if math.isnan(high):
        return f"claimed at least {shorten(low)}{on}"
    if math.isnan(low):
        return f"claimed at most {shorten(high)}{on}"
    return f"claimed {shorten(low)} to {shorten(high)}{on}"


def _prefix() -> str:
    return "" if _data["standard"] else f"On these data ({_data['id']}): "


def _is_bool(value: object) -> bool:
    """Tell a yes or no, NumPy's included (its type is also named bool), from a number."""
    return isinstance(value, bool) or (type(value).__module__ == "numpy" and type(value).__name__ in ("bool", "bool_"))


def _number(value: object) -> float:
    """Return the value as a float, NaN where it is no single number."""
    single = isinstance(value, numbers.Number) or getattr(value, "ndim", None) == 0
    if value is None or isinstance(value, (str, bytes)) or not single:
        return math.nan
    try:
        return float(value)  # type: ignore[arg-type]
    except Exception:
        return math.nan


def _not_a_number(value: object) -> str:
    if isinstance(value, numbers.Number) or value is None or _number(value) in (math.inf, -math.inf):
        return f"no value ({value})"
    return f"no value (a single number is needed, got {type(value).__name__})"


def _say(line: str) -> None:
    """Print one line, in plain letters where the terminal knows no others."""
    line = " ".join(line.split())
    try:
        print(line)
    except UnicodeEncodeError:
        print(line.replace(HOLDS, "ok").replace(FAILS, "NOT").encode("ascii", "replace").decode())
