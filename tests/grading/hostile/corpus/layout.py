"""Notebooks whose cells were moved, doubled, cut up, deleted or relabelled: answers are found by their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from corpus.case import (
    ALL_RIGHT,
    FULL_MARKS,
    NAMES,
    NOT_ATTEMPTED,
    ONE_DROPPED,
    Base,
    Case,
    Cell,
    Expected,
    answered,
    answers,
    but,
    changed,
    code,
    end,
    notebook,
)


def _is_code(cell: Cell) -> bool:
    return cell["cell_type"] == "code"


def _is_answer(cell: Cell) -> bool:
    return any(answers(cell, id) for id in ALL_RIGHT)


def _is_check(cell: Cell) -> bool:
    return cell["source"].startswith("course.check")


def _each(change: Callable[[Cell], Cell]) -> Callable[[Base], Any]:
    return changed(lambda cells: map(change, cells))


def _without(unwanted: Callable[[Cell], bool]) -> Callable[[Base], Any]:
    return changed(lambda cells: (cell for cell in cells if not unwanted(cell)))


def _in_lines(cells: list[Cell]) -> Iterable[Cell]:
    """Return a cell for every line, where a line can stand alone."""
    for cell in cells:
        alone = _is_code(cell) and "def " not in cell["source"]
        yield from [code(line) for line in cell["source"].splitlines() if line] if alone else [cell]


def _in_one(cells: list[Cell]) -> list[Cell]:
    return [code("\n\n".join(cell["source"] for cell in cells if _is_code(cell)))]


def _as_words(cell: Cell) -> Cell:
    return {"cell_type": "markdown", "metadata": cell["metadata"], "source": cell["source"]}


def _answers_as_words(cells: list[Cell]) -> Iterable[Cell]:
    return (_as_words(cell) if _is_answer(cell) else cell for cell in cells)


def _checks_first(cells: list[Cell]) -> list[Cell]:
    return [*filter(_is_check, cells), *(cell for cell in cells if not _is_check(cell))]


def _named_apart(cell: Cell) -> Cell:
    """Return a check that is given the answer under another name than the one that is asked for."""
    for name in NAMES.values():
        cell = {**cell, "source": cell["source"].replace(name, f"my_{name}")}
    return cell


def _named_apart_beside_the_blank(cells: list[Cell]) -> list[Cell]:
    return [*map(_named_apart, cells), code("\n".join(f"{name} = ..." for name in NAMES.values()))]


def _outputs(value: Any) -> Callable[[Base], Any]:
    return _each(lambda cell: {**cell, "outputs": value, "execution_count": value})


def _top(**entries: Any) -> Callable[[Base], bytes]:
    return lambda base: notebook(base.solved, **entries)


def _worth_1000(cell: Cell) -> Cell:
    return {**cell, "metadata": {"nbgrader": {"points": 1000, "grade": True, "solution": False, "locked": True}}}


def _kernel(name: str, language: str) -> Callable[[Base], bytes]:
    spec = {"name": name, "language": language, "display_name": name}
    return _top(metadata={"kernelspec": spec, "language_info": {"name": language}})


def _listed(cell: Cell) -> Cell:
    return {**cell, "source": cell["source"].splitlines(keepends=True)}


def _stray(*cells: Any) -> Callable[[Base], bytes]:
    return lambda base: json.dumps({"cells": [*base.solved, *cells], "metadata": {}, "nbformat": 4}).encode()


FULL = {
    "all_twice": (changed(lambda cells: cells * 2), "selected, copied, pasted"),
    "a_cell_a_line": (changed(_in_lines), "split while looking for an error"),
    "all_in_one_cell": (changed(_in_one), "exported to a script and pasted back"),
    "reversed": (changed(lambda cells: cells[::-1]), "a cell that lacks a name is tried again after the others"),
    "checks_first": (changed(_checks_first), "a cell that lacks a name is tried again after the others"),
    "data_last": (changed(lambda cells: [*cells[2:], cells[1]]), "every cell but the last lacks the data at first"),
    "no_checks": (_without(_is_check), "deleted as noise"),
    "no_words": (_without(lambda cell: not _is_code(cell)), "only code was kept"),
    "no_metadata": (_each(lambda cell: {**cell, "metadata": {}}), "stripped before a commit"),
    "null_metadata": (_each(lambda cell: {**cell, "metadata": None}), "stripped by a tool that knows no format"),
    "no_ids": (_each(lambda cell: {key: cell[key] for key in cell if key != "id"}), "saved by an old Jupyter"),
    "other_ids": (_each(lambda cell: {**cell, "id": 7}), "of another type, and all the same"),
    "odd_outputs": (_outputs("?"), "outputs are never read"),
    "null_outputs": (_outputs(None), "outputs are never read"),
    "source_in_lines": (_each(_listed), "both forms are in the format"),
    "worth_1000": (_each(_worth_1000), "points are the exercise's, not the notebook's"),
    "all_tagged": (
        _each(lambda cell: {**cell, "metadata": {"tags": ["solution"]}}),
        "tags say nothing",
    ),
    "kernel_r": (_kernel("ir", "R"), "opened by mistake with another kernel"),
    "kernel_unknown": (_kernel("my env (broken)", "klingon"), "a kernel of the student's own"),
    "kernel_missing": (_top(metadata={}), "nothing about a kernel"),
    "asserts_for_checks": (
        _each(lambda cell: {**cell, "source": "assert True"} if _is_check(cell) else cell),
        "test cells edited: they decide nothing",
    ),
    "checks_of_other_answers": (
        _each(lambda cell: {**cell, "source": 'course.check("h1.1", 0)'} if _is_check(cell) else cell),
        "test cells edited: the name that is bound counts, not what a check was given",
    ),
    "check_of_no_question": (
        end('course.check("h9.9", 1)\ncourse.check()\ncourse.check(None, [])'),
        "it is noted",
    ),
    "names_of_ones_own": (_each(_named_apart), "answers under other names, given to their checks"),
    "names_of_ones_own_and_blanks": (changed(_named_apart_beside_the_blank), "the template's blanks stand as well"),
    "blank_again": (end("\n".join(f"{name} = ..." for name in NAMES.values())), "the template's cell, pasted below"),
    "none_again": (end("\n".join(f"{name} = None" for name in NAMES.values())), "set to nothing below"),
    "deleted_at_the_end": (end(f"del {', '.join(NAMES.values())}"), "a student who tidies up"),
    "all_deleted_at_the_end": (end("globals().clear()"), "a student who tidies up thoroughly"),
    "wrong_then_right": (
        lambda base: notebook([*base.wrong, *base.solved]),
        "the first try was kept above: the last value counts",
    ),
    "source_null": (_stray({"cell_type": "code", "metadata": {}, "source": None}), "a cell of nothing"),
    "source_a_number": (_stray({"cell_type": "code", "metadata": {}, "source": 3}), "a cell of nothing"),
    "source_missing": (_stray({"cell_type": "code", "metadata": {}}), "a cell of nothing"),
    "cells_of_other_kinds": (
        _stray({"cell_type": "raw", "source": "1/0"}, {"cell_type": "widget", "source": "1/0"}, {"source": "1/0"}),
        "only code is run",
    ),
    "no_cell_at_all": (_stray(None, 3, "x", []), "things among the cells that are none"),
    "ten_thousand_cells": (changed(lambda cells: [*cells, *[code("")] * 10_000]), "a finger on the key b"),
}

LESS = (
    Case("empty", lambda base: notebook(base.empty), Expected(verdicts=NOT_ATTEMPTED), why="handed in as handed out"),
    Case("no_cell", lambda _: notebook([]), Expected(verdicts=NOT_ATTEMPTED), why="nothing to run, or to fail"),
    Case("all_words", _each(_as_words), Expected(verdicts=NOT_ATTEMPTED), why="every cell was turned to Markdown"),
    Case(
        "answers_as_words",
        changed(_answers_as_words),
        Expected("partial", NOT_ATTEMPTED, 6),
        why="code in Markdown is no answer; the six checks lack their names",
    ),
    Case(
        "one_answer_deleted",
        _without(lambda cell: answers(cell, "h1.2")),
        Expected("partial", but(h1_2="not_attempted"), 1),
        why="the check of it lacks its name",
    ),
    Case(
        "data_cell_deleted",
        changed(lambda cells: [cells[0], *cells[2:]]),
        Expected("partial", {**NOT_ATTEMPTED, "h1.4": "right", "h1.6": "manual"}, 10),
        why="what needs no data is judged",
    ),
    Case(
        "right_then_wrong",
        lambda base: notebook([*base.solved, *base.wrong]),
        Expected(verdicts=dict.fromkeys(NAMES, "wrong") | {"h1.6": "manual"}),
        why="the last value counts",
    ),
    Case(
        "all_fail",
        _each(lambda cell: {**cell, "source": f"1 / 0\n{cell['source']}"} if _is_code(cell) else cell),
        Expected("crashed", {}, None),
        why="not one cell ran: that is no zero",
    ),
    Case(
        "one_answer_fails",
        answered("h1.3", "by_channel = firm.orders.groupby('no such column')"),
        Expected("partial", but(h1_3="not_attempted"), 2),
        why="it and its check are dropped, the rest is judged",
    ),
    Case("syntax_error", end("def broken(:"), ONE_DROPPED, why="a cell that cannot be read is dropped alone"),
    Case("tabs_and_spaces", end("if True:\n\tx = 1\n        y = 2"), ONE_DROPPED, why="indented by two editors"),
    Case("prose_in_code", end("I think the heavy buyers bring most."), ONE_DROPPED, why="words in a code cell"),
    Case("curly_quotes", end("x = \u201cheavy\u201d"), ONE_DROPPED, why="pasted from a word processor"),
)

CASES = (*(Case(name, build, FULL_MARKS, why=why) for name, (build, why) in FULL.items()), *LESS)
