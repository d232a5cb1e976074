"""What is in the basket: how many lines, which products, how many of each, at which price, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from course.streams import Luck
from course.world.assortment import LAST_WEEK, SHELF, unit_costs
from course.world.ids import LINE_WIDTH
from course.world.market import Market
from course.world.parameters import Parameters
from course.world.people import INDIVIDUAL, INTERNAL, ROLES, People
from course.world.stack import put

MOST_LINES = 15
BELOW_1 = np.nextafter(1.0, 0.0)  # who always wants one more gets the most, not a division by log 1
_AT_ONCE = 8_192  # orders
_ADVENT = np.where(np.arange(LAST_WEEK) % 52 >= 47, 2.0, 1.0)  # how much likelier a present is in each week
FOR_WHOM = ("self", "household", "gift", "staff", "resale")
SELF, HOUSEHOLD, GIFT, STAFF, RESALE = range(5)


@dataclass(frozen=True)
class Occasions:
    """Orders before they are filled: their ids, whose they are (rows of people), and their weeks."""

    id: np.ndarray
    row: np.ndarray
    week: np.ndarray

    def __getitem__(self, some: slice) -> Occasions:
        return Occasions(self.id[some], self.row[some], self.week[some])


@dataclass(frozen=True)
class Buyers:
    """What decides the baskets of each customer; limits are compared with the whole numbers that a line draws."""

    more: np.ndarray  # probability of one more line
    taste: np.ndarray  # first cell of the table of tastes
    offers: np.ndarray  # limit of switching to an offer, of 2^16
    amount: np.ndarray  # mean extra units a line
    internal: np.ndarray
    gift: np.ndarray  # limit of buying for somebody who gets a present, of 2^12, outside Advent
    household: np.ndarray  # the same for somebody else at home
    use: np.ndarray  # whom the rest is for, position in FOR_WHOM

    @classmethod
    def of(cls, people: People, parameters: Parameters) -> Buyers:
        """Return what decides the baskets; only people whom the customer has (members) can be bought for."""
        used_there = (people.role == ROLES.index("end user")) & (people.guests == 0)
        own = np.where(people.self_uses, SELF, HOUSEHOLD)
        use = np.where(people.kind == INDIVIDUAL, own, np.where(used_there, STAFF, RESALE))
        return cls(
            more=people.more_lines,
            taste=people.taste << 12,
            offers=_whole_limit(offer_probability(people.deal, parameters) * 2.0**16),
            amount=people.amount,
            internal=people.kind == INTERNAL,
            gift=(people.gift_recipients > 0) * (2.0**12 * 4 * parameters["basket.gift"]),
            household=(people.household_users > 0) * (2.0**12 * parameters["basket.household"]),
            use=use.astype(np.int8),
        )


class Choice(NamedTuple):
    """What a line's draw says about its product: by taste (12 bits), whether to switch (16), which offer (8)."""

    liked: np.ndarray
    switch: np.ndarray
    offer: np.ndarray


@dataclass(frozen=True)
class Lines:
    """Order lines of one block."""

    line: np.ndarray  # line_id
    product: np.ndarray  # position in assortment.catalogue()
    quantity: np.ndarray
    price: np.ndarray  # cents a unit, as paid
    on_offer: np.ndarray
    for_whom: np.ndarray  # position in FOR_WHOM


@dataclass(frozen=True)
class Baskets:
    """What was bought: the lines, and what they come to by order."""

    lines: Lines
    revenue: np.ndarray  # cents
    cost: np.ndarray  # cents, of the goods

    @classmethod
    def room(cls, orders: int, lines: int) -> Baskets:
        """Return room for so many orders and lines."""
        line, product, quantity, price = (np.empty(lines, dtype=np.int64) for _ in range(4))
        rest = Lines(line, product, quantity, price, np.empty(lines, dtype=bool), np.empty(lines, dtype=np.int8))
        return cls(rest, np.empty(orders, dtype=np.int64), np.empty(orders, dtype=np.int64))


def number_of_lines(luck: Luck, order: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Draw 1 + a geometric number of further lines, each with probability `more`, at most 15."""
    with np.errstate(divide="ignore"):
        further = np.floor(np.log(luck.uniform("baskets.lines", order)) / np.log(np.minimum(more, BELOW_1)))
    return np.minimum(1 + further, MOST_LINES).astype(np.int64)


def offer_probability(deal: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return the probability that a line goes to an offer instead: .14 × exp(.7 deal), at most .9."""
    return np.minimum(parameters["basket.to_offer"] * np.exp(parameters["basket.deal"] * deal), 0.9)


def fill(luck: Luck, parameters: Parameters, market: Market, people: People, orders: Occasions) -> Baskets:
    """Fill the baskets of these orders, some thousand at a time, as many as fit into a processor's cache."""
    buyers, discount = Buyers.of(people, parameters), parameters["basket.internal_discount"]
    count = number_of_lines(luck, orders.id, buyers.more[orders.row])
    ends = np.cumsum(count)
    whole = Baskets.room(len(count), int(count.sum()))
    for start in range(0, len(count), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        filled = _filled(luck, market, buyers, orders[some], count[some], discount)
        put(whole.lines, filled.lines, ends[start] - count[start])
        put(whole.revenue, filled.revenue, start)
        put(whole.cost, filled.cost, start)
    return whole


def _filled(
    luck: Luck, market: Market, buyers: Buyers, orders: Occasions, count: np.ndarray, discount: float
) -> Baskets:
    """Draw the lines of these orders, so many of each: one draw a line, cut into what it decides."""
    of, ends = np.repeat(np.arange(len(count)), count), np.cumsum(count)
    line = (orders.id * LINE_WIDTH - (ends - count))[of] + np.arange(len(of))
    liked, switch, offer, whom, many = luck.cut("baskets.line", line, 12, 16, 8, 12, 16)
    shelf, place = market.shelf, _places(market, buyers, orders, of, Choice(liked, switch, offer))
    spot = (orders.week * SHELF)[of] + place
    product, quantity = shelf.product.ravel()[spot], _quantities(buyers.amount[orders.row][of], many)
    price = shelf.price.ravel()[spot]
    inside = np.flatnonzero(buyers.internal[orders.row][of])
    price[inside] = np.rint(price[inside] * (1 - discount)).astype(np.int64)  # the transfer price
    lines = Lines(line, product, quantity, price, shelf.offer.ravel()[spot], _for_whom(buyers, orders, of, whom))
    return Baskets(lines, _sums(quantity * price, ends), _sums(quantity * unit_costs()[product], ends))


def _sums(amounts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return the sum of the amounts of each order; four times as fast as adding them up order by order."""
    return np.diff(np.cumsum(amounts)[ends - 1], prepend=0)


def _places(market: Market, buyers: Buyers, orders: Occasions, of: np.ndarray, drawn: Choice) -> np.ndarray:
    """Return the place on the shelf: by taste, or one of the week's offers."""
    place = market.tastes.ravel()[buyers.taste[orders.row][of] + drawn.liked]
    offered = market.shelf.offered
    switches = np.flatnonzero(drawn.switch < buyers.offers[orders.row][of])
    if offered.shape[1]:
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


def _for_whom(buyers: Buyers, orders: Occasions, of: np.ndarray, whom: np.ndarray) -> np.ndarray:
    """Return who each line is for; in Advent presents are twice as frequent."""
    gift = buyers.gift[orders.row] * _ADVENT[orders.week]
    others = np.flatnonzero(whom < _whole_limit(gift + buyers.household[orders.row])[of])
    person = buyers.use[orders.row][of]
    person[others] = np.where(whom[others] < gift[of[others]], GIFT, HOUSEHOLD)
    return person


def _whole_limit(limit: np.ndarray) -> np.ndarray:
    """Return the whole number below which exactly the whole numbers below the limit lie."""
    return np.ceil(limit).astype(np.int64)
