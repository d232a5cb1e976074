"""Figures of a whole firm show what their data say."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from course import plots, tables
from course.errors import InputError
from course.measures import count_by_definition, orders_by_arrival, regulars_by_rule
from course.world.simulate import World


@pytest.fixture(scope="module")
def firm():
    return World(customers=600, seed=3).observe()


@pytest.fixture(autouse=True)
def _no_figures_left():
    yield
    plt.close("all")


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_the_picture_of_all_orders_has_a_row_per_group_and_a_column_per_week(firm):
    table = orders_by_arrival(firm.customers, firm.orders, size=50)
    ax = plots.arrivals(table, size=50)
    assert ax.images[0].get_array().shape == (12, 104)
    assert ax.get_ylim() == (600, 0)


def test_a_remark_points_at_what_it_is_about(firm):
    ax = plots.arrivals(orders_by_arrival(firm.customers, firm.orders), size=50)
    plots.remark(ax, "new customers", (10, 500), (50, 400))
    assert written(ax) == ["new customers"]
    assert ax.texts[0].xy == (50, 400)


def test_the_map_of_tables_names_each_with_rows_and_key(firm):
    shown = pd.DataFrame({"table": firm.tables, "rows": [len(firm[name]) for name in firm.tables]})
    ax = plots.tables_map(shown.assign(key=tables.keys()[firm.tables].to_numpy()), tables.references())
    texts = written(ax)
    assert [name for name in firm.tables if name in texts] == firm.tables
    assert {"600 rows", "1 row", "key: order_id", "no key of one column"} <= set(texts)
    assert len(ax.patches) == len(firm.tables) + len(tables.references()[["table", "to_table"]].drop_duplicates())


def test_the_country_shows_all_places_and_counts_both_owners_shops(firm):
    known = firm.customers["place_id"].value_counts().rename("customers")
    places = firm.places.join(known, on="place_id").fillna({"customers": 0})
    ax = plots.country(places, firm.shops)
    assert len(ax.collections[0].get_offsets()) == len(places)
    owners = firm.shops["owner"].value_counts()
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == [f"our shops ({owners['ours']})", f"the competitor's shops ({owners['competitor']})"]


def test_magnitudes_write_every_count_and_leave_out_what_is_missing():
    ax = plots.magnitudes(pd.DataFrame({4: [536, 201], 104: [158_642, None]}, index=["regulars", "internal"]))
    assert written(ax) == ["536", "158,642", "201"]


def test_magnitudes_take_what_count_by_definition_returns(firm):
    counts = count_by_definition(firm, windows=(4, 104)).pivot(index="definition", columns="weeks", values="count")
    assert len(written(plots.magnitudes(counts))) == 14


def test_a_surface_marks_its_level_only_where_it_lies_on_it():
    table = pd.DataFrame(np.outer([3, 2, 1], [1, 2, 4]), index=[1, 2, 3], columns=[4, 8, 16])
    assert "here" in written(plots.surface(table, (5, "here")))
    assert "here" not in written(plots.surface(table, (500, "here")))


def test_a_surface_takes_what_regulars_by_rule_returns(firm):
    visits = firm.orders.rename(columns={"ordered_at": "day"})
    ax = plots.surface(regulars_by_rule(visits, weeks=(13, 52, 104), days=(1, 2, 3)), (200, "two hundred"))
    assert ax.get_ylim() == (1, 3)


def test_a_life_is_a_row_of_ticks(firm):
    moments = firm.orders["ordered_at"]
    ax = plots.lives({"first": moments.head(5), "second": moments.head(0)})
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]
    assert [len(lines.get_segments()) for lines in ax.collections] == [5, 0]


def test_two_decisions_share_the_rule_and_mark_the_same_windows():
    frame = pd.DataFrame({"counted": [10, 20, 25], "earned": [5.0, 8.0, 3.0]}, index=[1, 2, 3])
    below = plots.two_decisions(frame, 18, {2: "best"}, ("counts", "earns"))
    above = below.figure.axes[0]
    assert above.get_shared_x_axes().joined(above, below)
    assert written(below) == ["best"]
    assert [line.get_xdata()[0] for line in above.lines if len(line.get_xdata()) == 1] == [2]


@pytest.mark.parametrize("name", ["arrivals", "magnitudes"])
def test_an_empty_table_is_refused(name):
    with pytest.raises(InputError, match="must not be empty"):
        getattr(plots, name)(pd.DataFrame())
