"""One file written whole or not at all: beside its place first, then moved there."""

from __future__ import annotations

import os
from pathlib import Path


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file. Errors: OSError; what was there stays as it was."""
    half = path.with_name(f".{path.name[-80:]}.{os.getpid()}.part")  # a name may be as long as names can be
    try:
        half.write_bytes(content)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, with the same line ends on every system. Errors: OSError; what was there stays."""
    write_bytes(path, text.encode("utf-8"))
