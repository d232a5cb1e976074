"""Luck is a pure function of its address, spread evenly, and unrelated between addresses."""

import numpy as np
import pytest
from scipy import stats

from course.errors import InputError
from course.streams import Luck, stream_key

IDS = np.arange(200_000)


def test_known_answers_are_reproduced_on_every_machine():
    ids = np.array([0, 1, 2**63], dtype=np.uint64)
    assert stream_key(7, "visit") == int.from_bytes(
        __import__("hashlib").blake2b(b"7/visit", digest_size=8).digest(), "little"
    )
    assert [int(value) for value in Luck(7).bits("visit", ids)] == [
        0xAA1AA6EC514D1497,
        0x9296E21687B620A1,
        0x8F17F80226B4488B,
    ]


def test_the_mix_is_that_of_splitmix64_written_out_in_whole_numbers():
    def plain(number: int) -> int:
        wide = 2**64
        z = (number * 0x9E3779B97F4A7C15 + stream_key(3, "x")) % wide
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % wide
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % wide
        return z ^ (z >> 31)

    ids = [0, 1, 17, 2**40, 2**62]
    assert [int(v) for v in Luck(3).bits("x", np.array(ids))] == [plain(one) for one in ids]


def test_uniform_numbers_are_uniform_and_never_0_or_1():
    drawn = Luck(1).uniform("a", IDS)
    assert stats.kstest(drawn, "uniform").pvalue > 0.001
    assert drawn.min() > 0
    assert drawn.max() < 1


def test_normal_numbers_have_mean_0_and_variance_1():
    drawn = Luck(1).normal("a", IDS)
    assert abs(drawn.mean()) < 4 / np.sqrt(len(IDS))
    assert drawn.var() == pytest.approx(1, abs=0.02)
    assert stats.kstest(drawn, "norm").pvalue > 0.001


@pytest.mark.parametrize("shape", [1.0, 2.0, 5.0])
def test_gamma_numbers_have_the_mean_and_variance_of_their_shape(shape):
    drawn = Luck(1).gamma("a", IDS, shape)
    assert drawn.mean() == pytest.approx(shape, rel=0.01)
    assert drawn.var() == pytest.approx(shape, rel=0.03)


@pytest.mark.parametrize(("a", "b"), [(0.668, 3.806), (8.0, 92.7), (0.4, 0.3)])
def test_beta_numbers_have_the_mean_the_variance_and_the_law_of_their_shapes(a, b):
    drawn, law = Luck(1).beta("a", IDS, a, b), stats.beta(a, b)
    assert drawn.mean() == pytest.approx(law.mean(), rel=0.01)
    assert drawn.var() == pytest.approx(law.var(), rel=0.03)
    assert stats.kstest(drawn, law.cdf).pvalue > 0.001
    assert drawn.min() > 0
    assert drawn.max() < 1


def test_a_permutation_gives_every_number_once_and_keeps_no_order():
    ids = np.concatenate([IDS, IDS + 2**47])
    numbers = Luck(1).permuted("a", ids)
    assert len(np.unique(numbers)) == len(ids)
    assert numbers.min() >= 0
    assert numbers.max() < 2**48
    drawn = numbers[: len(IDS)] / 2**48
    assert stats.kstest(drawn, "uniform").pvalue > 0.001
    with_their_ids = np.corrcoef(drawn, IDS)[0, 1], np.corrcoef(drawn[1:], drawn[:-1])[0, 1]
    assert np.abs(with_their_ids).max() < 4.5 / np.sqrt(len(IDS))
    assert np.corrcoef(drawn, Luck(2).permuted("a", IDS))[0, 1] == pytest.approx(0, abs=4.5 / np.sqrt(len(IDS)))


def test_choices_come_in_proportion_to_their_weights():
    counts = np.bincount(Luck(1).choice("a", IDS, [1, 2, 7]), minlength=3)
    assert stats.chisquare(counts, np.array([0.1, 0.2, 0.7]) * len(IDS)).pvalue > 0.001


def test_whole_numbers_stay_below_their_bound_and_are_equally_likely():
    counts = np.bincount(Luck(1).whole("a", IDS, 7))
    assert len(counts) == 7
    assert stats.chisquare(counts).pvalue > 0.001


def test_streams_and_neighbouring_ids_are_uncorrelated():
    luck = Luck(5)
    drawn = np.array([luck.normal(f"stream {k}", IDS) for k in range(8)])
    between = np.corrcoef(drawn)[np.triu_indices(8, 1)]
    neighbours = [np.corrcoef(row[:-1], row[1:])[0, 1] for row in drawn]
    assert np.abs([*between, *neighbours]).max() < 4.5 / np.sqrt(len(IDS))


def test_one_changed_bit_of_the_id_changes_half_of_the_bits():
    ids = np.arange(20_000, dtype=np.uint64)
    luck = Luck(2)
    for bit in (0, 1, 8, 31, 40):
        changed = luck.bits("a", ids) ^ luck.bits("a", ids ^ np.uint64(1 << bit))
        assert np.bitwise_count(changed).mean() == pytest.approx(32, abs=0.2)


def test_a_draw_depends_on_nothing_but_seed_name_and_id():
    some = np.array([5, 3, 99])
    alone = np.array([Luck(4).uniform("a", np.array([one]))[0] for one in some])
    assert (Luck(4).uniform("a", some) == alone).all()
    assert (Luck(4).uniform("b", some) != alone).all()
    assert (Luck(5).uniform("a", some) != alone).all()


@pytest.mark.parametrize("seed", [-1, 1.5, "7", True, None])
def test_a_seed_that_is_not_a_whole_number_is_refused(seed):
    with pytest.raises(InputError, match="seed must be a whole number from 0"):
        Luck(seed)


def test_fields_cut_from_one_draw_are_uniform_and_unrelated():
    fields = Luck(6).cut("a", IDS, 12, 16, 8, 12, 16)
    for values, width in zip(fields, (12, 16, 8, 12, 16), strict=True):
        assert stats.chisquare(np.bincount(values >> (width - 8), minlength=256)).pvalue > 0.0005
        assert values.max() < 2**width
    between = np.corrcoef(np.array(fields))[np.triu_indices(5, 1)]
    assert np.abs(between).max() < 4.5 / np.sqrt(len(IDS))


def test_a_further_field_changes_none_before_it():
    assert (Luck(6).cut("a", IDS, 12, 16)[1] == Luck(6).cut("a", IDS, 12, 16, 8)[1]).all()


@pytest.mark.parametrize("weights", [[1], [3, 0, 1], [0, 0.2, 0.8, 0], np.arange(1, 300), np.exp(-np.arange(40.0))])
def test_a_choice_is_where_the_uniform_number_falls_among_the_cumulated_weights(weights):
    cumulative = np.cumsum(weights)
    expected = np.searchsorted(cumulative, Luck(2).uniform("a", IDS) * cumulative[-1], side="right")
    assert (Luck(2).choice("a", IDS, weights) == np.minimum(expected, len(cumulative) - 1)).all()


def test_low_numbers_are_those_below_their_limits():
    luck, limit = Luck(1), np.array([0.0, 1e-4, 0.25, 1.0, 3.0])[IDS % 5]
    drawn = luck.uniform("a", IDS)
    at, low = luck.low("a", IDS, limit)
    assert (low == drawn[at]).all()
    assert set(np.flatnonzero(drawn < limit)) <= set(at)
    assert (low < limit[at] + 2.0**-31).all()
    assert len(luck.low("a", IDS, np.nextafter(drawn, 1))[0]) == len(IDS)


def test_long_draws_are_the_short_ones_one_after_the_other():
    luck = Luck(1)
    for draw in (luck.bits, luck.uniform, luck.normal):
        assert (draw("a", IDS) == np.concatenate([draw("a", IDS[:70_000]), draw("a", IDS[70_000:])])).all()
        assert (draw("a", IDS.reshape(400, 500)) == draw("a", IDS).reshape(400, 500)).all()
