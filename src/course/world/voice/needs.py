"""The needs survey: every individual known is asked once; who answers depends on age, recency and gender only.

So weights can mend its means, as they cannot mend those of the satisfaction survey.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from course.streams import Luck
from course.world.calendar import start_of
from course.world.columns import Coded, Column, Columns, spread
from course.world.lives import Life, once
from course.world.parameters import Parameters
from course.world.people import GENDERS, INDIVIDUAL, ages
from course.world.voice import choices, lifestyles, phrases, wishes
from course.world.voice.lifestyles import CATEGORIES, FACTORS, FEATURES, GROUPS, STATEMENTS
from course.world.weeks import Setting

WEEK = 96
RECENT_WEEKS = 26
CHANNELS = ("e-mail", "app", "post")
# Weights of what people wish, by lifestyle group.
#     taste price delivery staff waiting packaging app choice
_WISHES = np.cumsum(
    [
        [0.06, 0.46, 0.12, 0.06, 0.08, 0.06, 0.10, 0.06],
        [0.24, 0.05, 0.20, 0.14, 0.12, 0.08, 0.10, 0.07],
        [0.30, 0.12, 0.05, 0.14, 0.03, 0.14, 0.02, 0.20],
        [0.10, 0.20, 0.14, 0.10, 0.18, 0.10, 0.10, 0.08],
    ],
    axis=1,
)


def importance(age: np.ndarray, deal: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return how much low prices matter to a person, before chance: 5.2 − .085 (age − 47) + .9 deal, in points."""
    by_age = parameters["survey.importance_age"] * (age - 47)
    return parameters["survey.importance"] + by_age + parameters["survey.importance_deal"] * deal


def answer_probability(age: np.ndarray, recent: np.ndarray, female: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return P(answer) = logit⁻¹(−2.15 + .055 (age − 47) + .7 recent + .3 female)."""
    moved = parameters["survey.respond_recent"] * recent + parameters["survey.respond_female"] * female
    return expit(parameters["survey.respond"] + parameters["survey.respond_age"] * (age - 47) + moved)


def rating(luck: Luck, customer: np.ndarray, importance: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw the answer on 0–10: importance + 1.6 z, rounded and cut off."""
    chance = parameters["survey.importance_noise"] * luck.normal("needs.importance", customer)
    return np.clip(np.rint(importance + chance), 0, 10).astype(np.int64)


def needs_survey(setting: Setting, life: Life) -> Columns:
    """Return one row per individual known in week 96; everything asked is missing where nobody answered."""
    rows = _asked(setting, life)
    answered = _answers(setting, life, rows)
    columns: dict[str, Column] = {
        "customer_id": life.people.customer[rows],
        "asked_at": np.full(len(rows), start_of(WEEK)),
        "answered": answered,
    }
    said = _said(setting, life, rows[answered])
    return columns | {name: spread(values, answered) for name, values in said.items()}


def kano_answers(setting: Setting, life: Life) -> Columns:
    """Return the Kano pairs of those who answered: one row per customer and feature."""
    customer, group = _groups(setting, life, _answering(setting, life))
    category = lifestyles.kano_categories(setting.luck, customer, group)
    with_it, without = lifestyles.kano_answers(setting.fortune, customer, category)
    return {
        "customer_id": np.repeat(customer, len(FEATURES)),
        "feature": Coded(FEATURES, np.tile(np.arange(len(FEATURES)), len(customer))),
        "with_it": Coded(lifestyles.ANSWERS, with_it.ravel()),
        "without_it": Coded(lifestyles.ANSWERS, without.ravel()),
    }


def choice_tasks(setting: Setting, life: Life) -> Columns:
    """Return the choice tasks of those who answered: one row per customer, task and alternative."""
    customer = life.people.customer[_answering(setting, life)]
    worth = choices.worth(setting.luck, customer, setting.parameters)
    shown, chosen = choices.chosen(setting.fortune, customer, worth)
    task, alternative = np.divmod(np.arange(choices.TASKS * choices.ALTERNATIVES), choices.ALTERNATIVES)
    features = shown[..., 1:].astype(bool).reshape(-1, len(choices.FEATURES))
    return {
        "customer_id": np.repeat(customer, len(task)),
        "task": np.tile(task + 1, len(customer)),
        "alternative": np.tile(alternative + 1, len(customer)),
        "price": shown[..., 0].ravel(),
        **{name: features[:, k] for k, name in enumerate(choices.FEATURES)},
        "chosen": chosen.ravel(),
    }


def truth_needs(setting: Setting, life: Life) -> Columns:
    """Return, for everybody asked: what they would have said, who they are, and how likely an answer was."""
    rows = _asked(setting, life)
    customer, group = _groups(setting, life, rows)
    score = lifestyles.factors(setting.luck, customer, group, setting.parameters)
    kano, level = lifestyles.kano_categories(setting.luck, customer, group), _importance(setting, life, rows)
    return {
        "customer_id": customer,
        "answer_probability": _likely(setting, life, rows).round(4),
        "importance": level.round(4),
        "price_importance": rating(setting.fortune, customer, level, setting.parameters),
        "lifestyle": Coded(GROUPS, group),
        **{name: score[:, k].round(4) for k, name in enumerate(FACTORS)},
        **{f"kano_{name}": Coded(CATEGORIES, kano[:, k]) for k, name in enumerate(FEATURES)},
        "wish_topic": Coded(phrases.TOPICS, _wish_topic(setting.luck, customer, group)),
    }


def _asked(setting: Setting, life: Life) -> np.ndarray:
    """Return the individuals known when the survey goes out; nobody if the observed weeks end before."""
    known = (life.people.kind == INDIVIDUAL) & (life.people.arrival < WEEK)
    return np.flatnonzero(known & (setting.weeks > WEEK))


def _likely(setting: Setting, life: Life, rows: np.ndarray) -> np.ndarray:
    female = life.people.gender[rows] == GENDERS.index("female")
    return answer_probability(ages(life.people)[rows], _recent(life)[rows], female, setting.parameters)


def _recent(life: Life) -> np.ndarray:
    """Return who ordered in the half year before the survey."""
    week, recent = life.orders.week, np.zeros(len(life.people), dtype=bool)
    recent[life.orders.row[(week >= WEEK - RECENT_WEEKS) & (week < WEEK)]] = True
    return recent


def _answers(setting: Setting, life: Life, rows: np.ndarray) -> np.ndarray:
    return setting.fortune.happens("needs.answer", life.people.customer[rows], _likely(setting, life, rows))


@once
def _answering(setting: Setting, life: Life) -> np.ndarray:
    """Return the positions of those who answer."""
    rows = _asked(setting, life)
    return rows[_answers(setting, life, rows)]


def _importance(setting: Setting, life: Life, rows: np.ndarray) -> np.ndarray:
    return importance(ages(life.people)[rows], life.people.deal[rows], setting.parameters)


def _groups(setting: Setting, life: Life, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return these people's ids and lifestyle groups."""
    return life.people.customer[rows], lifestyles.groups(setting.luck, life.people, rows, setting.parameters)


def _said(setting: Setting, life: Life, rows: np.ndarray) -> dict[str, Column]:
    """Return the answers of those who answer."""
    luck, parameters = setting.fortune, setting.parameters
    customer, group = _groups(setting, life, rows)
    agreed = lifestyles.items(luck, customer, lifestyles.factors(setting.luck, customer, group, parameters), parameters)
    return {
        "channel": Coded(CHANNELS, _channel(luck, customer, ages(life.people)[rows])),
        "price_importance": rating(luck, customer, _importance(setting, life, rows), parameters),
        **{f"item_{k + 1}": agreed[:, k] for k in range(len(STATEMENTS))},
        "wish": Coded(wishes.wishes(), _wish(setting, customer, group)),
    }


def _channel(luck: Luck, customer: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Draw how the answer comes: the young use the app, the old the post."""
    app, post = np.clip(0.55 - 0.008 * (age - 18), 0.05, 1.0), np.clip(0.005 * (age - 30), 0.0, 1.0)
    u = luck.uniform("needs.channel", customer)
    return np.select([u < app, u > 1 - post], [1, 2], 0)


def _wish_topic(luck: Luck, customer: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Draw what a person wishes most: position in the topics, by lifestyle group."""
    u = luck.uniform("needs.wish", customer)
    return (u[:, None] >= _WISHES[group][:, :-1]).sum(axis=1)


def _wish(setting: Setting, customer: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Draw the number of the text; −1 for those who leave the open question empty."""
    luck = setting.fortune
    variant = luck.whole("needs.wish_variant", customer, wishes.VARIANTS)
    others = 1 + luck.whole("needs.wish_other", customer, len(phrases.TOPICS) - 1)
    added = np.where(luck.happens("needs.wish_two", customer, 0.3), others, 0)
    text = wishes.wish_number(_wish_topic(setting.luck, customer, group), variant, added)
    return np.where(luck.happens("needs.wish_given", customer, setting.parameters["survey.wish"]), text, -1)
