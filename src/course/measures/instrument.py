"""An instrument: what an offer at random does to the outcome, over what it does to treatment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.experiments import t_quantile
from course.measures.observational import (
    FORMS,
    above_zero,
    design,
    of_level,
    of_log,
    residuals,
    root_sum_of_squares,
    same_length,
)

WEAK = 10  # first-stage F below which the normal interval cannot be trusted (Staiger & Stock 1997)


@dataclass(frozen=True, repr=False)
class Instrument(Estimate):
    """The effect on those whom the offer moves.

    first_stage : what the offer does to treatment (each offer, where there are several); first_stage_f : robust F of
    whether it does anything. anderson_rubin : ends of an interval that holds its level however weak the offer is, in
    levels with one instrument; infinite on both sides where the data exclude no end, None otherwise.
    """

    first_stage: tuple[float, ...]
    first_stage_f: float
    anderson_rubin: tuple[float, float] | None

    @property
    def weak(self) -> bool:
        """Whether the first-stage F is below 10: then the estimate is biased towards the naive one."""
        return self.first_stage_f < WEAK

    def __str__(self) -> str:
        found = f"{super().__str__()}; first-stage F {self.first_stage_f:.4g}"
        if not self.weak:
            return found
        ends = self.anderson_rubin
        instead = f", use the Anderson–Rubin interval {ends[0]:.4g} to {ends[1]:.4g}" if ends else ""
        return f"{found} is below {WEAK}: a weak instrument{instead}"

    __repr__ = __str__


def instrument(
    outcome: Any, treated: Any, assigned: Any, covariates: Any = None, form: str = "levels", level: float = 0.95
) -> Instrument:
    """Effect of a treatment that was offered at random and taken by choice, on those who take it if offered.

    outcome, treated, assigned : one number per person: what came out, whether (or how much) treated, whether (or how
    much) encouraged; `assigned` may be a table of several such columns. Without covariates one offer gives Wald's
    ratio: the difference that it makes to the outcome over the one it makes to treatment. covariates : columns known
    before the offer; they make it more precise (two-stage least squares). Robust standard errors, normal interval.

    form "ratio" divides by what the takers' outcome would be untreated, itself estimated; treated and assigned are then
    true or false. The offer must matter through the treatment alone, and move nobody away from it. Where it hardly
    moves anybody (first-stage F below 10) the result says so: see `Instrument`.
    Source: Wald (1940); Imbens & Angrist (1994); mean outcomes of takers: Abadie (2002); Anderson & Rubin (1949).
    """
    inputs.one_of(form, "form", FORMS)
    values, given = inputs.numbers(outcome, "outcome"), inputs.numbers(treated, "treated")
    offered, known = _offers(assigned), design(covariates, len(values))
    same_length(outcome=values, treated=given, assigned=offered, covariates=known)
    least = known.shape[1] + offered.shape[1] + 1
    if len(values) < least:
        people = f"{least} people or more with {known.shape[1] - 1} covariates"
        raise invalid("outcome", f"{len(values)} people", people, "Leave covariates out.")
    stage = _FirstStage(given, offered, known)
    effect, influence = stage.effect_on(values)
    if form == "levels":
        found = of_level(effect, root_sum_of_squares(influence), level, len(values))
        robust = stage.anderson_rubin(values, level) if offered.shape[1] == 1 else None
    else:
        inputs.true_or_false(given, "treated")
        inputs.true_or_false(offered[:, 0] if offered.shape[1] == 1 else offered, "assigned")
        with_it, influence_with = stage.effect_on(values * given)
        without = with_it - effect
        above_zero(with_it, without)
        of_ratio = influence_with / with_it - (influence_with - influence) / without
        found = of_log(float(np.log(with_it / without)), root_sum_of_squares(of_ratio), level, len(values))
        robust = None
    return Instrument(**vars(found), first_stage=stage.slopes, first_stage_f=stage.f, anderson_rubin=robust)


class _FirstStage:
    """What the offers do to treatment, covariates partialled out."""

    def __init__(self, treated: np.ndarray, assigned: np.ndarray, known: np.ndarray) -> None:
        self.treated, self.known = treated, known
        self.offers = residuals(assigned, known)
        self.offers[:, np.square(self.offers).sum(axis=0) <= 1e-14 * np.square(assigned).sum(axis=0)] = 0  # told
        slopes = np.linalg.lstsq(self.offers, treated, rcond=None)[0]
        self.offer, self.slopes = self.offers @ slopes, tuple(map(float, slopes))
        self.moved = float(self.offer @ treated)
        varied = float(np.square(treated - treated.mean()).sum())
        if self.moved <= 1e-12 * varied or varied == 0:
            raise InputError(
                "assigned must move treated, got an offer that nobody takes or that covariates tell. Check the columns."
            )

    @property
    def f(self) -> float:
        """Robust F of all offers; infinite where they settle treatment."""
        left, count = self._left(self.treated), np.linalg.matrix_rank(self.offers)
        score = self.offers.T @ self.treated
        spread = (self.offers * left[:, None] ** 2).T @ self.offers * self._factor(self.offers.shape[1])
        if np.square(left).sum() <= 1e-12 * self.moved:
            return float(np.inf)
        return float(score @ np.linalg.pinv(spread, hermitian=True) @ score / count)

    def effect_on(self, outcome: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the effect on an outcome, and what each person contributes to its error."""
        effect = float(self.offer @ outcome) / self.moved
        left = residuals(outcome - effect * self.treated, self.known)
        return effect, self.offer * left / self.moved * np.sqrt(self._factor(1))

    def anderson_rubin(self, outcome: np.ndarray, level: float) -> tuple[float, float]:
        """Return the effects at which the offer does nothing to outcome − effect × treated: between two roots."""
        left = np.array([self._left(values) for values in (outcome, self.treated)]) * self.offer
        spread = t_quantile(np.inf, level) ** 2 * self._factor(1) * (left @ left.T)
        moved = np.array([self.offer @ outcome, self.moved])
        (c, b), (_, a) = np.outer(moved, moved) - spread  # a effect² − 2 b effect + c ≤ 0
        if a <= 0:  # the offer may do nothing to treatment
            return -np.inf, np.inf
        half = np.sqrt(max(b**2 - a * c, 0)) / a
        return float(b / a - half), float(b / a + half)

    def _left(self, values: np.ndarray) -> np.ndarray:
        return residuals(values, np.column_stack([self.known, self.offers]))

    def _factor(self, instruments: int) -> float:
        n = len(self.treated)
        return n / max(n - self.known.shape[1] - instruments, 1)


def _offers(assigned: Any) -> np.ndarray:
    """Return the offers as columns of floats."""
    wide = getattr(assigned, "ndim", 1) == 2
    columns = pd.DataFrame(assigned).items() if wide else [("", assigned)]
    named = [inputs.numbers(values, f"assigned[{name!r}]" if wide else "assigned") for name, values in columns]
    inputs.require_rows(named, "columns of assigned", "Name what was offered at random.")
    return np.column_stack(named)
