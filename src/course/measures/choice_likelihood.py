"""The likelihood of choices among alternatives, one chosen in each task (McFadden 1974), and where it is largest.

Written out and left to scipy: statsmodels' ConditionalLogit counts task by task, seconds for a survey of a thousand
tasks, and stays where it started if columns are on different scales. Tests hold the two to be equal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from course.errors import InputError

_ROUNDS, _CLOSE, _FLAT = 200, 1e-7, 1e-7  # of the search; the last: curvature a task, below which nothing is learnt


_ONE = "Leave it out; if each person's tasks begin at 1 again, name the column of people: person=…."


@dataclass(frozen=True)
class Tasks:
    """Alternatives shown (rows × attributes) and chosen, task after task; `first` row and `sizes` of each task."""

    shown: np.ndarray
    chosen: np.ndarray
    first: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, shown: np.ndarray, chosen: np.ndarray, number: np.ndarray) -> Tasks:
        """Return the tasks of rows that are sorted by the number of their task."""
        first = np.flatnonzero(np.diff(number, prepend=-1))
        return cls(shown, chosen, first, np.diff(np.append(first, len(number))))

    def check(self, names: list[str], keys: pd.DataFrame) -> None:
        """Refuse what no model can be fitted to."""
        for count, wrong, allowed, step in (
            (np.add.reduceat(self.chosen.astype(int), self.first), lambda n: n != 1, "one choice", _ONE),
            (self.sizes, lambda n: n < 2, "two alternatives or more", "Add what was not chosen, one row each."),
        ):
            bad = wrong(count)
            if bad.any():
                at = int(np.argmax(bad))
                which = dict(zip(keys.columns, keys.iloc[self.first[at]].tolist(), strict=True))
                raise InputError(f"each task must have {allowed}, got {count[at]} in {which}. {step}")
        away = self.away(self.shown)
        for k, name in enumerate(names):
            if not (np.abs(away[:, k]) > 1e-12 * (1 + np.abs(self.shown[:, k]).max())).any():
                step = "What is the same for all alternatives cannot be told from choices: leave it out."
                raise InputError(f"{name} must differ within some task, got the same value in each. {step}")
        if np.linalg.matrix_rank(away / np.sqrt((away**2).mean(axis=0))) < len(names):
            step = "Leave one of each set of levels out, and what is the sum of others."
            raise InputError(f"attributes must each say something new, got columns that repeat others: {names}. {step}")

    def away(self, values: np.ndarray) -> np.ndarray:
        """Return each row less the mean of its task."""
        means = np.add.reduceat(values, self.first) / self.sizes[:, None]
        return np.asarray(values - np.repeat(means, self.sizes, axis=0))

    def fitted(self, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the coefficients at the maximum, and the information there."""
        from scipy.optimize import minimize

        scale = np.sqrt((self.away(self.shown) ** 2).mean(axis=0))
        alike = replace(self, shown=self.away(self.shown) / scale)  # one scale for all, or the search stands still
        found = minimize(
            lambda beta: -alike.log_likelihood(beta) / len(self.first),
            np.zeros(len(names)),
            jac=lambda beta: -alike.scores(beta).mean(axis=0),
            hess=lambda beta: alike.information(beta) / len(self.first),
            method="trust-exact",
            options={"gtol": _CLOSE, "maxiter": _ROUNDS},
        )
        if np.linalg.eigvalsh(alike.information(found.x))[0] / len(self.first) < _FLAT or not np.isfinite(found.fun):
            step = "Some attribute, or a sum of them, tells every choice; leave it out or ask more people."
            raise InputError(f"choices must leave something to chance, got a fit without end on {names}. {step}")
        best = found.x + np.linalg.solve(alike.information(found.x), alike.scores(found.x).sum(axis=0))
        return best / scale, alike.information(best) * np.outer(scale, scale)

    def log_likelihood(self, beta: np.ndarray) -> float:
        """Return the sum over tasks of log P(what was chosen)."""
        return float(log_shares(self.shown @ beta, self.first)[self.chosen].sum())

    def scores(self, beta: np.ndarray) -> np.ndarray:
        """Return the derivative of each task's log-likelihood (tasks × attributes): chosen less expected."""
        share = np.exp(log_shares(self.shown @ beta, self.first))
        return np.asarray(self.shown[self.chosen] - np.add.reduceat(share[:, None] * self.shown, self.first))

    def information(self, beta: np.ndarray) -> np.ndarray:
        """Return minus the second derivative: the sum of the attributes' covariances within tasks."""
        share = np.exp(log_shares(self.shown @ beta, self.first))[:, None]
        means = np.add.reduceat(share * self.shown, self.first)
        return np.asarray((share * self.shown).T @ self.shown - means.T @ means)


def log_shares(utility: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return log P of each row among its task, whose first row is given; safe for large utilities."""
    sizes = np.diff(np.append(first, len(utility)))
    below = utility - np.repeat(np.maximum.reduceat(utility, first), sizes)
    return np.asarray(below - np.repeat(np.log(np.add.reduceat(np.exp(below), first)), sizes))
