"""Every observed and hidden table and column, declared once; validation, dictionaries and file formats are derived.

Each table is a pandera model. A column carries its description, and under `metadata` its unit, its levels
and the column it refers to. The first field named in `Config.metadata["key"]` is the primary key.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from course.errors import DataError, unknown

Timestamp = np.datetime64  # microseconds, pandas' default unit


def column(description: str, unit: str = "", levels: tuple[str, ...] = (), refers_to: str = "", **checks: Any) -> Any:
    """Declare a column: what it says, its unit, its allowed levels, the column it refers to, and further checks."""
    if levels:
        checks["isin"] = list(levels)
    return pa.Field(
        description=description, metadata={"unit": unit, "levels": levels, "refers_to": refers_to}, **checks
    )


def key(description: str) -> Any:
    """Declare a primary key: whole numbers from 1, none twice."""
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


class TruthSubscriptions(Table):
    """What cannot be seen of subscriptions: one row per subscription."""

    subscription_id: int = column("the subscription", refers_to="subscriptions.subscription_id", unique=True)
    customer_id: int = customer(unique=True)
    theta: float = column("probability of leaving at a renewal", ge=0, le=1)
    renewals_next_year: int = column("renewals in the 52 weeks after the observed ones", ge=0)
    renewals_next_3_years: int = column("renewals in the 156 weeks after the observed ones", ge=0)
    renewals_in_all: int = column("renewals from start to end, at most 1,000", ge=0)


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
}
TRUTH: dict[str, type[Table]] = {
    "customers": TruthCustomers,
    "weeks": TruthWeeks,
    "subscriptions": TruthSubscriptions,
    "effects": TruthEffects,
    "parameters": TruthParameters,
}


def model(name: str) -> type[Table]:
    """Return the declaration of a table: "orders", "truth.customers"."""
    names = {**OBSERVED, **{f"truth.{hidden}": declared for hidden, declared in TRUTH.items()}}
    if name not in names:
        raise unknown("table", name, names)
    return names[name]


def dictionary(name: str) -> pd.DataFrame:
    """Return the data dictionary of a table: one row per column; type, description, unit, levels, refers_to, unique, missing."""
    columns = model(name).to_schema().columns
    rows = [
        {
            "column": label,
            "type": str(declared.dtype),
            "description": declared.description,
            "unit": (declared.metadata or {}).get("unit", ""),
            "levels": ", ".join((declared.metadata or {}).get("levels", ())),
            "refers_to": (declared.metadata or {}).get("refers_to", ""),
            "unique": bool(declared.unique),
            "missing": bool(declared.nullable),
        }
        for label, declared in columns.items()
    ]
    return pd.DataFrame(rows)


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
