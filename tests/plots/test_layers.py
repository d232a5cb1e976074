"""Where tables stand on their map."""

from itertools import pairwise

import pandas as pd
import pytest

from course import tables
from course.plots.layers import layered

PAIRS = list(tables.references()[["table", "to_table"]].drop_duplicates().itertuples(index=False, name=None))
SPOTS = layered(list(tables.OBSERVED), PAIRS)


def test_a_table_stands_right_of_everything_it_refers_to():
    assert all(SPOTS.at[one][0] > SPOTS.at[other][0] for one, other in PAIRS)


def test_every_reference_is_a_way_from_column_to_column():
    assert [(way[0], way[-1]) for way in SPOTS.ways] == PAIRS
    steps = [SPOTS.at[here][0] - SPOTS.at[there][0] for way in SPOTS.ways for here, there in pairwise(way)]
    assert set(steps) == {1.0}


def test_nothing_stands_on_anything():
    places = pd.DataFrame(SPOTS.at.values(), columns=["column", "height"]).sort_values(["column", "height"])
    least = places.groupby("column")["height"].diff().min()
    assert least >= 0.4 - 1e-9


def test_lines_that_can_be_kept_apart_do_not_cross():
    at = layered(["a", "b", "to b", "to a"], [("to b", "b"), ("to a", "a")]).at
    assert (at["a"][1] < at["b"][1]) == (at["to a"][1] < at["to b"][1])


def test_a_table_alone_stands_in_the_middle():
    assert layered(["alone"], []).at == {"alone": (0.0, 0.0)}


@pytest.mark.parametrize("names", [list(tables.OBSERVED), list(tables.OBSERVED)[::-1]])
def test_the_map_does_not_depend_on_luck(names):
    assert layered(names, PAIRS) == layered(names, PAIRS)
