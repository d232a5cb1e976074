"""Claims are tried on twenty other worlds; the table says under how many they hold, and goes stale with the code."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from course.workbook import chapters
from course.workbook.replication import COLUMNS, read_table, replicate, run_code, stale_chapters, summary, too_rare

CODE = (
    "# 03 · Seeds",
    ">>> import os\n\nfrom course.claims import claim\n\nseed = int(os.environ['CLIENTELA_SEED'])",
    ">>> claim('The seed is small', seed, low=0, high=1)\nclaim('A seed is there', True)",
    ">>> %time later = 1\ndisplay(later)",
)


def write(checkout, name: str, notebook: dict) -> None:
    (checkout / "notebooks" / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def entry(checkout, name: str):
    return next(chapter for chapter in chapters(checkout) if chapter.name == name)


def test_each_chapter_is_run_under_each_seed_and_its_rows_are_renewed(checkout, make_notebook):
    write(checkout, "03_seeds", make_notebook(*CODE))
    write(checkout, "04_none", make_notebook("# 04 · None", ">>> a = 1"))
    ran = []
    both = [entry(checkout, "03_seeds"), entry(checkout, "04_none")]
    note = lambda chapter, seed: ran.append((chapter.number, seed))  # noqa: E731
    assert replicate(both[:1], checkout, seeds=[1, 2], after=note) == []
    assert replicate(both[1:], checkout, seeds=[1], after=note) == []
    assert sorted(ran) == [("03", 1), ("03", 2), ("04", 1)]
    table = read_table(checkout)
    assert table.columns.tolist() == COLUMNS
    assert table[["nr", "seed", "held"]].to_numpy().tolist() == [
        [1, 1, True],
        [1, 2, False],
        [2, 1, True],
        [2, 2, True],
    ]
    assert table["value"].tolist() == [1, 2, 1, 1]
    assert stale_chapters(both, checkout) == []

    # other prose leaves the rows valid, other code does not
    write(checkout, "04_none", make_notebook("# 04 · Nobody", ">>> a = 1"))
    assert stale_chapters(both, checkout) == []
    write(checkout, "04_none", make_notebook("# 04 · None", ">>> from course.claims import claim\nclaim('b', True)"))
    assert stale_chapters(both, checkout) == [both[1]]
    replicate(both[1:], checkout, seeds=[1], after=note)
    assert read_table(checkout)["chapter"].tolist() == ["03_seeds"] * 4 + ["04_none"]
    assert stale_chapters(both, checkout) == []


def test_a_chapter_that_stops_is_named_and_its_former_rows_stay(checkout, make_notebook):
    write(checkout, "03_seeds", make_notebook("# 03", ">>> a = 1", ">>> a.b"))
    problems = replicate([entry(checkout, "03_seeds")], checkout, seeds=[1], after=lambda *_: None)
    assert problems == ["under seed 1: 03_seeds, code cell 2: AttributeError: 'int' object has no attribute 'b'"]
    assert read_table(checkout).empty
    assert len(stale_chapters([entry(checkout, "03_seeds")], checkout)) == 1


def test_another_market_makes_every_row_stale(checkout, make_notebook, monkeypatch):
    write(checkout, "04_none", make_notebook("# 04 · None", ">>> a = 1"))
    chapter = entry(checkout, "04_none")
    replicate([chapter], checkout, seeds=[1], after=lambda *_: None)
    monkeypatch.setattr("course.world.parameters.MARKET_VERSION", "99")
    assert stale_chapters([chapter], checkout) == [chapter]


def table(held: int, sentence: str = "Two in ten buy", seeds: int = 20) -> pd.DataFrame:
    rows = [("03_seeds", 1, sentence, seed, seed / 10, 0.0, 1.0, seed <= held) for seed in range(1, seeds + 1)]
    return pd.DataFrame(rows, columns=COLUMNS)


INTERVAL = "The 95 % interval holds the truth"


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        (table(19), ""),
        (table(18), "holds under 18 of 20 seeds, 19 are needed"),
        (table(17, INTERVAL), ""),
        (table(16, INTERVAL), "holds under 16 of 20 seeds, 17 are needed"),
        (table(19, seeds=19), "made under 19 of 20 seeds"),
        (pd.concat([table(20)[:-1], table(20, "Three in ten buy")[-1:]]), "its sentence must not change"),
    ],
)
def test_a_claim_must_hold_under_19_of_20_seeds_or_17_for_an_interval(rows, problem):
    found = too_rare(rows)
    assert problem in "".join(found)
    assert bool(found) is bool(problem)


def test_the_summary_shows_how_far_values_vary():
    claim = summary(table(19)).iloc[0]
    assert (claim["held"], claim["needed"], claim["lowest"], claim["highest"]) == (19, 19, 0.1, 2.0)


def test_without_a_table_nothing_is_too_rare(tmp_path):
    assert too_rare(read_table(tmp_path)) == []


def test_the_code_sees_what_a_notebook_sees(checkout, make_notebook, monkeypatch):
    monkeypatch.setenv("CLIENTELA_SEED", "1")
    write(checkout, "03_seeds", make_notebook(*CODE))
    assert [row["held"] for row in run_code(checkout / "notebooks" / "03_seeds.ipynb")] == [True, True]
