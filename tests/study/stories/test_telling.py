"""Telling a story in many worlds, and what the table then says, on a story made up for the test."""

import dataclasses
import io

import pandas as pd
import pytest
from rich.console import Console

from course.errors import InputError
from course.study import fingerprint
from course.study.stories import STORIES, Dial, Story, Telling, named, telling, verdict


def told_by_seed(world):
    """The naive answer is 3 too high unless the dial is at 0; the truth is the world's seed."""
    off = 3.0 if world.parameters["season.advent"] > 0 else 0.0
    return Telling(world.seed + off, world.seed + 0.1, world.seed - 1.0, world.seed + 1.0, world.seed)


SEASON = Dial("season.advent", (0.0, 0.2), right_at=0.0, within=0.5)
TOY = Story("99", "toy", "orders", "count", "count less three", told_by_seed, (2.5, 3.5), SEASON, 10, no_effect=0.0)


@pytest.fixture(scope="module")
def table():
    return telling.tell(telling.tasks(TOY))


def test_a_story_is_told_in_twenty_worlds_and_in_five_for_each_value_of_the_dial(table):
    assert table["dial"].isna().sum() == 20
    assert table.groupby("dial").size().to_dict() == {0.0: 5, 0.2: 5}


def test_the_verdict_counts_what_the_seeds_say(table):
    found = verdict.verdict(TOY, table)
    assert found["naive_error"] == pytest.approx(3)
    assert found["error"] == pytest.approx(0.1)
    assert (found["covered"], found["excluded"], found["same_side"], found["right_at"]) == (20, 20, 20, 0)
    assert found["power"] == pytest.approx(19 / 20)  # seed 1: the interval begins at 0


def test_a_story_that_keeps_its_promises_has_no_problems(table):
    assert verdict.problems(TOY, table) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"naive_error": (4.0, 5.0)}, "off by 4 to 5"),
        ({"naive_error": (-5.0, -4.0)}, "errs to one side"),
        ({"dial": dataclasses.replace(SEASON, right_at=0.2)}, "is right within 0.5 at season.advent = 0.2"),
        ({"no_effect": 2.0, "claims_sign": True}, "power is at least 0.9"),
    ],
)
def test_a_promise_that_is_not_kept_is_named(table, change, said):
    problems = verdict.problems(dataclasses.replace(TOY, **change), table)
    assert any(said in problem for problem in problems)


def test_intervals_that_miss_the_truth_or_hold_the_naive_answer_are_named(table):
    narrow, wide = table.assign(high=table["truth"] - 0.1), table.assign(high=table["naive"] + 1)
    assert "holds the truth" in verdict.problems(TOY, narrow)[0]
    assert "excludes the naive answer" in verdict.problems(TOY, wide)[0]


def test_stories_of_one_world_are_told_together():
    other = dataclasses.replace(TOY, name="other")
    done: list[int] = []
    telling.tell(
        [telling.Task(story, None, seed) for story in (TOY, other) for seed in (1, 2)],
        after=lambda rows: done.append(len(rows)),
    )
    assert done == [2, 2]


def test_the_table_is_renewed_story_by_story(tmp_path, table):
    (tmp_path / "book").mkdir()
    gone = table.assign(story="98 gone")
    telling.renew(tmp_path, [TOY], pd.concat([gone, table]), [TOY])
    telling.renew(tmp_path, [TOY], table, [TOY])
    assert telling.read(tmp_path)["story"].unique().tolist() == [TOY.label]
    assert telling.stale(tmp_path, [TOY]) == []


def test_a_story_whose_code_or_market_changed_is_stale(tmp_path, table, monkeypatch):
    (tmp_path / "book").mkdir()
    telling.renew(tmp_path, [TOY], table, [TOY])
    monkeypatch.setattr(fingerprint, "MARKET_VERSION", "another")
    assert telling.stale(tmp_path, [TOY]) == [TOY]


def test_a_story_is_told_by_its_module_and_by_those_beside_it_that_it_uses():
    uplift = next(story for story in STORIES if story.label == "13 uplift")
    names = [module.__name__.rsplit(".", 1)[1] for module in telling._told_by(uplift)]
    assert names == ["channels_and_campaigns", "letters", "story"]


def test_an_unknown_story_names_those_there_are():
    with pytest.raises(InputError, match="there is no story '77'"):
        named(["77"])


def test_the_summary_is_printed_within_80_columns(table):
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(verdict.printed([TOY], table))
    said = console.export_text()
    assert "99 toy" in said
    assert "20/20" in said
    assert "0.95" in said
    assert "dial" in said
    assert "…" not in said
