"""What a treatment does where people chose it: matching, difference in differences, an instrument.

Each in levels (what is added, in the unit of the outcome) or as a ratio (by what share it rises; .07 is 7 %): for
counts and money of people who differ much, growth is more alike than what is added.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.experiments import difference_in_means, t_quantile

FORMS = ("levels", "ratio")


def difference_in_differences(
    before: Any, after: Any, treated: Any, form: str = "levels", level: float = 0.95
) -> Estimate:
    """Change of the treated less that of the others ("levels"), or their growth over that of the others ("ratio").

    before, after : one outcome per person and time; treated : true or false per person; matched by position. "ratio"
    is (mean after / mean before of the treated) / (the same of the others) − 1: the coefficient of a Poisson
    regression on group, time and both, with errors clustered by person. The two times need not be equally long.

    It is the effect on the treated if, without treatment, both groups had changed alike (in this form).
    Levels: Welch's interval; ratio: normal on the log scale. Source: Card & Krueger (1994); ratio: Wooldridge (2023).

    >>> difference_in_differences([1, 2, 3, 2, 3, 4], [4, 4, 6, 3, 4, 6], [1, 1, 1, 0, 0, 0]).estimate.__round__(3)
    1.333
    """
    inputs.one_of(form, "form", FORMS)
    earlier, later = (inputs.numbers(values, name) for values, name in ((before, "before"), (after, "after")))
    given = inputs.true_or_false(treated, "treated")
    _same_length(before=earlier, after=later, treated=given)
    if form == "levels":
        return difference_in_means(later - earlier, given, level)
    _two_of_each(given)
    groups = [(_relative(later[who], "after"), _relative(earlier[who], "before")) for who in (given, ~given)]
    logs = [np.log(last_mean / first_mean) for (_, last_mean), (_, first_mean) in groups]
    parts = [(last - first).var(ddof=1) / len(last) for (last, _), (first, _) in groups]
    return _of_log(logs[0] - logs[1], float(np.sqrt(sum(parts))), level, len(given))


def matching(outcome: Any, treated: Any, on: Any, form: str = "levels", level: float = 0.95) -> Estimate:
    """Compare the treated with others who are equal in all columns of `on`: the effect on the treated.

    outcome : one number per person; treated : true or false per person; on : a table with one row per person, of
    classes rather than fine numbers (pd.cut, pd.qcut): exact matching on coarsened columns. Each treated person is set
    against the mean of the others of the same cell. Cells with fewer than two others are left out, and their treated
    with them; `n` counts who is left.

    It is the effect if whoever is equal in these columns differs in nothing else that matters.
    Source: Cochran (1968); Iacus, King & Porro (2012).
    """
    inputs.one_of(form, "form", FORMS)
    values, given = inputs.numbers(outcome, "outcome"), inputs.true_or_false(treated, "treated")
    cells = _cells(on)
    _same_length(outcome=values, treated=given, on=cells)
    people = pd.DataFrame({"outcome": values, "treated": given, "cell": cells})
    people = _comparable(people)
    return _matched(people, form, level)


def instrument(
    outcome: Any, treated: Any, assigned: Any, covariates: Any = None, form: str = "levels", level: float = 0.95
) -> Estimate:
    """Effect of a treatment that was offered at random and taken by choice, on those who take it if offered.

    outcome, treated, assigned : one number per person: what came out, whether (or how much) treated, whether (or how
    much) encouraged. Without covariates it is Wald's ratio: the difference that the offer makes to the outcome over
    the one it makes to treatment. covariates : columns known before the offer; they make it more precise (two-stage
    least squares). Robust standard errors, normal interval.

    form "ratio" divides by what the takers' outcome would be untreated, itself estimated; treated and assigned are then
    true or false. The offer must matter through the treatment alone, and move nobody away from it.
    Source: Wald (1940); Imbens & Angrist (1994); mean outcomes of takers: Abadie (2002).
    """
    inputs.one_of(form, "form", FORMS)
    values, given, offered = (
        inputs.numbers(column, name)
        for column, name in ((outcome, "outcome"), (treated, "treated"), (assigned, "assigned"))
    )
    known = _design(covariates, len(values))
    _same_length(outcome=values, treated=given, assigned=offered, covariates=known)
    if len(values) < known.shape[1] + 2:
        least = f"{known.shape[1] + 2} people or more with {known.shape[1] - 1} covariates"
        raise invalid("outcome", f"{len(values)} people", least, "Leave covariates out.")
    stage = _FirstStage(given, offered, known)
    effect, influence = stage.effect_on(values)
    if form == "levels":
        return _of_level(effect, _root_sum_of_squares(influence), level, len(values))
    inputs.true_or_false(given, "treated")
    inputs.true_or_false(offered, "assigned")
    with_it, influence_with = stage.effect_on(values * given)
    without = with_it - effect
    _above_zero(with_it, without)
    of_log = influence_with / with_it - (influence_with - influence) / without
    return _of_log(float(np.log(with_it / without)), _root_sum_of_squares(of_log), level, len(values))


class _FirstStage:
    """What the offer does to treatment, covariates partialled out (Frisch & Waugh 1933)."""

    def __init__(self, treated: np.ndarray, assigned: np.ndarray, known: np.ndarray) -> None:
        self.treated, self.known = treated, known
        self.offer = assigned - known @ np.linalg.lstsq(known, assigned, rcond=None)[0]
        self.moved = float(self.offer @ treated)
        if abs(self.moved) <= 1e-9 * len(treated):
            raise InputError(
                "assigned must move treated, got an offer that nobody takes or that covariates tell. Check the columns."
            )

    def effect_on(self, outcome: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the effect on an outcome, and what each person contributes to its error."""
        effect = float(self.offer @ outcome) / self.moved
        left = outcome - effect * self.treated
        left -= self.known @ np.linalg.lstsq(self.known, left, rcond=None)[0]
        freedom = len(outcome) / (len(outcome) - self.known.shape[1] - 1)
        return effect, self.offer * left / self.moved * np.sqrt(freedom)


def _comparable(people: pd.DataFrame) -> pd.DataFrame:
    """Return the people of cells with a treated one and two others at least; `others` counts these."""
    others = (~people["treated"]).groupby(people["cell"]).transform("sum")
    some = people["treated"].groupby(people["cell"]).transform("any")
    kept = people.assign(others=others)[(others >= 2) & some]
    if kept["treated"].sum() < 2:
        raise InputError(
            "on must put two of the treated or more beside two others, got no such cells. Use fewer columns or classes."
        )
    return kept


def _matched(people: pd.DataFrame, form: str, level: float) -> Estimate:
    """Return the mean of the treated against the mean of their counterparts."""
    given, values = people["treated"].to_numpy(dtype=bool), people["outcome"].to_numpy(dtype=float)
    counterpart = people["outcome"].where(~people["treated"]).groupby(people["cell"]).transform("mean").to_numpy()
    n, with_it, without = given.sum(), values[given].mean(), counterpart[given].mean()
    # Each of the others stands for so many treated; the second factor makes the cell's variance unbiased.
    others = people["others"].to_numpy(dtype=float)
    stands_for = people["treated"].groupby(people["cell"]).transform("sum").to_numpy(dtype=float) / others
    stands_for *= np.sqrt(others / (others - 1))
    off = np.where(given, counterpart - without, stands_for * (values - counterpart))
    if form == "levels":
        influence = np.where(given, values - with_it, 0) - off
        return _of_level(with_it - without, _root_sum_of_squares(influence) / n, level, len(people))
    _above_zero(with_it, without)
    influence = np.where(given, values - with_it, 0) / with_it - off / without
    return _of_log(float(np.log(with_it / without)), _root_sum_of_squares(influence) / n, level, len(people))


def _cells(on: Any) -> np.ndarray:
    """Return the number of each row's cell: rows equal in all columns share it."""
    frame = pd.DataFrame(on).reset_index(drop=True)
    inputs.require_rows(frame, "on")
    inputs.require_rows(frame.columns, "columns of on", "Without any use difference_in_means.")
    return frame.groupby(list(frame.columns), dropna=False, observed=True).ngroup().to_numpy()


def _design(covariates: Any, n: int) -> np.ndarray:
    """Return a constant and the covariates, side by side."""
    if covariates is None:
        return np.ones((n, 1))
    frame = pd.DataFrame(covariates)
    columns = [inputs.numbers(frame[name], f"covariates[{name!r}]") for name in frame]
    return np.column_stack([np.ones(len(frame)), *columns])


def _relative(values: np.ndarray, argument: str) -> tuple[np.ndarray, float]:
    """Return values over their mean, and the mean."""
    mean = float(values.mean())
    if mean <= 0:
        raise invalid(argument, f"mean {mean:.3g}", "above 0 on average in both groups", 'Use form="levels".')
    return values / mean, mean


def _above_zero(with_it: float, without: float) -> None:
    if min(with_it, without) <= 0:
        means = f"{with_it:.3g} with and {without:.3g} without"
        raise InputError(f'outcome must be above 0 on average, treated or not, got {means}. Use form="levels".')


def _same_length(**columns: np.ndarray) -> None:
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        names, counts = ", ".join(lengths), ", ".join(map(str, lengths.values()))
        raise InputError(f"{names} must be equally long, got {counts} rows.")


def _two_of_each(given: np.ndarray) -> None:
    if min(given.sum(), (~given).sum()) < 2:
        counts = f"{given.sum()} treated and {(~given).sum()} others"
        raise InputError(f"treated must hold two people of each kind or more, got {counts}. Check who was treated.")


def _root_sum_of_squares(influence: np.ndarray) -> float:
    return float(np.sqrt((influence**2).sum()))


def _of_level(value: float, error: float, level: float, n: int) -> Estimate:
    half = t_quantile(np.inf, level) * error
    return Estimate(float(value), error, float(value - half), float(value + half), level, n)


def _of_log(log: float, error: float, level: float, n: int) -> Estimate:
    """Return a ratio less one, of whose logarithm the error is known."""
    half = t_quantile(np.inf, level) * error
    ends = (float(np.expm1(end)) for end in (log, log - half, log + half))
    value, low, high = ends
    return Estimate(value, (1 + value) * error, low, high, level, n)
