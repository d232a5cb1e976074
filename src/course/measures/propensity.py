"""Weighting by the probability of treatment: the others are made to look like the treated, or both like everybody."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from course.errors import InputError
from course.measures import inputs
from course.measures.estimate import Estimate
from course.measures.observational import design, of_level, root_sum_of_squares, same_length, two_of_each

TARGETS = ("treated", "everybody")
CERTAIN = 1e-6  # a probability nearer to 0 or 1 leaves nobody to compare with


def propensity_scores(treated: Any, covariates: Any) -> np.ndarray:
    """Probability of treatment of each person, by a logistic regression on the covariates (classes as text).

    InputError where the covariates tell for certain who is treated: then nobody can be compared.
    Source: Rosenbaum & Rubin (1983).
    """
    given, known = _checked(treated, covariates)
    return _scores(given, known)


def inverse_probability(
    outcome: Any, treated: Any, covariates: Any, target: str = "treated", level: float = 0.95
) -> Estimate:
    """Effect by weights: on the "treated" (the others weigh e / (1 − e)), or on "everybody" (1 / e and 1 / (1 − e)).

    outcome : one number per person; e : probability of treatment from `propensity_scores`; weights of a group sum to
    one. The interval is normal and knows that e is estimated. It is the effect if the logistic regression is right and
    whoever is alike in the covariates differs in nothing else that matters. Source: Hirano, Imbens & Ridder (2003);
    Lunceford & Davidian (2004).
    """
    inputs.one_of(target, "target", TARGETS)
    values, given, known = _people(outcome, treated, covariates)
    score = _scores(given, known)
    odds = score / (1 - score)
    weight = np.where(given, 1.0, odds) if target == "treated" else np.where(given, 1 / score, 1 / (1 - score))
    sums = [float(weight[who].sum()) for who in (given, ~given)]
    means = [float(weight[who] @ values[who]) / total for who, total in zip((given, ~given), sums, strict=True)]
    sides = np.where(given, 1 / sums[0], -1 / sums[1]) * (values - np.where(given, *means))
    # How the weights move with the regression's coefficients, person by person.
    moves = np.where(given, 0.0, odds) if target == "treated" else np.where(given, -1 / odds, odds)
    influence = weight * sides + _by_regression(given, known, score, (moves * sides) @ known)
    return of_level(means[0] - means[1], root_sum_of_squares(influence), level, len(values))


def doubly_robust(
    outcome: Any, treated: Any, covariates: Any, target: str = "treated", level: float = 0.95
) -> Estimate:
    """Effect that is right if either the probability of treatment or the outcome is modelled well enough.

    Outcomes are expected by a linear regression on the covariates in each group; the weights of `inverse_probability`
    mend what it misses. Normal interval. Source: Robins, Rotnitzky & Zhao (1994); on the treated: Moodie et al. (2018).
    """
    inputs.one_of(target, "target", TARGETS)
    values, given, known = _people(outcome, treated, covariates)
    score = _scores(given, known)
    with_it, without = (known @ np.linalg.lstsq(known[g], values[g], rcond=None)[0] for g in (given, ~given))
    if target == "treated":
        off, share = values - without, given.mean()
        parts = (given * off - ~given * score / (1 - score) * off) / share
        estimate = float(parts.mean())
        influence = parts - given / share * estimate
    else:
        missed = given / score * (values - with_it) - ~given / (1 - score) * (values - without)
        parts = with_it - without + missed
        estimate = float(parts.mean())
        influence = parts - estimate
    return of_level(estimate, root_sum_of_squares(influence) / len(values), level, len(values))


def _people(outcome: Any, treated: Any, covariates: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    values = inputs.numbers(outcome, "outcome")
    given, known = _checked(treated, covariates)
    same_length(outcome=values, treated=given)
    return values, given, known


def _checked(treated: Any, covariates: Any) -> tuple[np.ndarray, np.ndarray]:
    given = inputs.true_or_false(treated, "treated")
    if covariates is None:
        raise InputError("covariates must be a table of what was known before, got None. Use difference_in_means.")
    known = design(covariates, len(given))
    same_length(treated=given, covariates=known)
    two_of_each(given)
    spread = known.std(axis=0)
    known = (known - np.where(spread > 0, known.mean(axis=0), 0)) / np.where(spread > 0, spread, 1)
    return given, known


def _scores(given: np.ndarray, known: np.ndarray) -> np.ndarray:
    import statsmodels.api as sm

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they warn of is refused below
        fit = sm.GLM(given.astype(float), known, family=sm.families.Binomial()).fit(maxiter=100, tol=1e-12)
    score = np.asarray(fit.fittedvalues)
    if not np.isfinite(score).all() or score.min() < CERTAIN or score.max() > 1 - CERTAIN:
        raise InputError(
            "covariates must leave treatment to chance for everybody, got people for whom it is certain. Leave out the "
            "column that tells, or the people."
        )
    return score


def _by_regression(given: np.ndarray, known: np.ndarray, score: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Return what each person contributes through the regression's coefficients, by which the estimate has `slope`."""
    information = (known * (score * (1 - score))[:, None]).T @ known
    return ((given - score)[:, None] * known) @ np.linalg.lstsq(information, slope, rcond=None)[0]
