"""Figures of crowds, of what finds people, and of a day's agents show what the measures returned."""

import numpy as np
import pandas as pd
import pytest

from course import measures as m
from course import plots
from course.errors import InputError


def people() -> pd.DataFrame:
    luck = np.random.default_rng(0)
    columns = {"born": luck.integers(0, 4_000, 500), "sex": luck.integers(0, 2, 500), "place": luck.integers(0, 9, 500)}
    return pd.DataFrame(columns)


def test_bars_are_shares_of_people_by_the_size_of_their_crowd():
    found = m.k_anonymity(people(), ["sex", "place"])
    ax = plots.crowds(found, title="Sex and place hide everybody")
    heights = [bar.get_height() for bar in ax.patches]
    assert sum(heights) == pytest.approx(1)
    assert heights[0] == found.unique
    assert heights[4] == pytest.approx((found.class_size >= 50).mean())
    assert ax.get_title(loc="left") == "Sex and place hide everybody"


def test_the_most_telling_set_is_on_top():
    table = m.uniqueness(people(), ["born", "sex", "place"])
    ax = plots.uniqueness(table, most=4)
    assert [bar.get_width() for bar in ax.patches] == sorted(table["unique"], reverse=True)[:4]
    assert ax.get_yticklabels()[0].get_text() == "born + sex + place"
    with pytest.raises(InputError, match="named 'unique'"):
        plots.uniqueness(table.drop(columns="unique"))


def test_a_day_of_agents_is_a_line_of_steps():
    table = m.staffing_day(pd.Series([5, 60, 100, 30], index=["8:00", "8:30", "9:00", "9:30"]), 1800, 180, 20)
    ax = plots.day_of_agents(table)
    steps = next(line for line in ax.lines if line.get_label() == "agents needed")
    assert steps.get_ydata()[:4].tolist() == table["agents"].to_list()


def test_axes_go_in_and_come_out():
    import matplotlib.pyplot as plt

    ax = plt.subplots()[1]
    assert plots.crowds(m.k_anonymity(people(), ["sex"]), ax) is ax


def test_the_line_of_unicity_is_the_share_found_with_its_interval():
    luck = np.random.default_rng(1)
    lines = pd.DataFrame({"who": luck.integers(0, 80, 900), "what": luck.integers(0, 60, 900)})
    table = m.unicity(lines, "who", "what", most=3)
    ax = plots.unicity(table, title="Three purchases find most")
    (line,) = ax.lines
    np.testing.assert_array_equal(line.get_xydata(), table[["known", "share"]])
    corners = ax.collections[0].get_paths()[0].vertices
    assert {*table["low"], *table["high"]} <= set(corners[:, 1])
    assert ax.get_title(loc="left") == "Three purchases find most"
    with pytest.raises(InputError, match="named 'share'"):
        plots.unicity(table.drop(columns="share"))


def test_stairs_join_the_best_ways_and_squares_leave_nobody_in_a_small_crowd():
    table = m.generalisations(people().assign(region=people()["place"] // 3), {"home": ["place", "region"],
                                                                               "sex": ["sex"]}, k=30)  # fmt: skip
    ax = plots.risk_and_precision(table)
    drawn = {line.get_label(): line.get_xydata() for line in ax.lines}
    best = table.loc[table["best"], ["in_small", "precision"]].iloc[::-1]
    np.testing.assert_array_equal(drawn["best"], best)
    assert len(drawn["nobody"]) == (table["in_small"] == 0).sum()
    assert len(drawn["nobody"]) + len(drawn["some"]) == len(table)
    assert "place + sex" in [text.get_text() for text in ax.texts]
    with pytest.raises(InputError, match="named 'best'"):
        plots.risk_and_precision(table.drop(columns="best"))


def test_those_who_are_alone_are_hatched():
    ax = plots.crowds(m.k_anonymity(people(), ["born", "sex", "place"]))
    assert [bool(bar.get_hatch()) for bar in ax.patches] == [True, False, False, False, False]
