"""The map of Voronoi cells: whose ground is whose, where areas meet, and what the colours say."""

import numpy as np
import pandas as pd
import pytest

import course
from course import plots
from course.errors import InputError
from course.plots.area_map import MARGIN

FOUR = pd.DataFrame(
    {"x": [0.0, 10.0, 0.0, 10.0], "y": [0.0, 0.0, 10.0, 10.0], "spend": [1.0, 2.0, 3.0, 4.0], "side": list("WEWE")}
)


def area_of(cell: np.ndarray) -> float:
    x, y = cell.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def test_it_takes_and_returns_axes_and_states_the_finding(keeps_to_its_axes):
    keeps_to_its_axes(lambda **more: plots.area_map(FOUR, "spend", **more), "The north spends more")


def test_it_stays_on_the_page_under_a_long_title(stays_on_the_page):
    stays_on_the_page(lambda **more: plots.area_map(FOUR, "spend", "side", **more), "The north spends more than " * 2)


def test_four_corners_share_the_ground_evenly():
    cells = [path.vertices[:-1] for path in plots.area_map(FOUR, "spend").collections[0].get_paths()]
    np.testing.assert_allclose([area_of(cell) for cell in cells], (5 + 10 * MARGIN) ** 2)


def test_each_place_stands_in_its_own_cell_and_the_cells_fill_the_map():
    places = course.load().places.assign(people=1.0)
    paths = plots.area_map(places, "people").collections[0].get_paths()
    assert all(path.contains_point(spot) for path, spot in zip(paths, places[["x", "y"]].to_numpy(), strict=True))
    width, height = np.ptp(places[["x", "y"]].to_numpy(), axis=0)
    room = 2 * MARGIN * max(width, height)
    whole = (width + room) * (height + room)
    assert sum(area_of(path.vertices[:-1]) for path in paths) == pytest.approx(whole)


def test_lines_are_drawn_only_where_two_areas_meet():
    def length(area):
        return sum(
            np.linalg.norm(np.diff(one, axis=0))
            for one in plots.area_map(FOUR, "spend", area).collections[1].get_segments()
        )

    side = 10 + 20 * MARGIN
    assert length(None) == pytest.approx(2 * side)
    assert length("side") == pytest.approx(side)


def test_colours_are_those_of_the_limits():
    cells = plots.area_map(FOUR, "spend", limits=(0, 8)).collections[0]
    assert cells.get_clim() == (0, 8)
    np.testing.assert_array_equal(cells.get_array(), FOUR["spend"])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.area_map(FOUR, "money"), "there is no column in places named 'money'"),
        (lambda: plots.area_map(FOUR, "spend", "region"), "there is no column in places named 'region'"),
        (lambda: plots.area_map(FOUR.head(2), "spend"), "places must be at least 3 to be a map, got 2"),
        (lambda: plots.area_map(FOUR, "side"), "side must be"),
    ],
)
def test_a_table_of_another_kind_is_refused(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
