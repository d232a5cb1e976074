"""A market written in blocks is the world itself; asked again it goes on; nothing half made is taken for whole."""

import dataclasses
import json
import shutil
from pathlib import Path

import pyarrow.compute as pc
import pytest
from pandas.testing import assert_frame_equal

import course
from course.datasets import parquet, store
from course.digest import digest_of
from course.errors import DataError
from course.generate import Plan, generate
from course.tables import OBSERVED, TRUTH
from course.world.of_effects import effects
from course.world.simulate import World


@pytest.fixture(scope="module")
def world(plan):
    return World(plan.customers, plan.weeks, plan.seed)


@pytest.fixture(scope="module")
def firm(made):
    return course.load(folder=made)


# The folder is the world ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", OBSERVED)
def test_a_table_is_that_of_the_world_cell_by_cell(firm, world, table):
    assert_frame_equal(firm[table], world.observe()[table], check_exact=True)


@pytest.mark.parametrize("table", TRUTH)
def test_a_hidden_table_is_that_of_the_world_cell_by_cell(firm, world, table):
    assert_frame_equal(firm.truth[table], world.truth[table], check_exact=True)


def test_the_folder_knows_which_world_it_is(firm, world):
    assert firm.digest() == world.observe().digest()
    assert firm.id == world.observe().id
    assert World(**firm.origin).seed == world.seed
    assert firm.tables == list(OBSERVED)


def digests(firm):
    """Return the digests of what is observed and of what is hidden."""
    return firm.digest(), digest_of(firm.truth[table] for table in firm.truth.tables)


def test_blocks_of_another_size_give_the_same_tables(firm, plan, tmp_path):
    generate(dataclasses.replace(plan, block=1_300), tmp_path / "one", show=False)
    one = course.load(folder=tmp_path / "one")
    assert digests(one) == digests(firm)


@pytest.mark.parametrize("block", [1, 33, 64])
def test_blocks_may_be_as_small_as_one_customer(tmp_path, block):
    """Referrers are found among 64 neighbours, also when these are in other blocks."""
    plan = Plan(12 if block == 1 else 100, weeks=60, seed=3, truth="shared", block=block)
    generate(plan, tmp_path / "small", show=False)
    small, world = course.load(folder=tmp_path / "small"), World(plan.customers, plan.weeks, plan.seed)
    assert digests(small) == digests(world.observe())


def test_a_firm_without_truth_has_no_hidden_table(plan, tmp_path):
    generate(Plan(50, tables=["orders", "places"]), tmp_path / "few", show=False)
    few = course.load(folder=tmp_path / "few")
    assert (few.tables, few.truth.tables) == (["places", "orders"], [])
    assert_frame_equal(few.orders, World(50).observe().orders)


def test_tables_of_the_country_alone_are_made_too(tmp_path):
    generate(Plan(50, tables=["places"]), tmp_path / "few", show=False)
    assert len(course.load(folder=tmp_path / "few").places) > 100


def test_expected_effects_are_those_of_the_world(tmp_path):
    plan = Plan(90, seed=2, truth="expected", block=50)
    generate(plan, tmp_path / "expected", show=False)
    found = course.load(folder=tmp_path / "expected").truth.effects
    assert_frame_equal(found, effects(World(90, seed=2), expected=True), check_exact=True)
    assert_frame_equal(found, found.round(8), check_exact=True)  # nothing hangs on the last bit


def test_changed_parameters_are_those_of_the_market(tmp_path):
    changed = {"leaving.hazard": 0.05}
    generate(Plan(200, parameters=changed, truth="shared"), tmp_path / "changed", show=False)
    firm = course.load(folder=tmp_path / "changed")
    assert firm.digest() == World(200, parameters=changed).observe().digest()
    assert firm.truth.parameters.set_index("name")["value"]["leaving.hazard"] == 0.05


# The manifest -----------------------------------------------------------------------------------------------------


def test_the_manifest_says_who_made_it_and_the_content_of_every_part(made, plan):
    manifest = store.read_manifest(made)
    assert manifest["made"] == {"engine": "serial", "workers": 1}
    assert manifest["origin"] == {"customers": 1_300, "weeks": 104, "seed": 5}
    for table in manifest["tables"].values():
        assert table["rows"] == sum(part["rows"] for part in table["parts"])
        assert all((made / part["file"]).exists() for part in table["parts"])
        assert all(len(part["digest"]) == 16 for part in table["parts"])
    assert [part["file"] for part in manifest["tables"]["orders"]["parts"]] == [
        f"orders/0000{number}.parquet" for number in range(plan.blocks)
    ]


def test_a_part_without_rows_has_no_file(made):
    assert [path.name for path in (made / "truth.weeks").iterdir()] == ["00000.parquet"]


def test_an_undamaged_market_is_found_so(made):
    assert store.damage(made) == []


def test_other_values_in_a_part_are_found(copied):
    path = copied / "orders/00001.parquet"
    table = parquet.read(path)
    place = table.column_names.index("revenue")
    parquet.write(table.set_column(place, table.schema.field(place), pc.add(table["revenue"], 1)), path)
    assert store.damage(copied) == [f"the values of {path} are not those that were written."]


def test_a_missing_part_is_named(copied):
    (copied / "orders/00001.parquet").unlink()
    with pytest.raises(
        DataError, match=r"orders.00001.parquet is missing\. Make the data anew: .* with the same course generate"
    ):
        _ = course.load(folder=copied).orders


def test_the_digest_of_the_folder_changes_with_its_market(made, plan, tmp_path):
    other = generate(dataclasses.replace(plan, seed=6, truth="none"), tmp_path / "other", show=False)
    assert other.digest != store.read_manifest(made)["digest"]


# Going on ---------------------------------------------------------------------------------------------------------


def test_asked_again_nothing_is_made_anew(copied, plan, contents):
    before = contents(copied)
    report = generate(plan, copied, show=False)
    assert (report.blocks, report.kept) == (3, 3)
    assert contents(copied) == before


def spoil_nothing(folder):
    (folder / "blocks/00001.json").unlink()


def lose_a_file(folder):
    (folder / "orders/00001.parquet").unlink()


def cut_a_file_short(folder):
    path = folder / "orders/00001.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def change_a_byte(folder):
    path = folder / "order_lines/00001.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def put_another_block_there(folder):
    shutil.copy(folder / "customers/00000.parquet", folder / "customers/00001.parquet")


def cut_a_record_short(folder):
    path = folder / "blocks/00001.json"
    path.write_bytes(path.read_bytes()[:50])


def put_nonsense_in_a_record(folder):
    note(folder, 1, lambda noted: noted["tables"].update(orders=3))


def forget_a_table(folder):
    note(folder, 1, lambda noted: noted["tables"].pop("customers"))


def take_a_block_of_another_market(folder):
    note(folder, 1, lambda noted: noted.update(plan="0123456789abcdef"))


def note(folder, number, change):
    """Change what was noted of a block."""
    path = folder / f"blocks/{number:05d}.json"
    noted = json.loads(path.read_text())
    change(noted)
    path.write_text(json.dumps(noted))


SPOILED = [
    *(spoil_nothing, lose_a_file, cut_a_file_short, change_a_byte, put_another_block_there),
    *(cut_a_record_short, put_nonsense_in_a_record, forget_a_table, take_a_block_of_another_market),
]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_block_that_is_not_whole_is_made_anew_and_the_others_are_kept(copied, plan, contents, spoil):
    before = contents(copied)
    spoil(copied)
    report = generate(plan, copied, show=False)
    assert report.kept == 2
    assert contents(copied) == before


def test_a_lost_or_damaged_plan_is_written_again_where_its_blocks_are(copied, plan, contents):
    before = contents(copied)
    for spoil in (Path.unlink, lambda path: path.write_text("{")):
        spoil(copied / "plan.json")
        assert generate(plan, copied, show=False).kept == 3
        assert contents(copied) == before


def test_blocks_of_another_market_are_not_taken_for_those_of_this_one(copied, plan):
    """Somebody puts the plan of one market beside the blocks of another."""
    other = dataclasses.replace(plan, seed=6)
    (copied / "plan.json").write_text(json.dumps(other.content))
    assert generate(other, copied, show=False).kept == 0
    assert store.damage(copied) == []


def test_what_an_interrupted_run_left_half_written_is_taken_away(copied, plan, contents):
    before = contents(copied)
    (copied / ".writing-abc").mkdir()
    (copied / ".writing-abc" / "orders.parquet").write_bytes(b"half")
    generate(plan, copied, show=False)
    assert contents(copied) == before


def test_an_unfinished_market_is_not_read(copied):
    (copied / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"is not finished. Ask for it again: it goes on where it stopped"):
        course.load(folder=copied)
