"""A version of the market has one set of data: its digests are noted once, and never become others."""

import json

import pytest

from course import datasets
from course.datasets import digests as room
from course.errors import DataError, InputError
from course.world.parameters import MARKET_VERSION
from course.world.simulate import World


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A file of digests as it was before there was one of the truth."""
    path = tmp_path / "digests.json"
    path.write_text('{"0.1": {"standard": "aa", "large": "bb"}}', encoding="utf-8")
    monkeypatch.setattr(room, "FILE", path)
    room.published.cache_clear()
    yield path
    room.published.cache_clear()


def test_a_market_that_was_never_published_has_no_digests(file):
    assert room.published() == {}


def test_digests_are_noted_beside_those_of_earlier_markets(file):
    room.publish({"standard": "cc", "standard truth": "dd"})
    room.publish({"large": "ee"})
    assert room.published() == {"standard": "cc", "standard truth": "dd", "large": "ee"}
    assert json.loads(file.read_text(encoding="utf-8"))["0.1"] == {"standard": "aa", "large": "bb"}


def test_other_data_under_the_same_version_are_refused(file):
    room.publish({"standard": "cc", "standard truth": "dd"})
    before = file.read_bytes()
    with pytest.raises(DataError, match=rf"market {MARKET_VERSION} is published with another digest of standard truth"):
        room.publish({"standard": "cc", "standard truth": "ff"})
    assert file.read_bytes() == before


def test_a_digest_covers_the_truth_too():
    firm = World(customers=60, seed=1).observe()
    digests = room.digests_of(firm)
    assert digests == {firm.name: firm.digest(), f"{firm.name} truth": firm.truth.digest()}
    assert firm.truth.digest("weeks") != firm.truth.digest("customers")
    assert digests[firm.name] != digests[f"{firm.name} truth"]


def test_publishing_notes_every_dataset_and_its_truth(file, monkeypatch):
    monkeypatch.setattr(datasets, "SIZES", {"standard": 40, "large": 60})
    datasets.publish_market()
    assert list(room.published()) == ["standard", "standard truth", "large", "large truth"]
    assert len(set(room.published().values())) == 4


def test_an_installed_package_publishes_nothing(file, monkeypatch):
    monkeypatch.setattr(datasets, "standard_folder", lambda: None)
    with pytest.raises(InputError, match="from a checkout"):
        datasets.publish_market()


def test_every_published_digest_is_one():
    noted = json.loads(room.FILE.read_text(encoding="utf-8"))
    for version, digests in noted.items():
        assert {"standard", "large"} <= set(digests), version
        assert all(len(digest) == 16 and int(digest, 16) for digest in digests.values())
