"""Every number of the market: its name, value, unit, where it comes from, what is allowed.

Origin is *data* (met by calibration to named data), *literature* (a published finding) or *teaching* (chosen so that a
lesson can be seen; the chapter's dial shows where it flips).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from course.errors import InputError, invalid, nearest

MARKET_VERSION = "1.0"
MARKET_DATE = "2026-11-27"
INFINITE = math.inf
LISTED = "course.World().truth.parameters lists them all, with units and reasons."


@dataclass(frozen=True)
class Parameter:
    """One number of the market."""

    name: str
    value: float
    unit: str
    origin: str
    why: str
    low: float = 0.0
    high: float = INFINITE


def _share(name: str, value: float, origin: str, why: str, unit: str = "share") -> Parameter:
    return Parameter(name, value, unit, origin, why, 0.0, 1.0)


def _any(name: str, value: float, unit: str, origin: str, why: str) -> Parameter:
    return Parameter(name, value, unit, origin, why, -INFINITE, INFINITE)


CDNOW = "CDNOW and Complete Journey"

DECLARED: tuple[Parameter, ...] = (
    _share("people.organisations", 0.06, "teaching", "business customers exist, reported apart", "share of customers"),
    _share("people.internal", 0.01, "teaching", "own cafés and departments: internal customers", "share of customers"),
    _share("people.known_before", 0.40, "teaching", "known before week 0; the rest arrive in weeks 1–103"),
    _share("people.tasting_fans", 0.05, "teaching", "regulars of the free tastings: a clientele without a purchase"),
    _share("people.consent", 0.72, "teaching", "may be written to (16)"),
    Parameter("people.age", 47.0, "years", "teaching", "mean age of private customers", 18, 92),
    Parameter(
        "people.age_sd", 16.0, "years", "teaching", "spread of ages before those below 18 and above 92 are left out"
    ),
    _share("people.drinks", 0.65, "teaching", "those at home who drink it: consumers are not buyers (01)", "of others"),
    _share("people.giver", 0.25, "teaching", "buys presents: the buyer is not the drinker (01)", "of individuals"),
    _share("people.abstains", 0.08, "teaching", "buys for others alone (01)", "of those who live with a drinker"),
    _any("income.mean", 10.2, "log crowns/year", "teaching", "27,000 crowns a year in the middle"),
    _any("income.affluence", 0.22, "log/sd of affluence", "teaching", "intraclass correlation of about .2 (06)"),
    Parameter("income.sd", 0.42, "log", "teaching", "spread of incomes inside a place"),
    _any("income.age", 0.004, "log/year", "teaching", "earnings rise until 62"),
    _share("tongue.fernish", 0.70, "teaching", "a place tells the mother tongue (16)", "of people in Fernish places"),
    _share("tongue.elsewhere", 0.04, "teaching", "a place tells the mother tongue (16)", "of people elsewhere"),
    _share("tongue.other", 0.06, "teaching", "other mother tongues, everywhere"),
    _share("channel.app", 0.34, "teaching", "the app, at 18 years (13)"),
    _any("channel.app_age", -0.006, "share/year", "teaching", "the young use the app (13)"),
    _share("channel.web", 0.24, "teaching", "orders in the web (13)"),
    _share("channel.phone", 0.02, "teaching", "orders by phone (13)", "of individuals"),
    _share("channel.phone_organisation", 0.35, "teaching", "businesses order by phone (13)", "of organisations"),
    _share("channel.other", 0.20, "teaching", "orders made in a shop whatever the usual channel (13)", "of orders"),
    _share("need.occasional_share", 0.54, "data", f"one-time buyers of {CDNOW} are slow buyers, not drop-outs"),
    Parameter("need.occasional", 0.010, "orders/week", "data", "one-order share of 35–50 %"),
    Parameter("need.regular", 0.150, "orders/week", "data", "6–7 orders a buyer in two years"),
    Parameter("need.regular_shape", 5.0, "gamma shape", "data", "Gini of revenue .55–.65", 0.1),
    Parameter("need.cap", 1.2, "orders/week", "data", "nobody buys more often than weekly for long"),
    _any("need.income", -0.16, "log rate/sd", "teaching", "within a place the rich buy less here (06)"),
    _any("need.affluence", 0.38, "log rate/sd", "teaching", "rich places buy more (06, ecological fallacy)"),
    _any("need.age", 0.28, "log rate", "teaching", "middle age buys most"),
    _any("need.household", 0.30, "log rate/log person", "teaching", "larger households need more"),
    _any("need.education", 0.08, "log rate/level", "teaching", "a weak demographic signal (05: lift 1.5)"),
    _any("need.distance", -0.05, "log rate/log km", "literature", "far from our shops, fewer orders (06; Huff 1964)"),
    _any("need.organisation", 0.30, "log rate", "teaching", "businesses order more often"),
    _share("visit.first", 0.90, "teaching", "most first contacts are orders; the rest ask, and may come back"),
    _any("visit.habit", 0.30, "log rate", "data", "gap CV within customers of .82–.94 (CDNOW, Complete Journey)"),
    Parameter("visit.habit_memory", 8.0, "weeks", "teaching", "a habit fades within two months", 0.1),
    Parameter("visit.habit_start", 0.35, "share", "data", "what one order adds to a new habit", 0.0, 1.0),
    Parameter("visit.habit_keep", 0.65, "share", "data", "what an order keeps of the old habit", 0.0, 1.0),
    _any("visit.satisfaction", 0.15, "log rate/sd", "literature", "satisfied customers come more often (Oliver 1980)"),
    _any("price.elasticity", 1.4, "log rate/log price", "literature", "+5 % price, −5.5 % orders"),
    Parameter("price.elasticity_sd", 0.4, "log rate/log price", "teaching", "people differ in price sensitivity"),
    _any("price.competitor", 0.05, "log price", "teaching", "a rival next door: −6 % orders"),
    Parameter("shops.decay", 2.0, "exponent", "literature", "pull falls with distance (06; Huff 1964)", 0.0, 10.0),
    Parameter("competitor.enters", 36, "week", "teaching", "enters inside the observed time (14)", 0, 256),
    _any("season.amplitude", 0.07, "log rate", "data", "warm drinks sell in winter"),
    _any("season.advent", 0.08, "log rate", "data", "December revenue index 1.10–1.25"),
    _any("season.christmas", 0.05, "log rate", "data", "December revenue index 1.10–1.25"),
    Parameter("economy.memory", 0.95, "AR(1) coefficient", "teaching", "slow cycles", 0.0, 0.999),
    Parameter("economy.sd", 0.012, "log rate/week", "teaching", "visible, smaller than the season"),
    Parameter("experience.customer_sd", 0.55, "sd of experience", "teaching", "some expect more than they get, always"),
    Parameter("experience.sd", 0.9, "sd of experience", "teaching", "one visit is not like the other"),
    _share("experience.failure", 0.035, "teaching", "late, wrong, broken", "per order"),
    _any("experience.failure_cost", 1.6, "sd of experience", "literature", "failures weigh (de Matos et al. 2007)"),
    _any("experience.waiting", 0.054, "sd/minute", "teaching", "95 % load for ten weeks costs ten NPS points (11)"),
    _any("experience.handling", 0.3, "sd/log minute", "teaching", "slow answers annoy (11)"),
    Parameter(
        "memory.learning", 0.25, "share", "literature", "satisfaction is updated, not replaced (Oliver 1980)", 0, 1
    ),
    Parameter("leaving.hazard", 0.0075, "1/week", "data", "three in ten leave within a year"),
    Parameter(
        "leaving.shape", 1.0, "gamma shape", "literature", "customers differ in staying power (Fader et al. 2005)", 0.05
    ),
    _any("leaving.satisfaction", 0.55, "log hazard/sd", "literature", "the dissatisfied leave sooner"),
    _share("basket.more", 0.63, "data", "2–4 lines, 25–40 % single-line baskets", "per further line"),
    Parameter("basket.more_sd", 0.45, "logit", "data", "order values vary within and between customers"),
    Parameter("basket.quantity", 0.30, "units", "data", "sd of log order value .7–1.2"),
    Parameter("basket.quantity_sd", 0.35, "log", "data", "sd of log order value .7–1.2"),
    Parameter("basket.quantity_organisation", 1.4, "units", "teaching", "businesses buy by the box"),
    Parameter("basket.zipf", 1.1, "exponent", "data", "Zipf–Mandelbrot popularity (Complete Journey, Ta Feng)"),
    Parameter("basket.zipf_shift", 2.7, "ranks", "data", "flat head (Complete Journey, Ta Feng)", 0.0),
    Parameter("basket.taste_sd", 0.9, "log weight", "teaching", "eight tastes that differ"),
    _share("basket.to_offer", 0.14, "data", "25–50 % of lines on promotion", "per line, average customer"),
    _any("basket.deal", 0.7, "log share/sd", "teaching", "the share bought on offer reveals who hunts offers (13)"),
    Parameter("offers.number", 12, "products/week", "teaching", "a shelf of offers that changes weekly", 0, 60),
    _share("offers.discount", 0.20, "teaching", "a usual discount"),
    _share("basket.internal_discount", 0.30, "teaching", "internal customers pay a transfer price"),
    _share("basket.gift", 0.07, "teaching", "the buyer is not the drinker (01)", "per line"),
    _share("basket.household", 0.45, "teaching", "bought for the household, where there is one", "per line"),
    _any("campaign.base", 0.30, "log rate", "teaching", "a letter works a little on everybody who reads it"),
    _any("campaign.deal", 0.60, "log rate/sd", "teaching", "it works on those who hunt offers (13)"),
    Parameter("campaign.fading", 20.0, "weeks", "teaching", "the lapsed do not open the mail", 0.1),
    Parameter("campaign.lowest", 0.3, "log rate", "teaching", "a letter can annoy"),
    Parameter("campaign.highest", 1.3, "log rate", "teaching", "no letter works wonders"),
    _share("campaign.opened", 0.70, "teaching", "of those who ordered just now", "of letters"),
    _share("campaign.clicked", 0.25, "teaching", "of those who opened it", "of opened letters"),
    _any("campaign.clicked_deal", 0.12, "share/sd", "teaching", "offer hunters follow the link"),
    Parameter("campaign.cost", 90, "cents/letter", "teaching", "what it takes to write, send and answer"),
    _share("campaign.share", 0.5, "teaching", "half of the customers known then, at random"),
    _share("programme.share", 0.5, "teaching", "invited at random among those known (12)"),
    Parameter("programme.weeks", 12, "weeks", "teaching", "members are those who came to the till then (12)", 1, 52),
    _any("programme.join", 0.35, "logit", "teaching", "about six in ten of the invited join"),
    _any("programme.join_need", 0.30, "logit/log rate", "teaching", "who buys more joins more: self-selection (12)"),
    _any("programme.join_deal", 0.4, "logit/sd", "teaching", "offer hunters join more"),
    _any("programme.lift", 0.11, "log rate", "literature", "programmes move behaviour a little (Belli et al. 2022)"),
    Parameter("programme.heavy", 0.30, "orders/week", "literature", "heavy buyers do not rise (Liu 2007)"),
    _share("programme.reward", 0.02, "teaching", "what points cost", "share of members' revenue"),
    Parameter("desk.load", 0.80, "share of capacity", "teaching", "the load planned for (11)", 0.01, 0.99),
    Parameter("desk.busy_load", 0.95, "share of capacity", "teaching", "ten busy weeks (11)", 0.01, 0.99),
    Parameter("desk.staff", 10, "agents at a time", "teaching", "eight-fold waiting from 80 to 95 % load (11)", 1, 500),
    Parameter("desk.handling", 6.0, "minutes", "teaching", "mean handling time", 0.1),
    _any("desk.drift", 0.003, "log/week", "teaching", "times rise by themselves: before–after misleads (11)"),
    Parameter("desk.skill_sd", 0.25, "log", "teaching", "agents differ"),
    Parameter("desk.chance_sd", 0.55, "log", "teaching", "tickets differ"),
    _any("desk.training", 0.20, "log", "teaching", "handling −18 % (11)"),
    _share("recovery.share", 0.5, "teaching", "half of the failures are made good, at random (11)"),
    _any("recovery.goodwill", 1.1, "sd of satisfaction", "literature", "recovery paradox (de Matos et al. 2007)"),
    Parameter("recovery.fading", 10.0, "weeks", "teaching", "goodwill is forgotten", 0.1),
    Parameter("recovery.cost", 500, "cents", "teaching", "a voucher"),
    _share("contact.per_order", 0.12, "teaching", "questions about an order", "per order"),
    _share(
        "contact.enquiry", 0.22, "teaching", "asks something in the half year after arriving", "per occasion of three"
    ),
    Parameter("contact.tastings", 0.08, "tastings/week", "teaching", "those who love them come monthly"),
    _share("answers.asked", 0.35, "teaching", "orders asked about, at random (10)", "share of orders"),
    _any("answers.mean", 7.9, "points", "data", "mode 8, mean about 8 (ECSI mobile telephony: 7.99)"),
    _any("answers.satisfaction", 1.25, "points/sd", "teaching", "answers rest on remembered satisfaction (10)"),
    Parameter("answers.noise", 1.1, "points", "teaching", "the worst tenth improves untreated (10)", 0.01),
    _any("answers.respond", -1.75, "logit", "data", "20 % answer; surveys get 10–30 %"),
    _any("answers.respond_feeling", 0.29, "logit/point", "literature", "the moved answer: weights cannot mend it (10)"),
    _any("answers.respond_age", 0.012, "logit/year", "teaching", "the old answer a little more"),
    Parameter(
        "answers.explained",
        0.645,
        "share of variance",
        "teaching",
        "what perceptions explain of the noise (10)",
        0.01,
        1,
    ),
    _share("answers.common", 0.35, "literature", "the dimensions hang together (SERVQUAL 1988)", "correlation"),
    Parameter("answers.weight_tangibles", 0.25, "relative weight", "teaching", "driver of the score (10, LMG)", 0.001),
    Parameter(
        "answers.weight_reliability", 0.50, "relative weight", "literature", "weighs most (SERVQUAL 1988)", 0.001
    ),
    Parameter("answers.weight_responsiveness", 0.45, "relative weight", "teaching", "driver of the score (10)", 0.001),
    Parameter("answers.weight_assurance", 0.30, "relative weight", "teaching", "driver of the score (10)", 0.001),
    Parameter("answers.weight_empathy", 0.20, "relative weight", "teaching", "driver of the score (10)", 0.001),
    _any("answers.gap_tangibles", 0.5, "points", "teaching", "perceived less expected, at satisfaction 0 (10)"),
    _any("answers.gap_reliability", -0.8, "points", "literature", "the largest gaps lie here (SERVQUAL 1988)"),
    _any("answers.gap_responsiveness", -0.9, "points", "teaching", "the desk is slow (10, 11)"),
    _any("answers.gap_assurance", -0.1, "points", "teaching", "perceived less expected, at satisfaction 0 (10)"),
    _any("answers.gap_empathy", 0.0, "points", "teaching", "perceived less expected, at satisfaction 0 (10)"),
    _any("answers.blame_failure", 0.9, "sd", "teaching", "a failure is laid at reliability's door"),
    _any("answers.blame_waiting", 0.06, "sd/minute", "teaching", "waiting is laid at responsiveness' door (11)"),
    _any("answers.blame_handling", 0.5, "sd/log minute", "teaching", "slow handling likewise (11)"),
    Parameter("reviews.readiness", 1.0, "factor", "data", "J-shaped stars (Hu, Pavlou & Zhang 2009)", 0.0),
    _any("survey.respond", -2.15, "logit", "data", "20 % answer the needs survey; surveys get 10–30 %"),
    _any("survey.respond_age", 0.055, "logit/year", "teaching", "the old answer: weights can mend it (04)"),
    _any("survey.respond_recent", 0.7, "logit", "teaching", "those who ordered in the last half year answer (04)"),
    _any("survey.respond_female", 0.3, "logit", "literature", "women answer more often (Groves 2006)"),
    _any("survey.importance", 5.2, "points", "teaching", "how much low prices matter at 47 years (04)"),
    _any("survey.importance_age", -0.085, "points/year", "teaching", "the young care, and do not answer (04)"),
    _any("survey.importance_deal", 0.9, "points/sd", "teaching", "and to those who like offers"),
    Parameter("survey.importance_noise", 1.6, "points", "teaching", "one answer is not like the other"),
    _share("survey.wish", 0.6, "teaching", "those who answer the open question", "share of answers"),
    _share("lifestyle.within", 0.35, "teaching", "0: four groups and nothing else; 1: no groups (08)", "sd of factors"),
    _share("lifestyle.loading", 0.74, "literature", "Cronbach's alpha of about .8 (Cronbach 1951)", "correlation"),
    _any("lifestyle.tie", 1.0, "factor", "teaching", "lifestyles show in offers, quality and taste (08)"),
    _any("choice.price", -0.45, "logit/crown", "teaching", "known willingness to pay (04)"),
    _any("choice.fresh", 0.90, "logit", "teaching", "2.00 crowns for a roast of this week (04)"),
    _any("choice.organic", 0.54, "logit", "teaching", "1.20 crowns for organic (04)"),
    _any("choice.next_day", 0.36, "logit", "teaching", ".80 crowns for delivery on the next day (04)"),
    Parameter("choice.differ", 0.0, "sd of logit", "teaching", "all alike: segments are noise (08)", 0, 10),
    _share("subscriptions.share", 0.16, "teaching", "two cohorts large enough to follow (14, 15)", "of individuals"),
    _share("subscriptions.web", 0.30, "teaching", "some who buy in the shop subscribe in the web", "of the others"),
    Parameter("subscriptions.wait", 26, "weeks", "teaching", "starts are staggered (14)", 1, 104),
    _share("subscriptions.discount", 0.10, "teaching", "a usual discount", "of the list price"),
    Parameter("subscriptions.web_a", 0.668, "beta shape", "data", "high-end segment (Fader & Hardie 2007)", 0.01),
    Parameter("subscriptions.web_b", 3.806, "beta shape", "data", "high-end segment (Fader & Hardie 2007)", 0.01),
    Parameter("subscriptions.shop_a", 8.0, "beta shape", "teaching", "alike, so that .36 stay 13 renewals (15)", 0.01),
    Parameter("subscriptions.shop_b", 92.7, "beta shape", "teaching", "alike, so that .36 stay 13 renewals (15)", 0.01),
    Parameter(
        "subscriptions.alike", 1.0, "factor of both shapes", "teaching", "the dial of 15: how alike they are", 0.01
    ),
    _share("referrals.share", 0.133, "teaching", "about 12 % of new customers are referred", "of new individuals"),
    Parameter("referrals.quality", 1.3, "log weight/sd", "teaching", "the pleased refer (02, 12)", -20, 20),
    Parameter("referrals.need", 0.5, "exponent", "teaching", "who buys often talks about it", 0, 10),
    _share("records.duplicates", 0.12, "teaching", "a second record in the same system (03)", "of customers in it"),
    _share("records.relatives", 0.5, "teaching", "same family name and home: not the same person", "of larger homes"),
    Parameter("records.errors", 1.0, "factor", "teaching", "on the rates below; 0: an exact match is right (03)", 0, 2),
    _share("records.typo", 0.05, "teaching", "typed at the till; half of it where customers type (03)", "of names"),
    _share("records.short", 0.10, "teaching", "pet names in the web, half of it in the shop (03)", "of first names"),
    _share("records.plain", 0.25, "teaching", "letters that the till lacks; .4 of it in the web", "of names"),
    _share("records.upper", 0.10, "teaching", "capitals, in the shop alone (03)", "of names"),
    _share("records.blank", 0.03, "teaching", "stray blanks (03)", "of names"),
    _share("records.initial", 0.04, "teaching", "an initial, in the shop alone (03)", "of first names"),
    _share("records.maiden", 0.04, "teaching", "the name before marriage (03)", "of those who are not single"),
    _share("records.moved", 0.10, "teaching", "an earlier home (03)", "of records"),
    _share("records.swapped", 0.03, "teaching", "day and month in each other's place (03)", "of dates"),
    _share("records.wrong_date", 0.02, "teaching", "a wrong digit (03)", "of dates"),
    _share("records.other_format", 0.12, "teaching", "a date written another way (03)", "of dates"),
    _share("records.changed", 0.10, "teaching", "an earlier number or address", "of telephones and e-mails"),
    _share("records.no_birth_date", 0.12, "teaching", "not asked, not told", "of records"),
    _share("records.no_address", 0.06, "teaching", "street and number not told", "of records"),
    _share("records.no_phone", 0.30, "teaching", "not told", "of records"),
    _share("records.no_email", 0.55, "teaching", "the till does not ask; the web does", "of records in the shop"),
)


class Parameters(Mapping[str, float]):
    """The market's numbers by name, some of them changed.

    Errors: an unknown name (the nearest is named), not a number, a value outside the allowed range.
    """

    def __init__(self, changed: Mapping[str, Any] | None = None) -> None:
        self._values = {parameter.name: parameter.value for parameter in DECLARED}
        self.changed: dict[str, float] = {}
        if not isinstance(changed or {}, Mapping):
            raise invalid("parameters", changed, "a mapping of names to numbers", "{'leaving.hazard': 0.01} is one.")
        for name, value in (changed or {}).items():
            self.changed[name] = self._values[name] = _checked(name, value)
        _check_sums(self._values)

    def __getitem__(self, name: str) -> float:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


SHARES = (
    ("all customers", ("people.organisations", "people.internal")),
    ("people in Fernish places", ("tongue.fernish", "tongue.other")),
    ("people elsewhere", ("tongue.elsewhere", "tongue.other")),
    ("individuals", ("channel.app", "channel.web", "channel.phone")),
    ("organisations", ("channel.app", "channel.web", "channel.phone_organisation")),
)


def _check_sums(values: Mapping[str, float]) -> None:
    """Refuse shares of one whole that sum to more than it."""
    for whole, names in SHARES:
        total = sum(values[name] for name in names)
        if total > 1:
            raise InputError(
                f"{' and '.join(names)} are shares of {whole} and must not sum to more than 1, got {total:g}. "
                "Lower one of them."
            )


def _checked(name: str, value: object) -> float:
    declared = {parameter.name: parameter for parameter in DECLARED}
    if name not in declared:
        raise InputError(f"there is no parameter {name!r}.{nearest(name, declared)} {LISTED}")
    allowed = declared[name]
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise invalid(
            f"parameters[{name!r}]", value, f"a number ({allowed.unit})", f"It is {allowed.value} by default."
        )
    if not allowed.low <= float(value) <= allowed.high:
        span = f"{_span(allowed)} ({allowed.unit})"
        raise invalid(f"parameters[{name!r}]", value, span, f"It is {allowed.value} by default.")
    return float(value)


def _span(allowed: Parameter) -> str:
    """Return in words where a value may lie; every number that has a bound has a lower one."""
    at_least = f"{allowed.low:g} or more"
    return at_least if allowed.high == INFINITE else f"between {allowed.low:g} and {allowed.high:g}"
