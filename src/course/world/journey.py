"""From need to order, from experience to memory, and out of the door: one customer's weeks.

Mechanisms (no luck): log_rate, visit_probability, habit_now, habit_after, satisfaction_after, leaves_at.
Draws: failures and experience (how did it go?).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from course.streams import Luck
from course.world.parameters import Parameters
from course.world.people import LEAST_ELASTIC, MOST_ELASTIC, People

FEELING = 2.5  # satisfaction moves visits only up to here
NEVER = -(10**6)  # the week of the last order of somebody who has not ordered


@dataclass
class Memory:
    """What customers carry from week to week (one value each); the only thing that changes over time."""

    satisfaction: np.ndarray
    habit: np.ndarray  # right after the last order
    last_order: np.ndarray  # week
    joined: np.ndarray  # week from which the customer is a member
    hazard: np.ndarray  # of leaving, a week
    hazard_used: np.ndarray  # cumulated until `counted_to`
    counted_to: np.ndarray  # week
    leaves: np.ndarray  # week (a fraction) in which the customer leaves, as things stand

    @classmethod
    def start(cls, people: People, parameters: Parameters) -> Memory:
        """Return memories of people who have never ordered: the hazard runs from arrival, or from week 0."""
        names = [field.name for field in fields(cls)]
        memory = cls(**{name: np.zeros(len(people)) for name in names})
        memory.last_order[:] = NEVER
        memory.joined[:] = -NEVER
        memory.counted_to[:] = np.maximum(people.arrival, 0)
        everyone = np.arange(len(people))
        memory.hazard = weekly_hazard(people, memory, everyone, parameters)
        memory.leaves = leaves_at(memory, people, everyone)
        return memory

    def state(self) -> Memory:
        """Return a copy of what is remembered now."""
        return Memory(**{field.name: getattr(self, field.name).copy() for field in fields(self)})


def habit_now(memory: Memory, rows: np.ndarray, week: int, parameters: Parameters) -> np.ndarray:
    """Return habit as it has faded since the last order: habit × exp(−gap / 8 weeks)."""
    return memory.habit[rows] * np.exp((memory.last_order[rows] - week) / parameters["visit.habit_memory"])


def log_rate(
    people: People, memory: Memory, rows: np.ndarray, week: int, log_price: float, parameters: Parameters
) -> np.ndarray:
    """Return what habit, satisfaction and price add to the log rate of ordering."""
    habit = habit_now(memory, rows, week, parameters)
    feeling = np.clip(memory.satisfaction[rows], -FEELING, FEELING)
    personal = parameters["visit.habit"] * habit + parameters["visit.satisfaction"] * feeling
    return personal - people.elasticity[rows] * log_price


def highest_log_rate(log_price: float, parameters: Parameters) -> float:
    """Return a ceiling that `log_rate` never exceeds, whoever the customer is.

    A week's luck is compared with need × exp(ceiling) first: 1 − exp(−x) ≤ x, so whoever is above it stays at home,
    and the exact probability is needed for the others only.
    """
    habit, feeling = max(parameters["visit.habit"], 0.0), FEELING * abs(parameters["visit.satisfaction"])
    return habit + feeling + max(-MOST_ELASTIC * log_price, -LEAST_ELASTIC * log_price)


def visit_probability(need: np.ndarray, log_rate: np.ndarray) -> np.ndarray:
    """Return P(at least one order this week) = 1 − exp(−need × exp(log rate)), the complementary log-log form."""
    return -np.expm1(-need * np.exp(log_rate))


def first_visit(probability: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return the probability of an order in the week of the first contact, which may itself be an order."""
    return 1 - (1 - probability) * (1 - parameters["visit.first"])


def failures(luck: Luck, order: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Draw whether something went wrong with the order."""
    return luck.happens("journey.failure", order, parameters["experience.failure"])


def experience(
    luck: Luck, order: np.ndarray, quality: np.ndarray, failed: np.ndarray, parameters: Parameters
) -> np.ndarray:
    """Draw how an order compared with what was expected (expectancy–disconfirmation, Oliver 1980), in sd units."""
    chance = parameters["experience.sd"] * luck.normal("journey.experience", order)
    return quality + chance - parameters["experience.failure_cost"] * failed


def satisfaction_after(satisfaction: np.ndarray, experience: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return remembered satisfaction: a quarter of the way towards the last experience."""
    return satisfaction + parameters["memory.learning"] * (experience - satisfaction)


def habit_after(habit: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return habit right after an order, at most 1."""
    return np.minimum(1.0, parameters["visit.habit_start"] + parameters["visit.habit_keep"] * habit)


def weekly_hazard(people: People, memory: Memory, rows: np.ndarray, parameters: Parameters) -> np.ndarray:
    """Return the hazard of leaving, a week: personal hazard × exp(−.55 satisfaction)."""
    return people.hazard[rows] * np.exp(-parameters["leaving.satisfaction"] * memory.satisfaction[rows])


def leaves_at(memory: Memory, people: People, rows: np.ndarray) -> np.ndarray:
    """Return the week in which the cumulated hazard will reach the personal threshold, if satisfaction stays.

    Without hazard that is never: a positive number over 0 is infinite.
    """
    left = people.threshold[rows] - memory.hazard_used[rows]
    with np.errstate(divide="ignore"):
        return memory.counted_to[rows] + left / memory.hazard[rows]


def remember(
    memory: Memory, people: People, rows: np.ndarray, week: int, went: np.ndarray, parameters: Parameters
) -> None:
    """Carry this week's orders over into memory: hazard used so far, satisfaction, habit, and when they will leave."""
    memory.hazard_used[rows] += memory.hazard[rows] * (week - memory.counted_to[rows])
    memory.counted_to[rows] = week
    memory.satisfaction[rows] = satisfaction_after(memory.satisfaction[rows], went, parameters)
    memory.hazard[rows] = weekly_hazard(people, memory, rows, parameters)
    memory.habit[rows] = habit_after(habit_now(memory, rows, week, parameters), parameters)
    memory.last_order[rows] = week
    memory.leaves[rows] = leaves_at(memory, people, rows)
