"""How sure a latent class model is: standard errors from the scores of the rows of answers."""

from __future__ import annotations

import numpy as np

from course.measures.latent_answers import Answers

_KNOWN = 1e-9  # eigenvalues of the information, relative to the largest: below, a direction is fixed (0, 1, sums)


def standard_errors(
    answers: Answers, shares: np.ndarray, probabilities: np.ndarray, posterior: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return standard errors of the shares (classes) and of the probabilities (classes × answers).

    The information is the sum over people of the outer product of their scores in log-odds; a probability that is
    estimated as 0 or 1 is taken for known. Sources: McLachlan & Peel (2000, 2.15), Linzer & Lewis (2011).
    """
    of_items = _item_scores(answers, probabilities, posterior)
    scores = np.column_stack([posterior - shares, of_items])
    information = scores.T @ (scores * answers.weights[:, None])
    covariance = np.linalg.pinv(information, rcond=_KNOWN, hermitian=True)
    k = len(shares)
    of_shares = _delta(shares, covariance[:k, :k])
    errors, at = np.empty_like(probabilities), k
    for one in range(k):
        start = 0
        for labels in answers.items.values():
            end = start + len(labels)
            block = covariance[at : at + len(labels), at : at + len(labels)]
            errors[one, start:end] = _delta(probabilities[one, start:end], block)
            start, at = end, at + len(labels)
    return of_shares, errors


def _item_scores(answers: Answers, probabilities: np.ndarray, posterior: np.ndarray) -> np.ndarray:
    """Return rows of answers × (classes × answers): posterior × (given − probability), 0 where nothing was said."""
    given, asked = [], []
    for item, labels in enumerate(answers.items.values()):
        codes = answers.patterns[:, item]
        given.append(codes[:, None] == np.arange(len(labels)))
        asked.append(np.repeat(codes[:, None] >= 0, len(labels), axis=1))
    said, heard = np.column_stack(given).astype(float), np.column_stack(asked)
    return np.column_stack([posterior[:, [k]] * (said - row) * heard for k, row in enumerate(probabilities)])


def _delta(shares: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Return standard errors of shares that are a softmax of parameters with this covariance."""
    slope = np.diag(shares) - np.outer(shares, shares)
    return np.asarray(np.sqrt(np.maximum(np.diag(slope @ covariance @ slope), 0)))
