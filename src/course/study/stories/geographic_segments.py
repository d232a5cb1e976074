"""06 · Does where you live say what you buy? What regions say of persons, and what small places say at all.

Income: rich regions order more, so it seems that the rich do. Inside a place they order less; what regions show is what
their places do to everybody (the ecological fallacy). The dial is how much a rich place moves all who live in it: where
it moves them by what their own incomes explain and no more, regions and persons say the same.

Best places: the twenty places that ordered most per head are mostly small and were lucky. What customers from there buy
who were not looked at is nearer to the average; partial pooling knows by how much. The dial is the share of occasional
customers: without them there is less luck.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.firm import Firm
from course.measures import partial_pooling, slope_between, slope_within
from course.study.stories.story import Dial, Story, Telling
from course.world.effects import outcome_of
from course.world.simulate import World

TENTH = np.log(1.1)  # of the logarithm of income
INCOME_SD = 0.42  # of the logarithm of income among people of one place and age: `need.income` is per sd
YEAR = pd.Timedelta(weeks=52)
BEST, FEWEST = 20, 10  # places, and customers in each
Z = 1.96


def persons(firm: Firm) -> pd.DataFrame:
    """Return persons: their orders, place, region, age band, and income in steps of a tenth."""
    people = firm.individuals.merge(firm.customers[["customer_id", "place_id"]], on="customer_id")
    people = people.merge(firm.places[["place_id", "region"]], on="place_id")
    years = (firm.market["starts"].min() - people["birth_date"]).dt.days / 365.25
    orders = people["customer_id"].map(firm.orders.groupby("customer_id").size()).fillna(0)
    return people.assign(age=years // 10, orders=orders, tenths=np.log(people["income"]) / TENTH)


def income(world: World) -> Telling:
    """Orders in two years that go with an income higher by a tenth, in one place and at one age."""
    people = persons(world.observe())
    naive = slope_between(people["tenths"], people["orders"], people["region"])
    alike = people["place_id"] * 100 + people["age"]
    found = slope_within(people["tenths"], people["orders"], alike)
    return Telling(naive.estimate, found.estimate, found.low, found.high, effect_of_income(world, people))


def effect_of_income(world: World, people: pd.DataFrame) -> float:
    """Orders gained if all these persons had a tenth more, less those if a tenth less, halved: the truth.

    Income acts through need alone, so a world in which everybody's need is larger by that factor shows it.
    """
    factor = np.exp(world.parameters["need.income"] * TENTH / INCOME_SD)
    rows = people["customer_id"].to_numpy() - 1
    more, less = (_orders(_with_need(world, by))[rows].mean() for by in (factor, 1 / factor))
    return float(more - less) / 2


def _with_need(world: World, factor: float) -> World:
    """Return the world with the same people and luck, everybody's need multiplied."""
    needs = {name: factor * world.parameters[name] for name in ("need.occasional", "need.regular")}
    return World(world.customers, world.weeks, world.seed, {**world.parameters.changed, **needs})


def _orders(world: World) -> np.ndarray:
    return outcome_of(world.setting, world.life, "orders", (0, world.weeks))


def known_for_a_year(firm: Firm) -> pd.DataFrame:
    """Return persons in touch for a year or longer: place, and last year's orders."""
    customers, orders = firm.customers, firm.orders
    cut = firm.market["starts"].max() + pd.Timedelta(weeks=1) - YEAR
    people = customers[(customers["kind"] == "individual") & (customers["first_contact"] < cut)].set_index(
        "customer_id"
    )
    bought = orders[orders["ordered_at"] >= cut].groupby("customer_id").size()
    return people[["place_id"]].assign(last_year=bought.reindex(people.index, fill_value=0))


def best_places(world: World) -> Telling:
    """Orders of a customer from the best places, where the average customer has 1; the truth is of customers not seen.

    Places are chosen by last year's orders of every second customer; the truth is next year's of the others.
    """
    people = known_for_a_year(world.observe())
    seen = people.index % 2 == 1
    best = pooled_means(people[seen]).nlargest(BEST, "mean")
    others = people["place_id"][~seen]
    following = world.truth.customers.set_index("customer_id").loc[others.index, "orders_next_year"]
    truth = relative(following).groupby(others).mean().loc[best.index].mean()
    luck = relative(people["last_year"][seen]).var() * best["pooled"] ** 2 / others.value_counts().loc[best.index]
    error = np.sqrt((best["standard_error"] ** 2 + luck).sum()) / BEST  # of the means, and of so many other customers
    estimate = float(best["pooled"].mean())
    return Telling(float(best["mean"].mean()), estimate, estimate - Z * error, estimate + Z * error, float(truth))


def pooled_means(people: pd.DataFrame) -> pd.DataFrame:
    """Return mean orders by place, beside the average of all, and drawn towards it; places with few are left out."""
    orders, size = relative(people["last_year"]), people.groupby("place_id")["last_year"].transform("size")
    many = size >= FEWEST
    return partial_pooling(orders[many], people["place_id"][many], factors=True)


def relative(orders: pd.Series) -> pd.Series:
    """Return orders where the average customer has 1."""
    return orders / orders.mean()


STORIES = (
    Story(
        chapter="06",
        name="income",
        unit="orders in two years for a tenth more income",
        naive_is="the slope over the means of the eight regions",
        right_is="the slope among persons of one place and age",
        tell=income,
        naive_error=(0.8, 0.95),
        dial=Dial("need.affluence", (-0.084, 0.0, 0.2, 0.38, 0.6), right_at=-0.084, within=0.1),
        no_effect=0.0,
        claims_sign=True,
    ),
    Story(
        chapter="06",
        name="best places",
        unit="orders of a customer, average 1",
        naive_is="the mean of the twenty places with the highest means",
        right_is="means drawn towards the average, the more the smaller the place",
        tell=best_places,
        naive_error=(0.42, 0.54),
        dial=Dial("need.occasional_share", (0.0, 0.3, 0.54, 0.7), right_at=0.0, within=0.21),
        no_effect=1.0,
        claims_sign=True,
    ),
)
