"""Shifted-beta-geometric: subscribers who leave visibly, each with a probability of their own (Fader & Hardie 2007)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.estimate import Estimate

#: Least and largest 1 / (alpha + beta). At the least, no figure tells subscribers who differ from those who do not.
SPREAD = (1e-6, 1e4)
LEAVING = (1e-9, 1 - 1e-9)
_BEGIN, _FLAT = (0.1, 1e-3, 1.0, 1e-5, 10.0), 1e-5  # spreads to begin at, and a slope that is none
_STEP = 1e-4  # of a numerical derivative, in standard errors
_ENDLESS, _LEAST_RATE = 28, 1e-5  # what comes after is worth less than e^−28; below the rate it takes too long


class ShiftedBetaGeometric:
    """At each renewal a subscriber leaves with a probability theta of their own, which differs as Beta(alpha, beta).

    Those who leave easily go first, so the share that renews rises with the number of renewals made, though nobody
    changes: r(t) = (beta + t − 1) / (alpha + beta + t − 1), and survival S(t) = r(1) · … · r(t).

    After `fit`: `params_` (alpha, beta), `standard_errors_` of them, `log_likelihood_` (a sum over renewals due), `n_`
    (subscribers due at the first one). Where subscribers do not differ, alpha and beta have no finite maximum; the
    search stops at alpha + beta = 1,000,000, where the curve is that of one common probability.
    Source: Fader & Hardie (2007), Journal of Interactive Marketing 21(1).
    """

    params_: pd.Series
    standard_errors_: pd.Series
    log_likelihood_: float
    n_: int

    def fit(self, survivors: Any) -> ShiftedBetaGeometric:
        """Fit by maximum likelihood to one cohort: subscribers at the start, after one renewal, after two, ….

        An InputError names counts that rise, fewer than two renewals, and a cohort that nobody or everybody left.
        """
        left = inputs.numbers(survivors, "survivors", low=0)
        if len(left) < 3:
            raise invalid("survivors", list(left), "a start and two renewals or more", "Follow the cohort for longer.")
        if (np.diff(left) > 0).any():
            raise invalid("survivors", list(left), "counts that never rise", "Who left does not come back; check them.")
        return self.fit_renewals(left[:-1], left[1:])

    def fit_renewals(self, due: Any, renewed: Any) -> ShiftedBetaGeometric:
        """Fit to `renewed` out of `due` at the first, second, … renewal: subscribers may have begun at any time.

        Whoever has not reached a renewal yet is not due, and says nothing about it. See `renewals_due`.
        """
        due, renewed = inputs.numbers(due, "due", low=0), inputs.numbers(renewed, "renewed", low=0)
        _check(due, renewed)
        leaving, spread = _maximise(due, renewed)
        self._at(leaving, spread)
        self._covariance = np.linalg.inv(_information(leaving, spread, due))
        self.standard_errors_ = _errors_of_shapes(leaving, spread, self._covariance)
        self.log_likelihood_ = -float(_loss(np.array([leaving, spread]), due, renewed)[0] * due.sum())
        self.n_ = int(due[0])
        return self

    def retention(self, t: Any) -> Any:
        """Share of those due at renewal `t` (1, 2, …) that renew: a float, or an array for several."""
        return _plain(self._renew(self._renewals(t, 1) - 1))

    def survival(self, t: Any) -> Any:
        """Share of a cohort that is left after `t` renewals (0, 1, …): a float, or an array for several."""
        at = self._renewals(t, 0)
        curve = np.r_[1.0, np.cumprod(self._renew(np.arange(at.max())))]
        return _plain(curve[at])

    def expected_renewals(self, made: int = 0, periods: int | None = None, discount: float = 0.0) -> float:
        """Renewals to be expected from a subscriber who has just made so many, the k-th counting (1 + discount)^−k.

        periods : how many to look ahead; None: without end. discount : per period, 0 or from .00001.
        Without end nor discount the sum is finite for alpha > 1 only. Source: Fader & Hardie (2010).
        """
        self._require_fit()
        made = inputs.integer(made, "made", 0)
        rate = inputs.between(discount, "discount", 0, np.inf, "0.01 is one percent per period.")
        if periods is None and rate == 0:
            return self._without_end(made)
        enough = int(_ENDLESS / np.log1p(max(rate, _LEAST_RATE)))
        k = np.arange(1, 1 + (enough if periods is None else inputs.integer(periods, "periods", 1)))
        return float(np.cumprod(self.retention(made + k) / (1 + rate)).sum())

    def residual_lifetime(self, made: int = 0, discount: float = 0.1) -> float:
        """Discounted expected residual lifetime (DERL): renewals to come, seen just before the next one is due.

        The next renewal counts in full if it comes, the one after it (1 + discount)^−1, and so on: margin per renewal
        times this is what a subscriber who has made so many is worth. Source: Fader & Hardie (2010), equation 6.
        """
        return (1 + discount) * self.expected_renewals(made, discount=discount)

    def estimate(self, quantity: Callable[[ShiftedBetaGeometric], float], level: float = 0.95) -> Estimate:
        """A positive figure of the fitted model, with its interval: `model.estimate(lambda m: m.survival(13))`.

        Delta method for the logarithm of the figure, so that the interval never reaches 0.
        """
        from scipy.special import ndtri

        error = self.log_error(quantity)
        figure = quantity(self)
        factor = np.exp(ndtri(0.5 + inputs.between(level, "level", 0.5, 0.9999, "Use .95 for 95 %.") / 2) * error)
        return Estimate(figure, figure * error, figure / factor, figure * factor, level, self.n_)

    def log_error(self, quantity: Callable[[ShiftedBetaGeometric], float]) -> float:
        """Standard error of the logarithm of a positive figure of the fitted model, by the delta method."""
        self._require_fit()
        at, steps = np.array([self._leaving, self._spread]), _STEP * np.sqrt(np.diag(self._covariance))
        moved = [ShiftedBetaGeometric()._at(*(at + step)) for step in np.diag(steps)]
        slopes = np.array([np.log(quantity(one) / quantity(self)) for one in moved]) / steps
        return float(np.sqrt(slopes @ self._covariance @ slopes))

    def _renew(self, before: np.ndarray) -> np.ndarray:
        """Share that renews, by how often those due have renewed before."""
        return 1 - self._leaving / (1 + before * self._spread)

    def _without_end(self, made: int) -> float:
        alpha, beta = self.params_
        if alpha <= 1:
            reason = f"with alpha {alpha:.3g} (1 or less) expected renewals have no end"
            raise InputError(f"discount must be above 0, or periods given: {reason}. Try periods=130.")
        return float((beta + made) / (alpha - 1))

    def _at(self, leaving: float, spread: float) -> ShiftedBetaGeometric:
        """Return this model at two coordinates: mean probability of leaving, and 1 / (alpha + beta)."""
        self._leaving, self._spread = leaving, spread
        self.params_ = pd.Series({"alpha": leaving / spread, "beta": (1 - leaving) / spread})
        return self

    def _renewals(self, t: Any, low: int) -> np.ndarray:
        self._require_fit()
        return inputs.whole(np.atleast_1d(t), "t", low).astype(int).reshape(np.shape(t))

    def _require_fit(self) -> None:
        if not hasattr(self, "params_"):
            raise InputError("ShiftedBetaGeometric must be fitted first: ShiftedBetaGeometric().fit(survivors).")

    def __repr__(self) -> str:
        if not hasattr(self, "params_"):
            return "ShiftedBetaGeometric (not fitted)"
        return f"ShiftedBetaGeometric: alpha {self.params_['alpha']:.4g}, beta {self.params_['beta']:.4g}"


def renewals_due(
    subscriptions: Any, end: Any, start: str = "started_at", stop: str = "ended_at", days: int = 28
) -> pd.DataFrame:
    """How many renewals fell due until `end`, and how many were made: `due, renewed` by `renewal` 1, 2, ….

    subscriptions : one row each, with the first day (`start`) and the day of the renewal not made (`stop`), missing
    while it runs. end : the last day that is known. days : between two renewals. Renewals that nobody reached are
    left out.

    Errors: a subscription that stopped before its first renewal.
    """
    frame = inputs.in_memory(subscriptions, "subscriptions")
    inputs.require_columns(frame, "subscriptions", start=start, stop=stop)
    inputs.require_rows(frame, "subscriptions")
    inputs.refuse_gaps(inputs.table(frame, "subscriptions"), "subscriptions", start)
    for name in (start, stop):
        inputs.require_dates(inputs.table(frame, "subscriptions"), "subscriptions", name)
    last, period = pd.Timestamp(inputs.day(end, "end")), inputs.integer(days, "days", 1)
    left = frame[stop] <= last
    due = ((frame[stop].where(left, last) - frame[start]).dt.days // period).clip(lower=0)
    if (due < left).any():
        first = frame.loc[(due < left).to_numpy(), stop].iloc[0].date()
        step = "Check the dates, or choose shorter days."
        raise invalid(stop, str(first), f"{period} days or more after {start}", step)
    counts = [np.bincount(reached, minlength=due.max() + 1)[::-1].cumsum()[::-1][1:] for reached in (due, due - left)]
    return pd.DataFrame({"due": counts[0], "renewed": counts[1]}, index=pd.RangeIndex(1, due.max() + 1, name="renewal"))


def _plain(values: Any) -> Any:
    return values if np.ndim(values) else float(values)


def _check(due: np.ndarray, renewed: np.ndarray) -> None:
    if len(due) != len(renewed) or len(due) < 2:
        counts = f"{len(due)} and {len(renewed)}"
        raise InputError(f"due and renewed must be equally long, two renewals or more, got {counts}.")
    if (renewed > due).any() or due[0] == 0:
        raise InputError(f"renewed must be at most due, and due above 0 at first, got {renewed} of {due}. Swap them?")
    if renewed.sum() in (0, due.sum()):
        who = "everybody left at the first renewal" if renewed.sum() == 0 else "nobody left"
        raise InputError(f"some must renew and some leave, got counts where {who}. Follow the cohort for longer.")
    if due[1:].sum() == 0:
        raise invalid("due", due.tolist(), "above 0 at a second renewal or later", "Follow the cohort for longer.")


def _loss(at: np.ndarray, due: np.ndarray, renewed: np.ndarray) -> tuple[float, np.ndarray]:
    """Minus the log-likelihood per renewal due, and its slope, in the mean probability of leaving and 1/(alpha + beta).

    With these two, leaving at renewal t has the probability leaving / (1 + (t − 1) spread): both stay finite where
    subscribers do not differ (spread 0).
    """
    (leaving, spread), before = at, np.arange(len(due))
    staying, whole = 1 - leaving + before * spread, 1 + before * spread
    lost = due - renewed
    value = lost * np.log(leaving) + renewed * np.log(staying) - due * np.log(whole)
    slopes = lost / leaving - renewed / staying, before * (renewed / staying - due / whole)
    return -value.sum() / due.sum(), -np.array([slope.sum() for slope in slopes]) / due.sum()


def _maximise(due: np.ndarray, renewed: np.ndarray) -> tuple[float, float]:
    """Mean probability of leaving and 1 / (alpha + beta) where the likelihood is largest, between their limits."""
    from scipy.optimize import minimize

    common = np.clip(1 - renewed.sum() / due.sum(), 0.01, 0.99)
    for begin in _BEGIN:
        found = minimize(_loss, [common, begin], (due, renewed), jac=True, method="L-BFGS-B", bounds=[LEAVING, SPREAD],
                         options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000})  # fmt: skip
        if _is_flat(found.x, found.jac):
            leaving, spread = found.x.tolist()
            return leaving, spread
    raise InputError(
        f"due and renewed must have a likelihood with a top, found none for {renewed} of {due}. Check them."
    )


def _is_flat(at: np.ndarray, slope: np.ndarray) -> bool:
    """Whether no step within the limits leads further down; on rare counts the search gives up halfway."""
    low, high = np.transpose([LEAVING, SPREAD])
    return bool(np.abs(np.clip(at - slope, low, high) - at).max() < _FLAT)


def _information(leaving: float, spread: float, due: np.ndarray) -> np.ndarray:
    """Expected information of `due` binomial trials in the coordinates of `_loss`."""
    before = np.arange(len(due))
    whole = 1 + before * spread
    leaves = leaving / whole
    slopes = np.array([1 / whole, -leaving * before / whole**2])
    return (slopes * due / (leaves * (1 - leaves))) @ slopes.T


def _errors_of_shapes(leaving: float, spread: float, covariance: np.ndarray) -> pd.Series:
    """Standard errors of alpha = leaving / spread, beta = (1 − leaving) / spread by the delta method."""
    slopes = np.array([[1, -leaving / spread], [-1, -(1 - leaving) / spread]]) / spread
    errors = np.sqrt(np.diag(slopes @ covariance @ slopes.T))
    return pd.Series(errors, index=["alpha", "beta"])
