"""What the company sees of a life: the observed tables, each built when first asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from course.firm import Firm
from course.world import of_country, of_customers, of_orders, of_service, referrals, subscriptions
from course.world.columns import Columns, frame, pick
from course.world.lives import Life
from course.world.parameters import MARKET_VERSION
from course.world.records import exports
from course.world.simulate import World
from course.world.truth import truth_tables
from course.world.voice import needs, reviews, satisfaction
from course.world.weeks import Setting

Builder = Callable[[Setting, Life], Columns]

# One builder per table, in the order of the data dictionary. A new stage adds its line here.
BY_CUSTOMER: dict[str, Builder] = {
    "customers": of_customers.customers,
    "individuals": of_customers.individuals,
    "organisations": of_customers.organisations,
    "members": of_customers.members,
    "contacts": of_service.contacts,
    "orders": of_orders.orders,
    "order_lines": of_orders.order_lines,
    "treatments": of_customers.treatments,
    "memberships": of_customers.memberships,
    "subscriptions": subscriptions.subscriptions,
    "referrals": referrals.referrals,
    "tickets": of_service.tickets,
    "satisfaction_survey": satisfaction.satisfaction_survey,
    "reviews": reviews.reviews,
    "needs_survey": needs.needs_survey,
    "kano_answers": needs.kano_answers,
    "choice_tasks": needs.choice_tasks,
    "crm_shop": exports.crm_shop,
    "crm_web": exports.crm_web,
}
OF_COUNTRY: dict[str, Callable[[Setting], Columns]] = {
    "places": of_country.places,
    "shops": of_country.shops,
    "products": of_country.products,
    "prices": of_country.prices,
    "market": of_country.market,
    "campaigns": of_country.campaigns,
    "agents": of_country.agents,
}


def observe(world: World, name: str | None = None, kind: str = "world", expected: bool = False) -> Firm:
    """Return the firm of a world; its tables are built when first asked for. expected : as `truth_tables` takes it."""
    from course.tables import OBSERVED

    loaders = {table: partial(_frame, world, table) for table in OBSERVED}
    truth = truth_tables(world, expected)
    hidden = {table: partial(truth.__getitem__, table) for table in truth.tables}
    called = name or _name(world)
    return Firm(loaders, hidden, name=called, version=MARKET_VERSION, kind=kind, origin=world.origin)


def _frame(world: World, table: str) -> pd.DataFrame:
    """Return one table; records in order of their numbers, because their order by customer would give them away."""
    from course.tables import BY_NUMBER

    if table in OF_COUNTRY:
        return frame(OF_COUNTRY[table](world.setting))
    columns = BY_CUSTOMER[table](world.setting, world.life_seen)
    return frame(pick(columns, np.argsort(np.asarray(columns["record_id"]))) if table in BY_NUMBER else columns)


def _name(world: World) -> str:
    """Return a name that tells worlds apart, changed parameters and decisions included."""
    changed = f"{sorted(world.parameters.changed.items())}{world.decisions}"
    mark = hashlib.blake2b(changed.encode(), digest_size=3).hexdigest()
    return f"world-{world.seed}-{world.customers}x{world.weeks}-{mark}"
