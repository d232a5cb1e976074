"""The standard dataset in data/ is the published one, whole, small, true to its declaration, and described as it is."""

import re

import pandas as pd
import pytest

from course import datasets, tables
from course.datasets import store, verify
from course.digest import digest_of
from course.world.of_effects import effects
from course.world.simulate import World

FOLDER = datasets.standard_folder()
LINKS = list(tables.references(tables.EVERY).itertuples(index=False, name=None))
PROSE = (FOLDER / "datasheet.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def firm():
    return store.read(FOLDER, kind="standard", validated=False)


@pytest.fixture(scope="module")
def made():
    return datasets._made("standard", datasets.STANDARD_SEED, datasets.SIZES["standard"], "standard")


def test_it_is_the_published_one(firm):
    wanted = datasets.published()
    assert verify.unlike(firm, wanted) == []
    assert "standard truth" in wanted


def test_the_world_still_makes_it(made):
    """When this fails the market has changed: raise MARKET_VERSION, then course data --publish."""
    assert made.digest() == datasets.published()["standard"]


@pytest.mark.parametrize("table", [name for name in tables.TRUTH if name != "effects"])
def test_the_world_still_makes_its_truth(firm, made, table):
    assert digest_of([made.truth[table]]) == digest_of([firm.truth[table]])


def test_the_world_still_makes_its_effects_under_shared_luck(firm):
    world = World(datasets.SIZES["standard"], datasets.WEEKS, datasets.STANDARD_SEED)
    over_lucks = ["expected_difference", "mc_se"]
    pd.testing.assert_frame_equal(effects(world).drop(columns=over_lucks), firm.truth.effects.drop(columns=over_lucks))


@pytest.mark.slow
def test_the_world_still_makes_its_effects_over_many_lucks(made):
    assert datasets.digests_of(made).items() <= datasets.published().items()


def test_effects_are_expected_over_many_lucks_for_programme_and_campaigns(firm):
    found = firm.truth.effects.groupby("intervention")["expected_difference"].agg(lambda column: column.notna().mean())
    assert found[["programme", "campaigns"]].eq(1).all()
    assert found.drop(["programme", "campaigns"]).eq(0).all()


def test_there_is_nothing_wrong_with_it():
    assert datasets.verify_standard() == []


@pytest.mark.parametrize("link", LINKS, ids=[".".join(link[:2]) for link in LINKS])
def test_no_key_is_an_orphan(firm, link):
    table, column, to_table, to_column = link
    here = store.table_of(firm, table)[column].dropna()
    there = store.table_of(firm, to_table)[to_column]
    assert len(here) > 0
    assert set(here) <= set(there)


def test_it_takes_20_megabytes_at_most():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 20_000_000


def test_it_has_the_size_that_was_promised(firm):
    assert (len(firm.customers), len(firm.market)) == (20_000, 104)
    assert store.names(firm) == list(tables.EVERY)


def test_each_description_is_what_would_be_derived_now(firm):
    assert verify.stale(FOLDER, store.read_manifest(FOLDER), firm) == []


def test_mlcroissant_reads_its_description_and_its_records(firm):
    mlcroissant = pytest.importorskip("mlcroissant")
    dataset = mlcroissant.Dataset(jsonld=str(FOLDER / "croissant.json"))
    assert (dataset.metadata.ctx.issues.errors, dataset.metadata.ctx.issues.warnings) == (set(), set())
    shops = pd.DataFrame(dataset.records("shops")).rename(columns=lambda name: name.removeprefix("shops/"))
    assert shops["shop_id"].tolist() == firm.shops["shop_id"].tolist()
    assert shops["owner"].str.decode("utf-8").tolist() == firm.shops["owner"].tolist()


# How many questions each section of Gebru et al. (2021) has, "any other comments?" left out.
QUESTIONS = {
    "Motivation": 3,
    "Composition": 15,
    "Collection process": 11,
    "Preprocessing, cleaning, labelling": 3,
    "Uses": 5,
    "Distribution": 6,
    "Maintenance": 7,
}


@pytest.mark.parametrize(("section", "number"), QUESTIONS.items(), ids=QUESTIONS)
def test_the_datasheet_answers_every_question(section, number):
    said = PROSE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    question, *answers = re.split(r"^### (?:.+\?)$", said, flags=re.MULTILINE)
    assert question.strip() == ""
    assert len(answers) == number + 1
    assert all(answer.strip() for answer in answers)
    assert "### Any other comments?" in said


def test_the_datasheet_s_numbers_in_words_are_those_of_the_data(firm):
    said = " ".join(PROSE.split())
    effects, weeks = firm.truth.effects, firm.truth.weeks
    assert f"keeps the first {weeks['customer_id'].nunique()} customers" in said
    assert effects["intervention"].nunique() == 6
    assert "for each of six interventions" in said
    assert "104 are observed, 52 more are the truth" in said
    assert f"begin on Monday 1 January {firm.market['starts'].iloc[0].year}" in said
    paid = (firm.order_lines["quantity"] * firm.order_lines["price_paid"]).groupby(firm.order_lines["order_id"]).sum()
    assert "an order's revenue is the sum of its lines" in said
    assert (firm.orders.set_index("order_id")["revenue"] == paid).all()
    assert "a ticket's number is its order's" in said
    assert (firm.tickets["ticket_id"] == firm.tickets["order_id"]).all()


def test_the_datasheet_says_rightly_that_nearly_everybody_is_unique(firm):
    people = firm.individuals.merge(firm.customers)
    unique = ~people.duplicated(["place_id", "birth_date", "gender"], keep=False)
    assert "place, date of birth and sex are unique for nearly everybody" in " ".join(PROSE.split())
    assert unique.mean() > 0.95


def test_the_datasheet_says_rightly_that_no_address_is_anybody_s(firm):
    for system in ("crm_shop", "crm_web"):
        assert firm[system]["email"].dropna().str.endswith(".example").all()
    phones = firm.crm_web["phone"].dropna()
    assert phones[phones.str.startswith("+")].str.startswith("+999").all()


def test_what_the_readme_shows_works(monkeypatch):
    monkeypatch.chdir(FOLDER.parent)
    shown = re.findall(r"```python\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(shown) == 3
    names = {}
    for code in shown:
        exec(code, names)
    assert len(names["orders"]) == len(names["firm"].orders)
    assert names["world"].observe().places.equals(names["firm"].places)


def test_the_readme_names_every_kind_of_file():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.iterdir():
        kind = path.name if path.suffix != ".parquet" else "*.parquet"
        assert f"`{kind}`" in text or path.name == "README.md"
