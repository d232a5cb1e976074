"""The service desk: waiting at its planned load, agents and their training, tickets, recovery after failures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.formulas import mean_wait
from course.streams import Luck
from course.world.assortment import LAST_WEEK
from course.world.parameters import Parameters

AGENTS = 48
_TRAINED = 36
_FIRST_TRAINING, _LAST_TRAINING = 30, 78
_BUSY_WEEKS = (60, 70)
TOPICS = ("delivery", "damaged goods", "wrong item", "payment", "product question", "account")
_FAILURE_TOPICS = (0.40, 0.30, 0.30, 0.0, 0.0, 0.0)
_QUESTION_TOPICS = (0.20, 0.0, 0.0, 0.25, 0.35, 0.20)
UNTRAINED = 10**6


@dataclass(frozen=True)
class Desk:
    """The desk as everybody finds it: waiting by week, agents by number."""

    load: np.ndarray  # planned load by week, a share of capacity
    wait: np.ndarray  # mean minutes of waiting by week
    usual_wait: float  # minutes at the load planned for
    skill: np.ndarray  # log handling time of an agent against the mean
    trained_in: np.ndarray  # week of an agent's training; UNTRAINED for those without


def desk(luck: Luck, parameters: Parameters, training: bool = True) -> Desk:
    """Return the desk of a seed; without training nobody is trained."""
    weeks = np.arange(LAST_WEEK)
    busy = (weeks >= _BUSY_WEEKS[0]) & (weeks < _BUSY_WEEKS[1])
    load = np.where(busy, parameters["desk.busy_load"], parameters["desk.load"])
    staff, handling = int(parameters["desk.staff"]), parameters["desk.handling"]
    waits = {level: mean_wait(level, staff, handling) for level in np.unique(load)}
    skill = parameters["desk.skill_sd"] * luck.normal("desk.skill", np.arange(AGENTS))
    return Desk(
        load=load,
        wait=np.array([waits[level] for level in load]),
        usual_wait=waits[parameters["desk.load"]],
        skill=skill,
        trained_in=_training(skill) if training else np.full(AGENTS, UNTRAINED),
    )


def _training(skill: np.ndarray) -> np.ndarray:
    """Return the week of training: three quarters of the agents, the slowest first, evenly over 48 weeks."""
    rank = np.argsort(np.argsort(-skill, kind="stable"), kind="stable")
    week = _FIRST_TRAINING + rank * (_LAST_TRAINING - _FIRST_TRAINING) // _TRAINED
    return np.where(rank < _TRAINED, week, UNTRAINED)


def waiting_cost(at: Desk, week: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return what a week's waiting takes from an experience, in sd units, by the minute above the usual."""
    cost: np.ndarray = parameters["experience.waiting"] * (at.wait - at.usual_wait)
    return cost[week]


def questions(luck: Luck, order: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw which orders the customer asks about."""
    return luck.happens("service.question", order, parameters["contact.per_order"])


def agents(luck: Luck, order: np.ndarray) -> np.ndarray:
    """Draw who answers: any of the agents, whoever is free."""
    return luck.whole("desk.agent", order, AGENTS)


def slowness(
    luck: Luck, at: Desk, parameters: Parameters, order: np.ndarray, agent: np.ndarray, week: np.ndarray | int
) -> np.ndarray:
    """Return the log deviation of handling time: the agent's skill − .20 once trained + chance."""
    chance = parameters["desk.chance_sd"] * luck.normal("desk.handling", order)
    return at.skill[agent] - parameters["desk.training"] * (at.trained_in[agent] <= week) + chance


def handling_minutes(slow: np.ndarray, week: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return handling time in minutes: ln = ln 6 + deviation + .003 a week (products get more complicated)."""
    return parameters["desk.handling"] * np.exp(slow + parameters["desk.drift"] * week)


def compensated(luck: Luck, order: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw which failures are made good with a voucher: a random half."""
    return luck.happens("desk.compensation", order, parameters["recovery.share"])


def goodwill_now(goodwill: np.ndarray, weeks_since: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return what is left of the goodwill of a recovery: it fades over ten weeks, and moves answers, not visits."""
    return goodwill * np.exp(-weeks_since / parameters["recovery.fading"])


def topics(luck: Luck, order: np.ndarray, failed: np.ndarray) -> np.ndarray:
    """Draw what a ticket is about: position in TOPICS; failures have topics of their own."""
    wrong = luck.choice("desk.topic", order, _FAILURE_TOPICS)
    return np.where(failed, wrong, luck.choice("desk.topic", order, _QUESTION_TOPICS))
