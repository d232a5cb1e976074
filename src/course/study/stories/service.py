"""11 · What does waiting cost? Training works, and looks as if it did harm; vouchers mend satisfaction, nothing else.

Three quarters of the agents are trained, one after the other, the slowest first. The popular methods compare each
agent's time before with that after, while times rise by themselves; or trained agents with untrained ones, who were
faster all along. The right one is an event study: each agent's change against that of those whose turn has not come.
The dials: times that do not rise; agents who do not differ.

After a failure half of the customers get a voucher, at random. They answer the next survey far better, and whoever is
more satisfied orders more: so, it is said, the voucher pays. The right method compares the orders of both halves. The
dial is the goodwill that a voucher earns: where it earns none, nothing is claimed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.firm import Firm
from course.measures import cuped, difference_in_means, event_study
from course.study.stories.story import LARGE, Dial, Story, Telling
from course.world.effects import effect
from course.world.simulate import World

PERIOD = 28  # days
HALF_YEAR = 26  # weeks


def answered_tickets(firm: Firm) -> pd.DataFrame:
    """Return tickets with their period of four weeks, the period of the agent's training, and the log of minutes.

    Tickets of the period of the training itself are left out: some are before it, some after.
    """
    tickets = firm.tickets[firm.tickets["handling"] > 0].merge(firm.agents, on="agent_id")
    start = firm.market["starts"].iloc[0]
    period, training = ((tickets[name] - start).dt.days // PERIOD for name in ("opened_at", "trained_at"))
    columns = {"period": period, "first": training + 1, "log_minutes": np.log(tickets["handling"])}
    return tickets.assign(**columns)[period != training]


def before_and_after(tickets: pd.DataFrame) -> float:
    """Return trained agents' mean minutes after training against those before, in percent, agent by agent."""
    trained = tickets[tickets["first"].notna()]
    after = (trained["period"] >= trained["first"]).rename("after")
    minutes = trained.groupby(["agent_id", after])["handling"].mean().unstack()
    return 100 * float((minutes[True] / minutes[False]).mean() - 1)


def trained_and_untrained(tickets: pd.DataFrame) -> float:
    """Return trained agents' mean minutes against the others', once all trainings are over, in percent."""
    late = tickets[tickets["period"] > tickets["first"].max()]
    minutes = late.groupby(late["first"].notna())["handling"].mean()
    return 100 * float(minutes[True] / minutes[False] - 1)


def _event_study(world: World, tickets: pd.DataFrame, naive: float) -> Telling:
    found = event_study(tickets, unit="agent_id", time="period", outcome="log_minutes", first="first")
    estimate, low, high, truth = (
        100 * float(np.expm1(log))
        for log in (found.estimate, found.low, found.high, -world.parameters["desk.training"])
    )
    return Telling(naive, estimate, low, high, truth)


def before_after(world: World) -> Telling:
    """Minutes after training against before; the truth is what training takes off every handling time."""
    tickets = answered_tickets(world.observe())
    return _event_study(world, tickets, before_and_after(tickets))


def trained(world: World) -> Telling:
    """Minutes of trained against untrained agents; the same truth."""
    tickets = answered_tickets(world.observe())
    return _event_study(world, tickets, trained_and_untrained(tickets))


def failures(firm: Firm) -> pd.DataFrame:
    """Return orders that went wrong: whether a voucher was given, the score answered, orders half a year around.

    A ticket that a complaint opened is about a failure. score : 0–10, missing where nobody answered.
    """
    complaints = firm.contacts.query("purpose == 'complaint'")[["customer_id", "contacted_at"]]
    about = firm.tickets.merge(
        complaints, left_on=["customer_id", "opened_at"], right_on=["customer_id", "contacted_at"]
    )
    orders = firm.orders[["order_id", "customer_id", "ordered_at"]]
    wrong = about[["order_id", "compensation"]].merge(orders, on="order_id").set_index("order_id")
    scores = firm.satisfaction_survey.set_index("order_id")["recommend"]
    wrong = wrong.assign(voucher=wrong["compensation"] > 0, score=scores.reindex(wrong.index))
    return wrong.join(_orders_around(wrong, orders))


def _orders_around(wrong: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Return each customer's orders in the half year before and after, by order that went wrong."""
    pairs = wrong.reset_index().merge(orders[["customer_id", "ordered_at"]], on="customer_id", suffixes=("", "_other"))
    weeks = (pairs["ordered_at_other"] - pairs["ordered_at"]).dt.total_seconds() / (7 * 24 * 3_600)
    near = {
        "before": weeks.between(-HALF_YEAR, 0, inclusive="left"),
        "after": weeks.between(0, HALF_YEAR, inclusive="right"),
    }
    return pd.DataFrame(near).groupby(pairs["order_id"]).sum()


def worth_of_a_point(firm: Firm) -> float:
    """Return how many percent more is ordered in year two by customers who scored a point higher in year one."""
    surveys, orders, year_two = firm.satisfaction_survey, firm.orders, firm.market["starts"].iloc[52]
    scores = surveys[surveys["answered"] & (surveys["asked_at"] < year_two)].groupby("customer_id")["recommend"].mean()
    later = orders[orders["ordered_at"] >= year_two].groupby("customer_id").size().reindex(scores.index, fill_value=0)
    return 100 * float(np.polyfit(scores.astype(float), later, 1)[0] / later.mean())


def recovery(world: World) -> Telling:
    """Orders in the half year after a failure, with and without a voucher; the truth is the twin without vouchers."""
    firm = world.observe()
    wrong = failures(firm)
    scores = wrong.groupby("voucher")["score"].mean()
    naive = float(scores[True] - scores[False]) * worth_of_a_point(firm)
    followed = wrong[wrong["ordered_at"] <= firm.market["starts"].iloc[-HALF_YEAR]]
    found = difference_in_means(cuped(followed["after"], followed["before"]), followed["voucher"])
    percent = 100 / float(followed.loc[~followed["voucher"], "after"].mean())
    orders = effect(world.do(recovery="off"), world, "orders").sum()
    truth = 100 * float(orders["difference"] / orders["first"])
    return Telling(naive, percent * found.estimate, percent * found.low, percent * found.high, truth)


_FASTER, _EVENT_STUDY = "% of handling time", "event study: each agent's change against agents not trained yet"
STORIES = (
    Story(
        chapter="11",
        name="training",
        unit=_FASTER,
        naive_is="trained agents' minutes after training against before",
        right_is=_EVENT_STUDY,
        tell=before_after,
        naive_error=(13.5, 15.5),
        dial=Dial("desk.drift", (-0.002, 0.0, 0.0015, 0.003, 0.005), right_at=0.0, within=1.5),
        no_effect=0,
        claims_sign=True,
    ),
    Story(
        chapter="11",
        name="trained",
        unit=_FASTER,
        naive_is="trained agents' minutes against untrained ones', when all trainings are over",
        right_is=_EVENT_STUDY,
        tell=trained,
        naive_error=(40, 49),
        dial=Dial("desk.skill_sd", (0.0, 0.05, 0.1, 0.25, 0.4), right_at=0.0, within=3),
        no_effect=0,
        claims_sign=True,
    ),
    Story(
        chapter="11",
        name="recovery",
        unit="% more orders in half a year",
        naive_is="what a voucher adds to the score, times what customers with a point more order more",
        right_is="orders of a random half with a voucher less those of the other half, adjusted for orders before",
        tell=recovery,
        naive_error=(6.5, 9),
        dial=Dial("recovery.goodwill", (0.0, 0.4, 0.8, 1.1, 1.5), right_at=0.0, within=1),
        customers=LARGE,
    ),
)
