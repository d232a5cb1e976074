"""Segments made from choices in which nobody differs from anybody."""

import pytest

from course.measures import k_means
from course.study.stories import psychographic_segments as chapter
from course.world.simulate import World


@pytest.fixture(scope="module")
def world():
    return World(8_000, seed=5)


def test_leanings_are_against_others_who_saw_the_same_bags(world):
    found = chapter.leanings(world.observe().choice_tasks)
    by_version = found.groupby(found.index % 4).mean()
    assert by_version.abs().max().max() == pytest.approx(0, abs=1e-9)
    assert found["price"].std() > 20


def test_noise_has_segments_that_differ_significantly(world):
    tasks = world.observe().choice_tasks.query("task <= 3")
    naive = chapter.apart(tasks, k_means(chapter.leanings(tasks), 4, sort_by="price").labels)
    assert naive.estimate / naive.standard_error > 20


def test_asked_again_the_same_people_choose_another_time_from_the_same_bags(world):
    tasks = world.observe().choice_tasks
    again = chapter.asked_again(world, tasks)
    assert again.drop(columns="chosen").equals(tasks.drop(columns="chosen"))
    assert again.groupby(["customer_id", "task"])["chosen"].sum().to_numpy() == pytest.approx(1)
    assert again["chosen"].nunique() > 10


def test_who_differs_chooses_again_what_was_chosen():
    alike, unlike = (World(3_000, seed=5, parameters={"choice.differ": sd}) for sd in (0, 5))
    kept = []
    for world in (alike, unlike):
        tasks = world.observe().choice_tasks
        kept.append(chapter.asked_again(world, tasks).loc[tasks["chosen"], "chosen"].mean())
    assert kept[1] > kept[0] + 0.3
