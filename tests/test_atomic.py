"""A file is written whole or not at all."""

from __future__ import annotations

import os

import pytest

from course import atomic


def test_text_is_the_same_on_every_system(tmp_path):
    atomic.write_text(tmp_path / "a.txt", "café\nβ\n")
    assert (tmp_path / "a.txt").read_bytes() == "café\nβ\n".encode()


def test_where_it_fails_the_old_file_stays_and_nothing_half_written_is_left(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("no room")

    atomic.write_bytes(tmp_path / "a.txt", b"old")
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no room"):
        atomic.write_bytes(tmp_path / "a.txt", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.txt": b"old"}
