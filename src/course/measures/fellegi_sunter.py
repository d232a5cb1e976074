"""Which pairs of records are about one person: the model of Fellegi & Sunter, learned without a single known match."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, invalid
from course.measures import inputs
from course.measures.record_pairs import MISSING, SAME

LEVELS = range(SAME + 1)
_ROUNDS, _CLOSE, _PRIOR = 5_000, 1e-8, 0.1
_LIKE, _UNLIKE = (0.05, 0.15, 0.80), (0.80, 0.15, 0.05)  # where learning begins: different, close, same
_BEGIN = 3e-5  # of all pairs


class FellegiSunter:
    """Probability that two records are about one person, from how alike their fields are.

    Fields agree by chance with probabilities `u_`, and among records of one person with probabilities `m_`;
    independently of each other within either kind (a missing field says nothing). A pair's weight is the sum of
    log2 (m / u) over its fields. `u_` comes from pairs drawn at random, `m_` and the share of matches among all pairs
    from the candidates by expectation–maximisation, which takes the pairs that are no candidates for no matches.

    shared : fields in which different people can agree for a reason, such as relatives with one family name and home.
    A third kind of pairs then takes these up; without it they are taken for matches.

    After `fit`: m_, u_ (field × level 0 different, 1 close, 2 same), matches_ (expected number among the candidates),
    related_ (expected number of pairs of the third kind). Source: Fellegi & Sunter (1969); third kind: Winkler (1993).
    """

    m_: pd.DataFrame
    u_: pd.DataFrame
    matches_: float
    related_: float

    def __init__(self, shared: str | Iterable[str] = ()) -> None:
        self.shared = [shared] if isinstance(shared, str) else list(shared)

    def fit(self, candidates: Any, by_chance: Any, pairs: int) -> FellegiSunter:
        """Learn from likeness (see `compare`) of candidates and of pairs drawn at random; pairs : all there are."""
        levels, others = _levels(candidates, "candidates"), _levels(by_chance, "by_chance")
        inputs.require_columns(others, "by_chance", **{f"candidates[{i}]": c for i, c in enumerate(levels.columns)})
        inputs.require_columns(levels, "candidates", **{f"shared[{i}]": name for i, name in enumerate(self.shared)})
        inputs.integer(pairs, "pairs", len(levels) + 1, next_step="Count all pairs, not the candidates alone.")
        self._fields = list(levels.columns)
        u = _shares(others[self._fields].to_numpy(), np.ones(len(others)))
        patterns, counts = np.unique(levels.to_numpy(), axis=0, return_counts=True)
        self._learn(patterns, counts, u, pairs)
        return self

    def probability(self, levels: Any) -> np.ndarray:
        """Probability of a match, by pair."""
        self._require_fit()
        return self._kinds(self._known(levels))[:, 1]

    def weights(self) -> pd.DataFrame:
        """log2 (m / u), field × level: what one field adds to a pair's weight. Ten is a factor of a thousand."""
        self._require_fit()
        return (self.m_ / self.u_).apply(np.log2)

    def weight(self, levels: Any) -> np.ndarray:
        """The match weight of each pair: the sum of log2 (m / u) over its fields; a missing field adds nothing.

        Above 0 the pair is likelier among matches than by chance. Whether it is a match depends on how rare these are
        (see `probability`).
        """
        self._require_fit()
        known = self._known(levels)
        field_weights = np.log2(self.m_.to_numpy() / self.u_.to_numpy())
        there = known != MISSING
        added = field_weights[np.arange(known.shape[1]), np.where(there, known, 0)]
        return np.asarray(np.where(there, added, 0.0).sum(axis=1))

    def _known(self, levels: Any) -> np.ndarray:
        known = _levels(levels, "levels")
        inputs.require_columns(known, "levels", **{f"field[{i}]": name for i, name in enumerate(self._fields)})
        return known[self._fields].to_numpy()

    def _require_fit(self) -> None:
        if not hasattr(self, "m_"):
            raise InputError("FellegiSunter must be fitted first: FellegiSunter().fit(candidates, by_chance, pairs).")

    def _learn(self, patterns: np.ndarray, counts: np.ndarray, u: np.ndarray, pairs: int) -> None:
        alike = [_LIKE if name in self.shared else _UNLIKE for name in self._fields]
        kinds = [u, np.tile(_LIKE, (len(u), 1)), *([np.array(alike)] if self.shared else [])]
        share = np.array([1.0, *[_BEGIN] * (len(kinds) - 1)])
        for _ in range(_ROUNDS):
            self._chances, self._share = np.stack(kinds), share
            expected = self._kinds(patterns) * counts[:, None]
            kinds = [u, *(_shares(patterns, expected[:, kind]) for kind in range(1, len(kinds)))]
            share = np.array([1.0, *(expected[:, 1:].sum(axis=0) / pairs)])
            share[0] -= share[1:].sum()
            if np.abs(share - self._share).max() < _CLOSE * _BEGIN:
                break
        else:
            raise InputError(
                f"candidates must tell matches from others, but nothing had settled after {_ROUNDS} rounds. "
                "Compare more fields, or leave shared out."
            )
        self.u_, self.m_ = (pd.DataFrame(one, index=self._fields, columns=list(LEVELS)) for one in kinds[:2])
        self.matches_, self.related_ = float(expected[:, 1].sum()), float(expected[:, 2:].sum())

    def _kinds(self, levels: np.ndarray) -> np.ndarray:
        """Return the probability of each kind of pair, pairs × kinds: no match, match, related."""
        logs = np.log(self._share) + np.zeros((len(levels), 1))
        for field in range(levels.shape[1]):
            there = levels[:, field] != MISSING
            logs[there] += np.log(self._chances[:, field, :]).T[levels[there, field]]
        odds = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _shares(levels: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the share of each level in each field, field × level; a little is added to each, so that none is 0."""
    counts = np.array([[weight[column == level].sum() for level in LEVELS] for column in levels.T]) + _PRIOR
    return np.asarray(counts / counts.sum(axis=1, keepdims=True))


def _levels(frame: Any, argument: str) -> pd.DataFrame:
    table = inputs.in_memory(frame, argument)
    inputs.require_rows(table, argument, "Name keys that more records agree in.")
    if not table.isin([MISSING, *LEVELS]).all(axis=None):
        strange = table.to_numpy()[~table.isin([MISSING, *LEVELS]).to_numpy()].tolist()[0]
        raise invalid(argument, strange, "levels −1, 0, 1, 2", "Make them with compare.")
    return table.astype("int64")
