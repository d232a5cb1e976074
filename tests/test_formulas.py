"""Textbook formulas against figures worked out elsewhere."""

import numpy as np
import pytest

from course.errors import InputError
from course.formulas import discount_factor, erlang_c, huff_shares, mean_wait


def test_erlang_c_gives_the_textbook_figures():
    """10 erlangs, 14 agents, 180 s a call: P(wait) .1741, mean wait 7.84 s (Erlang 1917)."""
    assert erlang_c(10, 14) == pytest.approx(0.1741, abs=5e-5)
    assert mean_wait(10 / 14, 14, 180.0) == pytest.approx(7.84, abs=0.005)


@pytest.mark.parametrize(("erlangs", "agents"), [(-1, 2), (2, 2), (1, 0), (1, 1.5), (1, True)])
def test_erlang_c_refuses_what_has_no_queue(erlangs, agents):
    with pytest.raises(InputError, match="must be"):
        erlang_c(erlangs, agents)


def test_huff_shares_by_hand():
    """Two shops of 100 and 200 m², 1 and 2 km away: pulls 100 and 50 at an exponent of 2."""
    assert huff_shares(np.array([100, 200]), np.array([[1.0, 2.0]]), 2.0)[0] == pytest.approx([2 / 3, 1 / 3])


def test_without_decay_only_size_counts():
    assert huff_shares(np.array([1, 3]), np.array([[1.0, 90.0], [5.0, 2.0]]), 0.0) == pytest.approx(
        np.array([[0.25, 0.75], [0.25, 0.75]])
    )


def test_money_in_a_year_is_worth_less_now():
    assert discount_factor(0.10, 1) == pytest.approx(1 / 1.1)
    with pytest.raises(InputError, match="above −1"):
        discount_factor(-1.0, 1)
