"""Answers to items as a latent class model sees them: each different row once, with how many people gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.errors import InputError, unknown
from course.measures import inputs


@dataclass(frozen=True)
class Answers:
    """Rows of answers, sorted: a result cannot depend on the order of people.

    items : by item, its answers in order. patterns : one row per different row of answers, one column per item, each
    answer as its position, −1 where missing. weights : how many people gave each.
    """

    items: dict[str, list[Any]]
    patterns: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, frame: Any) -> Answers:
        """Return the answers of a table with one row per person and one column per item."""
        table = inputs.in_memory(frame, "frame")
        inputs.require_rows(table, "frame")
        inputs.integer(table.shape[1], "number of items", 2, next_step="Classes show in how items go together.")
        items = {str(name): _answers(table[name], str(name)) for name in table.columns}
        _, codes = cls.codes(frame, items)
        patterns, weights = np.unique(codes, axis=0, return_counts=True)
        return cls(items, patterns, weights.astype(float))

    @staticmethod
    def codes(frame: Any, items: dict[str, list[Any]]) -> tuple[pd.DataFrame, np.ndarray]:
        """Return the table in memory and each answer's position; unknown answers and empty rows are refused."""
        table = inputs.in_memory(frame, "frame")
        table = table.set_axis([str(name) for name in table.columns], axis=1)
        inputs.require_rows(table, "frame")
        inputs.require_columns(table, "frame", **{f"item {name}": name for name in items})
        codes = np.column_stack([_codes(table[name], name, answers) for name, answers in items.items()])
        silent = (codes < 0).all(axis=1)
        if silent.any():
            step = "Leave them out: frame.dropna(how='all')."
            raise InputError(f"frame must have an answer in every row, {int(silent.sum())} rows have none. {step}")
        return table, codes

    @property
    def complete(self) -> bool:
        """Whether everybody answered everything."""
        return bool((self.patterns >= 0).all())

    @property
    def possible(self) -> int:
        """How many different rows of answers there could be."""
        return int(np.prod([len(answers) for answers in self.items.values()], dtype=object))

    @property
    def columns(self) -> list[tuple[str, Any]]:
        """Item and answer, one after the other."""
        return [(item, answer) for item, answers in self.items.items() for answer in answers]

    def parameters(self, classes: int) -> int:
        """Return the number of free parameters: shares, and probabilities of each item but its last answer."""
        return classes - 1 + classes * sum(len(answers) - 1 for answers in self.items.values())

    def carries(self, classes: int) -> bool:
        """Return whether so many classes have a place: not more than different rows, nor more parameters than cells."""
        return classes <= len(self.patterns) and self.parameters(classes) <= self.possible - 1

    def one_by_one(self, padded: np.ndarray) -> np.ndarray:
        """Return probabilities (classes × answers) from a table where every item has room for the most answers."""
        most = padded.shape[1] // len(self.items)
        keep = [item * most + a for item, answers in enumerate(self.items.values()) for a in range(len(answers))]
        return padded[:, keep]


def _answers(column: pd.Series, name: str) -> list[Any]:
    """Return the different answers to an item, sorted: categories in their own order."""
    known = column.dropna()
    if isinstance(known.dtype, pd.CategoricalDtype):
        found = list(known.cat.remove_unused_categories().cat.categories)
    else:
        found = _sorted(known, name)
    if len(found) < 2:
        said = f"all who answered said {found[0]!r}" if found else "nobody answered it"
        raise InputError(f"item {name!r} must vary, but {said}. Leave it out.")
    if len(found) > 30:
        step = "Cut numbers into classes: pd.cut. For measurements use mixture."
        raise InputError(f"item {name!r} must be a question with a few answers, got {len(found)}. {step}")
    return found


def _sorted(known: pd.Series, name: str) -> list[Any]:
    try:
        return sorted(known.unique().tolist())
    except TypeError:
        raise InputError(f"item {name!r} must have answers of one kind, got numbers and words mixed.") from None


def _codes(column: pd.Series, name: str, answers: list[Any]) -> np.ndarray:
    codes = pd.Index(answers).get_indexer(pd.Index(column.astype(object)))
    strange = (codes < 0) & column.notna().to_numpy()
    if strange.any():
        value = column.iloc[int(np.argmax(strange))]
        raise unknown(f"answer to {name}", value, map(str, answers), "The model was fitted without it.")
    return np.asarray(codes)
