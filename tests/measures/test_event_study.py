from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import event_study

#: Two agents trained in period 2, two in period 3, two never; all get slower by 1 a period; training takes 5 off.
FIRST = {"a": 2, "b": 2, "c": 3, "d": 3, "e": None, "f": None}
LEVEL = {"a": 30, "b": 26, "c": 24, "d": 20, "e": 10, "f": 12}


def desk(effect=lambda since: -5.0, noise: float = 0.0, seed: int = 0) -> pd.DataFrame:
    """One row per agent and period, 0 to 4."""
    luck = np.random.default_rng(seed)
    rows = [(agent, period, FIRST[agent]) for agent in FIRST for period in range(5)]
    frame = pd.DataFrame(rows, columns=["agent", "period", "trained"])
    since = frame["period"] - frame["trained"]
    gain = np.where(since >= 0, [effect(k) for k in since.fillna(-1)], 0.0)
    frame["minutes"] = frame["agent"].map(LEVEL) + frame["period"] + gain + noise * luck.normal(size=len(frame))
    return frame


def many(seed: int, agents: int = 24, periods: int = 16) -> pd.DataFrame:
    """The slow are trained first, a quarter never; training takes .2 off, the years add .05 a period."""
    luck = np.random.default_rng(seed)
    skill = np.sort(luck.normal(0, 0.3, agents))[::-1]
    first = np.where(np.arange(agents) < 0.75 * agents, 4 + np.arange(agents) * 8 // agents, np.nan)
    agent, period = np.repeat(np.arange(agents), periods), np.tile(np.arange(periods), agents)
    value = skill[agent] + 0.05 * period - 0.2 * (period >= first[agent]) + luck.normal(0, 0.15, agents * periods)
    return pd.DataFrame({"agent": agent, "period": period, "trained": first[agent], "minutes": value})


def study(frame: pd.DataFrame, **arguments: object):
    return event_study(frame, unit="agent", time="period", outcome="minutes", first="trained", **arguments)


def test_without_noise_the_effect_comes_out_exactly_whatever_the_levels_and_the_trend():
    found = study(desk())
    assert (found.estimate, found.standard_error) == pytest.approx((-5, 0), abs=1e-12)
    assert found.n == 6
    assert found.by_time["since"].tolist() == [-3, -2, -1, 0, 1, 2]
    assert found.by_time["estimate"].tolist() == pytest.approx([0, 0, 0, -5, -5, -5])
    assert found.by_time["units"].tolist() == [2, 4, 4, 4, 4, 2]


def test_an_effect_that_grows_is_read_off_period_by_period_where_a_two_way_regression_errs():
    """Goodman-Bacon (2021): the regression takes agents trained long ago, still improving, for controls."""
    frame = desk(effect=lambda since: -5.0 - 2.0 * since)
    found = study(frame)
    after = found.by_time.query("since >= 0")
    assert after["estimate"].tolist() == pytest.approx([-5, -7, -9])
    assert found.estimate == pytest.approx(np.average([-5, -7, -9], weights=[4, 4, 2]))
    dummies = pd.get_dummies(frame[["agent", "period"]].astype("str"), dtype=float)
    treated = (frame["period"] >= frame["trained"].fillna(99)).astype(float)
    regression = np.linalg.lstsq(np.column_stack([dummies, treated]), frame["minutes"], rcond=None)[0][-1]
    assert regression > found.estimate + 0.1


def test_by_hand_one_agents_effect_is_its_change_less_that_of_those_whose_turn_has_not_come():
    frame = desk(noise=1.0, seed=3)
    cell = frame.pivot(index="agent", columns="period", values="minutes")
    change = {2: cell.sub(cell[[0, 1]].mean(axis=1), axis=0), 3: cell.sub(cell[[0, 1, 2]].mean(axis=1), axis=0)}
    at_two = [change[2].loc[agent, 2] - change[2].loc[list("cdef"), 2].mean() for agent in "ab"]
    at_three = [change[3].loc[agent, 3] - change[3].loc[list("ef"), 3].mean() for agent in "cd"]
    at_once = study(frame).by_time.set_index("since").loc[0, "estimate"]
    assert at_once == pytest.approx(np.mean(at_two + at_three))


def test_several_rows_of_a_cell_count_as_their_mean_and_their_order_does_not_matter():
    frame = desk(noise=1.0)
    split = pd.concat([frame.assign(minutes=frame["minutes"] + step) for step in (-1, 1)]).sample(
        frac=1, random_state=1
    )
    assert study(split).estimate == pytest.approx(study(frame).estimate)


def test_periods_may_count_from_anywhere_and_cells_may_be_missing():
    frame = desk()
    later = frame.assign(period=frame["period"] + 2_000, trained=frame["trained"] + 2_000)
    assert study(later).estimate == pytest.approx(-5)
    assert study(frame.query("not (agent == 'a' and period in (0, 3))")).estimate == pytest.approx(-5)


def test_an_agent_trained_before_the_first_period_is_neither_treated_nor_a_control():
    early = desk().query("agent == 'a'").assign(agent="z", trained=0, minutes=lambda rows: 99.0 * rows["period"])
    found = study(pd.concat([desk(), early]))
    assert found.estimate == pytest.approx(-5)
    assert found.by_time["units"].max() == 4


def test_what_rests_on_one_agent_alone_is_not_shown():
    frame = desk().replace({"trained": {2: np.nan}})
    frame.loc[frame["agent"].eq("a"), "trained"] = 1
    assert study(frame).by_time["since"].tolist() == [-3, -2, -1, 0, 1]


def test_the_interval_of_few_agents_holds_the_effect_as_often_as_it_says():
    hits = sum(study(many(seed)).holds(-0.2) for seed in range(40))
    assert hits >= 35


def test_a_wider_level_is_a_wider_interval():
    wide, narrow = (study(many(1), level=level) for level in (0.99, 0.8))
    assert wide.low < narrow.low < narrow.estimate < narrow.high < wide.high
    assert (wide.by_time["high"] > narrow.by_time["high"]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda frame: frame.drop(columns="trained"), "no column in frame named 'trained'"),
        (lambda frame: frame.head(0), "frame must not be empty"),
        (lambda frame: frame.assign(period=frame["period"] + 0.5), "period must be whole numbers"),
        (lambda frame: frame.assign(trained=frame["trained"] + 0.5), "trained must be whole numbers"),
        (lambda frame: frame.assign(minutes=np.nan), "minutes must be known in every row"),
        (lambda frame: frame.assign(trained=frame["period"]), "the same in all rows of a unit"),
        (lambda frame: frame.assign(trained=np.nan), "two treated units"),
        (lambda frame: frame.query("agent in ('a', 'e', 'f')"), "two treated units"),
        (lambda frame: frame.query("agent in ('a', 'b', 'e')"), "two others"),
        (lambda frame: frame.query("period > 2"), "periods before and after"),
    ],
)
def test_bad_input_is_named_with_the_next_step(change, words):
    with pytest.raises(InputError) as caught:
        study(change(desk()))
    assert words in str(caught.value)
