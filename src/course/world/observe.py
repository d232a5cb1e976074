"""What the company sees of a life: the observed tables, built from a world's arrays when first asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pandas as pd

from course.firm import Firm
from course.world import baskets, country, marketing, service
from course.world import people as persons
from course.world.assortment import LAST_WEEK, SHELF, catalogue
from course.world.calendar import at_hour, date_of, day_in_week, moment, start_of
from course.world.ids import CONTACT_WIDTH, LINE_WIDTH, ORDER_WIDTH
from course.world.parameters import MARKET_VERSION
from course.world.simulate import World
from course.world.truth import truth_tables

Builder = Callable[[World], pd.DataFrame]


def observe(world: World, name: str | None = None, kind: str = "world") -> Firm:
    """Return the firm of a world; its tables are built when first asked for."""
    loaders = {table: (lambda build=build: build(world)) for table, build in BUILDERS.items()}
    truth = truth_tables(world)
    hidden = {table: (lambda table=table: truth[table]) for table in truth.tables}
    called = name or _name(world)
    return Firm(loaders, hidden, name=called, version=MARKET_VERSION, kind=kind, origin=world.origin)


def _name(world: World) -> str:
    """Return a name that tells worlds apart, changed parameters and decisions included."""
    changed = f"{sorted(world.parameters.changed.items())}{world.decisions}"
    mark = hashlib.blake2b(changed.encode(), digest_size=3).hexdigest()
    return f"world-{world.seed}-{world.customers}x{world.weeks}-{mark}"


def _levels(names: tuple[str, ...], position: np.ndarray) -> pd.Series:
    return pd.Series(np.array(names, dtype=object)[position], dtype="str")


def _customers(world: World) -> pd.DataFrame:
    people = world.life.people
    seen = people.arrival < world.weeks
    return pd.DataFrame(
        {
            "customer_id": people.customer,
            "kind": _levels(persons.KINDS, people.kind),
            "first_contact": _first_contacts(world),
            "channel": _levels(persons.CHANNELS, people.channel),
            "place_id": people.place + 1,
            "consent": people.consent,
        }
    )[seen].reset_index(drop=True)


def _first_contacts(world: World) -> pd.Series:
    """Return the day of the first contact or order; for those known before week 0, a day of their week of arrival."""
    people = world.life.people
    asked = _contacts(world)[["customer_id", "contacted_at"]]
    bought = _orders(world)[["customer_id", "ordered_at"]].set_axis(asked.columns, axis=1)
    seen = pd.concat([asked, bought]).groupby("customer_id")["contacted_at"].min()
    first = seen.reindex(people.customer).dt.floor("D").reset_index(drop=True)
    before = date_of(people.arrival, world.luck.whole("observe.first_day", people.customer, 7))
    return first.where(people.arrival >= 0, before).fillna(start_of(world.weeks))


def _individuals(world: World) -> pd.DataFrame:
    people = world.life.people
    rows = (people.kind == persons.INDIVIDUAL) & (people.arrival < world.weeks)
    return pd.DataFrame(
        {
            "customer_id": people.customer,
            "birth_date": date_of(np.zeros(len(people)), -people.birth_day),
            "gender": _levels(persons.GENDERS, people.gender),
            "education": _levels(persons.EDUCATION, people.education),
            "income": people.income,
            "occupation": _levels(persons.OCCUPATIONS, people.occupation),
            "family": _levels(persons.FAMILIES, people.family),
            "household": people.household,
            "mother_tongue": _levels(persons.TONGUES, people.tongue),
        }
    )[rows].reset_index(drop=True)


def _organisations(world: World) -> pd.DataFrame:
    people = world.life.people
    rows = (people.kind != persons.INDIVIDUAL) & (people.arrival < world.weeks)
    return pd.DataFrame(
        {
            "customer_id": people.customer,
            "industry": _levels(persons.INDUSTRIES, people.industry),
            "employees": people.employees,
            "role": _levels(persons.ROLES, people.role),
        }
    )[rows].reset_index(drop=True)


def _members(world: World) -> pd.DataFrame:
    people = world.life.people
    single, zeros = people.kind == persons.INDIVIDUAL, np.zeros(len(people), dtype=np.int64)
    staff_users = np.maximum((people.employees * 0.7).astype(np.int64), 1)
    groups = {
        "self": (single.astype(np.int64), people.self_uses.astype(np.int64)),
        "household": (np.where(single, people.household - 1, 0), people.household_users),
        "staff": (np.where(single, 0, people.employees), np.where(people.guests > 0, zeros, staff_users)),
        "guests": (people.guests, people.guests),
        "gift recipients": (people.gift_recipients, people.gift_recipients),
    }
    parts = [
        pd.DataFrame({"customer_id": people.customer, "relation": name, "people": number, "users": users})
        for name, (number, users) in groups.items()
    ]
    seen = people.arrival < world.weeks
    frame = pd.concat([part[seen & (part["people"].to_numpy() > 0)] for part in parts])
    return frame.sort_values("customer_id", kind="stable").reset_index(drop=True).astype({"relation": "str"})


def _places(world: World) -> pd.DataFrame:
    return country.places().drop(columns="affluence")


def _shops(world: World) -> pd.DataFrame:
    shops = country.shops()
    end = start_of(world.weeks)
    there = bool(world.setting.market.competitor_present[: world.weeks].any())
    shown = (shops["owner"] == "ours") | ((shops["opened"] < end) & there)
    return shops[shown].reset_index(drop=True)


def _products(world: World) -> pd.DataFrame:
    frame = catalogue()[catalogue()["launched_week"] < world.weeks]
    return frame.assign(launched=date_of(frame["launched_week"].to_numpy())).drop(columns="launched_week")


def _prices(world: World) -> pd.DataFrame:
    shelf = world.setting.market.shelf
    week, place = np.divmod(np.arange(world.weeks * SHELF), SHELF)
    frame = pd.DataFrame(
        {
            "product_id": shelf.product_at(week, place) + 1,
            "week": week,
            "price": shelf.price[week, place],
            "on_offer": shelf.offer[week, place],
        }
    )
    return frame.sort_values(["week", "product_id"]).reset_index(drop=True)


def _market(world: World) -> pd.DataFrame:
    market = world.setting.market
    frame = pd.DataFrame(
        {
            "week": np.arange(LAST_WEEK),
            "starts": date_of(np.arange(LAST_WEEK)),
            "economy": market.economy,
            "competitor_price": market.competitor_price,
            "competitor_present": market.competitor_present,
            "temperature": market.temperature,
            "holiday": pd.Series(market.holiday, dtype="str"),
        }
    )
    return frame.iloc[: world.weeks]


def _contacts(world: World) -> pd.DataFrame:
    talk, order = world.life.contacts, world.life.contacts.contact // CONTACT_WIDTH
    follows = np.isin(talk.purpose, (service.QUESTION, service.COMPLAINT))
    order_day = day_in_week(world.luck, "observe.order", order) + service.days_after_order(world.luck, talk.contact)
    own_day = day_in_week(world.luck, "observe.contact", talk.contact)
    day = talk.week * 7 + np.where(follows, order_day, own_day)
    frame = pd.DataFrame(
        {
            "contact_id": talk.contact,
            "customer_id": talk.customer,
            "contacted_at": at_hour(world.luck, "observe.contact", talk.contact, day),
            "channel": _levels(service.CHANNELS, talk.channel),
            "purpose": _levels(service.PURPOSES, talk.purpose),
            "answered_by": _levels(("person", "automatic"), talk.automatic.astype(np.int64)),
        }
    )
    return frame[day < world.weeks * 7].reset_index(drop=True)


def _orders(world: World) -> pd.DataFrame:
    orders, people = world.life.orders, world.life.people
    seen = orders.week < world.weeks
    order, row = orders.order[seen], orders.row[seen]
    elsewhere = world.luck.happens("observe.other_channel", order, 0.2)
    channel = np.where(elsewhere, 0, people.channel[row])
    nearest, _ = country.nearest_shop()
    shop = pd.Series(nearest[people.place[row]], dtype="Int64").mask(channel != 0)
    return pd.DataFrame(
        {
            "order_id": order,
            "customer_id": order // ORDER_WIDTH,
            "ordered_at": moment(world.luck, "observe.order", order, orders.week[seen]),
            "channel": _levels(persons.CHANNELS, channel),
            "shop_id": shop,
            "revenue": orders.revenue[seen],
        }
    )


def _order_lines(world: World) -> pd.DataFrame:
    lines, orders = world.life.lines, world.life.orders
    seen = orders.week[lines.order] < world.weeks
    return pd.DataFrame(
        {
            "line_id": lines.line[seen],
            "order_id": lines.line[seen] // LINE_WIDTH,
            "product_id": lines.product[seen] + 1,
            "quantity": lines.quantity[seen],
            "price_paid": lines.price[seen],
            "on_offer": lines.on_offer[seen],
            "for_whom": _levels(baskets.FOR_WHOM, lines.for_whom[seen]),
        }
    )


def _campaigns(world: World) -> pd.DataFrame:
    row = {
        "campaign_id": 1,
        "name": marketing.NAME,
        "channel": "e-mail",
        "first_week": marketing.FIRST_WEEK,
        "last_week": marketing.LAST_WEEK,
        "cost": round(world.parameters["campaign.cost"]),
    }
    frame = pd.DataFrame([row])
    return frame[frame["first_week"] < world.weeks].reset_index(drop=True)


def _treatments(world: World) -> pd.DataFrame:
    people, ending = world.life.people, world.life.ending
    known = marketing.known(people) & (world.weeks > marketing.FIRST_WEEK)
    return pd.DataFrame(
        {
            "customer_id": people.customer,
            "campaign_id": 1,
            "assigned": ending.written_to,
            "sent": ending.written_to,
            "opened": ending.opened,
            "clicked": ending.clicked,
        }
    )[known].reset_index(drop=True)


BUILDERS: dict[str, Builder] = {
    "customers": _customers,
    "individuals": _individuals,
    "organisations": _organisations,
    "members": _members,
    "places": _places,
    "shops": _shops,
    "products": _products,
    "prices": _prices,
    "market": _market,
    "contacts": _contacts,
    "orders": _orders,
    "order_lines": _order_lines,
    "campaigns": _campaigns,
    "treatments": _treatments,
}
