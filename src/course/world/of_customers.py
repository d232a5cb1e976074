"""Observed tables about customers: who they are, who drinks with them, who was written to, who is a member."""

from __future__ import annotations

import numpy as np

from course.world import mailing, programme
from course.world import people as persons
from course.world.calendar import date_of
from course.world.columns import Coded, Column, Columns, pick
from course.world.journey import NEVER
from course.world.lives import Life
from course.world.of_orders import ordered_at
from course.world.of_service import contacted_at
from course.world.weeks import Setting

RELATIONS = ("self", "household", "staff", "guests", "gift recipients")
_LATER = np.iinfo(np.int64).max


def seen(setting: Setting, life: Life) -> np.ndarray:
    """Return which customers have come before the end of the observed weeks."""
    return life.people.arrival < setting.weeks


def customers(setting: Setting, life: Life) -> Columns:
    """Return everybody who has been in contact with the firm."""
    people = life.people
    columns: Columns = {
        "customer_id": people.customer,
        "kind": Coded(persons.KINDS, people.kind),
        "first_contact": _first_contact(setting, life),
        "channel": Coded(persons.CHANNELS, people.channel),
        "place_id": people.place + 1,
        "consent": people.consent,
    }
    return pick(columns, seen(setting, life))


def _first_contact(setting: Setting, life: Life) -> np.ndarray:
    """Return the day of the first contact or order, which lie in the week of arrival.

    For those known before week 0 nothing is on record: a day of their week of arrival.
    """
    luck, people, orders, talk = setting.luck, life.people, life.orders, life.contacts
    day = date_of(people.arrival, luck.whole("observe.first_day", people.customer, 7)).view(np.int64)
    bought = np.flatnonzero(orders.week == people.arrival[orders.row])
    talked = np.flatnonzero(talk.week == people.arrival[talk.customer - people.customer[0]])
    buyer, talker = orders.row[bought], talk.customer[talked] - people.customer[0]
    day[buyer] = day[talker] = _LATER
    day[buyer] = ordered_at(setting, life)[bought].view(np.int64)
    np.minimum.at(day, talker, contacted_at(luck, talk.contact[talked]).view(np.int64))
    return day.view("datetime64[us]").astype("datetime64[D]").astype("datetime64[us]")


def individuals(setting: Setting, life: Life) -> Columns:
    """Return private persons."""
    people = life.people
    columns: Columns = {
        "customer_id": people.customer,
        "birth_date": date_of(np.zeros(len(people)), -people.birth_day),
        "gender": Coded(persons.GENDERS, people.gender),
        "education": Coded(persons.EDUCATION, people.education),
        "income": people.income,
        "occupation": Coded(persons.OCCUPATIONS, people.occupation),
        "family": Coded(persons.FAMILIES, people.family),
        "household": people.household,
        "mother_tongue": Coded(persons.TONGUES, people.tongue),
    }
    return pick(columns, seen(setting, life) & (people.kind == persons.INDIVIDUAL))


def organisations(setting: Setting, life: Life) -> Columns:
    """Return organisations and the firm's own cafés and departments."""
    people = life.people
    columns: Columns = {
        "customer_id": people.customer,
        "industry": Coded(persons.INDUSTRIES, people.industry),
        "employees": people.employees,
        "role": Coded(persons.ROLES, people.role),
    }
    return pick(columns, seen(setting, life) & (people.kind != persons.INDIVIDUAL))


def members(setting: Setting, life: Life) -> Columns:
    """Return the consumers behind each customer, by relation."""
    people = life.people
    single = people.kind == persons.INDIVIDUAL
    staff_users = np.where(people.guests > 0, 0, np.maximum((people.employees * 0.7).astype(np.int64), 1))
    number = (
        single.astype(np.int64),
        np.where(single, people.household - 1, 0),
        np.where(single, 0, people.employees),
        people.guests,
        people.gift_recipients,
    )
    users = (people.self_uses, people.household_users, staff_users, people.guests, people.gift_recipients)
    shape = (len(people), len(RELATIONS))
    columns: Columns = {
        "customer_id": np.repeat(people.customer, len(RELATIONS)),
        "relation": Coded(RELATIONS, np.broadcast_to(np.arange(len(RELATIONS)), shape).ravel()),
        "people": np.column_stack(number).ravel(),
        "users": np.column_stack(users).ravel(),
    }
    there = np.repeat(seen(setting, life), len(RELATIONS))
    return pick(columns, there & (np.column_stack(number).ravel() > 0))


def last_order_before(life: Life, week: int) -> np.ndarray:
    """Return each customer's week of the last order before a week; NEVER where there was none."""
    at, last = life.last_order_before(week), np.full(len(life.people), NEVER)
    last[at >= 0] = life.orders.week[at[at >= 0]]
    return last


def treatments(setting: Setting, life: Life) -> Columns:
    """Return who was drawn for the mailing, among those known when it started, and what they did with it."""
    people, mailed = life.people, life.treated.mailed
    gap = mailing.FIRST_WEEK - last_order_before(life, mailing.FIRST_WEEK)
    opened = mailed & mailing.opened(setting.fortune, people.customer, gap, setting.parameters)
    columns: dict[str, Column] = {
        "customer_id": people.customer,
        "campaign_id": np.ones(len(people), dtype=np.int64),
        "assigned": mailed,
        "sent": mailed,
        "opened": opened,
        "clicked": mailing.clicked(setting.fortune, people.customer, opened, people.deal, setting.parameters),
    }
    return pick(columns, mailing.known(people) & (setting.weeks > mailing.FIRST_WEEK))


def memberships(setting: Setting, life: Life) -> Columns:
    """Return who was drawn to be invited, who was invited at the till, and who joined.

    Grain: one row per customer known when the programme started.
    """
    people, joined, first = life.people, life.last.joined, programme.first_week(setting.parameters)
    invited = _invited_in(life, first)
    was = life.treated.invited & (invited < setting.weeks)
    member = joined < setting.weeks
    nat = np.datetime64("NaT", "us")
    tier = np.where(member, programme.tier(people.need), -1)
    columns: dict[str, Column] = {
        "customer_id": people.customer,
        "assigned": life.treated.invited,
        "invited_at": np.where(was, date_of(np.where(was, invited, 0)), nat),
        "joined_at": np.where(member, date_of(np.where(member, joined - 1, 0)), nat),
        "tier": Coded(programme.TIERS, tier, gaps=True),
    }
    return pick(columns, (people.arrival < first) & (setting.weeks > first))


def _invited_in(life: Life, first_week: int) -> np.ndarray:
    """Return the week of each customer's first order in the weeks of invitation; far in the future without one."""
    at, first = life.first_order_from(first_week), np.full(len(life.people), programme.NOT_YET)
    first[at >= 0] = life.orders.week[at[at >= 0]]
    return np.where(first <= programme.LAST_WEEK, first, programme.NOT_YET)
