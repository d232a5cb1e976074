"""Client, buyer, consumer, clientele: the same people counted by definitions that sources give.

Every definition is a set; all are taken over one window of days, so that only the word differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from course.errors import InputError, invalid, nearest
from course.measures import inputs

#: The definitions, in the order in which they are shown.
DEFINITIONS: dict[str, str] = {
    "clientele_all": "everybody on the firm's books by the end of the window, whether or not they ever bought",
    "clients_by_acquisition": "natural and legal persons who have acquired something by the end, however long ago",
    "clients_by_interaction": "whoever interacted with the firm in the window: ordered or contacted it",
    "clientele_regulars": "who came on at least `regular` days of the window, purchase or not",
    "buyers": "clients who actually bought in the window",
    "consumers": "people who use what was bought in the window, whoever paid",
    "internal": "the firm's own employees and departments, served by colleagues",
}

#: Who uses a line, by whom it was bought for. Who buys at a reseller's is not known, but for guests.
USERS = {
    "self": ("self",),
    "household": ("self", "household"),
    "gift": ("gift recipients",),
    "staff": ("staff",),
    "resale": ("guests",),
}

#: Tables that are looked at, and the columns without which one is of no use.
NEEDED = {
    "customers": ("customer_id",),
    "orders": ("customer_id", "ordered_at"),
    "contacts": ("customer_id", "contacted_at"),
    "order_lines": ("order_id",),
    "members": ("customer_id", "relation", "users"),
}


def roles(tables: Any, start: Any = None, end: Any = None, regular: int = 3) -> pd.DataFrame:
    """Who is in which set: one row per customer, and per group of people behind a customer (household, staff, …).

    tables : a firm, or a dict of frames: `customers`, `orders`, and if known `contacts`, `order_lines`, `members`.
    start, end : first and last day of the window, both included; default: of the orders.
    regular : days with an order or a contact that make a regular.

    The index is (customer_id, relation); a customer's own row has the relation "self". `people` is how many the
    row stands for (in a group: those who use what is bought). Each further column is a set of `DEFINITIONS`, true
    or false. What cannot be counted has no column: contacts are needed for interactions and regulars, members and
    lines for consumers, `kind` for internal customers, `first_contact` for the whole clientele. Internal
    customers belong to `internal`, `clients_by_interaction` and, by what they use, `consumers` only.
    """
    inputs.integer(regular, "regular", 1)
    known = _known(tables)
    window = _window(known["orders"], start, end)
    own = pd.DataFrame({"people": 1}, index=pd.Index(known["customers"]["customer_id"], name="customer_id"))
    own = own.assign(**{name: own.index.isin(found) for name, found in _sets(known, window, regular).items()})
    frame = pd.concat({"self": own}, names=["relation"]).swaplevel()
    if "members" in known and "for_whom" in known.get("order_lines", ()):
        used = _used(known["order_lines"], window.of(known["orders"], "ordered_at"))
        frame = _with_consumers(frame, known["members"], used)
    return frame[["people", *(name for name in DEFINITIONS if name in frame)]]


def count_roles(frame: pd.DataFrame) -> pd.Series:
    """People in each set of `roles`, by definition; missing, not zero, where it cannot be counted."""
    inputs.require_columns(frame, "frame", people="people")
    counts = {name: frame.loc[frame[name], "people"].sum() if name in frame else pd.NA for name in DEFINITIONS}
    return pd.Series(counts, dtype="Int64", name="count").rename_axis("definition")


def count_by_definition(
    tables: Any, end: Any = None, windows: Iterable[int] = (4, 13, 26, 52, 104), regular: int = 3
) -> pd.DataFrame:
    """How many there are, by definition and by length of the window: one row each, `definition, weeks, count`.

    Each window ends on `end` (default: the last day of the orders) and is `weeks` long.
    """
    lengths = [inputs.integer(weeks, "windows", 1) for weeks in windows]
    inputs.require_rows(lengths, "windows", "Name lengths in weeks, e.g. (4, 52).")
    known = _known(tables)
    last = _window(known["orders"], None, end).end
    starts = {weeks: last - pd.Timedelta(days=7 * weeks - 1) for weeks in lengths}
    counts = {weeks: count_roles(roles(known, start, last, regular)) for weeks, start in starts.items()}
    tidy = pd.concat(counts, names=["weeks"]).reset_index()
    return tidy[["definition", "weeks", "count"]]


def overlaps(frame: pd.DataFrame, sets: Iterable[str] | None = None) -> pd.DataFrame:
    """How many people share each combination of sets that occurs, the largest first; `people` is the last column.

    Without `sets`, all those of `frame` (from `roles`). People in none of them have a row of False.
    """
    names = [name for name in DEFINITIONS if name in frame] if sets is None else list(sets)
    inputs.require_columns(frame, "frame", people="people", **{f"sets[{i}]": name for i, name in enumerate(names)})
    inputs.require_rows(names, "sets", "Name two or more of the frame's columns.")
    counted = frame.groupby(names)["people"].sum().reset_index()
    return counted.sort_values(["people", *names], ascending=False, ignore_index=True)


class _Window:
    """Days from `start` to `end`, both included."""

    def __init__(self, start: pd.Timestamp, end: pd.Timestamp) -> None:
        self.start, self.end = start, end

    def of(self, frame: pd.DataFrame, moment: str) -> pd.DataFrame:
        """Rows whose moment lies in the window."""
        return frame[(frame[moment] >= self.start) & self.until(frame, moment)]

    def until(self, frame: pd.DataFrame, moment: str) -> pd.Series:
        """True for moments not after the window."""
        return pd.to_datetime(frame[moment]) < self.end + pd.Timedelta(days=1)


def _window(orders: pd.DataFrame, start: Any, end: Any) -> _Window:
    inputs.require_dates(inputs.table(orders, "orders"), "orders", "ordered_at")
    inputs.require_rows(orders, "orders")
    last = orders["ordered_at"].max().normalize() if end is None else pd.Timestamp(inputs.day(end, "end"))
    first = orders["ordered_at"].min().normalize() if start is None else pd.Timestamp(inputs.day(start, "start"))
    if first > last:
        raise invalid("start", str(first.date()), f"a day not after end ({last.date()})", "Exchange them.")
    return _Window(first, last)


def _sets(known: dict[str, pd.DataFrame], window: _Window, regular: int) -> dict[str, pd.Index]:
    """Ids of the customers in each set that can be counted, consumers apart."""
    customers, orders = known["customers"], known["orders"]
    internal = pd.Index(customers.loc[customers["kind"] == "internal", "customer_id"] if "kind" in customers else [])
    bought = orders.loc[window.until(orders, "ordered_at"), "customer_id"]
    found = {"clients_by_acquisition": bought, "buyers": window.of(orders, "ordered_at")["customer_id"]}
    if "first_contact" in customers:
        found["clientele_all"] = customers.loc[window.until(customers, "first_contact"), "customer_id"]
    everybody = {"internal": internal} if "kind" in customers else {}
    if "contacts" in known:
        days = _days_of_contact(known["contacts"], orders, window)
        found["clientele_regulars"] = days.index[days >= regular]
        everybody["clients_by_interaction"] = days.index
    return everybody | {name: pd.Index(ids).unique().difference(internal) for name, ids in found.items()}


def _days_of_contact(contacts: pd.DataFrame, orders: pd.DataFrame, window: _Window) -> pd.Series:
    """Days of the window on which each customer ordered or contacted the firm."""
    turned = window.of(contacts, "contacted_at")[["customer_id", "contacted_at"]]
    came = window.of(orders, "ordered_at")[["customer_id", "ordered_at"]]
    both = pd.concat([turned.set_axis(["customer_id", "day"], axis=1), came.set_axis(["customer_id", "day"], axis=1)])
    return both.assign(day=both["day"].dt.normalize()).drop_duplicates().groupby("customer_id").size()


def _used(lines: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Customer and relation of everybody who had something bought for them in these orders."""
    meant = lines[["order_id", "for_whom"]].drop_duplicates()
    meant = meant.merge(orders[["order_id", "customer_id"]], on="order_id")[["customer_id", "for_whom"]]
    pairs = [(whom, user) for whom, users in USERS.items() for user in users]
    users = pd.DataFrame(pairs, columns=["for_whom", "relation"])
    return meant.drop_duplicates().merge(users, on="for_whom")[["customer_id", "relation"]].drop_duplicates()


def _with_consumers(frame: pd.DataFrame, members: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    """Add the people behind each customer, and who of all of them uses what was bought."""
    users = members.loc[members["users"] > 0, ["customer_id", "relation", "users"]]
    groups = users[users["relation"] != "self"].set_index(["customer_id", "relation"])["users"]
    others = pd.DataFrame({"people": groups}).reindex(columns=frame.columns, fill_value=False)
    everybody = pd.concat([frame, others])
    able, served = (pd.MultiIndex.from_frame(table[["customer_id", "relation"]]) for table in (users, used))
    return everybody.assign(consumers=everybody.index.isin(able) & everybody.index.isin(served))


def _known(tables: Any) -> dict[str, pd.DataFrame]:
    """The tables that there are, in memory, with the columns that each must have."""
    known = {name: inputs.in_memory(tables[name], name) for name in NEEDED if name in tables}
    for name in ("customers", "orders"):
        if name not in known:
            held = list(tables)
            raise InputError(f"tables must hold {name!r}, got {', '.join(held) or 'none'}.{nearest(name, held)}")
    for name, frame in known.items():
        inputs.require_columns(frame, name, **{column: column for column in NEEDED[name]})
    _check_values(known)
    return known


def _check_values(known: dict[str, pd.DataFrame]) -> None:
    """Refuse customers who stand there twice, moments that are no dates, and keys that cannot be found."""
    inputs.refuse_repeats(known["customers"], "customers", "customer_id")
    for name, moment in (("customers", "first_contact"), ("contacts", "contacted_at")):
        if moment in known.get(name, ()) and len(known[name]):
            inputs.require_dates(inputs.table(known[name], name), name, moment)
    for name in set(known) & {"orders", "contacts", "members"}:
        inputs.require_joinable(known["customers"], known[name], "customer_id", ("customers", name))
    if "for_whom" in known.get("order_lines", ()) and "members" in known:
        inputs.require_columns(known["orders"], "orders", order="order_id")
        inputs.require_joinable(known["order_lines"], known["orders"], "order_id", ("order_lines", "orders"))
        inputs.require_numbers(inputs.table(known["members"], "members"), "members", "users")
