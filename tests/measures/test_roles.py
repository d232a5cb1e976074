"""A firm of six customers, small enough to count by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from course.errors import InputError
from course.measures import count_by_definition, count_roles, overlaps, roles
from course.measures.roles import DEFINITIONS

DAY = pd.to_datetime

#: 1 buys often for a household of two more; 2 bought once, long ago; 3 asks and never buys; 4 is a firm with staff;
#: 5 is a department; 6 was met once, at a tasting, and has given a present since; 7 comes to every tasting.
TABLES = {
    "customers": pd.DataFrame(
        {
            "customer_id": [1, 2, 3, 4, 5, 6, 7],
            "kind": ["individual", "individual", "individual", "organisation", "internal", "individual", "individual"],
            "first_contact": DAY(["2024-01-01", "2024-01-01", "2025-11-01"] + ["2024-06-01"] * 4),
        }
    ),
    "contacts": pd.DataFrame(
        {
            "customer_id": [3, 5, 7, 7, 7, 7, 1],
            "contacted_at": DAY(
                [
                    "2025-12-01 10:00",
                    "2025-12-02 10:00",
                    "2025-12-03 10:00",
                    "2025-12-03 15:00",
                    "2025-12-10 10:00",
                    "2025-12-17 10:00",
                    "2025-12-08 19:00",
                ]
            ),
        }
    ),
    "orders": pd.DataFrame(
        {
            "order_id": [11, 12, 13, 21, 41, 51, 61],
            "customer_id": [1, 1, 1, 2, 4, 5, 6],
            "ordered_at": DAY(
                [
                    "2025-12-01 09:00",
                    "2025-12-08 09:00",
                    "2025-12-15 09:00",
                    "2024-02-01 12:00",
                    "2025-12-20 12:00",
                    "2025-12-21 12:00",
                    "2025-12-28 23:30",
                ]
            ),
        }
    ),
    "order_lines": pd.DataFrame(
        {
            "order_id": [11, 11, 12, 13, 21, 41, 51, 61],
            "for_whom": ["self", "self", "household", "self", "self", "staff", "staff", "gift"],
        }
    ),
    "members": pd.DataFrame(
        {
            "customer_id": [1, 1, 1, 2, 3, 4, 4, 5, 6, 6, 7],
            "relation": [
                "self",
                "household",
                "gift recipients",
                "self",
                "self",
                "staff",
                "guests",
                "staff",
                "self",
                "gift recipients",
                "self",
            ],
            "people": [1, 3, 2, 1, 1, 40, 9, 6, 1, 1, 1],
            "users": [1, 2, 2, 1, 1, 30, 9, 5, 1, 1, 1],
        }
    ),
}
MONTH = ("2025-12-01", "2025-12-28")


def members_of(frame: pd.DataFrame, name: str) -> set:
    own = frame.xs("self", level="relation")
    return set(own.index[own[name]])


@pytest.fixture(scope="module")
def december() -> pd.DataFrame:
    return roles(TABLES, *MONTH)


@pytest.mark.parametrize(
    ("definition", "customers"),
    [
        ("clients_by_interaction", {1, 3, 4, 5, 6, 7}),
        ("clients_by_acquisition", {1, 2, 4, 6}),
        ("buyers", {1, 4, 6}),
        ("clientele_regulars", {1, 7}),
        ("clientele_all", {1, 2, 3, 4, 6, 7}),
        ("internal", {5}),
        ("consumers", {1}),
    ],
)
def test_each_definition_holds_the_customers_it_says(december, definition, customers):
    assert members_of(december, definition) == customers


def test_consumers_are_the_people_who_use_what_was_bought_whoever_paid(december):
    used = december[december["consumers"]]
    assert used["people"].to_dict() == {
        (1, "self"): 1, (1, "household"): 2, (4, "staff"): 30, (5, "staff"): 5, (6, "gift recipients"): 1,
    }  # fmt: skip


def test_what_is_bought_for_the_household_is_used_by_all_at_home_who_drink_coffee():
    eighth = roles(TABLES, "2025-12-08", "2025-12-08")
    assert eighth.loc[eighth["consumers"], "people"].to_dict() == {(1, "self"): 1, (1, "household"): 2}


def test_counts_are_of_people(december):
    assert count_roles(december).to_dict() == {
        "clientele_all": 6, "clients_by_acquisition": 4, "clients_by_interaction": 6, "clientele_regulars": 2,
        "buyers": 3, "consumers": 39, "internal": 1,
    }  # fmt: skip


def test_all_buyers_are_clients_and_not_the_reverse(december):
    for clients in ("clients_by_interaction", "clients_by_acquisition", "clientele_all"):
        assert members_of(december, "buyers") < members_of(december, clients)


def test_a_day_with_an_order_and_a_contact_is_one_day():
    regulars = roles(TABLES, *MONTH, regular=4)
    assert members_of(regulars, "clientele_regulars") == set()


def test_the_first_and_the_last_day_belong_to_the_window():
    assert members_of(roles(TABLES, "2025-12-15", "2025-12-15"), "buyers") == {1}
    assert members_of(roles(TABLES, "2025-12-28", "2025-12-28"), "buyers") == {6}


def test_without_a_window_all_orders_count():
    assert members_of(roles(TABLES), "buyers") == {1, 2, 4, 6}


def test_what_cannot_be_counted_is_missing_not_zero():
    bare = {"customers": TABLES["customers"][["customer_id"]], "orders": TABLES["orders"]}
    counts = count_roles(roles(bare, *MONTH))
    assert counts[["buyers", "clients_by_acquisition"]].to_dict() == {"buyers": 4, "clients_by_acquisition": 5}
    assert counts.drop(["buyers", "clients_by_acquisition"]).isna().all()


@pytest.mark.parametrize("table", ["contacts", "order_lines", "members"])
def test_each_table_that_is_absent_takes_only_its_own_definitions_away(table):
    lost = {"contacts": {"clients_by_interaction", "clientele_regulars"}}.get(table, {"consumers"})
    some = count_roles(roles({name: frame for name, frame in TABLES.items() if name != table}, *MONTH))
    assert set(some.index[some.isna()]) == lost
    assert some.dropna().equals(count_roles(roles(TABLES, *MONTH)).drop(list(lost)))


def test_a_longer_window_never_counts_fewer():
    found = count_by_definition(TABLES, windows=(1, 4, 26, 104))
    assert list(found.columns) == ["definition", "weeks", "count"]
    assert len(found) == 4 * len(DEFINITIONS)
    for _, rows in found.groupby("definition"):
        assert rows.sort_values("weeks")["count"].is_monotonic_increasing


def test_counts_by_window_are_those_of_the_roles_in_it():
    found = count_by_definition(TABLES, end="2025-12-28", windows=[4]).set_index("definition")["count"]
    assert found.to_dict() == count_roles(roles(TABLES, *MONTH)).to_dict()


def test_overlaps_add_up_to_the_people(december):
    found = overlaps(december)
    assert found["people"].sum() == december["people"].sum()
    assert list(found.columns) == [*DEFINITIONS, "people"]
    assert found["people"].is_monotonic_decreasing


def test_an_overlap_counts_those_in_exactly_these_sets(december):
    found = overlaps(december, ["buyers", "consumers"]).set_index(["buyers", "consumers"])["people"]
    assert found.to_dict() == {(False, True): 38, (False, False): 15, (True, False): 2, (True, True): 1}


def test_order_of_rows_and_kind_of_ids_do_not_matter(december):
    named = {
        name: frame.sample(frac=1, random_state=2).assign(
            **({"customer_id": "c" + frame["customer_id"].astype(str)} if "customer_id" in frame else {})
        )
        for name, frame in TABLES.items()
    }
    assert count_roles(roles(named, *MONTH)).equals(count_roles(december))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: roles({"orders": TABLES["orders"]}), "tables must hold 'customers', got orders"),
        (lambda: roles({"customers": TABLES["customers"]}), "tables must hold 'orders'"),
        (lambda: roles(TABLES, "2025-12-28", "2025-12-01"), "a day not after end (2025-12-01), got '2025-12-28'"),
        (lambda: roles(TABLES, "in winter"), "start must be a day"),
        (lambda: roles(TABLES, regular=0), "regular must be a whole number at least 1, got 0"),
        (lambda: roles(TABLES | {"orders": TABLES["orders"].head(0)}), "orders must not be empty"),
        (
            lambda: roles(TABLES | {"members": TABLES["members"].rename(columns={"users": "user"})}),
            "no column in members named 'users'. Did you mean 'user'?",
        ),
        (lambda: count_by_definition(TABLES, windows=[4, 0]), "windows must be a whole number at least 1, got 0"),
        (lambda: count_by_definition(TABLES, windows=[]), "Name lengths in weeks"),
        (lambda: overlaps(roles(TABLES), ["buyer"]), "Did you mean 'buyers'"),
        (lambda: overlaps(roles(TABLES), []), "Name two or more"),
        (lambda: count_roles(TABLES["orders"]), "no column in frame named 'people'"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
