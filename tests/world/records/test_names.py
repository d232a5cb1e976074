"""Names are made once and spelt in fourteen ways; a typo is one letter off."""

import numpy as np
import pytest

from course.world.records import names


def test_a_typo_swaps_drops_or_doubles_one_letter():
    assert names.typos("Kestwell") == (
        "Ksetwell", "Keswtell", "Kestwell", "Ketwell", "Keswell", "Kestwel", "Kesstwell", "Kestwwell",
    )  # fmt: skip


@pytest.mark.parametrize("word", ["Alina", "Bjødis", "Møa", "Kestwell", "Sok", "Harbour Coffee Aldwell"])
def test_typos_keep_the_first_letter_and_change_the_length_by_one_at_most(word):
    swapped, missing, doubled = names.typos(word)[:3], names.typos(word)[3:6], names.typos(word)[6:]
    assert all(sorted(typo) == sorted(word) for typo in swapped)
    assert {len(typo) for typo in missing} == {len(word) - 1}
    assert {len(typo) for typo in doubled} == {len(word) + 1}
    assert all(typo[0] == word[0] for typo in names.typos(word))


def test_the_spellings_of_a_name_stand_in_their_order():
    ways = names.spellings("Bjødis", "Bjødi")
    assert len(ways) == names.SPELLINGS
    assert ways[names.EXACT] == "Bjødis"
    assert ways[names.SHORT] == "Bjødi"
    assert ways[names.PLAIN] == "Bjodis"
    assert ways[names.UPPER] == "BJØDIS"
    assert ways[names.BLANK] == " Bjødis "
    assert ways[names.INITIAL] == "B."
    assert ways[names.TYPO :] == names.typos("Bjødis")


@pytest.mark.parametrize("word", ["Håvstein", "Fjällkvist", "Radoslav", "Bożena", "Kæra", "iński", "Noréon"])
def test_without_diacritics_a_word_is_ascii(word):
    assert names.plain(word).isascii()


def test_a_list_of_words_keeps_each_text_once_and_finds_it_by_its_number():
    words = names.Wordlist.of(["Ina", "Ian", "Ian", "Ina", "I."])
    assert words.words == ("Ina", "Ian", "I.")
    assert words.column(np.array([4, 3, 2])).codes.tolist() == [2, 0, 1]
    assert words.column(np.array([4, 3]), np.array([False, True])).codes.tolist() == [-1, 0]


def test_no_name_stands_twice_in_a_list():
    for words in (names.first_names(), names.family_names()):
        assert len(set(words)) == len(words)


def test_common_names_come_more_often_and_every_name_comes():
    table = names.family_name_table()[0]
    counts = np.bincount(table)
    assert (np.diff(counts) <= 1).all()
    assert counts.min() > 0
    assert counts[0] > 10 * counts[-1]


def test_languages_and_genders_have_names_of_their_own():
    tables = [*names.first_name_table().reshape(-1, 4096), *names.family_name_table()]
    firsts = [set(np.unique(row)) for row in tables[:6]]
    assert sum(map(len, firsts)) == len(set().union(*firsts)) == len(names.first_names())
    lasts = [set(np.unique(row)) for row in tables[6:]]
    assert sum(map(len, lasts)) == len(set().union(*lasts)) == names.first_company()
