from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import InputError
from course.measures import attribution, removal_effects, shapley_values
from course.measures.attribution import RULES


def touches(*paths: tuple[list[str] | str, bool]) -> pd.DataFrame:
    rows = [
        (customer, place, channel, converted)
        for customer, (channels, converted) in enumerate(paths)
        for place, channel in enumerate(channels)
    ]
    return pd.DataFrame(rows, columns=["customer_id", "time", "channel", "converted"])


# Puzyrov (2019), Markov chain attribution: simple explanation of the removal effect.
PUZYROV = touches((["ads"], True), (["ads"], True), (["mail"], True), (["ads", "mail"], True), (["ads"], False))
# Bryl (2016), marketing multi-channel attribution model with R, part 1: three journeys.
BRYL = touches((["c1", "c2", "c3"], True), (["c1"], False), (["c2", "c3"], False))
# The example in the description of the package pychattr; its simulation says 1.991 and 1.009.
PYCHATTR = touches(("ABABBA", True), ("ABBAA", True), ("AA", True))

PUBLISHED = {
    "Puzyrov: removal of ads": (lambda: removal_effects(PUZYROV)["ads"], 0.75),
    "Puzyrov: removal of mail": (lambda: removal_effects(PUZYROV)["mail"], 0.5),
    "Puzyrov: conversions of ads": (lambda: attribution(PUZYROV).loc["ads", "markov"], 2.4),
    "Puzyrov: conversions of mail": (lambda: attribution(PUZYROV).loc["mail", "markov"], 1.6),
    "Bryl: removal of c1": (lambda: removal_effects(BRYL)["c1"], 0.5),
    "Bryl: removal of c2": (lambda: removal_effects(BRYL)["c2"], 1.0),
    "Bryl: removal of c3": (lambda: removal_effects(BRYL)["c3"], 1.0),
    "Bryl: share of c1": (lambda: attribution(BRYL).loc["c1", "markov"], 0.2),
    "Bryl: share of c2": (lambda: attribution(BRYL).loc["c2", "markov"], 0.4),
    "pychattr: conversions of A": (lambda: attribution(PYCHATTR).loc["A", "markov"], 2.0),
    "pychattr: conversions of B": (lambda: attribution(PYCHATTR).loc["B", "markov"], 1.0),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_figure(name):
    found, expected = PUBLISHED[name]
    assert found() == pytest.approx(expected)


def test_one_glove_alone_is_worth_nothing():
    """Shapley (1953): one left glove and two right ones, a pair is worth 1."""
    worth = {"l": 0, "r1": 0, "r2": 0, ("l", "r1"): 1, ("l", "r2"): 1, ("r1", "r2"): 0, ("l", "r1", "r2"): 1}
    assert shapley_values(worth).to_dict() == pytest.approx({"l": 2 / 3, "r1": 1 / 6, "r2": 1 / 6})


def test_a_run_way_is_paid_by_who_needs_it():
    """Littlechild & Owen (1973): each stretch is shared by those who land on it."""
    cost = {"a": 8, "b": 11, "c": 13, "d": 18}
    worth = {
        tuple(names): max(cost[name] for name in names) for size in range(1, 5) for names in combinations(cost, size)
    }
    assert shapley_values(worth).to_dict() == pytest.approx({"a": 2, "b": 3, "c": 4, "d": 9})


def test_simple_rules_look_at_places_only():
    found = attribution(touches((["a", "b", "b", "c"], True), (["b", "a"], True), (["c"], True), (["a", "b"], False)))
    assert found["first_touch"].to_list() == [1, 1, 1]
    assert found["last_touch"].to_list() == [1, 0, 2]
    assert found["linear"].to_list() == pytest.approx([0.75, 1, 1.25])
    assert found["position_based"].to_list() == pytest.approx([0.4 + 0.5, 0.2 + 0.5, 0.4 + 1])


def test_credit_halves_with_each_half_life():
    days = touches((["a", "b"], True)).assign(time=pd.to_datetime(["2025-01-01 12:00", "2025-01-08 12:00"]))
    assert attribution(days, ["time_decay"])["time_decay"].to_list() == pytest.approx([1 / 3, 2 / 3])
    assert attribution(days, ["time_decay"], half_life=3.5)["time_decay"].to_list() == pytest.approx([1 / 5, 4 / 5])


def test_a_channel_that_changes_no_rate_gets_nothing_by_shapley():
    """Dalessandro et al. (2012): what counts is the rate with the channel against that without it."""
    paths = [(["a"], True), (["a"], False), (["b"], False), (["b"], False), (["a", "b"], True), (["a", "b"], False)]
    found = attribution(touches(*paths))
    assert found["shapley"].to_dict() == pytest.approx({"a": 2, "b": 0})
    assert found.loc["b", "linear"] == 0.5


def test_a_set_that_nobody_had_counts_as_its_best_part():
    found = attribution(touches((["a", "b"], True), (["a"], True), (["a"], False)), ["shapley"])["shapley"]
    assert found.to_dict() == pytest.approx({"a": 1 + (0.5 + 1) / 2, "b": (0 + 0.5) / 2})


@pytest.mark.parametrize("kind", ["polars", "duckdb"])
def test_any_engine_gives_the_same(kind):
    module = pytest.importorskip(kind)
    native = module.from_pandas(PUZYROV) if kind == "polars" else module.from_df(PUZYROV)
    pd.testing.assert_frame_equal(attribution(native), attribution(PUZYROV))


paths = st.lists(
    st.tuples(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), st.booleans()), min_size=1, max_size=12
).filter(lambda found: any(converted for _, converted in found))


@settings(deadline=None, max_examples=40)
@given(paths, st.integers(0, 1000))
def test_credits_add_up_and_order_of_rows_or_kind_of_ids_do_not_matter(found, seed):
    frame = touches(*found)
    expected = attribution(frame)
    conversions = sum(converted for _, converted in found)
    assert expected.sum().to_list() == pytest.approx([conversions] * len(RULES))
    mixed = frame.sample(frac=1, random_state=seed).assign(
        note="x", customer_id=lambda one: "c" + one["customer_id"].astype(str)
    )
    pd.testing.assert_frame_equal(attribution(mixed), expected)


@settings(deadline=None, max_examples=20)
@given(paths)
def test_the_unit_of_time_does_not_matter(found):
    frame = touches(*found)
    dates = frame.assign(time=pd.Timestamp("2025-01-01") + pd.to_timedelta(frame["time"], unit="D"))
    weeks = frame.assign(time=frame["time"] / 7)
    pd.testing.assert_frame_equal(attribution(dates), attribution(frame))
    pd.testing.assert_frame_equal(attribution(weeks, half_life=1), attribution(frame))


def test_one_converted_row_marks_the_journey():
    last = PUZYROV.assign(converted=PUZYROV["converted"] & ~PUZYROV.duplicated("customer_id", keep="last"))
    pd.testing.assert_frame_equal(attribution(last), attribution(PUZYROV))


WRONG = [
    (lambda: attribution(PUZYROV.head(0)), "touches must not be empty"),
    (lambda: attribution(PUZYROV.rename(columns={"channel": "channels"})), "Did you mean 'channels'"),
    (lambda: attribution(PUZYROV, customer="customer"), "Did you mean 'customer_id'"),
    (lambda: attribution(PUZYROV, ["last"]), "Did you mean 'last_touch'"),
    (lambda: attribution(PUZYROV, []), "rules must not be empty"),
    (lambda: attribution(PUZYROV, half_life=0), "half_life must be a number of at least"),
    (lambda: attribution(PUZYROV.assign(converted=False)), "converted must be true for some journey, got none"),
    (lambda: attribution(PUZYROV.assign(converted="yes")), "converted must be true or false"),
    (lambda: attribution(PUZYROV.assign(channel=None)), "channel must be known in every row of touches, got 6 missing"),
    (lambda: attribution(PUZYROV.assign(time=pd.NaT)), "time must be known"),
    (lambda: attribution(PUZYROV.assign(time="noon")), "time must be numbers"),
    (lambda: attribution(touches(([f"c{one}" for one in range(13)], True))), "at most 12 channels, got 13"),
    (lambda: shapley_values({}), "worth must not be empty"),
    (lambda: shapley_values({"a": 1, "b": 1}), "worth must have every set of players, a, b is missing"),
]


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
