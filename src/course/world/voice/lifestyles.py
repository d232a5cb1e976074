"""What people value: four lifestyle groups, three factors, twelve statements, and Kano's five answers on six features.

The groups are four corners of a cube in the three factors, no two of them neighbours: with equal shares the factors are
uncorrelated with variance 1. Inside a group people differ by `lifestyle.within` standard deviations. At 0 there are
four groups and nothing else (a latent class model holds exactly); at 1 there are no groups at all.
"""

from __future__ import annotations

import numpy as np

from course.streams import Luck
from course.world.parameters import Parameters
from course.world.people import People

GROUPS = ("savers", "indulgers", "hobbyists", "indifferent")
FACTORS = ("thrift", "pleasure", "ease")
_CORNERS = np.array([[1, -1, 1], [-1, 1, 1], [1, 1, -1], [-1, -1, -1]])  # groups × factors
# Log odds of a group: at the mean, by sd of liking offers, by sd of quality found, for the last four tastes.
_ODDS = np.array([[0.1, 0.8, 0.1, 0.0], [0.1, -0.7, -0.2, -0.4], [-0.2, 0.5, -0.3, 0.5], [0.2, -0.5, 0.3, 0.0]])

STATEMENTS = (  # one of each factor in turn
    "I compare prices before I buy.",
    "A good cup is a small luxury that I allow myself.",
    "It has to be quick, mornings are short.",
    "I plan my shopping around offers.",
    "I take time to brew my coffee or tea.",
    "I buy where I need not think about it.",
    "I know what things cost elsewhere.",
    "I like to try beans and teas that I do not know.",
    "I would rather have it delivered than fetch it.",
    "Paying more than necessary annoys me.",
    "I can tell a good roast from a bad one.",
    "The same order every time suits me.",
)
_LOADING_OF_ITEM = np.array([0.04, 0.02, 0.0, -0.02, 0.0, 0.04, 0.02, -0.04, -0.06, -0.04, 0.02, 0.02])
_MEAN_OF_ITEM = np.array([3.3, 3.6, 3.1, 2.8, 3.2, 3.4, 3.0, 2.9, 2.7, 3.4, 3.1, 3.2])
_SPREAD = 1.15  # sd of an answer before rounding, in points

FEATURES = ("roast_date", "next_day", "offers", "tastings", "app", "refill")
ANSWERS = ("like it", "must be so", "neutral", "can live with it", "dislike it")
CATEGORIES = ("attractive", "one-dimensional", "must-be", "indifferent", "reverse", "questionable")
# Percent of each category by group and feature.
_KANO = np.array(
    [
        [[10, 20, 30, 35, 3, 2], [30, 20, 5, 40, 3, 2], [10, 55, 25, 7, 1, 2], [35, 5, 0, 50, 8, 2],
         [20, 20, 5, 40, 13, 2], [20, 25, 5, 40, 8, 2]],
        [[10, 20, 60, 7, 1, 2], [25, 45, 20, 7, 1, 2], [30, 10, 0, 50, 8, 2], [55, 10, 3, 27, 3, 2],
         [40, 25, 10, 20, 3, 2], [25, 10, 3, 50, 10, 2]],
        [[5, 25, 65, 2, 1, 2], [35, 15, 3, 42, 3, 2], [25, 40, 10, 20, 3, 2], [60, 20, 5, 12, 1, 2],
         [15, 5, 0, 55, 23, 2], [40, 25, 8, 22, 3, 2]],
        [[10, 10, 25, 50, 3, 2], [15, 15, 5, 60, 3, 2], [20, 20, 5, 50, 3, 2], [10, 3, 0, 75, 10, 2],
         [15, 10, 3, 60, 10, 2], [10, 5, 3, 70, 10, 2]],
    ]
)  # fmt: skip
# Pairs (functional × 5 + dysfunctional) that Berger et al. (1993) count as each category, ten of each, some repeated.
_PAIRS = np.array(
    [
        [1, 2, 2, 2, 2, 2, 2, 3, 3, 3],
        [4, 4, 4, 4, 4, 4, 4, 4, 4, 4],
        [9, 9, 9, 9, 9, 9, 9, 14, 14, 19],
        [12, 12, 12, 12, 12, 13, 17, 18, 11, 7],
        [10, 15, 15, 20, 20, 20, 21, 22, 22, 23],
        [0, 0, 0, 0, 0, 24, 24, 24, 24, 24],
    ]
)


def group_odds(people: People, rows: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return the log odds of the four groups (rows × 4), from liking of offers, quality found, and taste."""
    quality = people.quality[rows] / max(parameters["experience.customer_sd"], 1e-9)
    known = np.column_stack([people.deal[rows], quality, people.taste[rows] >= 4])
    return _ODDS[:, 0] + parameters["lifestyle.tie"] * known @ _ODDS[:, 1:].T


def groups(luck: Luck, people: People, rows: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw each person's lifestyle group: position in GROUPS."""
    share = np.exp(group_odds(people, rows, parameters)).cumsum(axis=1)
    u = luck.uniform("needs.group", people.customer[rows]) * share[:, -1]
    return (u[:, None] >= share[:, :-1]).sum(axis=1)


def factors(luck: Luck, customer: np.ndarray, group: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw each person's factor scores (rows × 3): the group's corner, and how the person differs from the group."""
    within = parameters["lifestyle.within"]
    own = np.column_stack([luck.normal(f"needs.factor{k}", customer) for k in range(len(FACTORS))])
    return np.sqrt(1 - within**2) * _CORNERS[group] + within * own


def loadings(parameters: Parameters) -> np.ndarray:
    """Return the loading of each statement on its factor, before answers are rounded."""
    return np.clip(parameters["lifestyle.loading"] + _LOADING_OF_ITEM, -1, 1)


def items(luck: Luck, customer: np.ndarray, score: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw how much people agree with the statements (rows × 12), on 1–5."""
    loading = loadings(parameters)
    chance = luck.normal("needs.item", customer[:, None] * 16 + np.arange(len(STATEMENTS)))
    own = score[:, np.arange(len(STATEMENTS)) % len(FACTORS)]
    agree = _MEAN_OF_ITEM + _SPREAD * (loading * own + np.sqrt(1 - loading**2) * chance)
    return np.clip(np.rint(agree), 1, 5).astype(np.int64)


def kano_shares() -> np.ndarray:
    """Return the shares of Kano's categories, groups × features × categories."""
    return _KANO / 100


def kano_categories(luck: Luck, customer: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Draw what each feature is to each person (rows × 6): position in CATEGORIES."""
    u = luck.uniform("needs.kano", customer[:, None] * 8 + np.arange(len(FEATURES)))
    ends = kano_shares().cumsum(axis=2)
    return np.add.reduce([(u >= ends[group, :, k]).astype(np.int64) for k in range(len(CATEGORIES) - 1)])


def kano_answers(luck: Luck, customer: np.ndarray, category: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Draw the two answers on each feature, as it would be there and as it would be missing: positions in ANSWERS."""
    pick = luck.whole("needs.kano_pair", customer[:, None] * 8 + np.arange(len(FEATURES)), _PAIRS.shape[1])
    with_it, without = np.divmod(_PAIRS[category, pick], len(ANSWERS))
    return with_it, without
