"""Observed tables about service: contacts, and the tickets that questions and complaints open."""

from __future__ import annotations

import numpy as np

from course.streams import Luck
from course.world import desk, service
from course.world.calendar import at_hour, day_in_week, start_of
from course.world.columns import Coded, Columns, pick
from course.world.ids import CONTACT_WIDTH, ORDER_WIDTH
from course.world.lives import Life
from course.world.weeks import Setting

ANSWERS = ("person", "automatic")


def contacted_at(luck: Luck, contact: np.ndarray) -> np.ndarray:
    """Return day and minute of contacts with these ids; questions and complaints follow their order by 1–3 days."""
    order, purpose = np.divmod(contact, CONTACT_WIDTH)
    follows = (purpose == service.QUESTION) | (purpose == service.COMPLAINT)
    order_day = day_in_week(luck, "observe.order", order) + service.days_after_order(luck, contact)
    own_day = day_in_week(luck, "observe.contact", contact)
    return at_hour(luck, "observe.contact", contact, order % ORDER_WIDTH * 7 + np.where(follows, order_day, own_day))


def in_time(setting: Setting, moments: np.ndarray) -> np.ndarray:
    """Return which moments lie before the end of the observed weeks."""
    return moments < start_of(setting.weeks)


def contacts(setting: Setting, life: Life) -> Columns:
    """Return the contacts of the observed weeks."""
    talk = life.contacts
    moments = contacted_at(setting.luck, talk.contact)
    columns: Columns = {
        "contact_id": talk.contact,
        "customer_id": talk.customer,
        "contacted_at": moments,
        "channel": Coded(service.CHANNELS, talk.channel),
        "purpose": Coded(service.PURPOSES, talk.purpose),
        "answered_by": Coded(ANSWERS, talk.automatic.astype(np.int64)),
    }
    return pick(columns, in_time(setting, moments))


def tickets(setting: Setting, life: Life) -> Columns:
    """Return one row per order that was asked about or went wrong; the ticket's id is the order's."""
    visits, luck = life.orders.visits, setting.fortune
    rows = np.flatnonzero((visits.failed | visits.asked) & (visits.week < setting.weeks))
    order, week, failed = life.orders.order[rows], visits.week[rows], visits.failed[rows]
    opened = _opened(setting, order, failed)
    agent = desk.agents(luck, order)
    minutes = desk.handling_minutes(visits.slow[rows], week, setting.parameters)
    wait = setting.market.desk.wait[week] * luck.exponential("desk.wait", order)
    columns: Columns = {
        "ticket_id": order,
        "order_id": order,
        "customer_id": order // ORDER_WIDTH,
        "opened_at": opened,
        "topic": Coded(desk.TOPICS, desk.topics(luck, order, failed)),
        "agent_id": agent + 1,
        "first_response": np.round(wait, 1),
        "handling": np.round(minutes, 1),
        "compensation": np.where(visits.recovered[rows], round(setting.parameters["recovery.cost"]), 0),
    }
    return pick(columns, in_time(setting, opened))


def _opened(setting: Setting, order: np.ndarray, failed: np.ndarray) -> np.ndarray:
    """Return when the contact was made that opened the ticket: the complaint, where something went wrong."""
    contact = order * CONTACT_WIDTH + np.where(failed, service.COMPLAINT, service.QUESTION)
    return contacted_at(setting.luck, contact)
