"""What a comparison says: a number, how sure it is, and the interval that follows."""

from __future__ import annotations

from dataclasses import dataclass

from course.measures.proportions import normal_quantile


@dataclass(frozen=True)
class Estimate:
    """An effect as estimated, in the unit of the outcome.

    low, high : ends of the interval that holds the true effect in `level` of all samples.
    n : observations that it rests on.
    """

    estimate: float
    standard_error: float
    low: float
    high: float
    level: float
    n: int

    @classmethod
    def normal(cls, estimate: float, standard_error: float, n: int, level: float = 0.95) -> Estimate:
        """Return the estimate whose interval is that of a normal distribution."""
        half = normal_quantile(level) * standard_error
        return cls(float(estimate), float(standard_error), float(estimate - half), float(estimate + half), level, n)

    def holds(self, value: float) -> bool:
        """Whether a value lies within the interval, ends included."""
        return self.low <= value <= self.high

    def __str__(self) -> str:
        interval = f"{self.level:.4g} interval {self.low:.4g} to {self.high:.4g}"
        return f"{self.estimate:.4g} (standard error {self.standard_error:.4g}, {interval}, n {self.n:,})"

    __repr__ = __str__
