"""Observed tables that do not depend on customers: places, shops, products, prices, weeks, campaigns, agents."""

from __future__ import annotations

import numpy as np

from course.world import country, desk, mailing
from course.world.assortment import LAST_WEEK, SHELF, catalogue
from course.world.calendar import date_of, start_of
from course.world.columns import Coded, Columns, arrays, pick
from course.world.weeks import Setting

HOLIDAYS = ("none", "Easter", "summer", "Advent", "Christmas")


def places(setting: Setting) -> Columns:
    """Return the places; their affluence is not published."""
    return arrays(country.places().drop(columns="affluence"))


def shops(setting: Setting) -> Columns:
    """Return the shops open before the end of the observed weeks."""
    columns = arrays(country.shops())
    there = bool(setting.market.competitor_present[: setting.weeks].any())
    ours = country.shops()["owner"].to_numpy() == "ours"
    open_by_then = country.shops()["opened"].to_numpy() < start_of(setting.weeks)
    return pick(columns, ours | (open_by_then & there))


def products(setting: Setting) -> Columns:
    """Return the products launched before the end of the observed weeks."""
    launched = catalogue()["launched_week"].to_numpy()
    columns = arrays(catalogue().drop(columns="launched_week"))
    return pick({**columns, "launched": date_of(launched)}, launched < setting.weeks)


def prices(setting: Setting) -> Columns:
    """Return the shelf prices by week and product."""
    shelf = setting.market.shelf
    week, place = np.divmod(np.arange(setting.weeks * SHELF), SHELF)
    product = shelf.product[week, place] + 1
    columns: Columns = {
        "product_id": product,
        "week": week,
        "price": shelf.price[week, place],
        "on_offer": shelf.offer[week, place],
    }
    return pick(columns, np.lexsort((product, week)))


def market(setting: Setting) -> Columns:
    """Return what everybody lives through, by week."""
    world = setting.market
    columns: Columns = {
        "week": np.arange(LAST_WEEK),
        "starts": date_of(np.arange(LAST_WEEK)),
        "economy": world.economy,
        "competitor_price": world.competitor_price,
        "competitor_present": world.competitor_present,
        "temperature": world.temperature,
        "holiday": Coded(HOLIDAYS, np.array([HOLIDAYS.index(name) for name in world.holiday])),
        "desk_load": world.desk.load,
    }
    return pick(columns, np.arange(LAST_WEEK) < setting.weeks)


def campaigns(setting: Setting) -> Columns:
    """Return the campaigns that began before the end of the observed weeks."""
    columns: Columns = {
        "campaign_id": np.array([1]),
        "name": Coded((mailing.NAME,), np.array([0])),
        "channel": Coded(("e-mail",), np.array([0])),
        "first_week": np.array([mailing.FIRST_WEEK]),
        "last_week": np.array([mailing.LAST_WEEK]),
        "cost": np.rint([setting.parameters["campaign.cost"]]).astype(np.int64),
    }
    return pick(columns, np.array([mailing.FIRST_WEEK < setting.weeks]))


def agents(setting: Setting) -> Columns:
    """Return the agents of the service desk; training that has not taken place yet is missing."""
    number = np.arange(desk.AGENTS)
    trained = setting.market.desk.trained_in
    week = np.where(trained < setting.weeks, trained, 0)
    return {
        "agent_id": number + 1,
        "since": date_of(-26 - 13 * (number % 24)),
        "trained_at": np.where(trained < setting.weeks, date_of(week), np.datetime64("NaT", "us")),
    }
