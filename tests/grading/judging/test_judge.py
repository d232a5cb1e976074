"""The verdict on an answer, whatever kind of answer it is."""

from __future__ import annotations

import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from course.firm import Firm
from course.grading import folders
from course.grading.judging.judge import fingerprint, judge
from course.grading.judging.tolerance import Rules
from course.grading.questions import Question

mpl.use("agg")


@pytest.fixture
def say(folder, firm):
    """Return the verdict on an answer to a question of the small exercise."""
    questions = folders.load(folder).questions
    yield lambda id, answer, on=firm: judge(questions[id], answer, on)
    plt.close("all")


def test_the_right_answer_is_right(say):
    assert say("07.1", 1_550 / 2_200).verdict == "right"
    assert say("07.1", 1_550 / 2_200).credit == 1


def test_an_understood_wrong_answer_is_told_with_its_own_hint(say):
    verdict = say("07.1", 3 / 6)  # the two most frequent buyers placed three of six orders
    assert (verdict.verdict, verdict.misconception, verdict.credit) == ("misconception", "counted_orders", 0.5)
    assert verdict.message == "You counted orders; the question is about money."


def test_another_wrong_answer_is_wrong(say):
    assert (say("07.1", 0.9).verdict, say("07.1", 0.9).credit) == ("wrong", 0)


@pytest.mark.parametrize("answer", [..., None, pd.NA, "", "  ", "# YOUR ANSWER HERE", [...], {"a": ...}], ids=repr)
def test_what_has_not_been_filled_in_is_not_attempted(say, answer):
    verdict = say("07.1", answer)
    assert verdict.verdict == "not_attempted"
    assert "top_share" in verdict.message


def test_the_answer_is_judged_on_the_data_given(say, make_firm):
    other = make_firm("other", [100, 100, 100, 100, 100, 100])
    assert say("07.1", 300 / 600, other).verdict == "right"
    assert say("07.1", 300 / 600).verdict == "misconception"


def test_an_answer_from_data_loaded_before_is_recognised(say, make_firm):
    other = make_firm("other", [100, 100, 100, 500, 100, 100])
    assert say("07.1", 0.7, other).verdict == "right"
    assert say("07.1", 0.7).right_on == "other@1"


def test_a_reference_is_computed_once_per_dataset(firm):
    calls = []
    asked = Question("07.1", "x", lambda firm: calls.append(firm.id) or 1.0)
    verdicts = [judge(asked, answer, firm).verdict for answer in (1, 2, 3)]
    assert (verdicts, calls) == (["right", "wrong", "wrong"], ["small@1"])


def test_data_without_the_table_are_said_to_lack_it(say):
    bare = Firm({"customers": lambda: pd.DataFrame()}, name="bare", version="1")
    verdict = say("07.1", 0.7, bare)
    assert (verdict.verdict, verdict.credit) == ("not_evaluated", None)
    assert "Firm bare@1 has no table 'orders'" in verdict.message


def test_data_without_the_column_are_said_not_to_do(say):
    bare = Firm({"orders": lambda: pd.DataFrame({"a": [1]})}, name="bare", version="1")
    assert "cannot be computed on bare@1 (KeyError: 'customer_id')" in say("07.1", 0.7, bare).message


@pytest.mark.parametrize(
    ("function", "verdict", "said"),
    [
        (lambda values: values.max() - values.min(), "right", ""),
        (lambda values: float(np.ptp(values)), "right", ""),
        (lambda values: 2.0, "wrong", "Called with a Series with 3 values"),
        (lambda values: values.mean() / 0, "wrong", "does not return what it should"),
        (lambda values: values.nothing, "wrong", "your function stopped: AttributeError"),
        (lambda: 1, "wrong", "your function stopped: TypeError"),
        (lambda values: sys.exit(), "wrong", "your function stopped: SystemExit"),
        (lambda values: None if len(values) == 3 else 2.0, "wrong", "is `return` missing?"),
        (lambda values: ..., "not_attempted", "does nothing yet"),
        (2.0, "wrong", "a function; you gave the number 2. Give the function itself"),
    ],
)
def test_a_function_is_judged_by_what_it_returns(say, function, verdict, said):
    found = say("07.4", function)
    assert found.verdict == verdict
    assert said in found.message


def test_a_function_that_changes_its_argument_changes_nobody_elses(say):
    def emptied(values):
        result = values.max() - values.min()
        values[:] = 0.0
        return result

    assert [say("07.4", emptied).verdict for _ in range(2)] == ["right", "right"]


def drawn(draw):
    _, ax = plt.subplots()
    draw(ax)
    return ax


CURVE = np.cumsum(sorted([100, 900, 300, 50, 650, 200]))
FIGURES = {
    "the axes": (lambda: drawn(lambda ax: ax.plot(CURVE, "r--")), "right", ""),
    "its figure": (lambda: drawn(lambda ax: ax.plot(CURVE)).figure, "right", ""),
    "what plot returned": (lambda: drawn(lambda ax: None).plot(CURVE), "right", ""),
    "an array of axes": (lambda: np.array([drawn(lambda ax: ax.plot(CURVE)), drawn(lambda ax: None)]), "right", ""),
    "pandas' axes": (lambda: pd.Series(CURVE).plot(ax=drawn(lambda ax: None)), "right", ""),
    "a line too many": (lambda: drawn(lambda ax: (ax.plot(CURVE), ax.axhline(9))), "right", ""),
    "another line": (lambda: drawn(lambda ax: ax.plot(CURVE[::-1])), "wrong", "1 line; 1 asked for is not among them"),
    "a line without end": (lambda: drawn(lambda ax: ax.plot(CURVE[:-1])), "wrong", "not among them"),
    "empty axes": (lambda: drawn(lambda ax: None), "not_attempted", "does nothing yet"),
    "a number": (lambda: 3, "wrong", "a figure (its axes); you gave the number 3"),
    "a list": (lambda: [1, 2], "wrong", "a figure (its axes); you gave a list"),
}


@pytest.mark.parametrize(("make", "verdict", "said"), FIGURES.values(), ids=FIGURES)
def test_a_figure_is_judged_by_what_it_shows(say, make, verdict, said):
    found = say("07.5", make())
    assert (found.verdict, said in found.message) == (verdict, True), found.message


def test_a_reference_leaves_no_figure_open(say):
    answer = drawn(lambda ax: ax.plot(CURVE))
    say("07.5", answer)
    assert plt.get_fignums() == [answer.figure.number]


BARS = pd.Series([3.0, 1.0, 2.0], index=["shop", "app", "web"])
BAR_FIGURES = {
    "bars": (lambda: drawn(lambda ax: ax.bar(BARS.index, BARS)), "right"),
    "lying bars": (lambda: drawn(lambda ax: ax.barh(BARS.index, BARS)), "right"),
    "sorted bars": (lambda: BARS.sort_values().plot.bar(ax=drawn(lambda ax: None)), "right"),
    "wrong heights": (lambda: drawn(lambda ax: ax.bar(BARS.index, BARS * 2)), "wrong"),
    "exchanged labels": (lambda: drawn(lambda ax: ax.bar(["app", "shop", "web"], BARS)), "wrong"),
}


@pytest.mark.parametrize(("make", "verdict"), BAR_FIGURES.values(), ids=BAR_FIGURES)
def test_bars_are_compared_by_label_and_height(firm, make, verdict):
    asked = Question("07.1", "ax", lambda firm: BARS, plot="bars")
    assert judge(asked, make(), firm).verdict == verdict
    plt.close("all")


def test_points_are_compared_whatever_their_order(firm):
    points = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [3.0, 5.0, 4.0]})
    asked = Question("07.1", "ax", lambda firm: points, plot="points")
    shuffled = points.iloc[[2, 0, 1]]
    verdicts = [judge(asked, drawn(lambda ax, p=p: ax.scatter(p.x, p.y)), firm).verdict for p in (shuffled, points * 2)]
    assert verdicts == ["right", "wrong"]
    plt.close("all")


def test_dates_on_the_axis_are_compared_by_what_is_drawn(firm):
    weekly = pd.Series([3.0, 1.0, 2.0], index=pd.date_range("2024-01-01", periods=3, freq="W"))
    asked = Question("07.1", "ax", lambda firm: weekly, plot="lines")
    one = drawn(lambda ax: ax.plot(weekly.index, weekly))
    other = weekly.plot(ax=drawn(lambda ax: None))
    assert [judge(asked, answer, firm).verdict for answer in (one, other)] == ["right", "right"]
    plt.close("all")


def test_free_text_is_left_to_a_reader(say):
    assert (say("07.6", "Cut the price.").verdict, say("07.6", "Cut the price.").credit) == ("manual", None)
    assert say("07.6", 3).verdict == "wrong"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [([5, 2], "right"), ([2, 3], "wrong"), (7, "wrong"), (["a"], "wrong"), (..., "not_attempted")],
)
def test_a_decision_is_judged_by_what_it_earns(say, answer, verdict):
    assert say("07.7", answer).verdict == verdict


def test_a_question_may_allow_more(firm):
    asked = Question("07.1", "x", lambda firm: 100, rules=Rules(rtol=0.05))
    assert [judge(asked, value, firm).verdict for value in (96, 94)] == ["right", "wrong"]


FIRST = [1, 0.5, "a", [1, 2], {"a": 1}, pd.Series([1, 2]), pd.DataFrame({"a": [1, 2]}), ..., object]
SECOND = [2, 0.6, "b", [2, 1], {"a": 2}, pd.Series([2, 1]), pd.DataFrame({"a": [2, 1]}), True, [1]]


@pytest.mark.parametrize(("first", "second"), list(zip(FIRST, SECOND, strict=True)))
def test_equal_answers_have_equal_fingerprints_and_others_have_not(firm, make_firm, first, second):
    assert fingerprint(first, firm) == fingerprint(first, firm)
    assert fingerprint(first, firm) != fingerprint(second, firm)
    assert fingerprint(first, firm) != fingerprint(first, make_firm("other"))
