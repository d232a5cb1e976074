"""Messages between the processes: JSON behind its length. What does not parse raises `Garbled`."""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator
from typing import Any

from course.grading.sandbox.wire import text_of

LONGEST = 256 * 1024 * 1024
_LENGTH = struct.Struct(">I")


class Garbled(Exception):
    """What arrived is no message of ours."""


def packed(message: Any) -> bytes:
    """Return a message as it goes over the wire."""
    text = text_of(message)
    return _LENGTH.pack(len(text)) + text


def send(place: int, message: Any) -> None:
    """Write one message to a file descriptor; wait until it is taken. Errors: OSError when nobody reads."""
    left = memoryview(packed(message))
    while left:
        left = left[os.write(place, left) :]


def receive(place: int) -> Any:
    """Read one message from a file descriptor; None at its end. Errors: Garbled."""
    head = _exactly(place, _LENGTH.size)
    if head is None:
        return None
    body = _exactly(place, _checked(head))
    return None if body is None else _parsed(body)


def _exactly(place: int, count: int) -> bytes | None:
    pieces = bytearray()
    while len(pieces) < count:
        piece = os.read(place, min(count - len(pieces), 1 << 20))
        if not piece:
            return None
        pieces += piece
    return bytes(pieces)


class Inbox:
    """Messages that arrive in pieces."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def take(self, piece: bytes) -> Iterator[Any]:
        """Yield the messages that are complete with this piece. Errors: Garbled, after those before it."""
        self._pieces += piece
        while len(self._pieces) >= _LENGTH.size:
            end = _LENGTH.size + _checked(bytes(self._pieces[: _LENGTH.size]))
            if len(self._pieces) < end:
                break
            body = bytes(self._pieces[_LENGTH.size : end])
            del self._pieces[:end]
            yield _parsed(body)


def _checked(head: bytes) -> int:
    (length,) = _LENGTH.unpack(head)
    if length > LONGEST:
        raise Garbled
    return length


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Garbled from error
