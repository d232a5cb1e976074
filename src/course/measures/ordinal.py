"""An ordered answer explained: the ordinal (cumulative) model, over statsmodels."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.proportions import normal_quantile

_LINKS = {"logit": "logit", "probit": "probit"}
_FLAT = 1e-5  # slope of the log-likelihood a row where its top is reached
_FARTHEST = 15.0  # a coefficient of a standardised predictor beyond which it determines the answer


@dataclass(frozen=True)
class OrdinalModel:
    """How predictors move an ordered answer: P(answer ≤ j) = F(threshold_j − sum of coefficient × predictor).

    coefficients_ : one number per predictor (per level above the first, of a predictor of words); above 0 means higher
        answers. thresholds_ : one per step between neighbouring answers, named "low|high".
    standard_errors_ : of coefficients and thresholds, from the observed information. log_likelihood_ : a sum over rows.
    n : rows, or the sum of their counts.
    """

    coefficients_: pd.Series
    thresholds_: pd.Series
    standard_errors_: pd.Series
    log_likelihood_: float
    link: str
    n: int
    _levels: dict[str, list[Any]] = field(repr=False)
    _answers: list[Any] = field(repr=False)

    def table(self, level: float = 0.95) -> pd.DataFrame:
        """One row per coefficient: `coefficient, standard_error, low, high`, and with a logit `odds_ratio`.

        An odds ratio of 2 doubles the odds of an answer above any step, whichever step it is.
        """
        half = normal_quantile(level) * self.standard_errors_[self.coefficients_.index]
        table = pd.DataFrame({"coefficient": self.coefficients_, "standard_error": self.standard_errors_})
        table = table.loc[self.coefficients_.index]
        table = table.assign(low=self.coefficients_ - half, high=self.coefficients_ + half)
        return table.assign(odds_ratio=np.exp(self.coefficients_)) if self.link == "logit" else table

    def probabilities(self, frame: Any) -> pd.DataFrame:
        """Probability of each answer, one row per row of `frame`, one column per answer from the lowest up."""
        people = inputs.in_memory(frame, "frame")
        design = _design(people, list(self._levels), self._levels)
        steps = self.thresholds_.to_numpy()[None, :] - (design.to_numpy() @ self.coefficients_.to_numpy())[:, None]
        below = np.column_stack([np.zeros(len(people)), _cumulative(self.link)(steps), np.ones(len(people))])
        return pd.DataFrame(np.diff(below, axis=1), index=people.index, columns=self._answers)

    def __str__(self) -> str:
        shown = ", ".join(f"{name} {value:.4g}" for name, value in self.coefficients_.items())
        return f"ordinal {self.link}: {shown} (log-likelihood {self.log_likelihood_:.2f}, n {self.n:,})"

    __repr__ = __str__


def ordinal_model(
    frame: Any, outcome: str, predictors: Sequence[str] | str, count: str | None = None, link: str = "logit"
) -> OrdinalModel:
    """Fit the proportional-odds model of an ordered answer to a table with one row per person.

    outcome : numbers, or an ordered categorical. predictors : columns of numbers, or of words: each level of a word
    column is compared with its first (the first category, else the first in alphabetical order). count : a column that
    says for how many people a row stands. link : "logit" or "probit".

    Errors: InputError for an answer that everybody gives, text without an order, constant predictors, and predictors
    that determine the answer. Source: McCullagh (1980).
    """
    inputs.one_of(link, "link", _LINKS)
    people, names = inputs.in_memory(frame, "frame"), _named(predictors)
    inputs.require_columns(people, "frame", outcome=outcome, **{f"predictors[{i}]": n for i, n in enumerate(names)})
    inputs.require_rows(people, "frame")
    weight = np.ones(len(people)) if count is None else _counts(people, count)
    people, weight = people[weight > 0], weight[weight > 0]
    codes, answers = _ordered(people[outcome], outcome)
    levels = {name: _levels_of(people[name], name) for name in names}
    design = _design(people, names, levels)
    inputs.integer(len(people), "rows of frame", design.shape[1] + len(answers), next_step="Ask more people.")
    return _fitted(design, codes, answers, weight, link, levels)


def _named(predictors: Sequence[str] | str) -> list[str]:
    names = [predictors] if isinstance(predictors, str) else list(predictors)
    if not names:
        raise invalid("predictors", names, "at least one column", "Name what may explain the answer.")
    return names


def _counts(people: pd.DataFrame, count: str) -> np.ndarray:
    inputs.require_columns(people, "frame", count=count)
    weight = inputs.whole(people[count], count)
    if weight.sum() == 0:
        raise invalid(count, 0, "above 0 in some row", "Somebody must have answered.")
    return weight


def _ordered(values: pd.Series, name: str) -> tuple[np.ndarray, list[Any]]:
    """Return the position of each answer from the lowest up, and the answers that were given."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        if not values.cat.ordered:
            raise invalid(name, "categories without an order", "ordered", "Say the order: .cat.as_ordered().")
        inputs.refuse_gaps(inputs.table(values.to_frame(), "frame"), "frame", name)
        answers = [answer for answer in values.cat.categories if (values == answer).any()]
    elif pd.api.types.is_numeric_dtype(values):
        answers = np.unique(inputs.numbers(values, name)).tolist()
    else:
        step = f"Say the order: pd.Categorical(frame[{name!r}], [lowest, …, highest], ordered=True)."
        raise invalid(name, str(values.dtype), "numbers or an ordered categorical", step)
    if len(answers) < 2:
        raise invalid(name, answers[0], "at least two different answers", "One answer leaves nothing to explain.")
    return pd.Index(answers).get_indexer(pd.Index(values)), answers


def _levels_of(values: pd.Series, name: str) -> list[Any]:
    """Return the levels of a column of words that were seen, the one to compare with first; none for numbers."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        seen = [level for level in values.cat.categories if (values == level).any()]
    elif pd.api.types.is_numeric_dtype(values):
        inputs.numbers(values, name)
        seen = []
    else:
        seen = sorted(values.dropna().unique())
    if len(seen) == 1 or (not seen and values.nunique() < 2):
        raise invalid(name, values.iloc[0], "a column that varies", "Leave it out of predictors.")
    return seen


def _design(people: pd.DataFrame, names: list[str], levels: dict[str, list[Any]]) -> pd.DataFrame:
    """Return predictors as numbers: a column of words becomes one indicator for each level but the first."""
    inputs.require_columns(people, "frame", **{f"predictors[{i}]": n for i, n in enumerate(names)})
    columns: dict[str, np.ndarray] = {}
    for name in names:
        if not levels[name]:
            columns[name] = inputs.numbers(people[name], name)
            continue
        strange = people.loc[~people[name].isin(levels[name]), name]
        if len(strange):
            step = "Leave these rows out."
            raise invalid(name, strange.iloc[0], f"one of {list(map(str, levels[name]))}", step)
        columns |= {f"{name} {level}": (people[name] == level).to_numpy(float) for level in levels[name][1:]}
    return pd.DataFrame(columns, index=people.index)


def _fitted(
    design: pd.DataFrame, codes: np.ndarray, answers: list[Any], weight: np.ndarray, link: str,
    levels: dict[str, list[Any]],
) -> OrdinalModel:  # fmt: skip
    centre, spread = design.mean().to_numpy(), design.std(ddof=0).to_numpy()
    rows = np.column_stack([(design.to_numpy() - centre) / spread, codes])
    _refuse_determined(rows[:, :-1], list(design.columns))
    order = np.lexsort(rows.T)  # the same sums in whatever order the rows come
    found = _search(np.repeat(rows[order], weight[order].astype(int), axis=0), link)
    values, errors = _unscaled(found, centre, spread)
    steps = [f"{low}|{high}" for low, high in pairwise(answers)]
    k = design.shape[1]
    return OrdinalModel(
        coefficients_=pd.Series(values[:k], design.columns, name="coefficient"),
        thresholds_=pd.Series(values[k:], steps, name="threshold"),
        standard_errors_=pd.Series(errors, [*design.columns, *steps], name="standard_error"),
        log_likelihood_=float(found.llf), link=link, n=int(weight.sum()), _levels=levels, _answers=answers,
    )  # fmt: skip


def _refuse_determined(scaled: np.ndarray, names: list[str]) -> None:
    if np.linalg.matrix_rank(scaled, tol=1e-8 * np.sqrt(len(scaled))) < len(names):
        raise InputError(f"predictors must not determine each other, got {names}. Leave one of them out.")


def _search(rows: np.ndarray, link: str) -> Any:
    """Return statsmodels' fit on standardised predictors; a search that does not end is an error."""
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    model = OrderedModel(rows[:, -1].astype(int), rows[:, :-1], distr=link)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they would say is said below
        found = model.fit(method="bfgs", maxiter=500, gtol=1e-7, disp=False)
    k = rows.shape[1] - 1
    errors = np.sqrt(np.diag(found.cov_params()))
    steep = np.abs(model.score(found.params)).max() / len(rows)
    if not np.isfinite(errors).all() or steep > _FLAT or np.abs(found.params[:k]).max() > _FARTHEST:
        last = ", ".join(f"{value:.3g}" for value in found.params[:k])
        reason = "A predictor may determine the answer, or an answer be too rare: merge answers, or leave it out."
        raise InputError(f"the ordinal fit did not converge (coefficients in standard deviations: {last}). {reason}")
    return found


def _unscaled(found: Any, centre: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return coefficients and thresholds in the predictors' own units, with their standard errors (delta method).

    statsmodels' parameters are the coefficients, the first threshold, and the logarithms of the steps between them.
    """
    k, inner = len(centre), found.params[len(centre) :]
    steps = np.r_[inner[0], np.exp(inner[1:])]
    back = np.zeros((len(found.params),) * 2)
    back[:k, :k] = np.diag(1 / spread)
    back[k:, :k] = centre / spread
    back[k:, k:] = np.tril(np.ones((len(inner),) * 2)) * np.r_[1.0, steps[1:]]
    values = np.r_[found.params[:k] / spread, np.cumsum(steps) + found.params[:k] @ (centre / spread)]
    return values, np.sqrt(np.diag(back @ found.cov_params() @ back.T))


def _cumulative(link: str) -> Any:
    from scipy.special import expit, ndtr

    return expit if link == "logit" else ndtr
