"""The stories of the chapters are in the market: over twenty seeds, and anew over three."""

import pandas as pd
import pytest

from course import project
from course.study.stories import STORIES, telling, verdict

CHAPTERS = [f"{nr:02}" for nr in range(1, 17)]
PROCESSORS = 1e-4  # how far another processor may end from here: sums in another order, searches for an optimum
FEW = (3, 11, 17)

every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.label.replace(" ", "-"))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_a_story(chapter):
    assert [story for story in STORIES if story.chapter == chapter]


def test_no_two_stories_have_one_name():
    labels = [story.label for story in STORIES]
    assert len(set(labels)) == len(labels)


@every_story
def test_the_dial_is_right_where_the_naive_answer_is_not(story):
    smallest = min(abs(end) for end in story.naive_error)
    assert story.naive_error[0] * story.naive_error[1] > 0
    assert story.dial.right_at in story.dial.values
    assert story.dial.within <= smallest / 2


@every_story
def test_the_stored_table_comes_from_this_code_and_market(story):
    assert not telling.stale(project.root(), [story]), f"course stories '{story.label}' tells it anew"


@every_story
def test_over_twenty_worlds_the_story_keeps_its_promises(story, stored):
    assert len(stored[stored["story"] == story.label]) == len(telling.tasks(story))
    assert verdict.problems(story, stored) == []


def test_three_worlds_told_anew_say_what_the_table_says(stored):
    tasks = [telling.Task(story, None, seed) for story in STORIES for seed in FEW]
    again = telling.tell(tasks)
    there = stored[stored["dial"].isna() & stored["seed"].isin(FEW)]
    compared = again.drop(columns="dial"), telling.in_order(there).drop(columns="dial")
    pd.testing.assert_frame_equal(*compared, rtol=PROCESSORS, atol=1e-9)


@pytest.mark.slow
@every_story
def test_twenty_worlds_told_anew_say_what_the_table_says(story, stored):
    again = telling.tell(telling.tasks(story))
    there = telling.in_order(stored[stored["story"] == story.label])
    pd.testing.assert_frame_equal(again, there, rtol=PROCESSORS, atol=1e-9)
