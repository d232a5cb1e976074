"""What a student is told: after a check, for a hint, for a solution."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import IPython.display
import pytest

from course import datasets, project
from course.errors import InputError
from course.firm import Firm
from course.grading import check, hint, progress, solution
from course.grading.practice import records
from course.grading.practice.reply import Reply

RIGHT, MISTAKEN, WRONG = 1_550 / 2_200, 3 / 6, 0.9


@pytest.fixture
def said(folder, firm, capsys, monkeypatch):
    """Return a function that asks the course and returns what it prints; the small firm is loaded."""
    monkeypatch.setattr(datasets, "_current", firm)

    def said(ask, *arguments, **settings) -> str:
        assert ask(*arguments, **settings) is None
        return capsys.readouterr().out

    return said


def state(id: str) -> str:
    return progress().set_index("question").loc[id, "state"]


def test_a_right_answer_is_told_with_its_points_and_its_data(said):
    text = said(check, "07.1", RIGHT)
    assert text == "✓ Right: 07.1 · Share of the top two\n2 points.\nJudged on small@1, the data loaded last.\n"
    assert state("07.1") == "right"


def test_data_may_be_named(said, make_firm):
    text = said(check, "07.1", 300 / 600, make_firm("mine", [100] * 6))
    assert "✓ Right" in text
    assert text.endswith("Judged on mine@1.\n")


def test_each_wrong_answer_shows_the_next_hint(said):
    texts = [said(check, "07.1", WRONG + n / 100) for n in range(3)]
    assert "Hint 1 of 2: Rank customers by money." in texts[0]
    assert "Hint 2 of 2: Sum the largest two" in texts[1]
    assert "Hint 2 of 2" in texts[2]
    assert all(text.startswith("✗ Not yet: 07.1") for text in texts)
    assert "Your number, 0.9, is not right." in texts[0]


def test_a_misconception_shows_its_own_hint_and_uses_up_none(said):
    text = said(check, "07.1", MISTAKEN)
    assert "You counted orders; the question is about money." in text
    assert "Hint" not in text
    assert "Hint 1 of 2" in said(check, "07.1", WRONG)


def test_a_slip_of_form_is_told_and_uses_up_no_hint(said):
    text = said(check, "07.1", 100 * RIGHT)
    assert "this is a percentage" in text
    assert "Hint" not in text


def test_the_same_wrong_answer_counts_once(said):
    said(check, "07.1", WRONG)
    text = said(check, "07.1", WRONG)
    assert "This is the same answer as before." in text
    assert "Hint 1 of 2" in text
    assert "after 1 more wrong answer" in text
    assert state("07.1") == "tried 1"


@pytest.mark.parametrize("answer", [(), (...,), (None,), ("",)])
def test_what_is_not_attempted_is_neither_wrong_nor_recorded(said, answer):
    assert said(check, "07.1", *answer).startswith("… Not attempted: 07.1")
    assert not records.events()


def test_the_solution_opens_after_two_different_wrong_answers(said):
    assert "opens after 2 more wrong answers" in said(solution, "07.1")
    said(check, "07.1", WRONG)
    text = said(solution, "07.1")
    assert "opens after 1 more wrong answer." in text
    assert "nlargest" not in text
    assert 'look at `course.solution("07.1")`' in said(check, "07.1", MISTAKEN)
    text = said(solution, "07.1")
    assert "    top_share = spend.nlargest(2).sum() / spend.sum()" in text
    assert "###" not in text
    assert "marked as seen" in text
    assert state("07.1") == "seen"


def test_who_has_seen_the_solution_stays_seen(said):
    for ask, *arguments in [(check, "07.1", WRONG), (check, "07.1", MISTAKEN), (solution, "07.1")]:
        said(ask, *arguments)
    text = said(check, "07.1", RIGHT)
    assert text.startswith("✓ Right")
    assert "stays marked as seen" in text
    assert "2 points" not in text
    assert state("07.1") == "seen"


def test_after_the_right_answer_the_solution_may_be_read_freely(said):
    said(check, "07.1", RIGHT)
    text = said(solution, "07.1")
    assert "nlargest" in text
    assert "seen" not in text
    assert state("07.1") == "right"


def test_hints_come_one_after_the_other_and_then_all_again(said):
    texts = [said(hint, "07.1") for _ in range(3)]
    assert ["Hint 1 of 2" in texts[0], "Hint 2 of 2" in texts[1]] == [True, True]
    assert "You have seen all the hints" in texts[2]
    assert texts[2].count("Hint ") == 2
    assert "This question has no hints." in said(hint, "07.2")


def test_free_text_is_recorded_with_what_to_compare_it_with(said):
    text = said(check, "07.6", "Cut the price.")
    assert text.startswith("✎ Recorded: 07.6")
    assert "– names a segment (1)" in text
    assert "Judged on" not in text
    assert state("07.6") == "recorded"
    assert "Write to the heavy buyers." in said(solution, "07.6")


def test_without_data_the_next_step_is_said(said, monkeypatch):
    monkeypatch.setattr(datasets, "_current", None)
    assert "Run `firm = course.load()`" in said(check, "07.1", RIGHT)


def test_data_that_lack_a_table_are_said_to(said):
    text = said(check, "07.1", RIGHT, Firm({}, name="bare", version="1"))
    assert text.startswith("! Not judged: 07.1")
    assert "has no table 'orders'" in text


def test_an_answer_from_data_loaded_before_is_said_to_be_one(said, make_firm):
    other = make_firm("other", [100, 100, 100, 500, 100, 100])
    said(check, "07.1", 0.9, other)
    assert "This is right on other@1" in said(check, "07.1", 0.7)


def test_without_a_checkout_the_way_to_one_is_said(said, monkeypatch):
    monkeypatch.setattr(project, "find_root", lambda: None)
    for ask in (check, hint, solution):
        assert "start.py lab" in said(ask, "07.1")


def test_in_a_released_folder_an_answer_is_only_recorded(said, make_firm):
    text = said(check, "99.1", 3, make_firm("data", kind="release"))
    assert text.startswith("✎ Recorded: 99.1")
    assert "handed in" in text
    assert said(check, "07.1", RIGHT, make_firm("data", kind="release")).startswith("✎ Recorded: 07.1")
    assert said(check, "07.1", ..., make_firm("data", kind="release")).startswith("… Not attempted: 07.1")


def test_an_exercise_to_be_marked_has_neither_hints_nor_solutions(said, make_firm, monkeypatch):
    monkeypatch.setattr(datasets, "_current", make_firm("data", kind="release"))
    assert "none for this exercise" in said(hint, "07.1")
    assert "none for this exercise" in said(solution, "07.1")
    assert records.events() == []


def test_practice_on_a_folder_of_ones_own_is_judged(said, make_firm):
    assert said(check, "07.1", RIGHT, make_firm("data", kind="folder")).startswith("✓ Right")


def test_a_wrong_call_is_an_error_that_names_what_there_is(said):
    with pytest.raises(InputError, match=r"07\.1"):
        check("07.99", 1)
    with pytest.raises(InputError, match="a firm, as course"):
        check("07.1", 1, firm="standard")


def test_progress_that_cannot_be_saved_is_kept_for_the_session(said, root):
    (root / "work").write_text("a file where the folder should be")
    assert "could not be saved" in said(check, "07.1", RIGHT)
    assert state("07.1") == "right"


class Text(HTMLParser):
    """Collect what a screen reader says: no tags, nothing that is hidden from it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        self.hidden += dict(attrs).get("aria-hidden") == "true"

    def handle_endtag(self, tag):
        self.hidden -= bool(self.hidden and tag == "span")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


HOSTILE = "<script>alert(1)</script> & `<b>`"


@pytest.mark.parametrize(
    "reply", [Reply("Not yet", "07.1 · " + HOSTILE, (HOSTILE, "Two `words`."), "if a < b:\n    c")]
)
def test_html_and_plain_text_say_the_same_and_escape_everything(reply):
    page = reply._repr_html_()
    reader = Text()
    reader.feed(page)
    words = re.sub(r"\s+", "", "".join(reader.words))
    assert words == re.sub(r"[\s`]+", "", repr(reply)).removeprefix("✗")
    assert "<script" not in page
    assert "<b>" not in page
    assert 'role="status"' in page


def test_what_a_student_wrote_is_escaped(said, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.get_ipython", object)
    monkeypatch.setattr(IPython.display, "display", shown.append)
    said(check, "07.2", "<img src=x onerror=alert(1)>")
    assert "<img" not in shown[0]._repr_html_()
    assert "&lt;img" in shown[0]._repr_html_()


def test_no_verdict_is_told_by_colour_alone():
    for word in ("Right", "Not yet", "Not attempted", "Recorded", "Hint", "Solution", "Not judged"):
        assert f"<strong>{word}:</strong>" in Reply(word, "07.1")._repr_html_()


def test_a_log_line_tells_who_was_asked_what_and_when(said, root):
    said(check, "07.1", MISTAKEN)
    line = json.loads((root / "work" / ".progress.jsonl").read_text(encoding="utf-8"))
    assert {key: line[key] for key in ("question", "dataset", "event", "verdict", "credit")} == {
        "question": "07.1",
        "dataset": "small@1",
        "event": "check",
        "verdict": "misconception",
        "credit": 0.5,
    }
