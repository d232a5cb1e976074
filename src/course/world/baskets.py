"""What is in the basket: how many lines, which products, how many of each, at which price, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from course.streams import Luck
from course.world.ids import LINE_WIDTH
from course.world.market import Market
from course.world.parameters import Parameters
from course.world.people import INDIVIDUAL, INTERNAL, ROLES, People

MOST_LINES = 15
BELOW_1 = np.nextafter(1.0, 0.0)  # who always wants one more gets the most, not a division by log 1
FOR_WHOM = ("self", "household", "gift", "staff", "resale")
SELF, HOUSEHOLD, GIFT, STAFF, RESALE = range(5)


@dataclass(frozen=True)
class Occasions:
    """Orders or lines before they are filled: their ids, whose they are (rows of people), and their weeks."""

    id: np.ndarray
    row: np.ndarray
    week: np.ndarray


class Choice(NamedTuple):
    """What a line's draw says about its product: by taste (12 bits), whether to switch (16), which offer (8)."""

    liked: np.ndarray
    switch: np.ndarray
    offer: np.ndarray


@dataclass(frozen=True)
class Lines:
    """Order lines of one block."""

    line: np.ndarray  # line_id
    order: np.ndarray  # position of the order in the block
    product: np.ndarray  # position in assortment.catalogue()
    quantity: np.ndarray
    price: np.ndarray  # cents a unit, as paid
    on_offer: np.ndarray
    for_whom: np.ndarray  # position in FOR_WHOM


def number_of_lines(luck: Luck, order: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Draw 1 + a geometric number of further lines, each with probability `more`, at most 15."""
    with np.errstate(divide="ignore"):
        further = np.floor(np.log(luck.uniform("baskets.lines", order)) / np.log(np.minimum(more, BELOW_1)))
    return np.minimum(1 + further, MOST_LINES).astype(np.int64)


def offer_probability(deal: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return the probability that a line goes to an offer instead: .14 × exp(.7 deal), at most .9."""
    return np.minimum(parameters["basket.to_offer"] * np.exp(parameters["basket.deal"] * deal), 0.9)


def fill(luck: Luck, parameters: Parameters, market: Market, people: People, orders: Occasions) -> Lines:
    """Draw the lines of these orders: one draw a line, cut into what it decides."""
    count = number_of_lines(luck, orders.id, people.more_lines[orders.row])
    of = np.repeat(np.arange(len(orders.id), dtype=np.int32), count)
    first = np.cumsum(count) - count
    slot = np.arange(len(of)) - first[of]
    line = (orders.id * LINE_WIDTH)[of] + slot
    liked, switch, offer, whom, many = luck.cut("baskets.line", line, 12, 16, 8, 12, 16)
    place = _places(parameters, market, people, orders, of, Choice(liked, switch, offer))
    week = orders.week[of]
    return Lines(
        line=line,
        order=of,
        product=market.shelf.product_at(week, place),
        quantity=_quantities(people.amount[orders.row][of], many),
        price=_prices(parameters, market, people, orders, of, place),
        on_offer=market.shelf.offer[week, place],
        for_whom=_for_whom(parameters, people, orders, of, whom),
    )


def _places(
    parameters: Parameters, market: Market, people: People, orders: Occasions, of: np.ndarray, drawn: Choice
) -> np.ndarray:
    """Return the place on the shelf: by taste, or one of the week's offers."""
    place = market.tastes.ravel()[(people.taste[orders.row] << 12)[of] + drawn.liked]
    offered = market.shelf.offered
    if offered.shape[1] == 0:
        return place
    limit = (offer_probability(people.deal, parameters) * 2.0**16)[orders.row]
    switches = np.flatnonzero(drawn.switch < limit[of])
    pick = (drawn.offer[switches] * offered.shape[1]) >> 8
    place[switches] = offered[orders.week[of[switches]], pick]
    return place


def _quantities(amount: np.ndarray, many: np.ndarray) -> np.ndarray:
    """Return 1 + the whole part of an exponential number with the customer's mean, at most 99."""
    extra = _exponential_table()[many] * amount
    return np.minimum(extra, 98).astype(np.int64) + 1


@cache
def _exponential_table() -> np.ndarray:
    return -np.log((np.arange(2**16) + 0.5) / 2**16)


def _prices(
    parameters: Parameters, market: Market, people: People, orders: Occasions, of: np.ndarray, place: np.ndarray
) -> np.ndarray:
    """Return the price of one unit as paid: the shelf's, or the transfer price of internal customers."""
    price = market.shelf.price[orders.week[of], place]
    inside = np.flatnonzero((people.kind[orders.row] == INTERNAL)[of])
    price[inside] = np.rint(price[inside] * (1 - parameters["basket.internal_discount"])).astype(np.int64)
    return price


def _for_whom(
    parameters: Parameters, people: People, orders: Occasions, of: np.ndarray, whom: np.ndarray
) -> np.ndarray:
    """Return who each line is for; only people whom the customer has (members) can be bought for."""
    row, scale = orders.row, 2.0**12
    advent = np.where(orders.week % 52 >= 47, 2.0, 1.0)
    gift = np.where(people.gift_recipients[row] > 0, scale * 4 * parameters["basket.gift"] * advent, 0.0)
    home = gift + np.where(people.household_users[row] > 0, scale * parameters["basket.household"], 0.0)
    used_there = (people.role[row] == ROLES.index("end user")) & (people.guests[row] == 0)
    own = np.where(people.self_uses[row], SELF, HOUSEHOLD)
    rest = np.where(people.kind[row] == INDIVIDUAL, own, np.where(used_there, STAFF, RESALE)).astype(np.int8)
    person = np.where(whom < home[of], np.int8(HOUSEHOLD), rest[of])
    return np.where(whom < gift[of], np.int8(GIFT), person)
