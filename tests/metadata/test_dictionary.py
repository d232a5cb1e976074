"""The data dictionary says of every table what its rows and columns are, what names a row, what refers to what."""

import re

import pytest

from course import metadata, tables
from course.metadata.dictionary import allowed
from course.world.simulate import World

PAGE = metadata.dictionary_page()


def section(name):
    return PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", tables.EVERY)
def test_every_column_is_there_with_what_it_says(name):
    said = section(name)
    assert tables.title(name) in said
    for column in tables.columns(name):
        row = next(line for line in said.splitlines() if line.startswith(f"| `{column.name}` |"))
        assert column.description in row
        assert len(re.findall(r"(?<!\\)\|", row)) == 5


@pytest.mark.parametrize("name", tables.EVERY)
def test_the_key_is_shown(name):
    assert f"Key: {', '.join(f'`{column}`' for column in tables.primary_key(name))}." in section(name)


def test_references_are_shown_from_both_ends():
    assert "| `order_id` | integer | the order | → `orders.order_id` |" in section("order_lines")
    assert "Referred to by `order_lines`, `tickets`, `satisfaction_survey`, `reviews`." in section("orders")


def test_what_may_be_missing_is_marked():
    assert "| `shop_id` | integer? |" in section("orders")
    assert "| `joined_at` | date? |" in section("memberships")


def test_levels_units_and_limits_are_shown():
    found = {column.name: allowed(column) for column in [*tables.columns("market"), *tables.columns("places")]}
    assert found["holiday"] == "none · Easter · summer · Advent · Christmas"
    assert found["desk_load"] == "share of capacity, > 0, < 1"
    assert found["road_index"] == "0–100"
    assert found["population"] == "persons, ≥ 0"


def test_every_link_of_the_contents_leads_to_a_heading():
    headings = {line[3:].replace(".", "").lower() for line in PAGE.splitlines() if line.startswith("## ")}
    assert set(re.findall(r"\]\(#(\w+)\)", PAGE)) == headings


def test_week_0_begins_when_the_page_says():
    assert "week 0 begins on Monday 1 January 2024" in PAGE
    first = World(customers=2).observe().market["starts"].iloc[0]
    assert (first.isoformat(), first.day_name()) == ("2024-01-01T00:00:00", "Monday")
