"""Which drivers count: shares of what a linear model explains, with intervals, and what to do about each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs

MOST = 15  # drivers whose 2^k models are computed
METHODS = ("lmg", "shapley", "first", "last", "betasq", "pratt", "genizi", "weights", "car")
_AT_ONCE = 50  # resampled tables of correlations in memory

#: (important, performs well) → what to do; Martilla & James (1977).
QUADRANTS = {
    (True, False): "concentrate here",
    (True, True): "keep up the good work",
    (False, False): "low priority",
    (False, True): "possible overkill",
}


def driver_importance(X: Any, y: Any, method: str = "lmg") -> pd.Series:
    """Importance of each column of X for y in a linear model; one number per driver, in the order of X.

    X : one row per person, one column of numbers per driver. y : one number per person, matched by position.

    method : "lmg" (also "shapley"): what a driver adds to R², averaged over all orders in which drivers can enter; adds
    up to R² (Lindeman, Merenda & Gold 1980). "first": R² of the driver alone. "last": what it adds to all others.
    "betasq": squared standardised coefficient. "pratt": coefficient × correlation; adds up to R², can be negative.
    "genizi" (also "weights", the relative weights of Johnson 2000): R² shared out through uncorrelated stand-ins; adds
    up to R² (Genizi 1993). "car": the squared correlation with these stand-ins alone (Zuber & Strimmer 2011).

    Importance is about this sample's spread and correlations; it is no effect. Errors: more than 15 drivers with "lmg",
    fewer persons than drivers and two, a driver that does not vary or follows from the others.
    """
    names, values = _table(X, y, inputs.one_of(method, "method", METHODS))
    found = _importance(np.corrcoef(values, rowvar=False), method)
    return pd.Series(found, index=pd.Index(names, name="driver"), name=method)


def driver_intervals(
    X: Any, y: Any, method: str = "lmg", level: float = 0.95, resamples: int = 1_000, seed: int = 0
) -> pd.DataFrame:
    """One row per driver: `importance`, `low`, `high`, `first`: the share of resamples in which it comes first.

    Intervals are percentiles over resampled people; a sample explains more by luck than it should, so they are shifted
    by as much as the resamples are above the sample (bias-corrected percentiles, Efron 1987). People are put in order
    of their values first: the order of rows changes nothing. Other arguments: `driver_importance`.
    """
    names, values = _table(X, y, inputs.one_of(method, "method", METHODS))
    inputs.between(level, "level", 0.5, 0.9999, "Use .95 for 95 %.")
    inputs.integer(resamples, "resamples", 50, next_step="An interval needs hundreds.")
    values = values[np.lexsort(values.T)]
    found = _importance(np.corrcoef(values, rowvar=False), method)
    luck = np.random.default_rng(inputs.integer(seed, "seed", 0))
    drawn = np.concatenate(
        [
            _importance(_resampled(values, min(_AT_ONCE, resamples - done), luck), method)
            for done in range(0, resamples, _AT_ONCE)
        ]
    )
    low, high = _corrected(drawn, found, level)
    best = np.bincount(drawn.argmax(axis=1), minlength=len(names)) / resamples
    table = pd.DataFrame({"importance": found, "low": low, "high": high, "first": best})
    return table.set_axis(pd.Index(names, name="driver"))


def importance_performance(X: Any, y: Any, method: str = "lmg", performance: Any = None) -> pd.DataFrame:
    """One row per driver: `importance`, `performance`, `quadrant`: what to do, the most important first.

    performance : by driver; the mean of its column in X unless given (the columns then need one scale). A driver is
    important, and performs well, where it is at least at the mean of all drivers. Source: Martilla & James (1977).
    """
    importance = driver_importance(X, y, method)
    table = inputs.in_memory(X, "X")
    if performance is None:
        at = table.mean().set_axis(importance.index)
    else:
        given = pd.Series(performance).rename(str)
        inputs.require_columns(given.to_frame().T, "performance", **{str(name): str(name) for name in importance.index})
        at = pd.Series(inputs.numbers(given[importance.index], "performance"), index=importance.index)
    good, needed = at >= at.mean(), importance >= importance.mean()
    quadrant = [QUADRANTS[bool(important), bool(well)] for important, well in zip(needed, good, strict=True)]
    found = pd.DataFrame({"importance": importance, "performance": at, "quadrant": quadrant})
    return found.sort_values("importance", ascending=False, kind="stable")


def _table(X: Any, y: Any, method: str) -> tuple[list[str], np.ndarray]:
    """Return the drivers' names and their columns, y the last."""
    frame = inputs.in_memory(X, "X")
    inputs.require_rows(frame, "X")
    names = [str(name) for name in frame.columns]
    columns = [inputs.numbers(frame[name], str(name)) for name in frame.columns] + [inputs.numbers(y, "y")]
    if len(columns[0]) != len(columns[-1]):
        raise InputError(f"X and y must be equally long, got {len(columns[0])} and {len(columns[-1])} rows.")
    values, k = np.column_stack(columns), len(names)
    inputs.integer(len(values), "rows of X", k + 2, next_step="There must be more persons than drivers.")
    if method in ("lmg", "shapley"):
        step = "Use method='genizi', which needs one model and is close, or join drivers."
        inputs.integer(k, "number of drivers", 1, MOST, step)
    _refuse_useless(values, [*names, "y"])
    return names, values


def _refuse_useless(values: np.ndarray, names: list[str]) -> None:
    still = np.ptp(values, axis=0) <= 1e-12 * np.abs(values).max(axis=0)
    if still.any():
        raise InputError(f"{names[int(np.argmax(still))]} must vary, but all its rows are equal. Leave it out.")
    R = np.corrcoef(values[:, :-1], rowvar=False).reshape(len(names) - 1, -1)
    low, vectors = np.linalg.eigh(R)
    if low[0] < 1e-9:
        name = names[int(np.abs(vectors[:, 0]).argmax())]
        raise InputError(f"driver {name!r} must not follow from the other drivers (a sum, a copy). Leave it out.")


def _importance(R: np.ndarray, method: str) -> np.ndarray:
    """Return importance by driver from correlations of drivers and, last, y; further axes in front are kept."""
    between, with_y = R[..., :-1, :-1], R[..., :-1, -1]
    if method in ("lmg", "shapley"):
        return _lmg(between, with_y)
    if method == "first":
        return with_y**2
    if method in ("genizi", "weights", "car"):
        return _stand_ins(between, with_y, method)
    inverse = np.linalg.inv(between)
    beta = (inverse @ with_y[..., None])[..., 0]
    if method == "betasq":
        return beta**2
    if method == "pratt":
        return beta * with_y
    return beta**2 / np.diagonal(inverse, axis1=-2, axis2=-1)


def _lmg(between: np.ndarray, with_y: np.ndarray) -> np.ndarray:
    """Average what each driver adds to R² over all sets of others, each set of a size weighted so that orders count."""
    from scipy.special import comb

    k = with_y.shape[-1]
    r_squared = _every_r_squared(between, with_y)
    sets = np.arange(2**k)
    size = np.array([bin(members).count("1") for members in sets])
    weight = 1 / (k * comb(k - 1, np.minimum(size, k - 1)))
    shares = []
    for driver in range(k):
        without = sets[(sets >> driver) & 1 == 0]
        shares.append((r_squared[..., without | (1 << driver)] - r_squared[..., without]) @ weight[without])
    return np.stack(shares, axis=-1)


def _every_r_squared(between: np.ndarray, with_y: np.ndarray) -> np.ndarray:
    """Return R² of each set of drivers; set number = sum of 2^position of its members."""
    k = with_y.shape[-1]
    found = np.zeros((*with_y.shape[:-1], 2**k))
    for members in range(1, 2**k):
        inside = [driver for driver in range(k) if (members >> driver) & 1]
        part, some = between[..., inside, :][..., inside], with_y[..., inside]
        found[..., members] = (some * np.linalg.solve(part, some[..., None])[..., 0]).sum(axis=-1)
    return found


def _stand_ins(between: np.ndarray, with_y: np.ndarray, method: str) -> np.ndarray:
    """Share R² through the uncorrelated variables nearest to the drivers: Z = X R^(−1/2)."""
    values, vectors = np.linalg.eigh(between)
    values = np.maximum(values, 1e-12)[..., None, :]
    turned = np.swapaxes(vectors, -1, -2)
    root, inverse_root = (vectors * np.sqrt(values)) @ turned, (vectors / np.sqrt(values)) @ turned
    squares = (inverse_root @ with_y[..., None])[..., 0] ** 2
    return squares if method == "car" else (root**2 @ squares[..., None])[..., 0]


def _resampled(values: np.ndarray, draws: int, luck: np.random.Generator) -> np.ndarray:
    """Return correlations (draws × columns × columns) of resampled people; one without spread is drawn again."""
    found: list[np.ndarray] = []
    while len(found) < draws:
        drawn = values[luck.integers(0, len(values), len(values))]
        with np.errstate(invalid="ignore", divide="ignore"):
            R = np.corrcoef(drawn, rowvar=False)
        if np.isfinite(R).all() and np.linalg.eigvalsh(R[:-1, :-1])[0] > 1e-9:
            found.append(R)
    return np.stack(found)


def _corrected(drawn: np.ndarray, found: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return bias-corrected percentiles (Efron 1987, without acceleration) of each column."""
    from scipy.special import ndtr, ndtri

    below = np.clip((drawn < found).mean(axis=0), 1 / len(drawn), 1 - 1 / len(drawn))
    shift, half = 2 * ndtri(below), ndtri(0.5 + level / 2)
    ends = [ndtr(shift - half), ndtr(shift + half)]
    low, high = (np.array([np.quantile(c, q) for c, q in zip(drawn.T, at, strict=True)]) for at in ends)
    return low, high
