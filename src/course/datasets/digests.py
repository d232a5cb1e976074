"""Digests of the datasets by version of the market, so that everybody's data are the same to the digit.

`digests.json` has for each version a digest of each dataset's observed tables ("standard") and, from market 1.0 on, one
of its hidden tables ("standard truth").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from course.errors import DataError
from course.firm import Firm
from course.world.parameters import MARKET_VERSION

FILE = Path(__file__).with_name("digests.json")


@cache
def published() -> dict[str, str]:
    """Return the published digests of this market version, by name; none while it has not been published."""
    return dict(_all().get(MARKET_VERSION, {}))


def digests_of(firm: Firm) -> dict[str, str]:
    """Return the digests of a firm as they are published: of its observed tables and of its hidden ones."""
    return {firm.name: firm.digest(), f"{firm.name} truth": firm.truth.digest()}


def publish(digests: Mapping[str, str]) -> None:
    """Note the digests of this market version. Errors: DataError when it has others: a version's data never change."""
    every = _all()
    noted = every.get(MARKET_VERSION, {})
    if other := [name for name, digest in digests.items() if noted.get(name, digest) != digest]:
        raise DataError(
            f"market {MARKET_VERSION} is published with another digest of {', '.join(other)}. Raise MARKET_VERSION."
        )
    every[MARKET_VERSION] = {**noted, **digests}
    FILE.write_text(json.dumps(every, indent=1) + "\n", encoding="utf-8", newline="\n")
    published.cache_clear()


def _all() -> dict[str, dict[str, str]]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))
