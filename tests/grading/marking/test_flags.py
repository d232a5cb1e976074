"""A flag stands where an answer was hardly worked out on one's own data, and changes no score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course.grading.marking import flags


def with_answer(result, student, typed, verdict="wrong", question=0):
    made = result(student)
    return replace(made, questions=(replace(made.questions[question], answer=typed, verdict=verdict),))


def flags_of(*made, **settings):
    return {one.student: one.flags for one in flags.flagged(made, **settings)}


def number(value):
    return {"t": "float", "v": value}


def test_a_number_that_is_right_for_another_is_flagged(result):
    ana, bo = with_answer(result, "ana", number(0.43125), "right"), with_answer(result, "bo", number(0.43125))
    assert flags_of(ana, bo) == {"ana": (), "bo": ("answer_of:ana",)}


def test_a_whole_number_of_four_digits_is_enough_in_a_small_class(result):
    ana = with_answer(result, "ana", {"t": "int", "v": "1432"}, "right")
    bo = with_answer(result, "bo", {"t": "int", "v": "1432"})
    assert flags_of(ana, bo)["bo"] == ("answer_of:ana",)


def test_numbers_that_many_have_by_chance_are_not(result):
    class_ = [with_answer(result, f"s{n}", number(0.40 + n / 2000), "right") for n in range(60)]
    assert flags_of(*class_, with_answer(result, "bo", number(0.41)))["bo"] == ()


@pytest.mark.parametrize(
    "typed", [{"t": "bool", "v": True}, {"t": "float", "v": 0.0}, {"t": "text", "v": "shop"}, {"t": "none"}]
)
def test_what_says_too_little_is_not_compared(result, typed):
    assert flags_of(with_answer(result, "ana", typed, "right"), with_answer(result, "bo", typed))["bo"] == ()


def test_a_table_that_is_anothers_is_flagged(result):
    table = {"t": "list", "v": [number(value) for value in (1.25, 2.5, 3.75, 4.125, 5.0625, 6.5)]}
    assert flags_of(with_answer(result, "ana", table, "right"), with_answer(result, "bo", table))["bo"] == (
        "answer_of:ana",
    )


def test_nobody_is_flagged_on_the_same_data(result):
    made = [replace(with_answer(result, name, number(0.43125)), dataset="standard@1.0") for name in ("ana", "bo")]
    assert flags_of(*made) == {"ana": (), "bo": ()}


def test_the_standard_answer_is_flagged(result):
    made = with_answer(result, "bo", number(0.35791))
    assert flags_of(made, standard={"07.1": number(0.3579123)})["bo"] == ("other_dataset",)


def test_a_long_text_that_two_have_is_flagged_for_both_but_not_in_one_team(result):
    text = {"t": "text", "v": "I would not send these letters, since a silence means what the rhythm makes of it. " * 2}
    made = [with_answer(result, name, text, "manual", 2) for name in ("ana", "bo", "cy")]
    found = flags_of(*made, teams={"ana": "group/red", "cy": "group/red"})
    assert found == {"ana": ("answer_of:bo",), "bo": ("answer_of:ana", "answer_of:cy"), "cy": ("answer_of:bo",)}


def test_flags_change_no_score_and_earlier_signs_stay(result):
    ana, bo = with_answer(result, "ana", number(0.43125), "right"), with_answer(result, "bo", number(0.43125))
    bo = replace(bo, flags=("answer_of:zoe", "other_dataset"))
    done = flags.flagged([ana, bo])[1]
    assert done.flags == ("answer_of:ana", "other_dataset")
    assert done.score == bo.score
