"""What is kept is read back, and known to be stale when code or market changed."""

from __future__ import annotations

import pandas as pd
import pytest

from course.study import fingerprint, stored_facts


@pytest.fixture
def root(tmp_path):
    (tmp_path / "book").mkdir()
    return tmp_path


VALUES = pd.DataFrame({1: [0.5, 1.0], 2: [0.123456789, None]}, index=pd.Index(["a", "b, c"], name="fact"))


def test_what_is_kept_is_read_back_to_six_digits(root):
    stored_facts.keep(root, VALUES)
    pd.testing.assert_frame_equal(stored_facts.read(root), VALUES, rtol=1e-5)


def test_what_was_never_kept_is_empty_and_stale(root):
    assert stored_facts.read(root).empty
    assert stored_facts.stale(root)


def test_another_market_makes_what_is_kept_stale(root, monkeypatch):
    stored_facts.keep(root, VALUES)
    assert not stored_facts.stale(root)
    monkeypatch.setattr(fingerprint, "MARKET_VERSION", "another")
    assert stored_facts.stale(root)


def test_other_code_makes_what_is_kept_stale(root, monkeypatch):
    stored_facts.keep(root, VALUES)
    monkeypatch.setattr(stored_facts, "_CODE", stored_facts._CODE[:-1])
    assert stored_facts.stale(root)
