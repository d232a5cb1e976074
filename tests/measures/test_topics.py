"""Topics found in texts that were made of known ones, and agreement with labels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from course.errors import InputError
from course.measures import number_of_topics, topic_agreement, topics

WORDS = {
    "price": ["cheap", "dear", "offer", "discount", "prices", "cost"],
    "delivery": ["parcel", "courier", "late", "door", "shipped", "arrived"],
    "taste": ["aroma", "bitter", "roast", "flavour", "strong", "mild"],
}
OF = ["price"] * 60 + ["delivery"] * 40 + ["taste"] * 20


def written(seed: int = 1) -> pd.Series:
    """Texts of five words of one topic each, with a word that all share."""
    luck = np.random.default_rng(seed)
    return pd.Series([" ".join(["coffee", *luck.choice(WORDS[topic], 5)]) for topic in OF])


TEXTS = written()
FOUND = topics(TEXTS, 3)


def test_the_topic_that_most_is_written_about_comes_first():
    assert FOUND.shares.index.tolist() == [1, 2, 3]
    assert FOUND.shares.tolist() == pytest.approx([1 / 2, 1 / 3, 1 / 6], abs=0.02)
    for topic, name in ((1, "price"), (2, "delivery"), (3, "taste")):
        assert set(FOUND.top_words.loc[topic].dropna()) <= set(WORDS[name])


def test_each_text_has_shares_that_sum_to_1_and_its_heaviest_topic_as_label():
    assert FOUND.weights.sum(axis=1).tolist() == pytest.approx([1] * len(TEXTS))
    assert FOUND.labels.tolist() == (FOUND.weights.to_numpy().argmax(axis=1) + 1).tolist()
    assert topic_agreement(FOUND.labels, OF)["adjusted_rand"] == 1


def test_a_text_without_a_known_word_has_no_topic():
    found = topics(pd.concat([TEXTS, pd.Series(["", "quite unheard of"])]), 3)
    assert found.labels.iloc[-2:].isna().all()
    assert found.weights.iloc[-2:].to_numpy().tolist() == [[0, 0, 0]] * 2
    assert found.shares.tolist() == pytest.approx(FOUND.shares.tolist(), abs=1e-3)


def test_words_in_too_many_or_too_few_texts_do_not_count():
    words = set(FOUND.top_words.to_numpy().ravel())
    assert "coffee" not in words
    assert "coffee" in set(topics(TEXTS, 1, most_share=1.0).top_words.to_numpy().ravel())
    assert "parcel" not in set(topics(TEXTS, 3, stop_words=["parcel"]).top_words.to_numpy().ravel())


def test_coherence_is_bounded_and_high_for_words_of_one_topic():
    assert FOUND.coherence.between(0.2, 1).all()
    mixed = TEXTS.str.split().explode().sample(frac=1, random_state=1).to_numpy().reshape(-1, 6)
    assert topics(pd.Series(map(" ".join, mixed)), 3).coherence.mean() < FOUND.coherence.mean() - 0.2


def test_two_words_that_only_come_together_have_coherence_1():
    texts = ["aa bb"] * 10 + ["cc dd"] * 10
    assert topics(texts, 2).coherence.tolist() == pytest.approx([1, 1])


def test_the_true_number_of_topics_is_the_most_coherent_and_more_topics_leave_less_error():
    tried = number_of_topics(TEXTS, range(2, 6))
    assert tried["coherence"].idxmax() == 3
    assert tried["error"].is_monotonic_decreasing
    assert tried["error"].between(0, 1).all()


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(len(OF))), st.sampled_from(["str", "object", "category"]))
def test_order_of_texts_index_and_dtype_change_nothing(order, dtype):
    other = topics(TEXTS.iloc[list(order)].astype(dtype).set_axis(range(7, 7 + len(OF))), 3)
    assert str(other) == str(FOUND)
    back = np.argsort(order)
    np.testing.assert_allclose(other.weights.to_numpy()[back], FOUND.weights, atol=1e-10)


@pytest.mark.parametrize("seed", range(5))
def test_topics_equally_common_keep_their_numbers_in_any_order_of_texts(seed):
    texts = pd.Series(["aa bb"] * 9 + ["cc dd"] * 9 + ["ee ff"] * 9)
    assert str(topics(texts.sample(frac=1, random_state=seed), 3)) == str(topics(texts, 3))


def test_the_same_text_twice_counts_twice():
    twice = topics(pd.concat([TEXTS, TEXTS]), 3)
    assert twice.shares.tolist() == pytest.approx(FOUND.shares.tolist(), abs=0.01)


def test_it_prints_each_topic_in_a_line():
    lines = str(FOUND).splitlines()
    assert lines[0] == "120 texts, 3 topics"
    assert lines[1].startswith("1 (5")


def test_agreement_is_that_of_scikit_learn_whatever_the_names():
    found, given_ = [1, 1, 2, 2, 2, 3], list("aabbac")
    said = topic_agreement(found, given_)
    assert said["adjusted_rand"] == pytest.approx(adjusted_rand_score(given_, found))
    assert said["purity"] == pytest.approx(5 / 6)
    assert topic_agreement([9, 9, 5, 5, 5, 7], given_).equals(said)
    assert topic_agreement([*found, None], [*given_, "a"]).equals(said)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: topics([], 2), "texts must not be empty"),
        (lambda: topics("dear coffee", 2), "Put a single text into a list"),
        (lambda: topics(["dear", None], 1), "texts must be known in every row, got 1 missing"),
        (lambda: topics(["dear", 3], 1), "texts must be text in every row, got 3"),
        (lambda: topics(["dear coffee"], 1), "Lower least_texts"),
        (lambda: topics(TEXTS, 0), "k must be a whole number between 1 and"),
        (lambda: topics(TEXTS, 200), "There are 120 texts and 18 words that count"),
        (lambda: topics(TEXTS, 3, stop_words="englisch"), "Did you mean 'english'?"),
        (lambda: topics(TEXTS, 3, least_texts=0), "least_texts must be"),
        (lambda: topics(TEXTS, 3, most_share=5), "most_share must be"),
        (lambda: topics(TEXTS, 3, words=0), "words must be"),
        (lambda: number_of_topics(TEXTS, []), "candidates must not be empty"),
        (lambda: topic_agreement([1], [1, 2]), "equally long, got 1 and 2 rows"),
        (lambda: topic_agreement([None], ["a"]), "both be known for some text"),
    ],
)
def test_bad_input_is_named_with_the_next_step(call, words):
    with pytest.raises(InputError) as caught:
        call()
    assert words in str(caught.value)
