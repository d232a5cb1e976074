"""The guide for instructors names what there is: commands, options, states, verdicts, levels."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course import project
from course.cli import app
from course.grading.judging import judge
from course.grading.marking import results
from course.grading.sandbox import isolation
from course.grading.sandbox.limits import Limits

PAGE = (Path(project.root()) / "docs" / "instructors.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    {" ".join(words.split()[:2]) for words in re.findall(r"`course ((?:key|exercise) [a-z-]+|release|grade)", PAGE)}
)
HELP = {"key new", "exercise new", "exercise test", "exercise export-nbgrader", "release", "grade"}


def help_of(command: str) -> str:
    result = CliRunner().invoke(
        app, [*command.split(), "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    )
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands_are_those_of_the_course():
    assert set(COMMANDS) == HELP


def test_every_option_that_is_named_exists():
    known = "".join(map(help_of, HELP))
    named = set(re.findall(r"--[a-z-]+[a-z]", PAGE))
    assert {option for option in named if option not in known} == set()


VERDICTS = (judge.RIGHT, judge.MISCONCEPTION, judge.NOT_ATTEMPTED, judge.MANUAL, judge.NOT_EVALUATED)
FLAGS = ("other_dataset", "answer_of:STUDENT")


@pytest.mark.parametrize("word", [*results.STATES, *VERDICTS, *isolation.LEVELS, *FLAGS])
def test_every_state_verdict_flag_and_level_is_explained(word):
    assert f"`{word}`" in PAGE


def test_the_limits_are_those_that_hold():
    limits = Limits()
    assert (limits.memory, limits.cell_seconds, limits.total_seconds, limits.folder, limits.processes) == (
        2000,
        20,
        120,
        200,
        48,
    )
    for words in ("2 GB (`--memory`)", "a cell 20 seconds", "two minutes", "200 MB on disk", "48\nprocesses"):
        assert words in PAGE
