"""Subscriptions: bags of coffee every four weeks, until the subscriber ends it; the one customer who leaves visibly.

At each renewal a subscriber leaves with a probability theta of their own, which stays as it is and differs between
subscribers: Beta(.668, 3.806) in the web, Beta(8, 92.7) in the shop (Fader & Hardie 2007). Both keep .36 after
thirteen renewals. What is left of the web's subscribers by then are people who hardly ever leave; the shop's are
much the same as at the start.

A subscription is a contract beside the till. What it delivers is in no order, and neither its start nor its end
depends on a subscriber's orders, or these on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from course.streams import Luck
from course.world.assortment import catalogue
from course.world.calendar import date_of, day_in_week
from course.world.columns import Coded, Columns
from course.world.lives import Life, once
from course.world.parameters import Parameters
from course.world.people import CHANNELS, INDIVIDUAL, People
from course.world.weeks import YEAR, Setting

PERIOD = 28  # days
WIDTH = 4  # a subscription's id is customer × 4; a customer has at most one
LONGEST = 1_000  # renewals; nobody is followed further
WAYS = ("shop", "web")
PLANS = ("one bag", "two bags", "four bags")
_BAGS = np.array([1, 2, 4])
# Weights of the plans by persons in the household: one, two, three or more.
_PLANS_BY_HOUSEHOLD = np.array([[0.70, 0.25, 0.05], [0.45, 0.45, 0.10], [0.25, 0.45, 0.30]])


@dataclass(frozen=True)
class Subscribers:
    """The subscribers of one block, whenever they begin."""

    row: np.ndarray  # position in the block
    customer: np.ndarray
    way: np.ndarray  # position in WAYS
    start: np.ndarray  # day, from the Monday of week 0
    theta: np.ndarray  # probability of leaving at a renewal
    made: np.ndarray  # renewals in all, at most LONGEST


def subscribers(setting: Setting, people: People) -> Subscribers:
    """Draw who subscribes, when, and for how long."""
    parameters = setting.parameters
    chosen = setting.luck.happens("subscriptions.who", people.customer, parameters["subscriptions.share"])
    row = np.flatnonzero(chosen & (people.kind == INDIVIDUAL))
    customer = people.customer[row]
    way = _way(setting.luck, parameters, customer, people.channel[row])
    theta = leaving_probability(setting.luck, customer, way, parameters)
    return Subscribers(
        row=row,
        customer=customer,
        way=way,
        start=_start(setting.luck, parameters, customer, people.arrival[row]),
        theta=theta,
        made=renewals_made(setting.fortune.uniform("subscriptions.end", customer), theta),
    )


def _way(luck: Luck, parameters: Parameters, customer: np.ndarray, channel: np.ndarray) -> np.ndarray:
    """Draw where it is taken out: in the web by those who order in web or app, and by some of the others."""
    online = np.isin(channel, (CHANNELS.index("web"), CHANNELS.index("app")))
    return (online | luck.happens("subscriptions.web", customer, parameters["subscriptions.web"])).astype(np.int64)


def leaving_probability(luck: Luck, customer: np.ndarray, way: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw theta, a subscriber's probability of leaving at a renewal."""
    shop, web = (luck.beta("subscriptions.theta", customer, *shapes(name, parameters)) for name in WAYS)
    return np.where(way == WAYS.index("web"), web, shop)


def shapes(way: str, parameters: Parameters) -> tuple[float, float]:
    """Return the two beta shapes of theta by way: the more alike subscribers are, the larger both, at the same mean."""
    alike = parameters["subscriptions.alike"]
    return alike * parameters[f"subscriptions.{way}_a"], alike * parameters[f"subscriptions.{way}_b"]


def renewals_made(u: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Return how many renewals are made before leaving: P(t or more) = (1 − theta)^t, by inverse CDF, at most 1,000."""
    return np.minimum(np.log(u) / np.log1p(-theta), LONGEST).astype(np.int64)


def renewals_before(made: np.ndarray, start: np.ndarray, week: int) -> np.ndarray:
    """Return the renewals made before the Monday of a week; those that begin later have none."""
    return np.minimum(made, _due(start, week))


def has_ended(made: np.ndarray, start: np.ndarray, week: int) -> np.ndarray:
    """Return who has left before the Monday of a week: a renewal was due and not made."""
    return _due(start, week) > made


def _due(start: np.ndarray, week: int) -> np.ndarray:
    """Return how many renewals fell due before the Monday of a week."""
    return np.maximum((7 * week - 1 - start) // PERIOD, 0)


def _start(luck: Luck, parameters: Parameters, customer: np.ndarray, arrival: np.ndarray) -> np.ndarray:
    """Draw the first day: in one of the 26 weeks after the first contact, or after week 0, when subscriptions began."""
    wait = luck.whole("subscriptions.wait", customer, int(parameters["subscriptions.wait"]))
    week = np.maximum(arrival + 1, 0) + wait
    return week * 7 + day_in_week(luck, "subscriptions", customer)


def subscriptions(setting: Setting, life: Life) -> Columns:
    """Return the subscriptions begun before the end of the observed weeks, and how they stand there."""
    who = _begun(setting, life)
    plan = _plans(setting.luck, who.customer, life.people.household[who.row])
    product = _beans()[setting.luck.whole("subscriptions.product", who.customer, len(_beans()))]
    ended = has_ended(who.made, who.start, setting.weeks)
    last = np.where(ended, who.start + (who.made + 1) * PERIOD, 0)
    return {
        "subscription_id": who.customer * WIDTH,
        "customer_id": who.customer,
        "channel": Coded(WAYS, who.way),
        "plan": Coded(PLANS, plan),
        "product_id": product + 1,
        "quantity": _BAGS[plan],
        "price": price(product, _BAGS[plan], setting.parameters),
        "started_at": date_of(np.zeros(len(who.row)), who.start),
        "ended_at": np.where(ended, date_of(np.zeros(len(who.row)), last), np.datetime64("NaT", "us")),
        "renewals": renewals_before(who.made, who.start, setting.weeks),
    }


def truth_subscriptions(setting: Setting, life: Life) -> Columns:
    """Return what cannot be seen of the same subscriptions: theta, the renewals to come, and those in all."""
    who, now = _begun(setting, life), setting.weeks
    so_far, year, three = (renewals_before(who.made, who.start, now + weeks) for weeks in (0, YEAR, 3 * YEAR))
    return {
        "subscription_id": who.customer * WIDTH,
        "customer_id": who.customer,
        "theta": who.theta.round(6),
        "renewals_next_year": year - so_far,
        "renewals_next_3_years": three - so_far,
        "renewals_in_all": who.made,
    }


def _begun(setting: Setting, life: Life) -> Subscribers:
    """Return the subscribers who begin before the end of the observed weeks."""
    everybody = all_subscribers(setting, life)
    begun = everybody.start < 7 * setting.weeks
    return Subscribers(**{name: values[begun] for name, values in vars(everybody).items()})


@once
def all_subscribers(setting: Setting, life: Life) -> Subscribers:
    """Return the subscribers of a block, whenever they begin."""
    return subscribers(setting, life.people)


def _plans(luck: Luck, customer: np.ndarray, household: np.ndarray) -> np.ndarray:
    """Draw the plan: larger households take more bags."""
    cumulative = np.cumsum(_PLANS_BY_HOUSEHOLD, axis=1)[np.minimum(household, 3) - 1]
    return (luck.uniform("subscriptions.plan", customer)[:, None] >= cumulative[:, :-1]).sum(axis=1)


def price(product: np.ndarray, bags: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return the price of a period in cents: the list price at launch less the discount; it stays as it is."""
    listed = catalogue()["list_price"].to_numpy()[product]
    return np.rint(listed * bags * (1.0 - parameters["subscriptions.discount"])).astype(np.int64)


@cache
def _beans() -> np.ndarray:
    """Return the positions of the coffee beans on the shelf in week 0."""
    goods = catalogue()
    return np.flatnonzero((goods["category"] == "beans") & (goods["launched_week"] == 0))
