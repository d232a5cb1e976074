"""What customers say and who says it: scores, their distribution, stars. One small function a fact.

`scores` and `stars` are Series of whole numbers, one per answer or review, none missing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.measures import nps


def mean_score(scores: pd.Series) -> float:
    """Mean score."""
    return float(scores.mean())


def lead_of(scores: pd.Series, score: int) -> float:
    """Share of a score less the largest share of another: above 0 it is the mode.

    The mode itself cannot be averaged over worlds, its lead can.
    """
    shares = scores.value_counts(normalize=True)
    return float(shares.get(score, 0.0) - shares.drop(score, errors="ignore").max())


def net_promoter_score(scores: pd.Series) -> float:
    """Per cent of promoters less per cent of detractors (Reichheld 2003)."""
    return float(nps(scores).value)


def distance_from_normal(scores: pd.Series) -> float:
    """Largest distance between the cumulative shares and those of a normal distribution, rounded to the scale.

    The normal has the mean and standard deviation of the scores; what it has beyond the ends of the scale counts as
    the end. 0 is a normal distribution as far as a scale can show it, .5 two heaps at the ends.
    """
    from scipy.special import ndtr

    shares = scores.value_counts(normalize=True).sort_index().cumsum()[:-1]
    edges = (shares.index.to_numpy() + 0.5 - scores.mean()) / scores.std(ddof=0)
    return float(np.abs(shares.to_numpy() - ndtr(edges)).max()) if len(shares) else np.nan


def share_of_stars(stars: pd.Series, number: int) -> float:
    """Share of reviews with this number of stars."""
    return float((stars == number).mean())


def ones_to_the_middle(stars: pd.Series) -> float:
    """Reviews with one star over those with the commonest of two, three and four: above 1 in a J.

    Source: Hu, Pavlou & Zhang (2009).
    """
    counts = stars.value_counts()
    middle = max(counts.get(number, 0) for number in (2, 3, 4))
    return float(counts.get(1, 0) / middle) if middle else np.nan
