"""What the company has: named tables, read when first asked for, never changed by the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from course.digest import digest_of
from course.errors import InputError, nearest

Loader = Callable[[], pd.DataFrame]


class Tables:
    """Tables by name, as attributes: `firm.orders`.

    Each table is read once, at its first use. Every access hands out a copy-on-write copy,
    so that whatever a reader does to it, the next access gives the table as it was.
    """

    def __init__(self, loaders: Mapping[str, Loader], label: str) -> None:
        self._loaders = dict(loaders)
        self._frames: dict[str, pd.DataFrame] = {}
        self._label = label

    @property
    def tables(self) -> list[str]:
        """Names of the tables, in the order of the data dictionary."""
        return list(self._loaders)

    def digest(self, table: str | None = None) -> str:
        """Return 16 hex digits that change when any value of the table (or of any of these tables) changes."""
        return digest_of(self[name] for name in ([table] if table else self.tables))

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self._loaders:
            raise AttributeError(self._absent(name))
        if name not in self._frames:
            self._frames[name] = self._loaders[name]()
        return self._frames[name].copy(deep=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        try:
            return getattr(self, name)
        except AttributeError as error:
            raise KeyError(str(error)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._loaders

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaders)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._loaders]

    def __repr__(self) -> str:
        return f"{self._label}: {', '.join(self._loaders) or 'no tables'}"

    def _absent(self, name: str) -> str:
        if name.startswith("_"):
            return name
        has = f"It has: {', '.join(self._loaders)}." if self._loaders else "It has no tables."
        return f"{self._label} has no table {name!r}.{nearest(name, self._loaders)} {has}"


class Firm(Tables):
    """One firm's data: observed tables as attributes, the hidden ones under `truth`.

    id : which data these are, e.g. "standard@0.1"; equal ids mean equal data.
    name : what was asked for: "standard", "large", "cdnow", …
    version : the market's version, or the source's for real data.
    kind : "standard", "student", "seed", "world", "folder" or "real".
    origin : what made the market, so that course.World(**firm.origin) is the same world.
    """

    def __init__(
        self,
        loaders: Mapping[str, Loader],
        truth: Mapping[str, Loader] | None = None,
        *,
        name: str,
        version: str,
        kind: str = "world",
        origin: Mapping[str, Any] | None = None,
    ) -> None:
        self.id = f"{name}@{version}"
        self.name = name
        self.version = version
        self.kind = kind
        self._origin = dict(origin) if origin else None
        super().__init__(loaders, f"Firm {self.id}")
        self.truth = Tables(truth or {}, f"The truth of {self.id}")

    @property
    def simulated(self) -> bool:
        """Return whether the world behind these data is known."""
        return self._origin is not None

    @property
    def origin(self) -> dict[str, Any]:
        """Return customers, weeks, seed, … of the world behind these data. Errors: InputError when there is none."""
        if self._origin is None:
            raise InputError(f"{self.id} was not simulated here, so no world lies behind it. Use course.load().origin.")
        return dict(self._origin)
