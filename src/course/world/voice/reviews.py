"""Reviews: who writes one (the delighted and the furious), how many stars it has, and what it is about."""

from __future__ import annotations

import numpy as np

from course.world.calendar import start_of
from course.world.columns import Coded, Columns
from course.world.ids import ORDER_WIDTH
from course.world.lives import Life
from course.world.of_orders import ordered_at
from course.world.parameters import Parameters
from course.world.voice import phrases
from course.world.voice.satisfaction import feelings, score
from course.world.weeks import Setting

# By score 0–10. Reviews are J-shaped because the middle keeps silent (Hu, Pavlou & Zhang 2009).
_WRITES = np.array([0.25, 0.25, 0.25, 0.25, 0.25, 0.11, 0.02, 0.01, 0.01, 0.05, 0.10])
_STARS = np.array([1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 5])
_GOOD = np.array([0.03, 0.12, 0.50, 0.92, 0.98])  # P(it opens with praise) by stars
_ADDS_GOOD = np.array([0.12, 0.35, 0.50, 0.65, 0.90])  # P(what it adds is praise) by stars
_SIZES = (0.45, 0.38, 0.17)  # one, two or three topics
_DAYS = 14
# What a review opens with, by occasion: weights of the topics.
#                     taste price delivery staff waiting packaging app choice
_PRAISE = np.array([0.32, 0.10, 0.14, 0.14, 0.03, 0.07, 0.08, 0.12])
_COMPLAINT = np.array([0.22, 0.24, 0.10, 0.08, 0.09, 0.07, 0.09, 0.11])
_FAILURE = np.array([0.04, 0.03, 0.46, 0.06, 0.03, 0.30, 0.03, 0.05])
_TICKET = np.array([0.06, 0.07, 0.10, 0.36, 0.26, 0.03, 0.09, 0.03])
_QUEUE = np.array([0.12, 0.13, 0.08, 0.13, 0.42, 0.03, 0.05, 0.04])
_OCCASIONS = np.cumsum([_PRAISE, _COMPLAINT, _QUEUE, _TICKET, _FAILURE], axis=1)


def writing_probability(score: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return P(review) by score: .25 up to 4, .01 at 7 and 8, .10 at 10, times the readiness to write."""
    return np.minimum(parameters["reviews.readiness"] * _WRITES[score], 1.0)


def stars(score: np.ndarray) -> np.ndarray:
    """Return the stars that go with a score."""
    return _STARS[score]


def reviews(setting: Setting, life: Life) -> Columns:
    """Return the reviews of orders, written within two weeks after them."""
    rows, score, at = _written(setting, life)
    order = life.orders.order[rows]
    return {
        "review_id": order,
        "order_id": order,
        "customer_id": order // ORDER_WIDTH,
        "reviewed_at": at,
        "stars": stars(score),
        "text": Coded(phrases.reviews(), _text(setting, life, rows, stars(score))),
    }


def truth_reviews(setting: Setting, life: Life) -> Columns:
    """Return the score behind each review, and what it says of each topic: 1 praise, −1 complaint, 0 nothing."""
    rows, score, _ = _written(setting, life)
    said = phrases.review_topics()[_text(setting, life, rows, stars(score))]
    columns: dict[str, np.ndarray] = {"review_id": life.orders.order[rows], "score": score}
    return columns | {topic: said[:, k] for k, topic in enumerate(phrases.TOPICS)}


def _written(setting: Setting, life: Life) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which orders are reviewed before the end of the observed weeks, their scores, and when."""
    order, week, fortune = life.orders.order, life.orders.week, setting.fortune
    rows = np.flatnonzero(week < setting.weeks)
    luck = fortune.uniform("voice.review", order[rows])
    close = luck < writing_probability(np.arange(11), setting.parameters).max()
    rows, luck = rows[close], luck[close]
    felt = score(feelings(setting, life, rows), setting.parameters)
    writes = luck < writing_probability(felt, setting.parameters)
    rows, felt = rows[writes], felt[writes]
    days = (1 + fortune.whole("voice.review_day", order[rows], _DAYS)).astype("timedelta64[D]")
    at = ordered_at(setting, life)[rows] + days
    inside = at < start_of(setting.weeks)
    return rows[inside], felt[inside], at[inside]


def _text(setting: Setting, life: Life, rows: np.ndarray, given: np.ndarray) -> np.ndarray:
    """Draw the number of the text: what happened decides what it opens with, stars decide praise or complaint."""
    order, fortune = life.orders.order[rows], setting.fortune
    good = fortune.happens("voice.opens_good", order, _GOOD[given - 1])
    u = fortune.uniform("voice.topic", order)
    topic = (u[:, None] >= _OCCASIONS[_occasion(setting, life, rows, good)][:, :-1]).sum(axis=1)
    size = 1 + fortune.choice("voice.topics", order, _SIZES)
    others = np.where(size == 2, len(phrases.TOPICS) - 1, phrases.PAIRS)
    opening = (topic, good.astype(np.int64), fortune.whole("voice.variant", order, phrases.VARIANTS))
    added = fortune.happens("voice.adds_good", order, _ADDS_GOOD[given - 1]).astype(np.int64)
    return phrases.review_number(opening, size, fortune.whole("voice.other_topics", order, others), added)


def _occasion(setting: Setting, life: Life, rows: np.ndarray, good: np.ndarray) -> np.ndarray:
    """Return the row of _OCCASIONS: praise, or a complaint in general, after a queue, a ticket, a failure."""
    visits, desk = life.orders.visits, setting.market.desk
    queue = desk.wait[visits.week[rows]] > desk.usual_wait + 1
    return np.select([good, visits.failed[rows], visits.asked[rows], queue], [0, 4, 3, 2], 1)
