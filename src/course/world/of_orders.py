"""Observed tables about orders: when and where, and what was in the basket."""

from __future__ import annotations

import numpy as np

from course.world import baskets, country
from course.world import people as persons
from course.world.calendar import moment
from course.world.columns import Coded, Columns, Gaps, pick
from course.world.ids import LINE_WIDTH, ORDER_WIDTH, week_of
from course.world.lives import Life, once
from course.world.weeks import Setting


@once
def ordered_at(setting: Setting, life: Life) -> np.ndarray:
    """Return day and minute of every order, next year's included."""
    return moment(setting.luck, "observe.order", life.orders.order, life.orders.week)


def channels(setting: Setting, order: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Draw through which channel an order comes: most through the customer's usual one, the rest in a shop."""
    return np.where(setting.luck.happens("observe.other_channel", order, setting.parameters["channel.other"]), 0, usual)


def shops(setting: Setting, order: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Draw in which of our shops an order is made: a large and near one most likely (Huff 1964)."""
    cumulative = country.shop_choice(setting.parameters["shops.decay"])
    places, several = cumulative.shape
    line = (cumulative + np.arange(places)[:, None]).ravel()[:-1]  # all places one behind the other: one search for all
    found = np.searchsorted(line, place + setting.luck.uniform("observe.shop", order), side="right")
    return np.clip(found - place * several, 0, several - 1) + 1


def orders(setting: Setting, life: Life) -> Columns:
    """Return the orders of the observed weeks."""
    order, row = life.orders.order, life.orders.row
    channel = channels(setting, order, life.people.channel[row])
    shop = np.zeros(len(order), dtype=np.int64)
    here = np.flatnonzero(channel == 0)
    shop[here] = shops(setting, order[here], life.people.place[row[here]])
    columns: Columns = {
        "order_id": order,
        "customer_id": order // ORDER_WIDTH,
        "ordered_at": ordered_at(setting, life),
        "channel": Coded(persons.CHANNELS, channel),
        "shop_id": Gaps(shop, channel != 0),
        "revenue": life.orders.revenue,
    }
    return pick(columns, life.orders.week < setting.weeks)


def order_lines(setting: Setting, life: Life) -> Columns:
    """Return the lines of the orders of the observed weeks."""
    lines = life.lines
    columns: Columns = {
        "line_id": lines.line,
        "order_id": lines.line // LINE_WIDTH,
        "product_id": lines.product + 1,
        "quantity": lines.quantity,
        "price_paid": lines.price,
        "on_offer": lines.on_offer,
        "for_whom": Coded(baskets.FOR_WHOM, lines.for_whom),
    }
    if life.orders.week.max(initial=0) < setting.weeks:
        return columns
    return pick(columns, week_of(lines.line // LINE_WIDTH) < setting.weeks)
