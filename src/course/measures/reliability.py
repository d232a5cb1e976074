"""How well the items of a scale measure one thing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile


def cronbach_alpha(items: Any) -> float:
    """How well items measure one thing: k / (k − 1) × (1 − sum of the items' variances / variance of their sum).

    items : one column per item, all keyed the same way, one row per person. Source: Cronbach (1951).
    """
    answers = _items(items)
    return _alpha(answers.cov().to_numpy())


def alpha_interval(items: Any, level: float = 0.95) -> Estimate:
    """Cronbach's alpha with Feldt's interval, and the standard error of Bonett & Wright (2015); items as above.

    The interval is exact for items that are normal, equally variable and equally related, and close for answers on
    five points or more. Source: Feldt (1965); Feldt, Woodruff & Salih (1987).
    """
    answers = _items(items)
    return feldt_interval(min(cronbach_alpha(answers), 1.0), len(answers), answers.shape[1], level)


def feldt_interval(alpha: float, n: int, k: int, level: float = 0.95) -> Estimate:
    """Feldt's interval from a published alpha, of n people and k items: F with n − 1 and (n − 1)(k − 1) degrees.

    >>> feldt_interval(0.85, n=89, k=7)
    0.85 (standard error 0.02457, 0.95 interval 0.7971 to 0.8932, n 89)
    """
    from scipy.stats import f

    normal_quantile(level)
    value = inputs.between(alpha, "alpha", -np.inf, 1, "Alpha is 1 at most.")
    inputs.integer(n, "n", 3, next_step="Alpha is about differences between people.")
    inputs.integer(k, "k", 2, next_step="One item cannot agree with itself.")
    low, high = (1 - (1 - value) * f.ppf(0.5 + side * level / 2, n - 1, (n - 1) * (k - 1)) for side in (1, -1))
    error = (1 - value) * np.sqrt(2 * k / ((k - 1) * (n - 2)))
    return Estimate(value, float(error), float(low), float(high), level, n)


def item_statistics(items: Any) -> pd.DataFrame:
    """One row per item: `mean`, `sd`, `item_total` and `item_rest` (correlations), `alpha_if_deleted`.

    items : as in `cronbach_alpha`. item_total : with the sum of all items; item_rest : with the sum of the others, the
    fairer one, since an item agrees with itself; alpha_if_deleted : missing for two items. Missing correlations are of
    an item that everybody answers alike.
    """
    answers = _items(items)
    spread, names = answers.cov().to_numpy(), list(answers.columns)
    _alpha(spread)  # refuses what has none
    with_all, own = spread.sum(axis=1), spread.diagonal()
    rest = spread.sum() - 2 * with_all + own  # variance of the sum of the others
    left = (
        [_alpha(np.delete(np.delete(spread, at, 0), at, 1)) for at in range(len(names))] if len(names) > 2 else np.nan
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        columns = {
            "mean": answers.mean().to_numpy(),
            "sd": np.sqrt(own),
            "item_total": with_all / np.sqrt(own * spread.sum()),
            "item_rest": (with_all - own) / np.sqrt(own * rest),
            "alpha_if_deleted": left,
        }
    return pd.DataFrame(columns, index=pd.Index(names, name="item"))


def _alpha(spread: np.ndarray) -> float:
    """Return alpha from the covariances of the items."""
    k, total = len(spread), spread.sum()
    if total <= 1e-12 * max(spread.diagonal().sum(), 1e-300):
        raise InputError("items must differ between people, but everybody has the same sum. Check the columns.")
    return float(k / (k - 1) * (1 - spread.diagonal().sum() / total))


def _items(items: Any) -> pd.DataFrame:
    """Return the items as numbers: two or more of them, of two people or more."""
    table = inputs.in_memory(items, "items")
    inputs.require_rows(table, "items")
    answers = pd.DataFrame({name: inputs.numbers(table[name], str(name)) for name in table.columns})
    inputs.integer(answers.shape[1], "number of items", 2, next_step="One item cannot agree with itself.")
    inputs.integer(len(answers), "rows of items", 2, next_step="Alpha is about differences between people.")
    return answers
