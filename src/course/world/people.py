"""Who the customers are: kind, home, household, income, and the hidden traits that drive what they do.

One value per customer in every array; nothing here changes over time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from course.streams import Luck
from course.world import country
from course.world.assortment import TASTES
from course.world.parameters import Parameters

INDIVIDUAL, ORGANISATION, INTERNAL = 0, 1, 2
KINDS = ("individual", "organisation", "internal")
GENDERS = ("female", "male", "other")
EDUCATION = ("basic", "vocational", "secondary", "degree")
FAMILIES = ("single", "couple", "with children", "single parent", "shared flat")
OCCUPATIONS = ("student", "employed", "self-employed", "at home", "out of work", "retired")
TONGUES = ("Meridian", "Fernish", "other")
CHANNELS = ("shop", "web", "app", "phone")
ROLES = ("end user", "reseller", "producer")
INDUSTRIES = ("offices", "health", "schools", "cafés", "hotels", "grocers", "bakeries", "own café", "own department")
LEAST_ELASTIC, MOST_ELASTIC = 0.1, 2.5
YOUNGEST, OLDEST = 18, 92  # years
_FIRST_WEEKS, _LAST_ARRIVAL = 104, 103


@dataclass(frozen=True)
class People:
    """Customers of one block: what can be known of them, then what cannot."""

    customer: np.ndarray  # customer_id
    kind: np.ndarray  # position in KINDS
    place: np.ndarray  # position in country.places()
    arrival: np.ndarray  # week; below 0 for those known before
    channel: np.ndarray
    consent: np.ndarray
    birth_day: np.ndarray  # days before week 0
    gender: np.ndarray
    education: np.ndarray
    income: np.ndarray  # a year, whole hundreds
    occupation: np.ndarray
    family: np.ndarray
    household: np.ndarray  # persons, the customer included
    tongue: np.ndarray
    industry: np.ndarray
    employees: np.ndarray
    role: np.ndarray
    household_users: np.ndarray
    gift_recipients: np.ndarray
    guests: np.ndarray
    self_uses: np.ndarray
    tasting_fan: np.ndarray
    taste: np.ndarray
    need: np.ndarray  # orders a week on an average week, at satisfaction 0 and no habit
    elasticity: np.ndarray
    deal: np.ndarray  # liking of offers, sd units
    quality: np.ndarray  # what the customer finds on average, against what was expected
    hazard: np.ndarray  # of leaving, a week, at satisfaction 0
    threshold: np.ndarray  # of the cumulated hazard: the one draw that decides when a customer leaves
    more_lines: np.ndarray  # probability of one more line
    amount: np.ndarray  # mean extra units a line

    def __len__(self) -> int:
        return len(self.customer)


def ages(people: People) -> np.ndarray:
    """Return ages in years at the start of week 0; organisations count as 47, where age moves nothing."""
    return np.where(people.kind == INDIVIDUAL, people.birth_day / 365.25, 47.0)


def people(luck: Luck, parameters: Parameters, customer: np.ndarray) -> People:
    """Draw the customers with these ids."""
    kind = luck.choice("people.kind", customer, _kind_weights(parameters))
    home = luck.choice("people.place", customer, country.place_shares())
    person = _person(luck, parameters, customer, home)
    firm = _organisation(luck, customer, kind)
    traits = _traits(luck, parameters, customer)
    need = _need(luck, parameters, customer, kind, home, person)
    return People(
        customer=customer,
        kind=kind,
        place=home,
        arrival=_arrival(luck, parameters, customer),
        channel=_channel(luck, parameters, customer, kind, person["age"]),
        consent=luck.happens("people.consent", customer, parameters["people.consent"]),
        need=need,
        amount=_amount(luck, parameters, customer, kind, person["household"]),
        guests=np.where(firm["serves_guests"], luck.whole("people.guests", customer, 380) + 20, 0),
        **{name: person[name] for name in _PERSON},
        **{name: firm[name] for name in ("industry", "employees", "role")},
        **_consumers(luck, parameters, customer, kind, person["household"]),
        **traits,
    )


_PERSON = ("birth_day", "gender", "education", "income", "occupation", "family", "household", "tongue")


def _kind_weights(parameters: Parameters) -> list[float]:
    business, internal = parameters["people.organisations"], parameters["people.internal"]
    return [1.0 - business - internal, business, internal]


def _arrival(luck: Luck, parameters: Parameters, customer: np.ndarray) -> np.ndarray:
    """Return the week of the first contact; those known before lie evenly in the two years before week 0."""
    known = luck.happens("people.known", customer, parameters["people.known_before"])
    before = -1 - luck.whole("people.before", customer, _FIRST_WEEKS)
    return np.where(known, before, 1 + luck.whole("people.arrival", customer, _LAST_ARRIVAL))


def _person(luck: Luck, parameters: Parameters, customer: np.ndarray, home: np.ndarray) -> dict[str, np.ndarray]:
    """Draw what a census would ask."""
    age = _age(luck, parameters, customer)
    family = luck.choice("people.family", customer, [0.30, 0.30, 0.27, 0.06, 0.07])
    size = np.array([1, 2, 3, 2, 2])[family] + luck.whole("people.size", customer, np.array([1, 1, 3, 2, 3])[family])
    z = luck.normal("people.income", customer)
    return {
        "age": age,
        "birth_day": (age * 365.25).astype(np.int64),
        "gender": luck.choice("people.gender", customer, [0.51, 0.48, 0.01]),
        "education": luck.choice("people.education", customer, [0.20, 0.32, 0.22, 0.26]),
        "income": _income(parameters, home, z, age),
        "income_z": z,
        "occupation": _occupation(luck, customer, age),
        "family": family,
        "household": size,
        "tongue": _tongue(luck, parameters, customer, home),
    }


def _age(luck: Luck, parameters: Parameters, customer: np.ndarray) -> np.ndarray:
    """Draw ages in years at the start of week 0: normal between 18 and 92."""
    mean, sd = parameters["people.age"], max(parameters["people.age_sd"], 1e-9)
    low, high = ndtr((YOUNGEST - mean) / sd), ndtr((OLDEST - mean) / sd)
    drawn = mean + sd * ndtri(low + luck.uniform("people.age", customer) * (high - low))
    return np.clip(drawn, YOUNGEST, OLDEST)


def _income(parameters: Parameters, home: np.ndarray, z: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Return income a year: ln income = 10.2 + .22 affluence + .42 z + .004 (age − 45) below 62, to the hundred."""
    wealth = parameters["income.affluence"] * country.places()["affluence"].to_numpy()[home]
    earned = parameters["income.age"] * (age - 45) * (age < 62)
    log_income = parameters["income.mean"] + wealth + parameters["income.sd"] * z + earned
    return (np.exp(log_income) / 100).round().astype(np.int64) * 100


def _occupation(luck: Luck, customer: np.ndarray, age: np.ndarray) -> np.ndarray:
    working = 1 + luck.choice("people.occupation", customer, [0.74, 0.11, 0.09, 0.06])
    student = (age < 26) & luck.happens("people.student", customer, 0.55)
    return np.where(age >= 66, 5, np.where(student, 0, working))


def _tongue(luck: Luck, parameters: Parameters, customer: np.ndarray, home: np.ndarray) -> np.ndarray:
    """Draw the mother tongue: in Fernish places 70 % Fernish, elsewhere 4 %; 6 % another everywhere."""
    other = parameters["tongue.other"]
    fernish = (country.places()["language"].to_numpy() == "Fernish")[home]
    second = np.where(fernish, parameters["tongue.fernish"], parameters["tongue.elsewhere"])
    u = luck.uniform("people.tongue", customer)
    return np.where(u < other, 2, np.where(u < other + second, 1, 0))


def _organisation(luck: Luck, customer: np.ndarray, kind: np.ndarray) -> dict[str, np.ndarray]:
    """Draw industry, size and role: cafés, hotels and grocers resell, bakeries produce, the rest use it themselves."""
    outside = luck.choice("people.industry", customer, [0.30, 0.12, 0.10, 0.20, 0.10, 0.10, 0.08])
    inside = 7 + luck.choice("people.inside", customer, [0.4, 0.6])
    industry = np.where(kind == INTERNAL, inside, outside)
    size = np.exp(2.6 + 1.0 * luck.normal("people.employees", customer)).astype(np.int64) + 1
    return {
        "industry": industry,
        "employees": np.minimum(size, 900),
        "role": np.array([0, 0, 0, 1, 1, 1, 2, 0, 0])[industry],
        "serves_guests": (kind != INDIVIDUAL) & np.isin(industry, (3, 4, 5, 6, 7)),
    }


def _consumers(
    luck: Luck, parameters: Parameters, customer: np.ndarray, kind: np.ndarray, household: np.ndarray
) -> dict[str, np.ndarray]:
    """Draw who drinks what is bought: others at home, people given presents, and the buyer or not."""
    single = kind == INDIVIDUAL
    drinks = parameters["people.drinks"]
    slots = [(household > 1 + s) & luck.happens(f"people.drinks{s}", customer, drinks) for s in range(4)]
    users = np.where(single, np.sum(slots, axis=0), 0)
    giver = single & luck.happens("people.giver", customer, parameters["people.giver"])
    only_for_others = luck.happens("people.abstains", customer, parameters["people.abstains"]) & (users > 0)
    return {
        "household_users": users,
        "gift_recipients": np.where(giver, 1 + luck.whole("people.recipients", customer, 4), 0),
        "self_uses": single & ~only_for_others,
    }


def _channel(luck: Luck, parameters: Parameters, customer: np.ndarray, kind: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Draw the customer's usual channel: the young use the app, businesses the telephone."""
    app = np.clip(parameters["channel.app"] + parameters["channel.app_age"] * (age - 18), 0.02, 1.0)
    phone = np.where(kind == INDIVIDUAL, parameters["channel.phone"], parameters["channel.phone_organisation"])
    web = parameters["channel.web"]
    u = luck.uniform("people.channel", customer)
    return np.where(u < app, 2, np.where(u < app + phone, 3, np.where(u < app + phone + web, 1, 0)))


def _need(
    luck: Luck,
    parameters: Parameters,
    customer: np.ndarray,
    kind: np.ndarray,
    home: np.ndarray,
    person: dict[str, np.ndarray],
) -> np.ndarray:
    """Draw the need: a mixture of occasional and regular customers, times who they are; orders a week."""
    occasional = luck.happens("people.occasional", customer, parameters["need.occasional_share"])
    slow = parameters["need.occasional"] * luck.gamma("people.slow", customer, 2.0) / 2
    shape = parameters["need.regular_shape"]
    steady = parameters["need.regular"] * luck.gamma("people.steady", customer, shape) / shape
    scale = np.where(
        kind == INDIVIDUAL, _demographic_log_rate(parameters, home, person), parameters["need.organisation"]
    )
    return np.minimum(np.where(occasional, slow, steady) * np.exp(scale), parameters["need.cap"])


def _demographic_log_rate(parameters: Parameters, home: np.ndarray, person: dict[str, np.ndarray]) -> np.ndarray:
    """Return what demographics add to the log rate of a person's need."""
    middle_age = 2 * np.exp(-(((person["age"] - 46) / 16) ** 2)) - 1
    return (
        parameters["need.income"] * person["income_z"]
        + parameters["need.affluence"] * country.places()["affluence"].to_numpy()[home]
        + parameters["need.age"] * middle_age
        + parameters["need.household"] * np.log(person["household"])
        + parameters["need.education"] * (person["education"] - 1)
        + parameters["need.distance"] * np.log1p(country.distances().min(axis=1))[home]
        - 0.1
    )


def _amount(
    luck: Luck, parameters: Parameters, customer: np.ndarray, kind: np.ndarray, household: np.ndarray
) -> np.ndarray:
    at_home = parameters["basket.quantity"] * (1 + 0.15 * (household - 1))
    base = np.where(kind == INDIVIDUAL, at_home, parameters["basket.quantity_organisation"])
    return base * np.exp(parameters["basket.quantity_sd"] * luck.normal("people.amount", customer))


def _traits(luck: Luck, parameters: Parameters, customer: np.ndarray) -> dict[str, np.ndarray]:
    """Draw taste, price sensitivity, liking of offers, luck with quality, staying power and basket size."""
    spread = parameters["price.elasticity_sd"] * luck.normal("people.elasticity", customer)
    staying = parameters["leaving.shape"]
    more = logit(parameters["basket.more"])
    return {
        "taste": luck.whole("people.taste", customer, TASTES),
        "elasticity": np.clip(parameters["price.elasticity"] + spread, LEAST_ELASTIC, MOST_ELASTIC),
        "deal": luck.normal("people.deal", customer),
        "quality": parameters["experience.customer_sd"] * luck.normal("people.quality", customer),
        "hazard": parameters["leaving.hazard"] * luck.gamma("people.hazard", customer, staying) / staying,
        "threshold": luck.exponential("people.threshold", customer),
        "more_lines": expit(more + parameters["basket.more_sd"] * luck.normal("people.lines", customer)),
        "tasting_fan": luck.happens("people.tasting_fan", customer, parameters["people.tasting_fans"]),
    }
