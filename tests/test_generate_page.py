"""What docs/generate.md shows works as it stands there."""

import re

import pytest

from course import project
from course.cli.market import generate as command
from course.datasets.store import read_manifest
from course.generate import Plan, generate
from course.world.simulate import World

PAGE = (project.root() / "docs" / "generate.md").read_text(encoding="utf-8")


def test_the_examples_give_what_the_market_has(tmp_path, monkeypatch):
    pytest.importorskip("polars", reason="the group test is not installed")
    monkeypatch.chdir(tmp_path)
    generate(Plan(400, block=150), "market", show=False)
    shown: dict = {}
    for example in re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL):
        exec(example, shown)
    firm = World(400).observe()
    assert shown["firm"].digest() == firm.digest()
    assert shown["months"]["orders"].sum() == len(firm.orders) == len(shown["orders"])
    assert shown["units"]["quantity"].sum() == firm.order_lines["quantity"].sum()
    assert len(shown["rfm"].df()) == firm.orders["customer_id"].nunique()
    assert shown["report"].rows["orders"] == len(World(5_000, seed=3).observe().orders)


def test_a_million_customers_are_as_many_rows_as_is_said():
    tables = {name: table["rows"] for name, table in read_manifest(project.root() / "data")["tables"].items()}
    observed = {name: rows for name, rows in tables.items() if not name.startswith("truth.")}
    said = re.search(
        r"are ([\d.]+) million orders, ([\d.]+) million order lines, (\d+) million rows in (\d+) tables", PAGE
    )
    assert said
    in_millions = [50 * rows / 1e6 for rows in (tables["orders"], tables["order_lines"], sum(observed.values()))]
    assert [float(number) for number in said.groups()[:3]] == pytest.approx(in_millions, rel=0.015)
    assert int(said[4]) == len(observed)


def test_every_option_is_explained_and_no_other():
    explained = re.findall(r"^\| `--(\w+)` \|", PAGE, flags=re.MULTILINE)
    assert set(explained) == set(command.__annotations__) - {"return"}
