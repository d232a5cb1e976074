"""Does who you are go with what you do? A cross-tab with the size of the association, not only its significance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs


@dataclass(frozen=True)
class CrossTab:
    """Two columns counted against each other.

    counts : one row per level of the first column, one column per level of the second. expected : the counts if the two
        had nothing to do with each other. residuals : adjusted residuals; beyond ±2 a cell is out of the ordinary.
    chi2, df, p : Pearson's test that they have nothing to do with each other, without continuity correction.
    v : Cramér's V, 0 (none) to 1 (one determines the other); low, high : its interval of `level`.
    v_corrected : V less what chance alone gives (Bergsma 2013). n : rows counted.
    """

    counts: pd.DataFrame = field(repr=False)
    expected: pd.DataFrame = field(repr=False)
    residuals: pd.DataFrame = field(repr=False)
    chi2: float
    df: int
    p: float
    v: float
    v_corrected: float
    low: float
    high: float
    level: float
    n: int

    @property
    def shares(self) -> pd.DataFrame:
        """Share of each row's people in each column; rows sum to 1."""
        return self.counts.div(self.counts.sum(axis=1), axis=0)

    def __str__(self) -> str:
        test = f"chi² {self.chi2:.4g}, df {self.df}, p {self.p:.2g}, n {self.n:,}"
        return f"Cramér's V {self.v:.3f} ({self.level:.4g} interval {self.low:.3f} to {self.high:.3f}); {test}"

    __repr__ = __str__


def cross_tab(frame: Any, rows: str, columns: str, count: str | None = None, level: float = 0.95) -> CrossTab:
    """Count people by two columns, and say how strongly the columns go together.

    frame : one row per person, or with `count` one row per cell. Rows with a missing level are refused. Levels come in
    the order of their categories, else sorted. The interval of V is that of the noncentral chi² distribution: all
    strengths under which so large a chi² is neither too high nor too low to be believed; an interval that begins at 0
    does not exclude that nothing is there. Source: Cramér (1946); Agresti (2002); Smithson (2003).
    """
    inputs.between(level, "level", 0.5, 0.999)
    counts = _counted(inputs.in_memory(frame, "frame"), rows, columns, count)
    table, n = counts.to_numpy(dtype=float), float(counts.to_numpy().sum())
    across, down = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    expected = across * down / n
    residuals = (table - expected) / np.sqrt(expected * (1 - across / n) * (1 - down / n))
    chi2 = float(((table - expected) ** 2 / expected).sum())
    df, smaller = (table.shape[0] - 1) * (table.shape[1] - 1), min(table.shape) - 1
    low, high = (_strength(end, df, n, smaller) for end in _noncentralities(chi2, df, level))
    return CrossTab(
        counts=counts,
        expected=pd.DataFrame(expected, counts.index, counts.columns),
        residuals=pd.DataFrame(residuals, counts.index, counts.columns),
        chi2=chi2, df=df, p=_beyond(chi2, df), v=float(np.sqrt(chi2 / n / smaller)),
        v_corrected=_corrected(chi2, n, table.shape), low=low, high=high, level=level, n=int(n),
    )  # fmt: skip


def _counted(frame: pd.DataFrame, rows: str, columns: str, count: str | None) -> pd.DataFrame:
    inputs.require_columns(frame, "frame", rows=rows, columns=columns, **({"count": count} if count else {}))
    inputs.require_rows(frame, "frame")
    if rows == columns:
        raise invalid("columns", columns, "another column than rows", "A column goes with itself.")
    inputs.refuse_gaps(inputs.table(frame[[rows, columns]], "frame"), "frame", rows, columns)
    many = inputs.whole(frame[count], count) if count else np.ones(len(frame))
    cells = frame.assign(_many=many).groupby([rows, columns], observed=True)["_many"].sum().unstack(fill_value=0)
    counts = cells.loc[cells.sum(axis=1) > 0, cells.sum() > 0].astype(int)
    for name, levels in ((rows, counts.index), (columns, counts.columns)):
        if len(levels) < 2:
            seen = str(levels[0]) if len(levels) else "nobody"
            raise InputError(f"{name} must have at least two levels, got one: {seen!r}. Choose another column.")
    return counts


def _beyond(chi2: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, chi2))


def _noncentralities(chi2: float, df: int, level: float) -> tuple[float, float]:
    """Return the noncentralities under which a chi² as large, or as small, has a probability of (1 − level) / 2."""
    from scipy.special import chndtrinc

    tail = (1 - level) / 2
    low, high = (max(float(np.nan_to_num(chndtrinc(chi2, df, share))), 0.0) for share in (1 - tail, tail))
    return low, high


def _strength(noncentrality: float, df: int, n: float, smaller: int) -> float:
    return float(min(np.sqrt(noncentrality / (n * smaller)), 1.0))


def _corrected(chi2: float, n: float, shape: tuple[int, ...]) -> float:
    phi2 = max(chi2 / n - (shape[0] - 1) * (shape[1] - 1) / (n - 1), 0.0)
    size = min(k - (k - 1) ** 2 / (n - 1) for k in shape) - 1
    return float(np.sqrt(phi2 / size)) if size > 0 else 0.0
