"""Choices among alternatives: what each attribute is worth to people, in utility and in money (conditional logit)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import invalid
from course.measures import inputs
from course.measures.choice_likelihood import Tasks, log_shares
from course.measures.estimate import Estimate
from course.measures.proportions import normal_quantile


@dataclass(frozen=True, repr=False)
class ChoiceModel:
    """What `choice_model` found: P(an alternative of a task) = exp(utility) / sum over the task, utility = Σ β x.

    coefficients_ : utility (logit) per unit of each attribute. covariance_ : of these estimates.
    log_likelihood_ : a sum over tasks; log_likelihood_null_ : the same if all alternatives were as likely.
    tasks, people : how many; level : of the intervals.
    """

    coefficients_: pd.Series
    covariance_: pd.DataFrame
    log_likelihood_: float
    log_likelihood_null_: float
    tasks: int
    people: int
    level: float

    @property
    def standard_errors_(self) -> pd.Series:
        """Standard error of each coefficient."""
        errors = np.sqrt(np.diag(self.covariance_))
        return pd.Series(errors, index=self.coefficients_.index, name="standard_error")

    @property
    def mcfadden_r2_(self) -> float:
        """1 − log-likelihood / that of equal shares: 0 for a model that knows nothing. Source: McFadden (1974)."""
        return 1 - self.log_likelihood_ / self.log_likelihood_null_

    def table(self) -> pd.DataFrame:
        """One row per attribute: `coefficient`, `standard_error`, `low`, `high` (normal interval)."""
        value, error = self.coefficients_, self.standard_errors_
        half = normal_quantile(self.level) * error
        return pd.DataFrame({"coefficient": value, "standard_error": error, "low": value - half, "high": value + half})

    def shares(self, alternatives: Any) -> pd.DataFrame:
        """What share would choose each of these: `share`, `low`, `high`, on the index of `alternatives`.

        alternatives : one row per alternative on offer together, with the attributes as columns, in the units of the
        data. Interval by the delta method on the logit scale; it is about the share, not about a person's choice.
        """
        offered = inputs.in_memory(alternatives, "alternatives")
        inputs.integer(len(offered), "rows of alternatives", 2, next_step="A choice needs two alternatives.")
        shown = _attributes(offered, list(self.coefficients_.index), "alternatives")
        share = np.exp(log_shares(shown @ self.coefficients_.to_numpy(), np.array([0])))
        away = shown - share @ shown
        error = np.sqrt(np.einsum("ij,jk,ik->i", away, self.covariance_, away)) / np.maximum(1 - share, 1e-12)
        half, odds = normal_quantile(self.level) * error, np.log(share) - np.log1p(-np.minimum(share, 1 - 1e-12))
        low, high = (1 / (1 + np.exp(-(odds + side * half))) for side in (-1, 1))
        return pd.DataFrame({"share": share, "low": low, "high": high}, index=offered.index)

    def willingness_to_pay(self, attribute: str, price: str = "price") -> Estimate:
        """What one unit more of an attribute is worth, in units of `price`: −coefficient / coefficient of the price.

        Standard error by the delta method; Fieller's interval, which is lopsided where the price's coefficient is
        unsure, and without ends (−∞ to ∞) where it may be 0. Source: Fieller (1954); compared: Hole (2007).
        """
        names = list(self.coefficients_.index)
        inputs.one_of(attribute, "attribute", names)
        inputs.one_of(price, "attribute for price", names)
        if attribute == price:
            raise invalid("attribute", attribute, "another one than the price", f"One of {names}.")
        top, bottom = -self.coefficients_[attribute], self.coefficients_[price]
        if bottom == 0:
            raise invalid(f"coefficient of {price}", 0, "other than 0", "Prices moved nobody; look at the data.")
        both = self.covariance_.loc[[attribute, price], [attribute, price]].to_numpy() * [[1, -1], [-1, 1]]
        ratio = top / bottom
        slope = np.array([1, -ratio]) / bottom
        low, high = _fieller(top, bottom, both, normal_quantile(self.level))
        return Estimate(float(ratio), float(np.sqrt(slope @ both @ slope)), low, high, self.level, self.tasks)

    def worth(self, price: str = "price") -> pd.DataFrame:
        """Willingness to pay for every other attribute: `estimate`, `standard_error`, `low`, `high`, dearest first."""
        others = [name for name in self.coefficients_.index if name != price]
        found = {name: vars(self.willingness_to_pay(name, price)) for name in others}
        columns = ["estimate", "standard_error", "low", "high"]
        frame = pd.DataFrame.from_dict(found, orient="index", columns=columns).rename_axis("attribute")
        return frame.sort_values("estimate", ascending=False, kind="stable")

    def __str__(self) -> str:
        said = f"log-likelihood {self.log_likelihood_:.4f}, McFadden R² {self.mcfadden_r2_:.4f}"
        shown = self.table().map(lambda value: f"{value:.4g}").to_string()
        return f"{self.tasks:,} tasks of {self.people:,} people, {said}\n{shown}"

    __repr__ = __str__


def choice_model(
    frame: Any,
    attributes: Iterable[str],
    choice: str = "chosen",
    task: str = "task",
    person: str | None = None,
    level: float = 0.95,
) -> ChoiceModel:
    """Fit a conditional logit: what of the attributes shown made people choose.

    frame : one row per alternative shown. attributes : columns of numbers or of true and false; text becomes one column
    per level with pd.get_dummies, one level left out. choice : true for the one alternative of a task that was chosen.
    task : its number, unique in the table or, where `person` is named, within the person. person : who answered; then
    standard errors allow for the answers of one person being alike (clustered sandwich), otherwise tasks are
    independent (inverse information).

    Errors: a task without exactly one choice, or with one alternative; an attribute that never differs within a task
    or repeats others; one that tells every choice. Source: McFadden (1974); errors: Liang & Zeger (1986).
    """
    normal_quantile(level)
    table, names = inputs.in_memory(frame, "frame"), _names(attributes)
    inputs.require_columns(table, "frame", choice=choice, task=task, **({} if person is None else {"person": person}))
    inputs.require_rows(table, "frame")
    keys = [task] if person is None else [person, task]
    inputs.refuse_gaps(inputs.table(table[keys], "frame"), "frame", *keys)
    number = table.groupby(keys, sort=True, observed=True).ngroup().to_numpy()
    order = np.argsort(number, kind="stable")
    chosen = inputs.true_or_false(table[choice], choice)[order]
    tasks = Tasks.of(_attributes(table, names, "frame")[order], chosen, number[order])
    tasks.check(names, table[keys].iloc[order])
    beta, information = tasks.fitted(names)
    spread = np.linalg.inv(information)
    people = len(tasks.first)
    if person is not None:
        who, _ = pd.factorize(table[person].iloc[order].iloc[tasks.first])
        people = int(who.max()) + 1
        inputs.integer(people, "people", 2, next_step="Without person=… tasks count as independent.")
        pulls = tasks.scores(beta)
        by_person = np.column_stack([np.bincount(who, column) for column in pulls.T])
        spread = spread @ (by_person.T @ by_person) @ spread * people / (people - 1)
    return ChoiceModel(
        pd.Series(beta, index=names, name="coefficient"),
        pd.DataFrame(spread, index=names, columns=names),
        tasks.log_likelihood(beta),
        -float(np.log(tasks.sizes).sum()),
        len(tasks.first),
        people,
        level,
    )


def _fieller(top: float, bottom: float, covariance: np.ndarray, z: float) -> tuple[float, float]:
    """Return the ratios that the data do not reject: the roots of (top − r bottom)² = z² × its variance."""
    square = bottom**2 - z**2 * covariance[1, 1]
    if square <= 0:
        return -np.inf, np.inf
    middle = top * bottom - z**2 * covariance[0, 1]
    root = np.sqrt(max(middle**2 - square * (top**2 - z**2 * covariance[0, 0]), 0.0))
    return float((middle - root) / square), float((middle + root) / square)


def _names(attributes: Iterable[str]) -> list[str]:
    names = [attributes] if isinstance(attributes, str) else list(attributes)
    inputs.require_rows(names, "attributes", "Name the columns that alternatives differ in.")
    if len(set(names)) < len(names):
        raise invalid("attributes", names, "columns named once each", "Leave the second one out.")
    return names


def _attributes(frame: pd.DataFrame, names: list[str], argument: str) -> np.ndarray:
    """Return the attributes as numbers (rows × attributes)."""
    for name in names:
        inputs.require_columns(frame, argument, attributes=name)
        if not (pd.api.types.is_numeric_dtype(frame[name]) or pd.api.types.is_bool_dtype(frame[name])):
            step = f"Make a column per level: pd.get_dummies({argument}, columns=[{name!r}], drop_first=True)."
            raise invalid(name, str(frame[name].dtype), "numbers, or true and false", step)
    return np.column_stack([inputs.numbers(frame[name], name) for name in names])
