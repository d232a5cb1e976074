"""A key is a secret of 32 bytes; what it gives cannot be had without it."""

from __future__ import annotations

import os
import stat

import pytest

from course.errors import DataError, InputError
from course.grading.release import keys

KEY = b"k" * 32


def test_a_new_key_is_random_and_its_owners_alone(tmp_path):
    first, second = (keys.read(keys.new(tmp_path / name)) for name in ("a.key", "b.key"))
    assert len(first) == keys.BYTES
    assert first != second
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "a.key").stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(tmp_path):
    before = keys.new(tmp_path / "course.key").read_bytes()
    with pytest.raises(InputError, match="exists already"):
        keys.new(tmp_path / "course.key")
    assert (tmp_path / "course.key").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"abc", b"f" * 63, b"g" * 64, b"\xff\xfe", b"f" * 66])
def test_what_is_no_key_is_refused_and_not_shown(tmp_path, content):
    (tmp_path / "course.key").write_bytes(content)
    with pytest.raises(DataError, match=r"course\.key") as error:
        keys.read(tmp_path / "course.key")
    assert "ffff" not in str(error.value)


def test_a_key_that_is_not_there_says_how_to_make_one(tmp_path):
    with pytest.raises(DataError, match="course key new"):
        keys.read(tmp_path / "course.key")


def test_every_exercise_student_and_group_has_a_seed_of_its_own():
    whose = [("07", "student/ana"), ("08", "student/ana"), ("07", "student/bo"), ("07", "group/ana")]
    seeds = [keys.seed(KEY, *one) for one in whose] + [keys.seed(b"l" * 32, "07", "student/ana")]
    assert len(set(seeds)) == 5
    assert all(0 <= seed < 2**256 for seed in seeds)


def test_a_seed_is_the_published_hmac():
    import hashlib
    import hmac

    digest = hmac.new(KEY, b"07_x\0student/ana", hashlib.sha256).hexdigest()
    assert keys.seed(KEY, "07_x", "student/ana") == int(digest, 16)
