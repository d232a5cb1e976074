"""05 · Does who you are say what you buy? Less than the data on hand say.

A tree of fine demographic segments is grown on last year's orders, and its best quarter buys half as much again as
the average: so it seems, because the tree has seen these very people. Among people it has not seen its best quarter
buys a quarter more. The dial is how much education moves buying: where demographics decide, there is little luck to
be mistaken for them.
"""

from __future__ import annotations

import pandas as pd

from course.firm import Firm
from course.measures import lift
from course.study.stories.story import Dial, Story, Telling
from course.world.simulate import World

YEAR = pd.Timedelta(weeks=52)
WORDS, NUMBERS = ["gender", "education", "occupation", "family", "mother_tongue"], ["age", "income", "household"]
SMALLEST = 100  # people in a segment
BEST = 0.25  # the share of people that the firm would choose


def known_for_a_year(firm: Firm) -> pd.DataFrame:
    """Return persons in touch for a year or longer: who they are, and `last_year`, their orders of it."""
    customers, orders = firm.customers, firm.orders
    cut = firm.market["starts"].max() + pd.Timedelta(weeks=1) - YEAR
    known = customers.loc[customers["first_contact"] < cut, ["customer_id"]]
    people = firm.individuals.merge(known, on="customer_id").set_index("customer_id")
    bought = orders[orders["ordered_at"] >= cut].groupby("customer_id").size()
    years = (cut - people["birth_date"]).dt.days / 365.25
    return people.assign(age=years, last_year=bought.reindex(people.index, fill_value=0))


def tree_of_segments(people: pd.DataFrame, seen: pd.Series) -> pd.Series:
    """Return everybody's score: mean orders of the segment, in a tree grown on those seen."""
    from sklearn.tree import DecisionTreeRegressor

    traits = pd.get_dummies(people[WORDS]).join(people[NUMBERS]).astype(float)
    tree = DecisionTreeRegressor(min_samples_leaf=SMALLEST, random_state=0)
    tree.fit(traits[seen], people.loc[seen, "last_year"])
    return pd.Series(tree.predict(traits), people.index)


def best_quarter(world: World) -> Telling:
    """Lift of the best-scored quarter; the truth is that of persons the tree has not seen, in their next year."""
    people = known_for_a_year(world.observe())
    seen = pd.Series(people.index % 2 == 1, people.index)  # ids are in no particular order
    score = tree_of_segments(people, seen)
    orders, new = people["last_year"], people.index[~seen]
    naive, found = lift(score[seen], orders[seen], BEST), lift(score[new], orders[new], BEST)
    following = world.truth.customers.set_index("customer_id").loc[new, "orders_next_year"]
    truth = lift(score[new], following, BEST)
    return Telling(naive.estimate, found.estimate, found.low, found.high, truth.estimate)


STORIES = (
    Story(
        chapter="05",
        name="segments",
        unit="lift of the best quarter",
        naive_is="the lift among the people that the tree was grown on",
        right_is="the lift among other people",
        tell=best_quarter,
        naive_error=(0.27, 0.35),
        dial=Dial("need.education", (0.08, 0.5, 1.0, 2.0, 3.0), right_at=3.0, within=0.13),
        no_effect=1.0,
        claims_sign=True,
    ),
)
