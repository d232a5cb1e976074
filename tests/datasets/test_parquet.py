"""What is written as Parquet comes back as it was, whatever the folders are called."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from course.datasets import parquet
from course.world.columns import Coded, Gaps, arrow, frame

DAYS = np.array(["2024-01-01", "NaT", "2024-03-01"], dtype="datetime64[us]")
COLUMNS = {
    "id": np.array([2**40, 3, -1]),
    "small": np.array([1, 2, 3], dtype=np.int8),
    "shop": Gaps(np.array([4, 0, 7]), np.array([False, True, False])),
    "nowhere": Gaps(np.array([4, 5, 7]), np.zeros(3, dtype=bool)),
    "word": Coded(("tea", "cocoa", "café"), np.array([2, -1, 0]), gaps=True),
    "day": DAYS,
    "minutes": np.array([1.5, np.nan, 0.25]),
    "yes": np.array([True, False, True]),
}


def test_a_table_comes_back_in_every_cell_and_type(tmp_path):
    parquet.write(arrow(COLUMNS), tmp_path / "a.parquet")
    assert_frame_equal(parquet.frame([tmp_path / "a.parquet"]), frame(COLUMNS))


def test_parts_come_back_as_one_table_whichever_gaps_they_have(tmp_path):
    parts = [{name: values[np.arange(i, i + 1)] for name, values in COLUMNS.items()} for i in range(3)]
    paths = [tmp_path / f"{i}.parquet" for i in range(3)]
    for part, path in zip(parts, paths, strict=True):
        parquet.write(arrow(part), path)
    assert_frame_equal(parquet.frame(paths), frame(COLUMNS))


def test_missing_values_are_missing_for_every_reader(tmp_path):
    parquet.write(arrow(COLUMNS), tmp_path / "a.parquet")
    missing = {
        name: column.null_count for name, column in zip(COLUMNS, pq.read_table(tmp_path / "a.parquet"), strict=True)
    }
    assert missing == {"id": 0, "small": 0, "shop": 1, "nowhere": 0, "word": 1, "day": 1, "minutes": 1, "yes": 0}


def test_other_readers_see_words_numbers_and_times_not_codes(tmp_path):
    parquet.write(arrow(COLUMNS), tmp_path / "a.parquet")
    types = pq.read_schema(tmp_path / "a.parquet")
    assert [str(types.field(name).type) for name in ("word", "small", "day")] == ["string", "int64", "timestamp[us]"]


def test_the_name_of_a_folder_is_not_taken_for_a_column(tmp_path):
    folder = tmp_path / "seed=7"
    folder.mkdir()
    parquet.write(arrow(COLUMNS), folder / "a.parquet")
    assert list(parquet.frame([folder / "a.parquet"]).columns) == list(COLUMNS)


def test_a_frame_written_by_pandas_keeps_the_types_that_pandas_noted(tmp_path):
    made = pd.DataFrame({"n": [1, 2], "gap": pd.array([1, None], dtype="Int64")})
    pq.write_table(pa.Table.from_pandas(made), tmp_path / "a.parquet")
    assert_frame_equal(parquet.frame([tmp_path / "a.parquet"]), made)


def test_a_missing_word_in_a_column_without_gaps_is_refused():
    with pytest.raises(pa.lib.ArrowIndexError, match="out of bounds"):
        arrow({"w": Coded(("tea", "cocoa"), np.array([1, -1]))})


@pytest.mark.parametrize("words", [2, 128, 129, 40_000])
def test_codes_hold_any_number_of_words(words):
    names = [f"w{i}" for i in range(words)]
    coded = Coded(names, np.array([words - 1, 0, -1]), gaps=True)
    assert arrow({"w": coded})["w"].to_pylist() == [names[-1], names[0], None]


def test_ids_are_stored_in_a_few_bits_and_can_be_skipped_by(tmp_path):
    parquet.write(pa.table({"order_id": np.arange(100_000)}), tmp_path / "a.parquet")
    column = pq.read_metadata(tmp_path / "a.parquet").row_group(0).column(0)
    assert column.total_compressed_size < 100_000
    assert (column.statistics.min, column.statistics.max) == (0, 99_999)
