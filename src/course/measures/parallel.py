"""How many things a battery of items measures: eigenvalues against those of pure noise, and whether to look at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs

_DRAWS_AT_ONCE = 50  # tables of noise in memory


@dataclass(frozen=True)
class Adequacy:
    """Whether items have enough in common to look for factors.

    overall : Kaiser–Meyer–Olkin measure, 0 to 1; Kaiser (1974) calls .8 meritorious and below .5 unacceptable.
    items : the same by item. chi_square, degrees_of_freedom, p_value : Bartlett's test that nothing is correlated.
    """

    overall: float
    items: pd.Series = field(repr=False, compare=False)
    chi_square: float
    degrees_of_freedom: int
    p_value: float

    def __str__(self) -> str:
        test = f"chi² {self.chi_square:.4g} on {self.degrees_of_freedom} degrees of freedom, p {self.p_value:.3g}"
        return f"KMO {self.overall:.2f}, lowest {self.items.idxmin()} {self.items.min():.2f}; Bartlett's {test}"

    __repr__ = __str__


def parallel_analysis(
    items: Any, draws: int = 500, quantile: float = 0.95, seed: int = 0, n: int | None = None
) -> pd.DataFrame:
    """One row per component: what it explains, and what the same component explains in pure noise.

    items : one column of numbers per item, one row per person; or their correlations, square, with `n` persons.
    Columns, by `component` 1, 2, …: `eigenvalue` of the correlation matrix (in items: 1 is worth one item),
    `noise_mean` and `threshold` (the `quantile`) over `draws` tables of independent normal noise with as many persons
    and items, `kept`: True for the first components as long as they exceed their threshold. `kept.sum()` is the number
    to keep.

    Noise depends on the numbers of persons and items and on `seed` alone, so the order of rows changes nothing. Source:
    Horn (1965), with the 95th percentile of Glorfeld (1995).
    """
    matrix, people = correlations(items, n)
    inputs.integer(draws, "draws", 20, next_step="A percentile needs some; 500 take about a second.")
    inputs.between(quantile, "quantile", 0.5, 0.999, "Use .95 for the 95th percentile.")
    noise = _noise(people, len(matrix), draws, inputs.integer(seed, "seed", 0))
    table = pd.DataFrame({"eigenvalue": _eigenvalues(matrix.to_numpy())}, index=range(1, len(matrix) + 1))
    table["noise_mean"], table["threshold"] = noise.mean(axis=0), np.quantile(noise, quantile, axis=0)
    table["kept"] = (table["eigenvalue"] > table["threshold"]).cummin()
    return table.rename_axis("component")


def sampling_adequacy(items: Any, n: int | None = None) -> Adequacy:
    """Kaiser–Meyer–Olkin measure and Bartlett's test of sphericity; arguments as in `parallel_analysis`.

    KMO = Σ r² / (Σ r² + Σ q²) over pairs of items, r their correlation and q the partial one given all others. Sources:
    Kaiser & Rice (1974), Bartlett (1950).
    """
    from scipy.stats import chi2

    matrix, people = correlations(items, n)
    R, p = matrix.to_numpy(), len(matrix)
    inverse = np.linalg.inv(R)
    spread = np.sqrt(np.diag(inverse))
    apart = ~np.eye(p, dtype=bool)
    squares, partial = R**2 * apart, (inverse / np.outer(spread, spread)) ** 2 * apart
    each = pd.Series(squares.sum(axis=0) / (squares + partial).sum(axis=0), index=matrix.index, name="kmo")
    statistic = -(people - 1 - (2 * p + 5) / 6) * np.linalg.slogdet(R)[1]
    degrees = p * (p - 1) // 2
    overall = float(squares.sum() / (squares + partial).sum())
    return Adequacy(overall, each, float(statistic), degrees, float(chi2.sf(statistic, degrees)))


def correlations(items: Any, n: int | None = None) -> tuple[pd.DataFrame, int]:
    """Return the correlations of items and the number of persons; `items` are these (or covariances) if `n` is given.

    Errors: fewer persons than items and one, an item that does not vary or that follows from the others.
    """
    table = inputs.in_memory(items, "items")
    inputs.require_rows(table, "items")
    p = inputs.integer(table.shape[1], "number of items", 2, next_step="One item has nothing to be compared with.")
    columns = [str(name) for name in table.columns]
    values = np.column_stack([inputs.numbers(table[name], str(name)) for name in table.columns])
    people = len(values) if n is None else n
    inputs.integer(people, "persons" if n is None else "n", p + 1, next_step="There must be more persons than items.")
    covariance = np.cov(values, rowvar=False) if n is None else _square(values)
    variance = np.diag(covariance)
    if (variance <= 1e-12 * np.abs(values).max(axis=0) ** 2).any():
        raise InputError(f"item {columns[int(variance.argmin())]!r} must vary, all answers are equal. Leave it out.")
    R = covariance / np.sqrt(np.outer(variance, variance))
    _refuse_dependence(R, columns)
    return pd.DataFrame(R, index=columns, columns=columns), int(people)


def _square(values: np.ndarray) -> np.ndarray:
    if values.shape[0] != values.shape[1] or not np.allclose(values, values.T):
        allowed = "square and symmetric where n is given"
        raise invalid("items", f"shape {values.shape}", allowed, "Leave n out for one row per person.")
    return values


def _refuse_dependence(R: np.ndarray, columns: list[str]) -> None:
    values, vectors = np.linalg.eigh(R)
    if values[0] < 1e-8:
        name = columns[int(np.abs(vectors[:, 0]).argmax())]
        raise InputError(f"item {name!r} must not follow from the other items (a sum, a copy). Leave it out.")


def _noise(people: int, p: int, draws: int, seed: int) -> np.ndarray:
    """Return eigenvalues (draws × items) of correlations of noise.

    Their covariances have a Wishart distribution: Bartlett's triangle gives it without drawing the people.
    """
    luck = np.random.default_rng(seed)
    found = []
    for first in range(0, draws, _DRAWS_AT_ONCE):
        some = min(_DRAWS_AT_ONCE, draws - first)
        triangle = np.tril(luck.normal(size=(some, p, p)), -1)
        triangle[:, range(p), range(p)] = np.sqrt(luck.chisquare(people - 1 - np.arange(p), size=(some, p)))
        length = np.linalg.norm(triangle, axis=2, keepdims=True)
        unit = triangle / length
        found.append(_eigenvalues(unit @ unit.transpose(0, 2, 1)))
    return np.concatenate(found)


def _eigenvalues(matrices: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.eigvalsh(matrices)[..., ::-1])
