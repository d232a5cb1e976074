"""The key of a graded exercise: who does not have it can make neither a student's data nor their truth again.

The seed of a dataset is HMAC-SHA256 of the exercise and of whose it is (RFC 2104; FIPS 180-4), 256 bits, in which a
market has as many worlds.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from course.errors import DataError, InputError

BYTES = 32


def new(path: Path) -> Path:
    """Write a new key, 32 random bytes in hex, readable by its owner alone; return its path.

    Errors: InputError where the file exists (its releases could not be graded any more); DataError where it cannot be
    written.
    """
    try:
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputError(
            f"{path} exists already, and what was released with it can only be graded with it. Name another file."
        ) from None
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror or error}. Name a file in a folder of yours.") from None
    with open(place, "w", encoding="ascii", newline="\n") as file:
        file.write(f"{secrets.token_bytes(BYTES).hex()}\n")
    return path


def read(path: Path) -> bytes:
    """Return the key in a file. Errors: DataError where there is none; what the file holds is never shown."""
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise DataError(f"cannot read the key in {path}: {why}. `course key new FILE` makes one.") from None
    if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * BYTES}}}", text):
        raise DataError(f"{path} holds no key: {2 * BYTES} hexadecimal digits. `course key new FILE` makes one.")
    return bytes.fromhex(text)


def seed(key: bytes, exercise: str, whose: str) -> int:
    """Return the seed of the data of a student or group in an exercise: a whole number below 2**256."""
    message = f"{exercise}\0{whose}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hmac.new(key, message, hashlib.sha256).digest(), "big")
