"""Every observed and hidden table and column, declared once; validation, dictionaries and file formats are derived.

Each table is a pandera model. A column carries its description, and under `metadata` its unit, its levels, its limits
and the column it refers to. What names a row is the first unique column, or the columns of `Config.unique` together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pandera.pandas as pa

from course.errors import DataError, unknown

Timestamp = np.datetime64  # microseconds, pandas' default unit
Levels = tuple[str, ...] | tuple[int, ...]
LIMITS = ("ge", "gt", "le", "lt")


def column(description: str, unit: str = "", levels: Levels = (), refers_to: str = "", **checks: Any) -> Any:
    """Declare a column: what it says, its unit, its allowed levels, the column it refers to, and further checks.

    unit : of a time, "date" where it is a day and "time" where it is a moment of the day.
    """
    about = {"unit": unit, "levels": levels, "refers_to": refers_to}
    limits = {name: checks[name] for name in LIMITS if name in checks}
    if levels:
        checks["isin"] = list(levels)
    return pa.Field(description=description, metadata={**about, "limits": limits}, **checks)


def key(description: str) -> Any:
    """Declare a primary key: whole numbers from 0, none twice."""
    return column(description, ge=0, unique=True)


def customer(description: str = "the customer", **checks: Any) -> Any:
    """Declare a reference to a customer."""
    return column(description, refers_to="customers.customer_id", ge=1, **checks)


class Table(pa.DataFrameModel):
    """What all tables share: exactly these columns, in this order."""

    class Config:
        strict = True
        ordered = True


class Customers(Table):
    """Everybody who has been in contact with the firm before the end of the observed weeks: one row per customer."""

    customer_id: int = key("number of the customer, in no particular order")
    kind: str = column("who the customer is", levels=("individual", "organisation", "internal"))
    first_contact: Timestamp = column("day of the first contact", unit="date")
    channel: str = column("usual channel of ordering", levels=("shop", "web", "app", "phone"))
    place_id: int = column("home or seat", refers_to="places.place_id")
    consent: bool = column("may be written to")


class Individuals(Table):
    """Private persons: one row per customer of kind individual."""

    customer_id: int = customer(unique=True)
    birth_date: Timestamp = column("date of birth", unit="date")
    gender: str = column("gender", levels=("female", "male", "other"))
    education: str = column("highest education", levels=("basic", "vocational", "secondary", "degree"))
    income: int = column("household income a year, to the hundred", unit="crowns", ge=0)
    occupation: str = column(
        "occupation", levels=("student", "employed", "self-employed", "at home", "out of work", "retired")
    )
    family: str = column("family status", levels=("single", "couple", "with children", "single parent", "shared flat"))
    household: int = column("persons in the household, the customer included", unit="persons", ge=1)
    mother_tongue: str = column("mother tongue", levels=("Meridian", "Fernish", "other"))


class Organisations(Table):
    """Organisations and the firm's own cafés and departments: one row per customer of these kinds."""

    customer_id: int = customer(unique=True)
    industry: str = column(
        "industry; the last two are the firm's own",
        levels=(
            "offices", "health", "schools", "cafés", "hotels", "grocers", "bakeries", "own café", "own department",
        ),
    )  # fmt: skip
    employees: int = column("employees", unit="persons", ge=1)
    role: str = column(
        "what happens to the goods: used, sold on, made into something", levels=("end user", "reseller", "producer")
    )


class Members(Table):
    """The consumers behind a customer: one row per customer and relation."""

    customer_id: int = customer()
    relation: str = column(
        "who they are to the customer", levels=("self", "household", "staff", "guests", "gift recipients")
    )
    people: int = column("how many there are (guests: in a usual week)", unit="persons", ge=1)
    users: int = column("how many of them drink or use what is bought", unit="persons", ge=0)

    class Config:
        unique: ClassVar = ["customer_id", "relation"]


class Places(Table):
    """The country: one row per place, the same for every seed."""

    place_id: int = key("number of the place")
    region: str = column("region, 8 in all")
    district: str = column("district, 48 in all")
    postcode: str = column("postcode")
    x: float = column("position from the west", unit="km")
    y: float = column("position from the south", unit="km")
    population: int = column("inhabitants", unit="persons", ge=0)
    climate: str = column("climate", levels=("coastal", "mild", "continental", "upland"))
    language: str = column("language most people speak at home", levels=("Meridian", "Fernish"))
    road_index: int = column("quality of roads", unit="0–100", ge=0, le=100)
    broadband_index: int = column("quality of broadband", unit="0–100", ge=0, le=100)
    country: str = column("country")


class Shops(Table):
    """Shops, the firm's and the competitor's: one row per shop."""

    shop_id: int = key("number of the shop")
    owner: str = column("whose it is", levels=("ours", "competitor"))
    place_id: int = column("where it is", refers_to="places.place_id")
    size: int = column("floor space", unit="m²", ge=1)
    opened: Timestamp = column("opening day", unit="date")


class Products(Table):
    """The assortment: one row per product launched before the end of the observed weeks."""

    product_id: int = key("number of the product, in order of launch")
    name: str = column("name")
    category: str = column("category", levels=("beans", "ground coffee", "capsules", "tea", "sweets", "equipment"))
    brand: str = column("brand", levels=("Harbour", "Lighthouse", "Gull & Sons"))
    list_price: int = column("list price at launch", unit="cents", ge=1)
    unit_cost: int = column("cost of one unit", unit="cents", ge=0)
    launched: Timestamp = column("first day on the shelf", unit="date")


class Prices(Table):
    """Shelf prices: one row per product and week on the shelf."""

    product_id: int = column("the product", refers_to="products.product_id")
    week: int = column("week, from 0", refers_to="market.week", ge=0)
    price: int = column("price of one unit that week, offers included", unit="cents", ge=0)
    on_offer: bool = column("is one of the week's offers")

    class Config:
        unique: ClassVar = ["product_id", "week"]


class Market(Table):
    """What everybody lives through: one row per week."""

    week: int = key("week, from 0")
    starts: Timestamp = column("its Monday", unit="date")
    economy: float = column("state of the economy", unit="index, 100 at the start", gt=0)
    competitor_price: float = column(
        "the competitor's price level", unit="index, 1 = our list prices at the start", gt=0
    )
    competitor_present: bool = column("the competitor has shops")
    temperature: float = column("mean temperature", unit="°C")
    holiday: str = column("holiday season", levels=("none", "Easter", "summer", "Advent", "Christmas"))
    desk_load: float = column("planned load of the service desk", unit="share of capacity", gt=0, lt=1)


class Contacts(Table):
    """Conversations with the firm, purchases apart: one row per contact."""

    contact_id: int = key("number of the contact")
    customer_id: int = customer()
    contacted_at: Timestamp = column("day and hour", unit="time")
    channel: str = column("channel", levels=("shop", "phone", "e-mail", "chat", "app", "social"))
    purpose: str = column(
        "what it was about", levels=("first contact", "order question", "complaint", "enquiry", "tasting")
    )
    answered_by: str = column("who answered", levels=("person", "automatic"))


class Orders(Table):
    """Orders: one row per order; a week's shopping is one order."""

    order_id: int = key("number of the order: customer × 256 + week")
    customer_id: int = customer()
    ordered_at: Timestamp = column("day and minute", unit="time")
    channel: str = column("channel of this order", levels=("shop", "web", "app", "phone"))
    shop_id: pd.Int64Dtype = column("the shop, for orders made in one", refers_to="shops.shop_id", nullable=True)
    revenue: int = column("what was paid for the whole order", unit="cents", ge=0)


class OrderLines(Table):
    """Order lines: one row per product put into the basket."""

    line_id: int = key("number of the line: order × 16 + position")
    order_id: int = column("the order", refers_to="orders.order_id")
    product_id: int = column("the product", refers_to="products.product_id")
    quantity: int = column("units", unit="units", ge=1)
    price_paid: int = column("price paid for one unit", unit="cents", ge=0)
    on_offer: bool = column("bought on offer")
    for_whom: str = column("who it was bought for", levels=("self", "household", "gift", "staff", "resale"))


class Campaigns(Table):
    """Campaigns: one row per campaign."""

    campaign_id: int = key("number of the campaign")
    name: str = column("name")
    channel: str = column("channel", levels=("e-mail",))
    first_week: int = column("first week in which it works", ge=0)
    last_week: int = column("last week in which it works", ge=0)
    cost: int = column("cost of one contact", unit="cents", ge=0)


class Treatments(Table):
    """Who was drawn for a campaign: one row per customer known when it started."""

    customer_id: int = customer(unique=True)
    campaign_id: int = column("the campaign", refers_to="campaigns.campaign_id")
    assigned: bool = column("drawn at random to get it")
    sent: bool = column("it was sent")
    opened: bool = column("it was opened")
    clicked: bool = column("its link was followed")


class Memberships(Table):
    """The loyalty programme: one row per customer known when it started (week 40)."""

    customer_id: int = customer(unique=True)
    assigned: bool = column("drawn at random to be invited at the first order in weeks 40–51")
    invited_at: Timestamp = column("week of the invitation, its Monday", unit="date", nullable=True)
    joined_at: Timestamp = column("week of joining, its Monday; joined by choice", unit="date", nullable=True)
    tier: str = column("tier of members", levels=("basic", "silver", "gold"), nullable=True)


class Agents(Table):
    """The service desk's agents: one row per agent."""

    agent_id: int = key("number of the agent")
    since: Timestamp = column("first day of work", unit="date")
    trained_at: Timestamp = column("day of the training, where it has taken place", unit="date", nullable=True)


class Tickets(Table):
    """Orders that were asked about or went wrong: one row per ticket."""

    ticket_id: int = key("number of the ticket: that of its order")
    order_id: int = column("the order", refers_to="orders.order_id")
    customer_id: int = customer()
    opened_at: Timestamp = column("when the customer got in touch", unit="time")
    topic: str = column(
        "what it is about",
        levels=("delivery", "damaged goods", "wrong item", "payment", "product question", "account"),
    )
    agent_id: int = column("who answered", refers_to="agents.agent_id")
    first_response: float = column("wait until somebody answered", unit="minutes", ge=0)
    handling: float = column("time until it was settled, once answered", unit="minutes", ge=0)
    compensation: int = column("value of the voucher given, 0 without one", unit="cents", ge=0)


class Subscriptions(Table):
    """Bags of coffee every four weeks: one row per subscription, at most one per customer."""

    subscription_id: int = key("number of the subscription: customer × 4")
    customer_id: int = customer(unique=True)
    channel: str = column("where it was taken out", levels=("shop", "web"))
    plan: str = column("what comes every four weeks", levels=("one bag", "two bags", "four bags"))
    product_id: int = column("what is in the bags", refers_to="products.product_id")
    quantity: int = column("bags every four weeks", unit="units", ge=1)
    price: int = column("price of four weeks, fixed at the start; not in orders", unit="cents", ge=0)
    started_at: Timestamp = column("first day; renewals are due every 28 days from here", unit="date")
    ended_at: Timestamp = column("day of the renewal not made; missing while it runs", unit="date", nullable=True)
    renewals: int = column("renewals made", ge=0)


class Referrals(Table):
    """New customers who came because somebody told them: one row per referred customer."""

    customer_id: int = customer("the new customer", unique=True)
    referrer_id: int = customer("who told them")
    referred_at: Timestamp = column("day of the week before the first contact", unit="date")


def points(description: str, low: int, high: int) -> Any:
    """Declare an answer on a scale of whole numbers, missing where nobody answered."""
    return column(description, unit=f"{low}–{high}", ge=low, le=high, nullable=True)


def expected(dimension: str) -> Any:
    """Declare a SERVQUAL expectation."""
    return points(f"SERVQUAL: what an excellent firm would give, {dimension}", 1, 7)


def perceived(dimension: str) -> Any:
    """Declare a SERVQUAL perception."""
    return points(f"SERVQUAL: what this firm gave, {dimension}", 1, 7)


class SatisfactionSurvey(Table):
    """The survey two days after an order: one row per order asked about, answered or not."""

    survey_id: int = key("number of the survey: that of its order")
    order_id: int = column("the order", refers_to="orders.order_id", unique=True)
    customer_id: int = customer()
    asked_at: Timestamp = column("when the question went out", unit="time")
    answered: bool = column("was answered; the columns after this one are missing where it was not")
    recommend: pd.Int64Dtype = points("how likely to recommend the firm (NPS)", 0, 10)
    satisfaction: pd.Int64Dtype = points("how satisfied with this order (CSAT)", 1, 5)
    effort: pd.Int64Dtype = points("the firm made it easy for me (CES): 7 agrees fully", 1, 7)
    expected_tangibles: pd.Int64Dtype = expected("tangibles (shop, site, packaging)")
    expected_reliability: pd.Int64Dtype = expected("reliability (as promised, without fault)")
    expected_responsiveness: pd.Int64Dtype = expected("responsiveness (prompt, willing to help)")
    expected_assurance: pd.Int64Dtype = expected("assurance (competent, courteous)")
    expected_empathy: pd.Int64Dtype = expected("empathy (knows and cares for the customer)")
    perceived_tangibles: pd.Int64Dtype = perceived("tangibles (shop, site, packaging)")
    perceived_reliability: pd.Int64Dtype = perceived("reliability (as promised, without fault)")
    perceived_responsiveness: pd.Int64Dtype = perceived("responsiveness (prompt, willing to help)")
    perceived_assurance: pd.Int64Dtype = perceived("assurance (competent, courteous)")
    perceived_empathy: pd.Int64Dtype = perceived("empathy (knows and cares for the customer)")


class Reviews(Table):
    """Reviews of orders on the firm's site: one row per review."""

    review_id: int = key("number of the review: that of its order")
    order_id: int = column("the order", refers_to="orders.order_id", unique=True)
    customer_id: int = customer()
    reviewed_at: Timestamp = column("when it was written, within two weeks after the order", unit="time")
    stars: int = column("stars", unit="1–5", ge=1, le=5)
    text: str = column("what was written")


def agree(statement: str) -> Any:
    """Declare how much people agree with a statement: 1 not at all … 5 fully."""
    return points(f"agrees: {statement}", 1, 5)


class NeedsSurvey(Table):
    """The needs survey of week 96: one row per individual known by then, answered or not."""

    customer_id: int = customer(unique=True)
    asked_at: Timestamp = column("when it went out", unit="date")
    answered: bool = column("was answered; the columns after this one are missing where it was not")
    channel: str = column("how the answer came", levels=("e-mail", "app", "post"), nullable=True)
    price_importance: pd.Int64Dtype = points("how much low prices matter: 0 not at all … 10 above all", 0, 10)
    item_1: pd.Int64Dtype = agree("I compare prices before I buy.")
    item_2: pd.Int64Dtype = agree("A good cup is a small luxury that I allow myself.")
    item_3: pd.Int64Dtype = agree("It has to be quick, mornings are short.")
    item_4: pd.Int64Dtype = agree("I plan my shopping around offers.")
    item_5: pd.Int64Dtype = agree("I take time to brew my coffee or tea.")
    item_6: pd.Int64Dtype = agree("I buy where I need not think about it.")
    item_7: pd.Int64Dtype = agree("I know what things cost elsewhere.")
    item_8: pd.Int64Dtype = agree("I like to try beans and teas that I do not know.")
    item_9: pd.Int64Dtype = agree("I would rather have it delivered than fetch it.")
    item_10: pd.Int64Dtype = agree("Paying more than necessary annoys me.")
    item_11: pd.Int64Dtype = agree("I can tell a good roast from a bad one.")
    item_12: pd.Int64Dtype = agree("The same order every time suits me.")
    wish: str = column("what should we do better? (open question)", nullable=True)


class KanoAnswers(Table):
    """Kano's pairs of questions, from those who answered the needs survey: one row per customer and feature."""

    customer_id: int = customer()
    feature: str = column(
        "day of roasting on the bag, delivery on the next day, weekly offers, free tastings, app, refill of one's jar",
        levels=("roast_date", "next_day", "offers", "tastings", "app", "refill"),
    )
    with_it: str = column(
        "how would you feel with it? (functional)",
        levels=("like it", "must be so", "neutral", "can live with it", "dislike it"),
    )
    without_it: str = column(
        "how would you feel without it? (dysfunctional)",
        levels=("like it", "must be so", "neutral", "can live with it", "dislike it"),
    )

    class Config:
        unique: ClassVar = ["customer_id", "feature"]


class ChoiceTasks(Table):
    """The choice tasks of those who answered the needs survey: one row per customer, task and alternative."""

    customer_id: int = customer()
    task: int = column("which of the six tasks", ge=1, le=6)
    alternative: int = column("which of the three bags shown", ge=1, le=3)
    price: int = column("price shown", unit="cents", ge=1)
    fresh: bool = column("roasted this week")
    organic: bool = column("organic")
    next_day: bool = column("delivered on the next day")
    chosen: bool = column("was chosen; one of the three is")

    class Config:
        unique: ClassVar = ["customer_id", "task", "alternative"]


class CrmRecords(Table):
    """What the exports of both record systems have in common."""

    record_id: int = key("number of the record; says nothing about the customer")
    type: str = column("who the record is about", levels=("company", "person"))
    first_name: str = column("first name as written down, for persons", nullable=True)
    last_name: str = column("family name or name of the company, as written down")
    birth_date: str = column("date of birth as written down, in one of four forms", nullable=True)
    street: str = column("street", nullable=True)
    house_number: pd.Int64Dtype = column("house number", ge=1, nullable=True)
    postcode: str = column("postcode as written down")
    place: str = column("district as written down")
    email: str = column("e-mail address", nullable=True)


class CrmShop(CrmRecords):
    """The export of the shops' record system, filled in at the till: one row per record, not per customer."""

    phone: pd.Int64Dtype = column("telephone number; a spreadsheet took its leading 0", ge=0, nullable=True)
    created_at: Timestamp = column("end of the week of entry", unit="date")


class CrmWeb(CrmRecords):
    """The export of the web's record system, filled in by customers: one row per record, not per customer."""

    phone: str = column("telephone number as written down", nullable=True)
    created_at: Timestamp = column("end of the week of entry", unit="date")


class TruthCustomers(Table):
    """What cannot be observed about customers: one row per customer."""

    customer_id: int = customer(unique=True)
    persona: str = column("taste group", levels=tuple("ABCDEFGH"))
    need_rate: float = column("need on an average week", unit="orders/week", ge=0)
    price_sensitivity: float = column("price elasticity of the rate of ordering", unit="log rate/log price")
    deal: float = column("liking of offers", unit="sd")
    quality: float = column("mean experience against expectation", unit="sd")
    hazard: float = column("hazard of leaving at satisfaction 0", unit="1/week", ge=0)
    satisfaction: float = column("remembered satisfaction at the end of the observed weeks", unit="sd")
    is_new: bool = column("came within the last 13 observed weeks")
    is_impulsive: bool = column("likes offers by more than one standard deviation")
    is_angry: bool = column("satisfaction below −1")
    is_insistent: bool = column("three contacts or more in the last observed year")
    is_loyal: bool = column("still there, with a habit of one half or more")
    week_left: int = column("week in which the customer has left, if before the end of next year; −1 otherwise", ge=-1)
    still_there: bool = column("has not left by the end of the observed weeks")
    orders_next_year: int = column("orders in the 52 weeks after", unit="orders", ge=0)
    revenue_next_year: int = column("revenue in the 52 weeks after", unit="cents", ge=0)
    profit_next_year: int = column("contribution margin in the 52 weeks after", unit="cents")


class TruthWeeks(Table):
    """The weeks of the first 500 customers: one row per customer and week."""

    customer_id: int = customer()
    week: int = column("week, from 0", refers_to="market.week", ge=0)
    alive: bool = column("has come and not left")
    hazard: float = column("hazard of leaving this week, 0 for whoever is not there", unit="1/week", ge=0)
    satisfaction: float = column("remembered satisfaction at the start of the week", unit="sd")
    habit: float = column("habit at the start of the week", unit="0–1", ge=0, le=1)
    intensity: float = column("rate of ordering, 0 for whoever is not there", unit="orders/week", ge=0)

    class Config:
        unique: ClassVar = ["customer_id", "week"]


class TruthSatisfactionSurvey(Table):
    """What everybody asked would have answered: one row per survey."""

    survey_id: int = column("the survey", refers_to="satisfaction_survey.survey_id", unique=True)
    recommend: int = column("what would have been answered", unit="0–10", ge=0, le=10)
    satisfaction: float = column("remembered satisfaction after the order", unit="sd")
    goodwill: float = column("goodwill left from recoveries, after the order", unit="sd", ge=0)
    answer_probability: float = column("probability of an answer", ge=0, le=1)


def said(topic: str) -> Any:
    """Declare what a review says of a topic."""
    return column(f"what it says of {topic}: 1 praise, −1 complaint, 0 nothing", levels=(-1, 0, 1))


class TruthReviews(Table):
    """What lies behind the reviews: one row per review."""

    review_id: int = column("the review", refers_to="reviews.review_id", unique=True)
    score: int = column("what would have been answered if asked to recommend", unit="0–10", ge=0, le=10)
    taste: int = said("taste")
    price: int = said("price")
    delivery: int = said("delivery")
    staff: int = said("staff")
    waiting: int = said("waiting")
    packaging: int = said("packaging")
    app: int = said("app and site")
    choice: int = said("choice")


def category(feature: str) -> Any:
    """Declare what a feature is to a person, in Kano's categories."""
    levels = ("attractive", "one-dimensional", "must-be", "indifferent", "reverse", "questionable")
    return column(f"Kano category of {feature}", levels=levels)


class TruthNeeds(Table):
    """Who was asked in the needs survey, and what they would have said: one row per individual asked."""

    customer_id: int = customer(unique=True)
    answer_probability: float = column("probability of an answer", ge=0, le=1)
    importance: float = column("how much low prices matter, before chance and rounding", unit="points")
    price_importance: int = column("what would have been answered", unit="0–10", ge=0, le=10)
    lifestyle: str = column("lifestyle group", levels=("savers", "indulgers", "hobbyists", "indifferent"))
    thrift: float = column("factor score behind items 1, 4, 7, 10", unit="sd")
    pleasure: float = column("factor score behind items 2, 5, 8, 11", unit="sd")
    ease: float = column("factor score behind items 3, 6, 9, 12", unit="sd")
    kano_roast_date: str = category("the day of roasting on the bag")
    kano_next_day: str = category("delivery on the next day")
    kano_offers: str = category("weekly offers")
    kano_tastings: str = category("free tastings")
    kano_app: str = category("ordering by app")
    kano_refill: str = category("refill of one's own jar")
    wish_topic: str = column(
        "what the person wishes most",
        levels=("taste", "price", "delivery", "staff", "waiting", "packaging", "app", "choice"),
    )


class TruthEffects(Table):
    """What each intervention does to each customer: one row per intervention, outcome and customer."""

    customer_id: int = customer()
    intervention: str = column(
        "the intervention", levels=("programme", "campaigns", "training", "recovery", "competitor", "prices")
    )
    outcome: str = column("orders, or contribution margin in cents", levels=("orders", "profit"))
    first_week: int = column("first week of the window", ge=0)
    weeks: int = column("length of the window", unit="weeks", ge=1)
    value_without: int = column("outcome without it, under this world's luck")
    value_with: int = column("outcome with it, under this world's luck")
    difference: int = column("value_with − value_without")
    expected_difference: float = column("mean difference over re-drawn lucks, where it was computed", nullable=True)
    mc_se: float = column("standard error of that mean", nullable=True, ge=0)

    class Config:
        unique: ClassVar = ["customer_id", "intervention", "outcome"]


class TruthSubscriptions(Table):
    """What cannot be seen of subscriptions: one row per subscription."""

    subscription_id: int = column("the subscription", refers_to="subscriptions.subscription_id", unique=True)
    customer_id: int = customer(unique=True)
    theta: float = column("probability of leaving at a renewal", ge=0, le=1)
    renewals_next_year: int = column("renewals in the 52 weeks after the observed ones", ge=0)
    renewals_next_3_years: int = column("renewals in the 156 weeks after the observed ones", ge=0)
    renewals_in_all: int = column("renewals from start to end, at most 1,000", ge=0)


class TruthLinks(Table):
    """Whose the records of crm_shop and crm_web are: one row per record."""

    record_id: int = key("the record")
    system: str = column("where it is", levels=("shop", "web"))
    customer_id: int = customer("whose it is")
    copy: int = column("0 for a customer's first record in the system, 1 and 2 for further ones", ge=0, le=2)
    household_of: int = column("the customer whose family name and home this customer shares; mostly the same", ge=1)


class TruthParameters(Table):
    """The market's numbers: one row per parameter."""

    name: str = column("name, as World(parameters=…) takes it", unique=True)
    value: float = column("value in this world")
    unit: str = column("unit")
    origin: str = column("where it comes from", levels=("data", "literature", "teaching"))
    why: str = column("which data, which literature, or what for")


OBSERVED: dict[str, type[Table]] = {
    "customers": Customers,
    "individuals": Individuals,
    "organisations": Organisations,
    "members": Members,
    "places": Places,
    "shops": Shops,
    "products": Products,
    "prices": Prices,
    "market": Market,
    "contacts": Contacts,
    "orders": Orders,
    "order_lines": OrderLines,
    "campaigns": Campaigns,
    "treatments": Treatments,
    "memberships": Memberships,
    "subscriptions": Subscriptions,
    "referrals": Referrals,
    "agents": Agents,
    "tickets": Tickets,
    "satisfaction_survey": SatisfactionSurvey,
    "reviews": Reviews,
    "needs_survey": NeedsSurvey,
    "kano_answers": KanoAnswers,
    "choice_tasks": ChoiceTasks,
    "crm_shop": CrmShop,
    "crm_web": CrmWeb,
}
# Tables that a firm shows in order of their first column: their order by customer would tell whose the records are.
BY_NUMBER = ("crm_shop", "crm_web")
TRUTH: dict[str, type[Table]] = {
    "customers": TruthCustomers,
    "weeks": TruthWeeks,
    "subscriptions": TruthSubscriptions,
    "satisfaction_survey": TruthSatisfactionSurvey,
    "reviews": TruthReviews,
    "needs": TruthNeeds,
    "links": TruthLinks,
    "effects": TruthEffects,
    "parameters": TruthParameters,
}
# All of them, the hidden ones as `truth.NAME`.
EVERY: dict[str, type[Table]] = {**OBSERVED, **{f"truth.{name}": declared for name, declared in TRUTH.items()}}


@dataclass(frozen=True)
class Column:
    """A column as it is declared; `type` as pandas calls it, `limits` by the names ge, gt, le, lt."""

    name: str
    type: str
    description: str
    unit: str
    levels: Levels
    limits: dict[str, int | float]
    refers_to: str
    unique: bool
    missing: bool

    @property
    def target(self) -> tuple[str, str]:
        """Return table and column that this one refers to."""
        table, _, column = self.refers_to.rpartition(".")
        return table, column


def model(name: str) -> type[Table]:
    """Return the declaration of a table: "orders", "truth.customers"."""
    if name not in EVERY:
        raise unknown("table", name, EVERY)
    return EVERY[name]


def title(name: str) -> str:
    """Return what the rows of a table are, in one sentence: the first line of its declaration."""
    return str(model(name).__doc__).strip().splitlines()[0]


def columns(name: str) -> list[Column]:
    """Return the columns of a table in their order."""
    return [_column(str(label), declared) for label, declared in model(name).to_schema().columns.items()]


def _column(label: str, declared: pa.Column) -> Column:
    return Column(
        name=label,
        type=str(declared.dtype).replace("string[pyarrow]", "str"),  # pandera names the store, pandas the type
        description=str(declared.description),
        unique=bool(declared.unique),
        missing=bool(declared.nullable),
        **(declared.metadata or {}),
    )


def dictionary(name: str) -> pd.DataFrame:
    """Return the data dictionary of a table, one row per column.

    It has column, type, description, unit, levels, refers_to, unique, missing.
    """
    rows = [
        {
            "column": each.name,
            "type": each.type,
            "description": each.description,
            "unit": each.unit,
            "levels": ", ".join(map(str, each.levels)),
            "refers_to": each.refers_to,
            "unique": each.unique,
            "missing": each.missing,
        }
        for each in columns(name)
    ]
    return pd.DataFrame(rows)


def primary_key(name: str) -> list[str]:
    """Return the columns that together name a row of the table."""
    several = model(name).to_schema().unique or []
    return list(several) or [each.name for each in columns(name) if each.unique][:1]


def keys() -> pd.Series:
    """Return the key of each observed table: the column that names its rows; "" where only several together do."""
    found = {name: primary_key(name) for name in OBSERVED}
    single = {name: key[0] if len(key) == 1 else "" for name, key in found.items()}
    return pd.Series(single, name="key").rename_axis("table")


def references(names: Iterable[str] = tuple(OBSERVED)) -> pd.DataFrame:
    """Return how tables hang together: table, column, to_table, to_column; one row per reference.

    names : the tables that refer; the observed ones, or for the truth too `tables.EVERY`.
    """
    rows = [(name, each.name, *each.target) for name in names for each in columns(name) if each.refers_to]
    return pd.DataFrame(rows, columns=["table", "column", "to_table", "to_column"])


def validate(name: str, frame: pd.DataFrame, where: str = "") -> pd.DataFrame:
    """Return the frame if it is what is declared.

    Errors: DataError naming the first column and rule that do not hold, and where the data came from.
    """
    try:
        return model(name).validate(frame)
    except pa.errors.SchemaError as error:
        source = f" in {where}" if where else ""
        raise DataError(
            f"the table {name}{source} is not as declared: {str(error).splitlines()[0]}. "
            "Make the data anew, or report it if the course made them."
        ) from None
