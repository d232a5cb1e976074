"""Do segments come back when other customers are drawn? Agreement over samples of the same data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from course.measures import inputs
from course.measures.clusters import SEED, fitted
from course.measures.scaling import distinct, numeric, order_of, points_of

_STARTS = 5  # random beginnings of the fit to one sample


@dataclass(frozen=True)
class Stability:
    """Agreement of segmentations: adjusted Rand index over samples; 1 is the same, 0 what chance gives.

    mean : of the samples. worst : the smallest. values : one per sample.
    """

    mean: float
    worst: float
    values: pd.Series = field(repr=False, compare=False)

    def __str__(self) -> str:
        return f"adjusted Rand index over {len(self.values)} samples: mean {self.mean:.2f}, worst {self.worst:.2f}"

    __repr__ = __str__


def stability(
    frame: Any, k: int, samples: int = 20, log: bool | Iterable[str] = False, scaled: bool = True
) -> Stability:
    """Cluster bootstrap samples, assign all rows to their centres, compare with the segments of all rows.

    Near 1: the same segments come back whichever customers are drawn. It says that they are stable, not that they
    are separate groups. Source: Hennig (2007); index of Hubert & Arabie (1985).
    """
    from sklearn.metrics import adjusted_rand_score

    points, k, luck = _asked(frame, k, samples, log, scaled)
    _, whole = fitted(points, k)
    agreement = []
    for _ in range(samples):
        drawn = points.iloc[luck.integers(0, len(points), len(points))]
        _, again = fitted(drawn, min(k, distinct(drawn)), _STARTS)
        agreement.append(adjusted_rand_score(whole.labels_, again.predict(points.to_numpy())))
    return _told(agreement)


def split_half(
    frame: Any, k: int, samples: int = 20, log: bool | Iterable[str] = False, scaled: bool = True
) -> Stability:
    """Cluster two halves of the rows apart, assign the second half to the centres of the first, compare.

    Stricter than `stability`: the halves share no customer. Halves are drawn `samples` times; columns are scaled
    once, by all rows. Source: Breckenridge (1989); index of Hubert & Arabie (1985).
    """
    from sklearn.metrics import adjusted_rand_score

    points, k, luck = _asked(frame, k, samples, log, scaled)
    inputs.integer(k, "k", 2, max(2, distinct(points) // 4), "Each half needs twice as many distinct rows.")
    agreement = []
    for _ in range(samples):
        mixed = luck.permutation(len(points))
        first, second = (points.iloc[half] for half in np.array_split(mixed, 2))
        (_, there), (order, here) = (fitted(half, min(k, distinct(half)), _STARTS) for half in (first, second))
        agreement.append(adjusted_rand_score(here.labels_, there.predict(second.to_numpy()[order])))
    return _told(agreement)


def _asked(
    frame: Any, k: int, samples: int, log: bool | Iterable[str], scaled: bool
) -> tuple[pd.DataFrame, int, np.random.Generator]:
    """Points in order of their values, the number of segments, and luck that is always the same."""
    inputs.integer(samples, "samples", 2)
    points = points_of(numeric(frame), log, scaled)
    k = inputs.integer(k, "k", 2, max(2, distinct(points)), "One segment is always the same.")
    return points.iloc[order_of(points)], k, np.random.default_rng(SEED)


def _told(agreement: list[float]) -> Stability:
    values = pd.Series(agreement, name="adjusted_rand_index")
    return Stability(float(values.mean()), float(values.min()), values)
