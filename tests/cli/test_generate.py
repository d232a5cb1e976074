"""`course generate`: what is asked for is made; one line says so; a mistake is one paragraph and exit code 2."""

from __future__ import annotations

import sys

import pytest

from course import generate
from course.datasets import load, store
from course.generate.folder import Folder
from course.world.simulate import World


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_one_line_says_what_was_made_and_progress_stands_beside(course, out):
    code, said, beside = course("generate", "--customers", "80", "--out", str(out))
    digest = store.read_manifest(out)["digest"]
    assert code == 0
    assert said.startswith(f"{out}: ")
    assert said.endswith(f"; digest {digest}\n")
    assert said.count("\n") == 1
    assert beside.startswith("1 of 1 blocks, ")
    assert load(folder=out).digest() == World(80).observe().digest()


def test_the_options_are_those_of_the_market(course, out):
    options = ["--weeks", "40", "--seed", "3", "--tables", "orders, customers", "--truth", "shared"]
    changed = ["--parameter", "leaving.hazard=0.05", "--parameter", "people.internal=0"]
    assert course("generate", "--customers", "90", "--out", str(out), *options, *changed)[0] == 0
    firm = load(folder=out)
    world = World(90, 40, 3, {"leaving.hazard": 0.05, "people.internal": 0.0})
    assert firm.tables == ["customers", "orders"]
    assert firm.digest("orders") == world.observe().digest("orders")
    assert firm.origin == world.origin
    assert "effects" in firm.truth.tables


def test_workers_and_cluster_are_handed_on(course, out, monkeypatch):
    asked = []
    monkeypatch.setattr(generate, "generate", lambda plan, out, **how: asked.append(how) or "made")
    for words in (["--workers", "3"], ["--cluster", "tcp://here:8786"]):
        assert course("generate", "--customers", "9", "--out", str(out), *words) == (0, "made\n", "")
    assert asked == [{"workers": 3, "cluster": None}, {"workers": 1, "cluster": "tcp://here:8786"}]


def test_the_same_command_goes_on_and_says_what_it_found(course, out):
    words = ["generate", "--customers", "80", "--tables", "orders", "--out", str(out)]
    course(*words)
    assert "1 block, 1 of them found whole" in course(*words)[1]


def test_ctrl_c_says_how_to_go_on(course, out, monkeypatch):
    def interrupted(plan, out, **_):
        Folder(out, plan).claim()
        raise KeyboardInterrupt

    monkeypatch.setattr(generate, "generate", interrupted)
    code, said, beside = course("generate", "--customers", "99000", "--out", str(out))
    assert (code, said) == (130, "")
    assert beside == f"Stopped. 0 of 4 blocks are whole in {out}: the same command goes on from there.\n"


MISTAKES = [
    (
        ["--customers", "0"],
        "customers must be a whole number from 1 to 1,099,511,627,776, got 0. For example customers",
    ),
    (["--weeks", "300"], "weeks must be a whole number from 1 to 204, got 300. For example weeks=100."),
    (["--seed", "-1"], "seed must be a whole number from 0 to 2**256 − 1, got -1."),
    (["--tables", "order"], "there is no table 'order'. Did you mean 'orders'? There are: customers, "),
    (["--truth", "all"], "there is no truth 'all'. There are: none, shared, expected."),
    (["--workers", "0"], "workers must be a whole number from 1, got 0. This machine has"),
    (["--workers", "2", "--cluster", "tcp://here:1"], "one of workers and cluster"),
    (
        ["--parameter", "leaving.hazard"],
        "parameter must be name=value with a number, got 'leaving.hazard'. For example",
    ),
    (["--parameter", "leaving.hazard=high"], "parameter must be name=value with a number"),
    (["--parameter", "leaving.hazard=nan"], "parameters['leaving.hazard'] must be a number (1/week), got nan."),
    (["--parameter", "leaving.hazard=-1"], "parameters['leaving.hazard'] must be 0 or more (1/week), got -1.0."),
    (
        ["--parameter", "experience.failure=1.5"],
        "must be between 0 and 1 (per order), got 1.5. It is 0.035 by d",
    ),
    (["--parameter", "leaving.hazrd=1"], "there is no parameter 'leaving.hazrd'. Did you mean 'leaving.hazard'?"),
    (["--parameter", "people.organisations=1"], "must not sum to more than 1, got 1.01. Lower one of them."),
]


@pytest.mark.parametrize(("words", "message"), MISTAKES, ids=[" ".join(words) for words, _ in MISTAKES])
def test_a_mistake_is_said_in_one_paragraph_and_nothing_is_written(course, out, words, message):
    code, said, beside = course("generate", "--customers", "9", "--out", str(out), *words)
    assert (code, said) == (2, "")
    assert message in beside
    assert beside.count("\n") == 1
    assert not out.exists()


def test_a_folder_with_another_market_is_named(course, out):
    course("generate", "--customers", "9", "--out", str(out), "--tables", "orders")
    code, _, beside = course("generate", "--customers", "9", "--out", str(out))
    assert code == 2
    assert beside == (
        f"{out} holds another market: tables orders (now 26 names). "
        "Ask for the same again, name another folder, or remove this one.\n"
    )


@pytest.mark.parametrize("missing", ["--customers", "--out"])
def test_how_many_and_where_to_must_be_said(course, out, missing):
    words = {"--customers": "9", "--out": str(out)}
    del words[missing]
    code, _, beside = course("generate", *(part for pair in words.items() for part in pair))
    assert code == 2
    assert missing in beside


def test_without_the_package_for_a_cluster_its_installation_is_said(course, out, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, _, beside = course("generate", "--customers", "9", "--out", str(out), "--cluster", "tcp://here:1")
    assert code == 2
    assert "a cluster needs the package distributed, here and on every worker. Install it with" in beside
    assert beside.count("\n") == 1
