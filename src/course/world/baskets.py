"""What is in the basket: how many lines, which products, how many of each, at which price, for whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.streams import Luck
from course.world.ids import LINE_WIDTH
from course.world.market import Market
from course.world.parameters import Parameters
from course.world.people import INDIVIDUAL, INTERNAL, ROLES, People

MOST_LINES = 15
FOR_WHOM = ("self", "household", "gift", "staff", "resale")
SELF, HOUSEHOLD, GIFT, STAFF, RESALE = range(5)


@dataclass(frozen=True)
class Occasions:
    """Orders or lines before they are filled: their ids, whose they are (rows of people), and their weeks."""

    id: np.ndarray
    row: np.ndarray
    week: np.ndarray


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
        further = np.floor(np.log(luck.uniform("baskets.lines", order)) / np.log(more))
    return np.minimum(1 + further, MOST_LINES).astype(np.int64)


def offer_probability(deal: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return the probability that a line goes to an offer instead: .14 × exp(.7 deal), at most .9."""
    return np.minimum(parameters["basket.to_offer"] * np.exp(parameters["basket.deal"] * deal), 0.9)


def fill(luck: Luck, parameters: Parameters, market: Market, people: People, orders: Occasions) -> Lines:
    """Draw the lines of these orders."""
    count = number_of_lines(luck, orders.id, people.more_lines[orders.row])
    of = np.repeat(np.arange(len(orders.id)), count)
    slot = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    at = Occasions(orders.id[of] * LINE_WIDTH + slot, orders.row[of], orders.week[of])
    place = _places(luck, parameters, market, people, at)
    discount = np.where(people.kind[at.row] == INTERNAL, parameters["basket.internal_discount"], 0.0)
    return Lines(
        line=at.id,
        order=of,
        product=market.shelf.product_at(at.week, place),
        quantity=_quantities(luck, people.amount[at.row], at.id),
        price=np.rint(market.shelf.price[at.week, place] * (1 - discount)).astype(np.int64),
        on_offer=market.shelf.offer[at.week, place],
        for_whom=_for_whom(luck, parameters, people, at),
    )


def _places(luck: Luck, parameters: Parameters, market: Market, people: People, at: Occasions) -> np.ndarray:
    """Draw the place on the shelf: by taste, or one of the week's offers."""
    liked = market.tastes[people.taste[at.row], luck.bits("baskets.product", at.id) >> np.uint64(52)]
    offered = market.shelf.offered
    if offered.shape[1] == 0:
        return liked
    switches = luck.happens("baskets.switch", at.id, offer_probability(people.deal, parameters)[at.row])
    return np.where(switches, offered[at.week, luck.whole("baskets.offer", at.id, offered.shape[1])], liked)


def _quantities(luck: Luck, amount: np.ndarray, line: np.ndarray) -> np.ndarray:
    """Draw 1 + the whole part of an exponential number with the customer's mean, at most 99."""
    extra = np.floor(luck.exponential("baskets.quantity", line) * amount)
    return np.minimum(1 + extra, 99).astype(np.int64)


def _for_whom(luck: Luck, parameters: Parameters, people: People, at: Occasions) -> np.ndarray:
    """Draw who the line is for; only people whom the customer has (members) can be bought for."""
    u, row = luck.uniform("baskets.for_whom", at.id), at.row
    advent = np.where(at.week % 52 >= 47, 2.0, 1.0)
    gift = np.where(people.gift_recipients[row] > 0, 4 * parameters["basket.gift"] * advent, 0.0)
    home = np.where(people.household_users[row] > 0, parameters["basket.household"], 0.0)
    own = np.where(people.self_uses[row], SELF, HOUSEHOLD)
    person = np.where(u < gift, GIFT, np.where(u < gift + home, HOUSEHOLD, own))
    used_there = (people.role[row] == ROLES.index("end user")) & (people.guests[row] == 0)
    return np.where(people.kind[row] == INDIVIDUAL, person, np.where(used_there, STAFF, RESALE))
