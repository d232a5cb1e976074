"""12 · Do they come back, and does the programme cause it? Members buy more than twice as much; not because of it.

The popular method compares members with the others who bought last year. Members are those who came to the till in the
twelve weeks of invitations: the gone and the slow are among the others. A second popular method compares how both
changed; those who had left before the invitations make the others' change look worse. A third one compares members with
the others at the till in the same weeks; who buys more joins more. The right ones use that a random half was invited:
as an instrument, or with those not invited as the comparison group.

The dials: invitations all year, so that everybody was at the till; nobody ever leaves; joining does not depend on need.

All of it is about orders from week 52 to the mailing of week 80: members, who like offers, answer it more than others.

The fourth story is how many subscribers are left after a year. Counting who made thirteen renewals among all who ever
began counts those who began last month as lost. Kaplan and Meier take everybody as long as they were followed. The dial
is how many were customers before subscriptions began: where all began long ago, the count is right.
"""

from __future__ import annotations

import pandas as pd

from course.firm import Firm
from course.measures import Estimate, difference_in_differences, instrument, survival_at, survival_curve
from course.study.stories.story import LARGE, Dial, Story, Telling
from course.world.effects import effect
from course.world.simulate import World

AFTER = (52, 80)  # weeks: from the end of the invitations to the mailing
YEAR = 13  # renewals, one every four weeks


def known_customers(firm: Firm) -> pd.DataFrame:
    """Return one row per customer known when the programme began.

    assigned (to be invited), member; orders before the invitations, in their weeks (with the first's week), after.
    """
    start = firm.market["starts"].iloc[0]
    people = firm.memberships.set_index("customer_id")
    first = (people["invited_at"].min() - start).days // 7
    orders = firm.orders.assign(week=(firm.orders["ordered_at"] - start).dt.days // 7)
    weeks = {"before": (0, first), "invited": (first, AFTER[0]), "after": AFTER}
    counts = {name: _orders(orders, *span).reindex(people.index, fill_value=0) for name, span in weeks.items()}
    in_time = orders[orders["week"].between(first, AFTER[0] - 1)]
    came = in_time.groupby("customer_id")["week"].min().reindex(people.index)
    return people[["assigned"]].assign(member=people["joined_at"].notna(), **counts, came=came)


def _orders(orders: pd.DataFrame, first: int, last: int) -> pd.Series:
    return orders.loc[orders["week"].between(first, last - 1)].groupby("customer_id").size()


def more_than(members: pd.DataFrame, others: pd.DataFrame) -> float:
    """Return how many percent more members order afterwards than the others."""
    return 100 * float(members["after"].mean() / others["after"].mean() - 1)


def by_invitation(people: pd.DataFrame) -> Estimate:
    """Return the effect of membership on members' orders, by the random invitation of those who came to the till."""
    there = people[people["invited"] > 0]
    known = there[["before", "came"]]
    return instrument(there["after"], there["member"], there["assigned"], known, form="ratio")


def by_change(people: pd.DataFrame) -> Estimate:
    """Return the same effect: how much more members' orders grew than those of the buyers who were not invited."""
    there = people[people["member"] | (~people["assigned"] & (people["invited"] > 0))]
    return difference_in_differences(there["before"], there["after"], there["member"], form="ratio")


def caused(world: World, people: pd.DataFrame) -> float:
    """Return by how many percent the programme raised members' orders, from the world's twin without it."""
    orders = effect(world.do(programme="off"), world, "orders", AFTER).set_index("customer_id")
    members = orders.loc[people.index[people["member"]]].sum()
    return 100 * float(members["second"] / members["first"] - 1)


def _in_percent(naive: float, found: Estimate, truth: float) -> Telling:
    return Telling(naive, 100 * found.estimate, 100 * found.low, 100 * found.high, truth)


def programme(world: World) -> Telling:
    """Members against the others who bought last year; the truth is members' orders with and without the programme."""
    people = known_customers(world.observe())
    bought = people[people["before"] + people["invited"] > 0]
    naive = more_than(bought[bought["member"]], bought[~bought["member"]])
    return _in_percent(naive, by_invitation(people), caused(world, people))


def change(world: World) -> Telling:
    """Members' change against that of all others who bought last year; the same truth."""
    people = known_customers(world.observe())
    last_year = people["before"] + people["invited"]
    sums = people.assign(last_year=last_year)[last_year > 0].groupby("member")[["last_year", "after"]].sum()
    growth = sums["after"] / sums["last_year"]
    return _in_percent(100 * (growth[True] / growth[False] - 1), by_change(people), caused(world, people))


def at_the_till(world: World) -> Telling:
    """Members against the others who came to the till in the weeks of invitations; the same truth."""
    people = known_customers(world.observe())
    there = people[people["invited"] > 0]
    naive = more_than(there[there["member"]], there[~there["member"]])
    return _in_percent(naive, by_change(people), caused(world, people))


def subscribers(world: World) -> Telling:
    """Percent of subscribers left after thirteen renewals; the truth is the mean of (1 − theta)^13 of all who began."""
    begun = world.observe().subscriptions
    ended = begun["ended_at"].notna()
    curve = survival_curve(begun["renewals"] + ended, ended)  # who ends makes the next renewal no more
    left = 100 * survival_at(curve, YEAR)
    naive = 100 * (begun["renewals"] >= YEAR).mean()
    truth = 100 * ((1 - world.truth.subscriptions["theta"]) ** YEAR).mean()
    return Telling(float(naive), left["survival"], left["low"], left["high"], float(truth))


_MORE = "% more orders"
_CHANGE = "members' change against that of the buyers of the same weeks who were not invited, as a ratio"
STORIES = (
    Story(
        chapter="12",
        name="programme",
        unit=_MORE,
        naive_is="members against the others who bought last year",
        right_is="the random invitation at the till as an instrument, as a ratio",
        tell=programme,
        naive_error=(135, 155),
        dial=Dial("programme.weeks", (6, 12, 26, 39, 52), right_at=52, within=25),
        no_effect=0,
    ),
    Story(
        chapter="12",
        name="change",
        unit=_MORE,
        naive_is="members' change against the change of the others who bought last year",
        right_is=_CHANGE,
        tell=change,
        naive_error=(18, 22),
        dial=Dial("leaving.hazard", (0.0, 0.002, 0.004, 0.0075, 0.012), right_at=0.0, within=4),
        no_effect=0,
    ),
    Story(
        chapter="12",
        name="till",
        unit=_MORE,
        naive_is="members against the others at the till in the same weeks",
        right_is=_CHANGE,
        tell=at_the_till,
        naive_error=(10, 14),
        dial=Dial("programme.join_need", (0.0, 0.15, 0.3, 0.6), right_at=0.0, within=2),
        customers=LARGE,
        no_effect=0,
    ),
    Story(
        chapter="12",
        name="subscribers",
        unit="% left after 13 renewals",
        naive_is="those who made 13 renewals, among all who ever began",
        right_is="Kaplan and Meier's survival curve",
        tell=subscribers,
        naive_error=(-13, -11),
        dial=Dial("people.known_before", (0.2, 0.4, 0.6, 0.8, 1.0), right_at=1.0, within=1),
    ),
)
