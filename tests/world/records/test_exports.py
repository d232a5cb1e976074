"""The record systems: the same persons written down twice or more, at known rates of error, the truth beside it."""

import unicodedata

import numpy as np
import pandas as pd
import pytest

from course import tables
from course.world.columns import frame
from course.world.parameters import DECLARED
from course.world.records import exports, handwriting, identities, names
from course.world.simulate import World, live

CLEAN = {one.name: 0.0 for one in DECLARED if one.name.startswith("records.") and one.name != "records.relatives"}
NAMES_AND_BIRTH = ["first_name", "last_name", "birth_date"]


@pytest.fixture(scope="module")
def firm():
    return World(customers=20_000, seed=4).observe()


@pytest.fixture(scope="module")
def faultless():
    return World(customers=20_000, seed=4, parameters=CLEAN).observe()


def whose(firm, table):
    """Return the records of a table with the customer they belong to."""
    return firm[table].merge(firm.truth.links, on="record_id", validate="one_to_one")


def cleaned(table):
    """Return a table with names without blanks, capitals and diacritics, and dates as dates."""
    return table.assign(
        first_name=plain(table["first_name"]),
        last_name=plain(table["last_name"]),
        birth_date=dates(table["birth_date"]),
    )


def plain(words):
    letters = words.str.strip().str.casefold().str.replace("ø", "o").str.replace("æ", "ae").str.normalize("NFD")
    return letters.map(lambda word: "".join(filter(lambda c: not unicodedata.combining(c), word)), na_action="ignore")


def dates(texts):
    found = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y"):
        found = found.fillna(pd.to_datetime(texts, format=pattern, errors="coerce"))
    return found.where(found < "2010", found - pd.DateOffset(years=100))


def joined(firm, columns, clean):
    """Return the pairs that agree exactly in these columns, one record from each system, with both customers."""
    shop, web = (whose(firm, table).dropna(subset=columns) for table in ("crm_shop", "crm_web"))
    if clean:
        shop, web = cleaned(shop), cleaned(web)
    return shop[[*columns, "customer_id"]].merge(web[[*columns, "customer_id"]], on=columns)


def true_pairs(firm):
    """Return how many pairs of records, one from each system, belong together."""
    shop, web = (whose(firm, table)["customer_id"].value_counts() for table in ("crm_shop", "crm_web"))
    return int((shop * web).sum())


def test_every_record_belongs_to_somebody_and_every_link_to_a_record(firm):
    both = pd.concat([firm.crm_shop["record_id"], firm.crm_web["record_id"]])
    assert both.is_unique
    assert set(both) == set(firm.truth.links["record_id"])


def test_a_records_number_says_nothing_about_the_customer(firm):
    for table in ("crm_shop", "crm_web"):
        known = whose(firm, table)
        assert known["record_id"].is_monotonic_increasing
        for order in (known["record_id"], known["created_at"].astype("int64")):
            assert abs(np.corrcoef(order, known["customer_id"])[0, 1]) < 4.5 / np.sqrt(len(known))


def test_who_buys_in_shops_or_by_phone_is_in_the_shops_system_and_nobody_else(firm):
    usual = firm.customers.loc[firm.customers["channel"].isin(["shop", "phone"]), "customer_id"]
    ever = firm.orders.loc[firm.orders["channel"] == "shop", "customer_id"]
    assert set(whose(firm, "crm_shop")["customer_id"]) == {*usual, *ever}


def test_who_orders_asks_or_subscribes_online_is_in_the_webs_system(firm):
    known = set(whose(firm, "crm_web")["customer_id"])
    online = firm.customers.loc[firm.customers["channel"].isin(["web", "app"]), "customer_id"]
    subscribed = firm.subscriptions.loc[firm.subscriptions["channel"] == "web", "customer_id"]
    asked = firm.contacts[firm.contacts["channel"] == "app"]
    assert {*online, *subscribed} <= known
    assert known <= {*online, *subscribed, *asked["customer_id"]}
    assert set(asked.loc[asked["contacted_at"] < "2025-12-15", "customer_id"]) <= known


def test_about_a_quarter_is_in_both_and_the_count_of_records_is_two_fifths_too_high(firm):
    links = firm.truth.links
    per_customer = links.groupby("customer_id")["system"].nunique()
    assert (per_customer == 2).mean() == pytest.approx(0.275, abs=0.015)
    assert len(links) / links["customer_id"].nunique() == pytest.approx(1.42, abs=0.02)


def test_one_customer_in_ten_has_more_than_one_record_in_a_system(firm):
    copies = firm.truth.links.groupby(["system", "customer_id"]).size()
    assert (copies > 1).mean() == pytest.approx(0.10, abs=0.01)
    assert copies.max() == 3


def test_nobody_is_written_down_before_the_first_contact(firm):
    first = firm.customers.set_index("customer_id")["first_contact"]
    for table in ("crm_shop", "crm_web"):
        known = whose(firm, table)
        assert (known["created_at"].to_numpy() >= first.loc[known["customer_id"]].to_numpy()).all()
        assert known["created_at"].max() < pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=104)


def test_without_errors_nothing_is_written_in_two_ways(faultless):
    assert faultless.truth.links.groupby(["system", "customer_id"]).size().max() == 1
    shop, web = whose(faultless, "crm_shop"), whose(faultless, "crm_web")
    both = shop.merge(web, on="customer_id", suffixes=("", "_web"))
    for column in ("type", "first_name", "last_name", "street", "house_number", "postcode", "place", "email"):
        assert both[column].equals(both[f"{column}_web"].rename(column)), column
    assert dates(both["birth_date"]).equals(dates(both["birth_date_web"]))
    digits = both["phone_web"].str.replace(r"\D", "", regex=True).str[-9:].astype("int64")
    assert (both["phone"] == digits).all()


def test_without_errors_the_exact_join_finds_everybody(faultless):
    found = joined(faultless, NAMES_AND_BIRTH, clean=True)
    persons = whose(faultless, "crm_shop").query("type == 'person'")["customer_id"]
    assert (found["customer_id_x"] == found["customer_id_y"]).sum() == persons.isin(
        whose(faultless, "crm_web")["customer_id"]
    ).sum()


def test_dates_of_birth_and_places_are_those_of_the_customer(faultless):
    known = whose(faultless, "crm_web").merge(faultless.individuals, on="customer_id", suffixes=("_text", ""))
    assert (dates(known["birth_date_text"]) == known["birth_date"]).all()
    home = faultless.customers.merge(faultless.places, on="place_id")
    known = whose(faultless, "crm_shop").merge(home, on="customer_id", suffixes=("", "_home"))
    assert (known["postcode"] == known["postcode_home"]).all()
    assert (known["place"] == known["district"]).all()


# Field, table, share of records that differ from those without errors; of names with diacritics some more.
# A typo that swaps two equal letters does not show.
DIFFER = [
    ("first_name", "crm_shop", 0.05 + 0.05 + 0.10 + 0.03 + 0.04, 0.25),
    ("first_name", "crm_web", 0.025 + 0.10 + 0.03, 0.10),
    ("last_name", "crm_shop", 0.05 + 0.10 + 0.03 + 0.03, 0.25),
    ("last_name", "crm_web", 0.025 + 0.03 + 0.03, 0.10),
    ("house_number", "crm_shop", 0.06 + 0.94 * 0.10, 0),
    ("postcode", "crm_web", 0.10 + 0.05, 0),
    ("email", "crm_shop", 0.55 + 0.45 * 0.15, 0),
    ("email", "crm_web", 0.15, 0),
    ("phone", "crm_shop", 0.30 + 0.70 * 0.10, 0),
    ("birth_date", "crm_shop", 0.12 + 0.88 * (0.12 + 0.02 + 0.01), 0),
]


@pytest.mark.parametrize(("field", "table", "share", "plain"), DIFFER, ids=[f"{row[1]}.{row[0]}" for row in DIFFER])
def test_errors_come_at_their_rates(firm, faultless, field, table, share, plain):
    both = faultless[table].merge(firm[table], on="record_id", suffixes=("_right", ""))
    both = both[both["type"] == "person"]
    same = both[field].eq(both[f"{field}_right"]).fillna(False)
    special = 0.0 if not plain else (~both[f"{field}_right"].map(str.isascii)).mean()
    assert 1 - same.mean() == pytest.approx(share + plain * special, abs=0.015)


def test_one_factor_is_on_all_errors_and_not_on_second_records(firm, faultless):
    careful, careless = (World(20_000, seed=4, parameters={"records.errors": factor}).observe() for factor in (0, 2))
    for table in ("crm_shop", "crm_web"):
        both = faultless[table].merge(careful[table][["record_id"]])
        first = careful[table][careful[table]["record_id"].isin(both["record_id"])]
        pd.testing.assert_frame_equal(first.reset_index(drop=True), both)
        assert (careful[table]["record_id"] == firm[table]["record_id"]).all()
    assert careless.crm_web["phone"].isna().mean() == pytest.approx(0.6, abs=0.01)
    assert careless.crm_shop["email"].isna().all()


def test_relatives_share_family_name_and_home_and_are_other_people(faultless):
    links = faultless.truth.links
    known = whose(faultless, "crm_shop").merge(faultless.individuals[["customer_id", "household"]], on="customer_id")
    pair = known.merge(known, left_on="household_of", right_on="customer_id", suffixes=("", "_head"))
    pair = pair[pair["customer_id"] != pair["household_of"]]
    assert len(pair) > 300
    for column in ("last_name", "street", "house_number", "postcode", "place"):
        assert (pair[column] == pair[f"{column}_head"]).all()
    assert (pair[["household", "household_head"]] > 1).all(axis=None)
    assert (pair["first_name"] != pair["first_name_head"]).mean() > 0.95
    homes = links.drop_duplicates("customer_id")["household_of"]
    assert homes.map(homes.value_counts()).gt(1).mean() == pytest.approx(0.10, abs=0.02)


def test_the_exact_join_finds_hardly_anybody_and_after_cleaning_fewer_than_half(firm):
    pairs = true_pairs(firm)
    raw, clean = (joined(firm, NAMES_AND_BIRTH, clean) for clean in (False, True))
    hits = [(found["customer_id_x"] == found["customer_id_y"]).sum() / pairs for found in (raw, clean)]
    assert hits[0] < 0.05
    assert hits[1] == pytest.approx(0.45, abs=0.02)


def test_names_alone_join_mostly_the_wrong_people(firm):
    found = joined(firm, ["first_name", "last_name"], clean=True)
    assert (found["customer_id_x"] == found["customer_id_y"]).mean() < 0.35


def test_fellegi_and_sunter_find_nine_in_ten_and_are_mistaken_about_relatives(firm):
    pairs, agree, total = candidates(firm), [], true_pairs(firm)
    fields = ["first_name", "last_name", "birth_date", "home", "postcode", "telephone", "email"]
    for field in fields:
        one, other = pairs[f"{field}_x"], pairs[f"{field}_y"]
        agree.append(np.where(one.isna() | other.isna(), np.nan, one == other))
    match = fellegi_sunter(np.column_stack(agree), chance=[0.02, 0.01, 0.001, 1e-4, 0.014, 1e-5, 1e-4], share=2e-5)
    right = (pairs["customer_id_x"] == pairs["customer_id_y"]).to_numpy()
    assert (match & right).sum() / total > 0.88
    assert right[match].mean() > 0.85
    wrong = pairs[match & ~right]
    assert (wrong["household_of_x"] == wrong["household_of_y"]).mean() > 0.6


def candidates(firm):
    """Return pairs of records, one from each system, that agree in one of five keys."""
    shop, web = (cleaned(whose(firm, table)) for table in ("crm_shop", "crm_web"))
    for table in (shop, web):
        table["telephone"] = table["phone"].astype("str").str.replace(r"\D", "", regex=True).str[-9:]
        table["telephone"] = table["telephone"].where(table["phone"].notna())
        table["home"] = table["street"].str.casefold().str[:6] + table["house_number"].astype("str")
    keys = (["birth_date"], ["telephone"], ["email"], ["last_name", "postcode"], ["first_name", "last_name"])
    found = [
        shop.dropna(subset=key)[[*key, "record_id"]].merge(web.dropna(subset=key)[[*key, "record_id"]], on=key)
        for key in keys
    ]
    ids = pd.concat([pair[["record_id_x", "record_id_y"]] for pair in found]).drop_duplicates()
    whole = ids.merge(shop.add_suffix("_x"), on="record_id_x")
    return whole.merge(web.add_suffix("_y"), on="record_id_y")


def fellegi_sunter(agree, chance, share):
    """Return which pairs match: chances of agreement among matches by EM, those among others given (1969)."""
    m, u, there = np.full(len(chance), 0.9), np.array(chance), ~np.isnan(agree)
    yes, odds = np.nan_to_num(agree) == 1, np.log(share / (1 - share))
    for _ in range(50):
        weight = np.where(yes, np.log(m / u), np.log((1 - m) / (1 - u)))
        chance_of = 1 / (1 + np.exp(-odds - np.where(there, weight, 0).sum(axis=1)))
        m = np.clip((chance_of @ (yes & there)) / (chance_of @ there), 0.01, 0.99)
    return chance_of > 0.5


def test_fewer_weeks_show_the_first_records():
    worlds = [World(customers=3_000, seed=6, weeks=weeks).observe() for weeks in (104, 60)]
    cut = pd.Timestamp("2024-01-01") + pd.Timedelta(weeks=60)
    for table in ("crm_shop", "crm_web"):
        long, short = (firm[table] for firm in worlds)
        pd.testing.assert_frame_equal(long[long["created_at"] < cut].reset_index(drop=True), short)


@pytest.mark.parametrize(("first", "last"), [(1, 40), (65, 70), (100, 163), (127, 640)])
@pytest.mark.parametrize("build", [exports.crm_shop, exports.crm_web, exports.truth_links])
def test_any_block_writes_the_records_that_the_whole_writes(firm, build, first, last):
    setting = World(customers=1, seed=4).setting
    part = frame(build(setting, live(setting, np.arange(first, last + 1)))).sort_values("record_id", ignore_index=True)
    links = firm.truth.links
    theirs = links[links["customer_id"].between(first, last)]
    whole = links if build is exports.truth_links else firm[build.__name__]
    whole = whole[whole["record_id"].isin(theirs["record_id"])].sort_values("record_id", ignore_index=True)
    pd.testing.assert_frame_equal(part, whole)


def test_the_order_of_rows_says_nothing_about_the_customer(firm, tmp_path):
    from course.datasets import store

    small = World(customers=500, seed=4).observe()
    store.write(small, tmp_path, {})
    for one in (firm, small, store.read(tmp_path, "folder")):
        assert one.crm_shop["record_id"].is_monotonic_increasing
        assert one.crm_web["record_id"].is_monotonic_increasing


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_rates_at_the_ends_of_what_is_allowed_still_give_whole_records(rate):
    changed = {one.name: rate for one in DECLARED if one.name.startswith("records.")}
    small = World(customers=400, seed=4, parameters=changed).observe()
    for table in ("crm_shop", "crm_web", "truth.links"):
        tables.validate(table, small.truth.links if table == "truth.links" else small[table])
    assert len(small.truth.links) > 400


def test_the_records_touch_nothing_else(firm, faultless):
    for table in ("customers", "orders", "subscriptions", "referrals"):
        pd.testing.assert_frame_equal(firm[table], faultless[table])


def test_a_date_has_four_forms():
    parts = (np.full(4, 1981), np.full(4, 3), np.full(4, 14))
    assert tuple(series(handwriting.dates(*parts, np.arange(4)))) == handwriting.FORMATS


def test_a_telephone_number_has_three_forms():
    forms = handwriting.telephones(np.full(3, 612_005_078), np.arange(3))
    assert series(forms).tolist() == ["0612 005 078", "+999 612 005 078", "0612005078"]


def test_an_e_mail_address_has_first_and_family_name_a_number_and_a_domain():
    wrong = handwriting.mails(np.array([0, 0, -1]), np.array([0, 2, 0]), np.array([0, 0, 0]), np.array([7, 107, 207]))
    first, last = (words()[0].casefold() for words in (names.first_names, names.family_names))
    assert series(wrong).tolist() == [
        f"{first}.{last}07@post.example", f"{names.typos(first)[1]}.{last}07@mail.example",
        f"office.{last}07@inbox.example",
    ]  # fmt: skip


def series(column):
    """Return a column of words as a pandas series."""
    return frame({"it": column})["it"]


def test_the_birth_day_is_counted_back_from_week_0():
    parts = identities.birth_dates(np.array([1, 366, 19_286]))
    assert [part.tolist() for part in parts] == [[2023, 2022, 1971], [12, 12, 3], [31, 31, 14]]


def test_a_postcode_may_have_two_digits_swapped_or_a_wrong_last_one():
    assert series(handwriting.postcodes().column(np.arange(6))).tolist() == [
        "1000",
        "0100",
        "1001",
        "1010",
        "0110",
        "1011",
    ]
