"""03 · Who is who in two systems? Counting records that agree exactly counts many people twice.

The popular method cleans the exports and takes records with the same first name, family name and date of birth for one
person. Every slip of a pen makes another person. The right one draws a thousand records at random, looks for all
records of the same person by the model of Fellegi & Sunter, and counts each record as one over the records of its
person. The dial is a factor on all rates of error: without errors the exact match is right.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.firm import Firm
from course.measures import (
    FellegiSunter,
    candidate_pairs,
    compare,
    plain_date,
    plain_digits,
    plain_text,
    same,
    same_date,
    similar,
    weighted_mean,
)
from course.study.stories.story import Dial, Story, Telling
from course.world.simulate import World

FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y"]
HOW = {
    "first_name": similar,
    "last_name": similar,
    "birth_date": same_date,
    "home": similar,
    "postcode": similar,
    "phone": same,
    "email": same,
}
KEYS = [
    ["phone"],
    ["email"],
    ["birth_date"],
    ["first_name", "last_name"],
    ["first_name", "home"],
    ["first_name", "postcode"],
    ["last_name", "home"],
    ["last_name", "postcode"],
]
SEARCHED, BY_CHANCE = 1_000, 20_000


def people(firm: Firm) -> pd.DataFrame:
    """Return the records about persons of both systems, written in one way, under their numbers."""
    shop, web = firm.crm_shop, firm.crm_web
    both = pd.concat([shop.assign(phone=shop["phone"].astype("str")), web]).query("type == 'person'")
    street = plain_text(both["street"]).str.split().str[0]
    return pd.DataFrame(
        {
            "first_name": plain_text(both["first_name"]),
            "last_name": plain_text(both["last_name"]),
            "birth_date": plain_date(both["birth_date"], FORMATS, latest=both["created_at"].max()),
            "home": street + " " + both["house_number"].astype("str"),
            "postcode": both["postcode"],
            "phone": plain_digits(both["phone"], last=9),
            "email": both["email"],
        }
    ).set_axis(both["record_id"])


def exact(records: pd.DataFrame) -> int:
    """Count people as the popular method does; a record without date of birth agrees with none."""
    name_and_birth = records[["first_name", "last_name", "birth_date"]].dropna()
    return len(records) - len(name_and_birth) + len(name_and_birth.drop_duplicates())


def linked(records: pd.DataFrame, drawn: pd.Index) -> pd.DataFrame:
    """Return pairs of a record drawn (`left`) with another one, and the probability that they are of one person."""
    luck = np.random.default_rng(1)
    pairs = candidate_pairs(records, KEYS, among=drawn)
    levels = compare(records.loc[pairs["left"]], records.loc[pairs["right"]], HOW)
    one, other = luck.integers(0, len(records), (2, BY_CHANCE))
    by_chance = compare(records.iloc[one[one != other]], records.iloc[other[one != other]], HOW)
    model = FellegiSunter(shared=["last_name", "home", "postcode"])
    model.fit(levels, by_chance, pairs=len(drawn) * (len(records) - 1))
    return pairs.assign(probability=model.probability(levels))


def persons(world: World) -> Telling:
    """How many private customers stand behind the records; the truth is their number by the hidden links."""
    firm = world.observe()
    records = people(firm)
    drawn = records.sample(SEARCHED, random_state=1).index
    others = linked(records, drawn).groupby("left")["probability"].sum().reindex(drawn, fill_value=0.0)
    share = weighted_mean(1 / (1 + others), np.ones(SEARCHED))
    known = world.truth.links["customer_id"].unique()
    truth = firm.individuals["customer_id"].isin(known).sum()
    count, low, high = (len(records) * figure for figure in (share.value, share.low, share.high))
    return Telling(exact(records), count, low, high, float(truth))


STORIES = (
    Story(
        chapter="03",
        name="persons",
        unit="private customers",
        naive_is="records with the same name and date of birth, once cleaned, are one person",
        right_is="1,000 records, each searched for in both systems by the model of Fellegi & Sunter",
        tell=persons,
        naive_error=(3_500.0, 4_500.0),
        dial=Dial("records.errors", (0.0, 0.5, 1.0, 1.5, 2.0), right_at=0.0, within=300.0),
    ),
)
