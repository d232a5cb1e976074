"""Errors a reader can act on: the argument, its value, what is allowed, the next step."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Something that was handed in cannot be used; the message says what to do next."""


class MissingPackage(ImportError):
    """An optional package is needed; the message says how to install it."""


class DataError(OSError):
    """A file of the course is missing, damaged or of another version; the message says how to mend it."""


def invalid(argument: str, value: object, allowed: str, next_step: str = "") -> InputError:
    """Build the error for one argument.

    >>> raise invalid("segments", 1, "between 2 and 20", "One segment is everybody; use .mean().")
    Traceback (most recent call last):
    course.errors.InputError: segments must be between 2 and 20, got 1. One segment is everybody; use .mean().
    """
    return InputError(f"{argument} must be {allowed}, got {value!r}. {next_step}".rstrip())


def unknown(kind: str, name: object, names: Iterable[str], next_step: str = "") -> InputError:
    """Build the error for a name that does not exist, naming the nearest one and all that do.

    >>> raise unknown("dataset", "cdnwo", ["standard", "cdnow"])
    Traceback (most recent call last):
    course.errors.InputError: there is no dataset 'cdnwo'. Did you mean 'cdnow'? There are: standard, cdnow.
    """
    names = list(names)
    return InputError(f"there is no {kind} {name!r}.{nearest(name, names)} {listing(names)} {next_step}".rstrip())


def nearest(name: object, names: Iterable[str]) -> str:
    """Return " Did you mean 'x'?" for the closest name, or an empty string."""
    close = difflib.get_close_matches(str(name).lower(), list(names), n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""


def listing(names: Iterable[str]) -> str:
    """Return "There are: a, b." for the names that exist."""
    return f"There are: {', '.join(names)}."
