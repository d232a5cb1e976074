"""16 · What may we know? Names taken off hide nobody, and a rule without mother tongue still tells tongues apart.

Birth date. The popular answer is that a table without names is about nobody. Who has a register with names looks up
place, date of birth and gender, and finds almost everybody. The dial is the spread of ages: where all are born on one
day, that day says nothing.

Purchases. The popular check looks at rows: the firm gives away what was bought in which month, without names, and
every product was bought by a crowd in every month. An attacker who knows three purchases of a person looks at what they
have in common. The dial is how often regular customers buy: where everybody buys everything, three purchases say
little.

Proxy. A rule that writes to the places where most is spent does not contain the mother tongue, so the popular answer is
that it treats all tongues alike. An audit asks a few hundred customers for their tongue and compares. The dial is how
many in Fernish places speak Fernish: where as many as elsewhere, the place tells nothing.
"""

from __future__ import annotations

import pandas as pd

from course.firm import Firm
from course.measures import attack, difference_in_means, k_anonymity
from course.study.stories.story import Dial, Story, Telling
from course.world.simulate import World

TARGETS = 500
ASKED = 1_000
TO_WRITE_TO = 1 / 3  # of the customers


def birth_date(world: World) -> Telling:
    """Share of individuals whom place, birth date and gender point to; the truth is that share among all of them.

    The estimate is an attack on 500 of them drawn at random.
    """
    firm = world.observe()
    people, known = firm.individuals.merge(firm.customers, on="customer_id"), ["place_id", "birth_date", "gender"]
    found = attack(people, "customer_id", known, known=1, targets=TARGETS, seed=1)
    return Telling(0.0, found.share, found.low, found.high, k_anonymity(people, known).unique)


def released(firm: Firm) -> pd.DataFrame:
    """Return the table that is given away: who (a number without a name), what, in which month; each once."""
    lines = firm.order_lines[["order_id", "product_id"]].merge(firm.orders[["order_id", "customer_id", "ordered_at"]])
    month = lines["ordered_at"].dt.to_period("M")
    return lines.assign(month=month)[["customer_id", "product_id", "month"]].drop_duplicates(ignore_index=True)


def purchases(world: World) -> Telling:
    """Share of customers whom three purchases point to; the truth is that share among all who made three or more.

    The naive answer is the share of rows without a crowd, the estimate an attack on 500 customers drawn at random.
    """
    table, known = released(world.observe()), ["product_id", "month"]
    found = attack(table, "customer_id", known, known=3, targets=TARGETS, seed=1)
    everybody = attack(table, "customer_id", known, known=3, seed=2)
    return Telling(k_anonymity(table, known).unique, found.share, found.low, found.high, everybody.share)


def chosen(firm: Firm) -> pd.Series:
    """Return by individual whether the rule writes: to the districts of the highest revenue a head, until a third is
    reached.
    """
    spent = firm.orders.groupby("customer_id")["revenue"].sum()
    people = firm.individuals[["customer_id"]].merge(firm.customers).merge(firm.places[["place_id", "district"]])
    people = people.assign(spent=people["customer_id"].map(spent).fillna(0))
    districts = people.groupby("district")["spent"].agg(["mean", "size"]).sort_values("mean", ascending=False)
    best = districts.index[districts["size"].cumsum() <= TO_WRITE_TO * len(people)]
    return people.set_index("customer_id")["district"].isin(best).rename("chosen")


def proxy(world: World) -> Telling:
    """Share of Fernish speakers written to less that of Meridian speakers; the truth is that of all individuals.

    The naive answer is 0, for the rule does not look at the tongue; the estimate comes from 1,000 customers asked.
    """
    firm = world.observe()
    people = firm.individuals.merge(chosen(firm), on="customer_id").query("mother_tongue != 'other'")
    people = people.assign(fernish=people["mother_tongue"] == "Fernish")
    audit = people.sample(ASKED, random_state=1)
    found = difference_in_means(audit["chosen"].astype(float), audit["fernish"])
    written = people.groupby("fernish")["chosen"].mean()
    return Telling(0.0, found.estimate, found.low, found.high, float(written[True] - written[False]))


STORIES = (
    Story(
        chapter="16",
        name="birth date",
        unit="share of individuals found",
        naive_is="names are off, so nobody can be found: 0",
        right_is="an attack on 500 individuals of whom place, birth date and gender are known",
        tell=birth_date,
        naive_error=(-1.0, -0.98),
        dial=Dial("people.age_sd", (0.0, 0.01, 0.1, 1.0, 16.0), right_at=0.0, within=0.05),
    ),
    Story(
        chapter="16",
        name="purchases",
        unit="share of customers found",
        naive_is="names are off and every row hides in a crowd: the share of rows without one",
        right_is="an attack on 500 customers of whom three purchases are known, by product and month",
        tell=purchases,
        naive_error=(-0.33, -0.25),
        dial=Dial("need.regular", (0.05, 0.15, 0.3, 0.45, 0.6), right_at=0.6, within=0.1),
    ),
    Story(
        chapter="16",
        name="proxy",
        unit="difference of shares written to",
        naive_is="the rule does not contain the mother tongue, so it treats all tongues alike: 0",
        right_is="an audit of 1,000 customers who are asked for their mother tongue",
        tell=proxy,
        naive_error=(0.27, 0.37),
        dial=Dial("tongue.fernish", (0.04, 0.2, 0.45, 0.7, 0.9), right_at=0.04, within=0.1),
        no_effect=0.0,
        claims_sign=True,
    ),
)
