"""Brant's test of proportional odds: its size, its power, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import Logit

from course.errors import InputError
from course.measures import proportional_odds


def answers(luck: np.random.Generator, n: int = 400, bend: float = 0.0) -> pd.DataFrame:
    """Three answers; `bend` lets the predictor move the upper cut more than the lower one."""
    x = luck.normal(size=n)
    noise = luck.logistic(size=n)
    answer = (0.8 * x + noise > -0.7).astype(int) + ((0.8 + bend) * x + noise > 0.9)
    return pd.DataFrame({"answer": answer, "x": x, "town": luck.choice(["a", "b"], n)})


def test_each_cut_has_the_coefficients_of_its_logistic_regression():
    people = answers(np.random.default_rng(1))
    X = np.column_stack([np.ones(len(people)), people["x"]])
    found = proportional_odds(people, "answer", "x").loc["x", ["above 0", "above 1"]]
    expected = [Logit((people["answer"] > cut).astype(float), X).fit(disp=0).params.iloc[1] for cut in (0, 1)]
    assert found.to_list() == pytest.approx(expected, rel=1e-6)


def test_where_one_coefficient_serves_five_in_a_hundred_tests_say_no():
    luck = np.random.default_rng(2)
    small = [proportional_odds(answers(luck), "answer", ["x", "town"]).loc["all", "p_value"] < 0.05 for _ in range(300)]
    assert 0.02 < np.mean(small) < 0.09


def test_where_it_does_not_serve_the_test_finds_the_predictor():
    found = proportional_odds(answers(np.random.default_rng(3), 2_000, bend=0.9), "answer", ["x", "town"])
    assert found.loc["x", "p_value"] < 0.001
    assert found.loc["town b", "p_value"] > 0.01
    assert found["degrees_of_freedom"].to_list() == [1, 1, 2]


def test_the_housing_survey_keeps_proportional_odds(rdataset):
    """Venables & Ripley (2002), section 7.3, prefer the proportional-odds model for these data."""
    housing = rdataset("MASS", "housing")
    housing["Sat"] = pd.Categorical(housing["Sat"], ["Low", "Medium", "High"], ordered=True)
    assert proportional_odds(housing, "Sat", ["Infl", "Type", "Cont"], count="Freq").loc["all", "p_value"] > 0.05


def test_rows_that_count_people_order_and_index_do_not_matter():
    people = answers(np.random.default_rng(4)).round({"x": 0})
    counted = people.groupby(["answer", "x", "town"]).size().rename("n").reset_index()
    one = proportional_odds(people, "answer", ["x", "town"])
    other = proportional_odds(counted.sample(frac=1, random_state=1), "answer", ["x", "town"], count="n")
    pd.testing.assert_frame_equal(one, other)


OK = answers(np.random.default_rng(5), 60)
WRONG = [
    (lambda: proportional_odds(OK.iloc[:0], "answer", "x"), "frame must not be empty"),
    (lambda: proportional_odds(OK, "answers", "x"), "Did you mean 'answer'"),
    (lambda: proportional_odds(OK, "answer", ["xx"]), "there is no column in frame named 'xx'"),
    (lambda: proportional_odds(OK.assign(answer=OK["answer"].clip(0, 1)),
                               "answer", "x"), "answers of the outcome must be a whole number at least 3, got 2"),
    (lambda: proportional_odds(OK, "town", "x"), "town must be numbers or an ordered categorical"),
    (lambda: proportional_odds(OK.assign(x=1.0), "answer", "x"), "x must be a column that varies"),
    (lambda: proportional_odds(OK.assign(y=2 * OK["x"]), "answer", ["x", "y"]), "must not determine each other"),
    (lambda: proportional_odds(OK.assign(x=OK["answer"]), "answer", "x"), "did not converge"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "words"), WRONG, ids=[words for _, words in WRONG])
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
