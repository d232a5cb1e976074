"""The BG/NBD likelihood with its first and second derivatives, fast enough for a million customers."""

from __future__ import annotations

import numpy as np

PARAMETERS = ["r", "alpha", "a", "b"]
_BLOCK = 8_192  # histories at a time: what is computed of them stays in the cache


class Likelihood:
    """Minus the mean log-likelihood as a function of the logarithms of r, alpha, a, b.

    A customer with x repeat purchases, the last at time t_x, observed for T, contributes (Fader, Hardie & Lee 2005a)

        Γ(r + x) α^r / Γ(r) · Γ(a + b) Γ(b + x) / (Γ(b) Γ(a + b + x)) · (stayed + left),
        stayed = (α + T)^-(r + x),   left = [x > 0] a / (b + x - 1) · (α + t_x)^-(r + x).

    Gamma functions depend on x alone and are computed once per distinct x; customers with equal histories are
    counted, not repeated.
    """

    def __init__(self, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> None:
        self.customers = len(x)
        self.counts, people = np.unique(x, return_counts=True)
        self.people = people / self.customers
        once = x == 0
        self.once_age, once_people = np.unique(age[once], return_counts=True)
        self.once_people = once_people / self.customers
        self.x, self.recency, self.age, again = _distinct(x[~once], recency[~once], age[~once])
        self.again = again / self.customers
        self._seen: tuple[bytes, float, np.ndarray, np.ndarray] | None = None

    def value(self, logs: np.ndarray) -> float:
        """Minus the mean log-likelihood of a customer."""
        return self._at(logs)[1]

    def gradient(self, logs: np.ndarray) -> np.ndarray:
        """Its four first derivatives."""
        return self._at(logs)[2]

    def hessian(self, logs: np.ndarray) -> np.ndarray:
        """Its second derivatives, four by four."""
        return self._at(logs)[3]

    def information(self, logs: np.ndarray) -> np.ndarray:
        """Observed information about the logarithms of the parameters, of all customers together."""
        return self.hessian(logs) * self.customers

    def _at(self, logs: np.ndarray) -> tuple[bytes, float, np.ndarray, np.ndarray]:
        """Value, gradient and Hessian together, kept for the last place asked about."""
        place = logs.tobytes()
        if self._seen is None or self._seen[0] != place:
            theta = np.exp(np.clip(logs, -30, 30))
            parts = [self._gamma_part(*theta), self._one_time_part(*theta)]
            parts += [self._repeat_part(theta, slice(at, at + _BLOCK)) for at in range(0, len(self.x), _BLOCK)]
            value, slope, curve = (sum(piece) for piece in zip(*parts, strict=True))
            by_logs = curve * np.outer(theta, theta) + np.diag(slope * theta)
            self._seen = place, -float(value), -slope * theta, -by_logs
        return self._seen

    def _gamma_part(self, r: float, alpha: float, a: float, b: float) -> tuple[float, np.ndarray, np.ndarray]:
        from scipy.special import gammaln, psi

        x, w = self.counts, self.people
        value = w @ (gammaln(r + x) - gammaln(r) + gammaln(b + x) - gammaln(b) + gammaln(a + b) - gammaln(a + b + x))
        both = w @ (psi(a + b) - psi(a + b + x))
        slope = np.array([w @ (psi(r + x) - psi(r)) + np.log(alpha), r / alpha, both, both + w @ (psi(b + x) - psi(b))])
        return value + r * np.log(alpha), slope, self._gamma_curve(r, alpha, a, b)

    def _gamma_curve(self, r: float, alpha: float, a: float, b: float) -> np.ndarray:
        from scipy.special import polygamma

        x, w = self.counts, self.people
        curve = np.zeros((4, 4))
        curve[0, 0] = w @ (polygamma(1, r + x) - polygamma(1, r))
        curve[0, 1] = curve[1, 0] = 1 / alpha
        curve[1, 1] = -r / alpha**2
        curve[2:, 2:] = w @ (polygamma(1, a + b) - polygamma(1, a + b + x))
        curve[3, 3] += w @ (polygamma(1, b + x) - polygamma(1, b))
        return curve

    def _one_time_part(self, r: float, alpha: float, a: float, b: float) -> tuple[float, np.ndarray, np.ndarray]:
        w, total = self.once_people, alpha + self.once_age
        logs = np.log(total)
        slope = np.array([-(w @ logs), -r * (w @ (1 / total)), 0.0, 0.0])
        curve = np.zeros((4, 4))
        curve[0, 1] = curve[1, 0] = -(w @ (1 / total))
        curve[1, 1] = r * (w @ (1 / total**2))
        return -r * float(w @ logs), slope, curve

    def _repeat_part(self, theta: np.ndarray, block: slice) -> tuple[float, np.ndarray, np.ndarray]:
        """log(stayed + left): its derivatives are means over the two, weighted by how likely each is."""
        r, alpha, a, b = theta
        w, power, tries = self.again[block], r + self.x[block], b + self.x[block] - 1
        age, last = alpha + self.age[block], alpha + self.recency[block]
        log_age, log_last = np.log(age), np.log(last)
        stayed, left = -power * log_age, np.log(a) - np.log(tries) - power * log_last
        top = np.maximum(stayed, left)
        gone = 1 / (1 + np.exp(np.clip(stayed - left, -700, 700)))
        value = float(w @ (top + np.log1p(np.exp(-np.abs(stayed - left)))))
        here, there, both = w * (1 - gone), w * gone, w * gone * (1 - gone)
        gaps = np.array([log_age - log_last, power * (1 / age - 1 / last), np.full_like(age, 1 / a), -1 / tries])
        slope = np.array([-(here @ log_age) - there @ log_last, -(here @ (power / age)) - there @ (power / last),
                          there.sum() / a, -(there @ (1 / tries))])  # fmt: skip
        curve = (gaps * both) @ gaps.T
        curve[0, 1] = curve[1, 0] = curve[0, 1] - here @ (1 / age) - there @ (1 / last)
        curve[1, 1] += here @ (power / age**2) + there @ (power / last**2)
        curve[2, 2] -= there.sum() / a**2
        curve[3, 3] += there @ (1 / tries**2)
        return value, slope, curve


def _distinct(
    x: np.ndarray, recency: np.ndarray, age: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Distinct histories and how many customers share each, sorted, so that the order of rows cannot matter."""
    order = np.lexsort((age, recency, x))
    x, recency, age = x[order], recency[order], age[order]
    new = np.r_[True, (np.diff(x) != 0) | (np.diff(recency) != 0) | (np.diff(age) != 0)]
    starts = np.flatnonzero(new)
    return x[starts], recency[starts], age[starts], np.diff(np.r_[starts, len(x)])
