"""What a notebook may have replaced (builtins, methods of pandas, the grader's own modules), put back as it was."""

from __future__ import annotations

import builtins
import contextlib
import copy
import io
import json
import math
import operator
import os
import struct
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from course.grading.judging import answers, calls, drawings, kinds, tabular
from course.grading.sandbox import channel, columns, wire

# What puts builtins back must not look them up there.
_NEEDED = ("all", "delattr", "dict", "isinstance", "len", "map", "setattr", "type", "vars")
_is = operator.is_
globals().update({name: vars(builtins)[name] for name in _NEEDED})
_CLASSES = {one for kind in (pd.DataFrame, pd.Series, pd.Index) for one in kind.__mro__}
_CLASSES |= {one for kind in (Axes, Figure, Line2D, PathCollection, Rectangle) for one in kind.__mro__}
_OF_LIBRARIES = [one for one in _CLASSES if one.__module__.startswith(("pandas", "matplotlib"))]
_WATCHED: tuple[Any, ...] = (
    builtins, json, json.encoder, json.JSONEncoder, math, io, os, copy, contextlib, warnings, struct, np, pd,
    *_OF_LIBRARIES, answers, calls, drawings, kinds, tabular, channel, columns, wire,
)  # fmt: skip
Dictionaries = list[tuple[Any, dict[str, Any]]]


class Pristine:
    """How modules and classes were before anybody could change them."""

    def __init__(self) -> None:
        self._builtins = dict(vars(builtins))
        self._saved = [(owner, dict(vars(owner))) for owner in _WATCHED]
        self._modules = dict(sys.modules)

    def restore(self) -> None:
        """Put back what was replaced, take away what was added to pandas' classes."""
        vars(builtins).update(self._builtins)
        sys.modules.update(self._modules)
        self._put_back()

    @contextlib.contextmanager
    def for_a_moment(self) -> Iterator[None]:
        """Have things as they were inside, and as the notebook made them again afterwards."""
        replaced = self._put_back()
        try:
            yield
        finally:
            for owner, theirs in replaced:
                _put(owner, theirs)

    def _put_back(self) -> Dictionaries:
        """Put back what was replaced; return the owners of it, each with what it had until now."""
        replaced = [(owner, dict(vars(owner)), ours) for owner, ours in self._saved if not _same(vars(owner), ours)]
        vars(builtins).update(self._builtins)
        for owner, _, ours in replaced:
            _put(owner, ours)
        return [(owner, theirs) for owner, theirs, _ in replaced]


def _same(now: Any, ours: dict[str, Any]) -> bool:
    """Return whether two dictionaries hold the very same objects in the same order; equality may be overridden."""
    alike = len(now) == len(ours) and all(map(_is, now.values(), ours.values()))
    return alike and all(map(_is, now.keys(), ours.keys()))


def _put(owner: Any, wanted: dict[str, Any]) -> None:
    now = dict(vars(owner))
    for name, value in wanted.items():
        if now.get(name) is not value:
            setattr(owner, name, value)
    if isinstance(owner, type):
        for name in now.keys() - wanted.keys():
            delattr(owner, name)
