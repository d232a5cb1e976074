"""What a stored table came from: the code that made it, and the version of the market."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterable
from types import ModuleType

from course.world.parameters import MARKET_VERSION


def fingerprint(modules: Iterable[ModuleType]) -> dict[str, str]:
    """Return 16 hex digits of the modules' source, in the order given, and the market's version."""
    source = "".join(map(inspect.getsource, modules))
    return {"code": hashlib.blake2b(source.encode(), digest_size=8).hexdigest(), "market": MARKET_VERSION}
