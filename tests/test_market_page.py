"""The page about the market says what is so: its parameters exist, its known answers are those of the streams."""

import re
from pathlib import Path

import numpy as np
import pytest

from course import project
from course.streams import Luck
from course.tables import TRUTH
from course.world.parameters import DECLARED

PAGE = (project.root() / "docs" / "market.md").read_text(encoding="utf-8")
NAMES = {parameter.name for parameter in DECLARED}
GROUPS = {name.split(".")[0] for name in NAMES}


def test_every_parameter_that_is_named_exists():
    named = [name for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", PAGE) if name.split(".")[0] in GROUPS]
    assert len(named) > 20
    assert set(named) <= NAMES


def test_every_hidden_table_is_named():
    assert set(re.findall(r"`truth\.([a-z_]+)`", PAGE)) == set(TRUTH)


@pytest.mark.parametrize("row", re.findall(r"\| (\d+) \| (\w+) \| (\d+) \| `0x([0-9A-F]+)` \|", PAGE))
def test_known_answers_are_those_of_the_streams(row):
    seed, stream, number, bits = row
    assert int(Luck(int(seed)).bits(stream, np.array([int(number)], dtype=np.uint64))[0]) == int(bits, 16)


def test_links_of_the_page_lead_somewhere():
    links = re.findall(r"\]\((\w+\.md)\)", PAGE)
    assert all((Path(project.root()) / "docs" / link).exists() for link in links)
