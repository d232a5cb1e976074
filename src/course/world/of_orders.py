"""Observed tables about orders: when and where, and what was in the basket."""

from __future__ import annotations

from functools import cache

import numpy as np

from course.world import baskets, country
from course.world import people as persons
from course.world.calendar import moment
from course.world.columns import Coded, Columns, Gaps, pick
from course.world.ids import LINE_WIDTH, ORDER_WIDTH, week_of
from course.world.lives import Life, once
from course.world.weeks import Setting

_CELLS = 64


@once
def ordered_at(setting: Setting, life: Life) -> np.ndarray:
    """Return day and minute of every order, next year's included."""
    return moment(setting.luck, "observe.order", life.orders.order, life.orders.week)


def channels(setting: Setting, order: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Draw through which channel an order comes: most through the customer's usual one, the rest in a shop."""
    return np.where(setting.luck.happens("observe.other_channel", order, setting.parameters["channel.other"]), 0, usual)


def shops(setting: Setting, order: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Draw in which of our shops an order is made: a large and near one most likely (Huff 1964).

    The shares of all places stand one behind the other on one line. A guide says where each of 64 cells of a place
    begins, and the few steps from there find the shop (Chen & Asau 1974).
    """
    decay = setting.parameters["shops.decay"]
    several, (line, guide) = country.shop_choice(decay).shape[1], _line_of_shops(decay)
    u = setting.luck.uniform("observe.shop", order)
    found, drawn = guide[place * _CELLS + (u * _CELLS).astype(np.int64)], place + u
    left = np.flatnonzero(line[found] <= drawn)
    while len(left):
        found[left] += 1
        left = left[line[found[left]] <= drawn[left]]
    return np.clip(found - place * several, 0, several - 1) + 1


@cache
def _line_of_shops(decay: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the cumulated shares of all places on one line, and where on it each cell of a place begins."""
    cumulative = country.shop_choice(decay)
    line = (cumulative + np.arange(len(cumulative))[:, None]).ravel()
    line[-1] = np.inf  # nothing lies behind the last shop
    cells = np.arange(len(cumulative) * _CELLS) / _CELLS
    return line, np.searchsorted(line, cells, side="right")


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
