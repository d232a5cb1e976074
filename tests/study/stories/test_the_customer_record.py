"""What the linkage of two record systems finds, beside whose the records are."""

import numpy as np
import pandas as pd
import pytest

from course.measures import candidate_pairs, linkage_quality
from course.study.stories import the_customer_record as chapter
from course.world.simulate import World


@pytest.fixture(scope="module")
def world():
    return World(8_000, seed=5)


@pytest.fixture(scope="module")
def records(world):
    return chapter.people(world.observe())


@pytest.fixture(scope="module")
def links(world):
    return world.truth.links.set_index("record_id")


def of_one_person(links, left, right):
    """Return which pairs are."""
    return links.loc[left, "customer_id"].to_numpy() == links.loc[right, "customer_id"].to_numpy()


def true_pairs(links, drawn, records):
    """Return all true pairs of a record drawn with another one."""
    whose = links.loc[records.index, ["customer_id"]].rename_axis("record_id").reset_index()
    both = whose[whose["record_id"].isin(drawn)].merge(whose, on="customer_id", suffixes=("", "_other"))
    return both.loc[both["record_id"] != both["record_id_other"], ["record_id", "record_id_other"]]


def test_cleaned_records_are_about_persons_and_hold_one_way_of_writing(world, records):
    firm = world.observe()
    assert len(records) == (pd.concat([firm.crm_shop["type"], firm.crm_web["type"]]) == "person").sum()
    assert records["phone"].dropna().str.fullmatch(r"\d{9}").all()
    assert records["birth_date"].max() < pd.Timestamp("2007-01-01")
    assert records["first_name"].str.fullmatch(r"[a-z ]+").all()


def test_the_model_finds_nineteen_in_twenty_and_the_exact_match_about_half(records, links):
    drawn = records.sample(1_000, random_state=3).index
    found = chapter.linked(records, drawn)
    sure = found.loc[found["probability"] > 0.5, ["left", "right"]]
    true = true_pairs(links, drawn, records)
    model = linkage_quality(sure, true)
    exact = linkage_quality(candidate_pairs(records, [["first_name", "last_name", "birth_date"]], among=drawn), true)
    assert model.recall > 0.93
    assert model.precision > 0.95
    assert exact.recall == pytest.approx(0.5, abs=0.06)
    assert exact.precision > 0.98


def test_probabilities_of_a_match_mean_what_they_say(records, links):
    found = chapter.linked(records, records.index[:2_000])
    match = of_one_person(links, found["left"], found["right"])
    unsure = found["probability"].between(0.05, 0.95).to_numpy()
    assert match[unsure].mean() == pytest.approx(found["probability"][unsure].mean(), abs=0.15)
    assert match.sum() == pytest.approx(found["probability"].sum(), rel=0.03)


def test_most_mistakes_are_relatives_or_namesakes(records, links):
    found = chapter.linked(records, records.index[:2_000]).query("probability > .5")
    wrong = found[~of_one_person(links, found["left"], found["right"])]
    one, other = records.loc[wrong["left"]], records.loc[wrong["right"]]
    assert np.mean(one["last_name"].to_numpy() == other["last_name"].to_numpy()) > 0.6
