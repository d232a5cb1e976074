"""The satisfaction survey: what customers would say after an order, who is asked, and who answers (by feeling).

Every order has a score, asked or not: the surveys and the stars are two windows on it. The part of the score that is
not remembered satisfaction is made of five perceptions (SERVQUAL: Parasuraman, Zeithaml & Berry 1988), so that the
weight of each is known: score = mean + noise × (w · perceptions) + rest, before rounding.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from course.streams import Luck
from course.world.calendar import start_of
from course.world.columns import Column, Columns, spread
from course.world.desk import goodwill_now
from course.world.ids import ORDER_WIDTH
from course.world.lives import Life, once
from course.world.of_orders import ordered_at
from course.world.parameters import Parameters
from course.world.people import ages
from course.world.weeks import Setting

DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")
RELIABILITY, RESPONSIVENESS = 1, 2
ASKED_AFTER = np.timedelta64(48, "h")
_EXPECTED = np.array([4.9, 6.2, 5.9, 5.7, 5.3])  # mean expectation by dimension, 1–7


def feeling(memory: np.ndarray, z: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return what is felt about an order against the mean: 1.25 (satisfaction + goodwill) + 1.1 z, in points."""
    return parameters["answers.satisfaction"] * memory + parameters["answers.noise"] * z


def score(feeling: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return the score on 1–10: 7.9 + feeling, rounded and cut off."""
    return np.clip(np.rint(parameters["answers.mean"] + feeling), 1, 10).astype(np.int64)


def feelings(setting: Setting, life: Life, rows: np.ndarray) -> np.ndarray:
    """Return what is felt about these orders, said or not."""
    visits, order = life.orders.visits, life.orders.order[rows]
    z = setting.fortune.normal("voice.score", order)
    return feeling(visits.satisfaction[rows] + goodwill(setting, life)[rows], z, setting.parameters)


@once
def goodwill(setting: Setting, life: Life) -> np.ndarray:
    """Return goodwill after each order: that of a recovery now, and what is left of earlier ones.

    Every recovery is followed to the customer's last order, all at once. Where there was one before, whoever follows
    that passes later and has the last word.
    """
    visits, parameters = life.orders.visits, setting.parameters
    new = visits.recovered * parameters["recovery.goodwill"]
    left, at = new.copy(), np.flatnonzero(visits.recovered)
    more = np.append(visits.row[1:] == visits.row[:-1], False)[: len(new)]  # orders of the same customer follow
    while len(at := at[more[at]] + 1):
        since = visits.week[at] - visits.week[at - 1]
        left[at] = goodwill_now(left[at - 1], since, parameters) + new[at]
    return left


def answer_probability(score: np.ndarray, age: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return P(answer) = logit⁻¹(−1.75 + .29 |score − 7.5| + .012 (age − 47)): who is moved, answers."""
    moved = parameters["answers.respond_feeling"] * np.abs(score - 7.5)
    return expit(parameters["answers.respond"] + moved + parameters["answers.respond_age"] * (age - 47))


def weights(parameters: Parameters) -> np.ndarray:
    """Return what one standard deviation of each perception adds to z.

    Relative weights, stretched so that the perceptions, correlated as they are, explain their share of z.
    """
    relative = np.array([parameters[f"answers.weight_{name}"] for name in DIMENSIONS])
    common = parameters["answers.common"]
    variance = common * relative.sum() ** 2 + (1 - common) * (relative @ relative)
    return relative * np.sqrt(parameters["answers.explained"] / variance)


def halo(parameters: Parameters) -> float:
    """Return how satisfaction colours every perception: so much that perceptions carry all of it into the score."""
    return float(parameters["answers.satisfaction"] / parameters["answers.noise"] / weights(parameters).sum())


def perceptions(luck: Luck, order: np.ndarray, z: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw five standard normal perceptions (orders × 5), correlated, whose weighted sum and a rest make up z."""
    w, common = weights(parameters), parameters["answers.common"]
    rest = np.sqrt(1 - parameters["answers.explained"])
    known = np.array([np.sqrt(common) * w.sum(), *(np.sqrt(1 - common) * w), rest])
    free = np.column_stack([luck.normal(f"voice.perceived{k}", order) for k in range(len(known))])
    free += np.outer(z - free @ known, known)
    return np.sqrt(common) * free[:, :1] + np.sqrt(1 - common) * free[:, 1 : 1 + len(w)]


def satisfaction_survey(setting: Setting, life: Life) -> Columns:
    """Return one row per order asked about, two days after it; the items are missing where nobody answered."""
    rows, at = _asked(setting, life)
    order = life.orders.order[rows]
    felt = feelings(setting, life, rows)
    answered = setting.fortune.happens("voice.answer", order, _likely(setting, life, rows, felt))
    columns: dict[str, Column] = {
        "survey_id": order,
        "order_id": order,
        "customer_id": order // ORDER_WIDTH,
        "asked_at": at,
        "answered": answered,
    }
    said = _items(setting, life, rows[answered], felt[answered])
    return columns | {name: spread(values, answered) for name, values in said.items()}


def truth_satisfaction_survey(setting: Setting, life: Life) -> Columns:
    """Return what everybody asked would have said, what it rests on, and how likely an answer was."""
    rows, _ = _asked(setting, life)
    visits, felt = life.orders.visits, feelings(setting, life, rows)
    return {
        "survey_id": life.orders.order[rows],
        "recommend": score(felt, setting.parameters),
        "satisfaction": visits.satisfaction[rows].round(4),
        "goodwill": goodwill(setting, life)[rows].round(4),
        "answer_probability": _likely(setting, life, rows, felt).round(4),
    }


def _likely(setting: Setting, life: Life, rows: np.ndarray, felt: np.ndarray) -> np.ndarray:
    """Return P(answer) of these orders."""
    age = ages(life.people)[life.orders.row[rows]]
    return answer_probability(score(felt, setting.parameters), age, setting.parameters)


def _asked(setting: Setting, life: Life) -> tuple[np.ndarray, np.ndarray]:
    """Return which orders are asked about before the end of the observed weeks, and when."""
    rows = np.flatnonzero(life.orders.week < setting.weeks)
    rows = rows[setting.fortune.happens("voice.asked", life.orders.order[rows], setting.parameters["answers.asked"])]
    at = ordered_at(setting, life)[rows] + ASKED_AFTER
    inside = at < start_of(setting.weeks)
    return rows[inside], at[inside]


def _items(setting: Setting, life: Life, rows: np.ndarray, felt: np.ndarray) -> dict[str, Column]:
    """Return the answers of those who answer."""
    parameters, fortune, order = setting.parameters, setting.fortune, life.orders.order[rows]
    late, slow, failed = _events(setting, life, rows)
    easy = 5.4 + 0.5 * felt - 0.05 * late - 0.4 * slow - 0.6 * failed + 0.8 * fortune.normal("voice.effort", order)
    content = 4.05 + 0.45 * felt + 0.45 * fortune.normal("voice.content", order)
    expected, perceived = _expected(setting, life, rows), _perceived(setting, life, rows)
    return {
        "recommend": score(felt, parameters),
        "satisfaction": _on_scale(content, 5),
        "effort": _on_scale(easy, 7),
        **{f"expected_{name}": expected[:, k] for k, name in enumerate(DIMENSIONS)},
        **{f"perceived_{name}": perceived[:, k] for k, name in enumerate(DIMENSIONS)},
    }


def _events(setting: Setting, life: Life, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return minutes of waiting above the usual, log deviation of handling time (tickets only), and failures."""
    visits, desk = life.orders.visits, setting.market.desk
    late = desk.wait[visits.week[rows]] - desk.usual_wait
    return late, visits.slow[rows], visits.failed[rows].astype(np.float64)


def _expected(setting: Setting, life: Life, rows: np.ndarray) -> np.ndarray:
    """Return expectations (orders × 5): a person's own level, higher where quality disappoints, and chance."""
    who, order = life.orders.row[rows], life.orders.order[rows]
    quality = life.people.quality[who] / max(setting.parameters["experience.customer_sd"], 1e-9)
    level = 0.5 * setting.luck.normal("voice.expects", life.people.customer[who]) - 0.3 * quality
    chance = np.column_stack([setting.fortune.normal(f"voice.expected{k}", order) for k in range(len(DIMENSIONS))])
    return _on_scale(_EXPECTED + level[:, None] + 0.6 * chance, 7)


def _perceived(setting: Setting, life: Life, rows: np.ndarray) -> np.ndarray:
    """Return perceptions (orders × 5): chance of this order, the halo of satisfaction, and what is to blame."""
    parameters, order, visits = setting.parameters, life.orders.order[rows], life.orders.visits
    late, slow, failed = _events(setting, life, rows)
    memory = visits.satisfaction[rows] + goodwill(setting, life)[rows]
    z = setting.fortune.normal("voice.score", order)
    value = perceptions(setting.fortune, order, z, parameters) + halo(parameters) * memory[:, None]
    value += _EXPECTED + [parameters[f"answers.gap_{name}"] for name in DIMENSIONS]
    value[:, RELIABILITY] -= parameters["answers.blame_failure"] * failed
    value[:, RESPONSIVENESS] -= parameters["answers.blame_waiting"] * late + parameters["answers.blame_handling"] * slow
    return _on_scale(value, 7)


def _on_scale(value: np.ndarray, highest: int) -> np.ndarray:
    return np.clip(np.rint(value), 1, highest).astype(np.int64)
