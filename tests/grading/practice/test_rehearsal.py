"""A rehearsal leaves no trace, and says the same whatever has been tried before."""

from __future__ import annotations

import contextlib
import os

from course.grading import check, progress, rehearsal
from course.grading.practice import records
from course.grading.practice.records import Event


def rehearse(capsys, firm) -> str:
    capsys.readouterr()
    with rehearsal():
        check("07.2", "app", firm)
        check("07.2", "shop", firm)
    return capsys.readouterr().out


def test_it_changes_no_progress(folder, firm, capsys):
    rehearse(capsys, firm)
    assert (progress()["state"] == "not attempted").all()
    assert records.events() == []


def test_it_says_the_same_after_other_tries(folder, firm, capsys):
    first = rehearse(capsys, firm)
    check("07.2", "app", firm)
    assert rehearse(capsys, firm) == first
    assert "same answer as before" not in first


def test_what_was_recorded_before_is_there_again_even_after_an_error(folder):
    records.append(Event("07.1", "small@1", "check", "right", 1.0, "r"))
    with contextlib.suppress(ZeroDivisionError), rehearsal():
        assert records.events() == []
        raise ZeroDivisionError
    assert [event.question for event in records.events()] == ["07.1"]


def test_another_file_may_be_named(folder, tmp_path, monkeypatch):
    monkeypatch.setenv(records.ELSEWHERE, str(tmp_path / "mine.jsonl"))
    records.append(Event("07.1", "small@1", "check", "right", 1.0, "r"))
    with rehearsal():
        pass
    assert os.environ[records.ELSEWHERE] == str(tmp_path / "mine.jsonl")
    assert (tmp_path / "mine.jsonl").exists()
