"""Stored outputs are those of the code, without the noise of one run or one machine, and nbval agrees."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.workbook import chapters, find
from course.workbook.execution import CellFailed, as_text, code_hash, execute, stale, stamped, tidy

SANITIZE = Path(__file__).parents[1] / "nbval_sanitize.cfg"
CELLS = (
    "# 03 · Sample",
    ">>> import os\n\nfrom IPython.display import HTML\n\n{os.environ.get('CLIENTELA_SEED')}",
    ">>> print('one', flush=True)\nprint('two')",
    ">>> os.path.basename(os.getcwd())",
    ">>> object()",
    ">>> ",
    '>>> HTML(\'<img alt="a" src="data:image/png;base64,AAAA">\')',
)


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def write(path: Path, notebook: dict) -> None:
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """One notebook, executed: (its entry, number of files changed)."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("shared", Path(__file__).parents[1] / "conftest.py")
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    root = tmp_path_factory.mktemp("Kaffee für alle")
    (root / "notebooks").mkdir()
    write(root / "notebooks" / "03_sample.ipynb", shared.notebook_of(*CELLS))
    os.environ["CLIENTELA_SEED"] = "3"
    try:
        changed = execute(chapters(root))
    finally:
        seed_after = os.environ.pop("CLIENTELA_SEED")
    assert seed_after == "3"
    return chapters(root)[0], changed


def outputs(entry) -> list:
    return [cell["outputs"] for cell in read(entry.path)["cells"] if cell["cell_type"] == "code"]


def test_executing_stores_outputs_and_counts(stored):
    entry, changed = stored
    counts = [cell.get("execution_count") for cell in read(entry.path)["cells"] if cell["cell_type"] == "code"]
    assert changed == 1
    assert counts == [1, 2, 3, 4, None, 5]
    assert stale(read(entry.path)) == ""


def test_printing_in_two_steps_is_stored_as_one_output(stored):
    assert [output["text"] for output in outputs(stored[0])[1]] == [["one\n", "two\n"]]


def test_the_kernel_runs_in_the_notebooks_folder_on_the_standard_world(stored):
    first, _, folder, *_ = outputs(stored[0])
    assert first[0]["data"]["text/plain"] == ["{None}"]
    assert folder[0]["data"]["text/plain"] == ["'notebooks'"]


def test_running_again_writes_nothing(stored):
    entry, _ = stored
    # an address in memory would differ from run to run: this is about a notebook that shows none
    notebook = read(entry.path)
    notebook["cells"] = [cell for cell in notebook["cells"] if "object()" not in "".join(cell["source"])]
    write(entry.path.with_name("04_again.ipynb"), notebook)
    again = [find("04", chapters(entry.path.parents[1]))]
    execute(again)
    before = again[0].path.stat().st_mtime_ns
    assert execute(again) == 0
    assert again[0].path.stat().st_mtime_ns == before
    again[0].path.unlink()


def nbval(path: Path, *options: str) -> subprocess.CompletedProcess:
    call = [sys.executable, "-m", "pytest", "--nbval", path, "--nbval-sanitize-with", SANITIZE, "-c", os.devnull]
    return subprocess.run(
        [*call, "-q", *options], capture_output=True, text=True, timeout=120, check=False, cwd=path.parent
    )


def test_nbval_agrees_with_what_was_stored_pictures_and_addresses_apart(stored):
    ran = nbval(stored[0].path, "-n", "1", "--dist", "loadscope")
    assert ran.returncode == 0, ran.stdout
    assert "6 passed" in ran.stdout


def test_nbval_finds_stored_outputs_that_no_longer_match(stored, tmp_path):
    text = stored[0].path.read_text(encoding="utf-8")
    # the last cell's stored output and its source hold the alt text: changing either one is a mismatch
    for old, new in [("two\\n", "three\\n"), ('alt=\\"a\\"', 'alt=\\"b\\"')]:
        head, mark, tail = text.rpartition(old)
        assert mark
        text = head + new + tail
    changed = tmp_path / "notebooks" / "03_sample.ipynb"
    changed.parent.mkdir()
    changed.write_text(text, encoding="utf-8")
    ran = nbval(changed, "-p", "no:xdist")
    assert ran.returncode == 1, ran.stdout
    assert "2 failed, 4 passed" in ran.stdout


def test_a_failing_cell_is_named_and_nothing_is_stored(tmp_path, make_notebook):
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / "03_sample.ipynb"
    write(path, make_notebook("# 03 · Sample", ">>> a = 1", ">>> a / 0"))
    before = path.read_bytes()
    with pytest.raises(
        CellFailed, match=r"03_sample, code cell 2 \(`a / 0`\): ZeroDivisionError: .*Nothing was stored"
    ):
        execute(chapters(tmp_path))
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_cell_that_hangs_is_named(tmp_path, make_notebook):
    (tmp_path / "notebooks").mkdir()
    write(tmp_path / "notebooks" / "03_sample.ipynb", make_notebook("# 03", ">>> import time\ntime.sleep(60)"))
    with pytest.raises(CellFailed, match=r"code cell 1 \(`import time`\): not done after 1 s"):
        execute(chapters(tmp_path), timeout=1)


def noisy(notebook: dict) -> dict:
    noise = copy.deepcopy(notebook)
    noise["metadata"].update(language_info={"name": "python", "version": "3.11.7"}, widgets={"state": {}}, toc={"a": 1})
    noise["nbformat_minor"] = 4
    count = 7
    for cell in noise["cells"]:
        cell["metadata"].update(execution={"iopub.status.busy": "2026-01-01T00:00:00Z"}, ExecuteTime={}, tags=["keep"])
        del cell["id"]
        if cell["cell_type"] == "code":
            count += 1
            cell["execution_count"] = count
            view = {"application/vnd.jupyter.widget-view+json": {"model_id": "ab12"}, "text/plain": ["interactive()"]}
            cell["outputs"].append(
                {"output_type": "display_data", "data": view, "metadata": {"needs_background": "light"}}
            )
    return noise


def test_the_noise_of_a_run_is_not_stored(good_chapter):
    clean = tidy(noisy(good_chapter))
    assert clean["metadata"] == good_chapter["metadata"]
    assert all(cell["metadata"] == {"tags": ["keep"]} for cell in clean["cells"])
    assert [cell.get("outputs") for cell in clean["cells"]] == [cell.get("outputs") for cell in good_chapter["cells"]]
    assert [cell["execution_count"] for cell in clean["cells"] if cell["cell_type"] == "code"] == [1, 2, 3]


def test_ids_that_are_missing_or_double_are_made_from_text_and_place(good_chapter):
    ids = [cell["id"] for cell in tidy(noisy(good_chapter))["cells"]]
    assert ids == [cell["id"] for cell in tidy(noisy(good_chapter))["cells"]]
    assert len(set(ids)) == len(ids)
    good_chapter["cells"][1]["id"] = good_chapter["cells"][0]["id"]
    kept = [cell["id"] for cell in tidy(good_chapter)["cells"]]
    assert kept[0] == good_chapter["cells"][0]["id"]
    assert kept[1] != kept[0]


def test_tidying_changes_neither_its_argument_nor_what_is_tidy(good_chapter):
    before = copy.deepcopy(good_chapter)
    assert tidy(good_chapter) == before
    tidy(noisy(good_chapter))
    assert good_chapter == before
    assert json.loads(as_text(tidy(before))) == before


def test_outputs_are_stale_when_the_code_or_the_market_changed_and_not_for_prose(good_chapter):
    unstamped = {**good_chapter, "metadata": {}}
    assert "never run" in stale(unstamped)
    fresh = stamped(good_chapter)
    assert stale(fresh) == ""
    fresh["cells"][0]["source"] = ["# 01 · Who bought?"]
    assert stale(fresh) == ""
    fresh["cells"][1]["source"] = ["buyers, people = 3, 10"]
    assert "code changed" in stale(fresh)
    other = copy.deepcopy(stamped(good_chapter))
    other["metadata"]["clientela"]["market"] = "0.0"
    assert "run on market 0.0" in stale(other)


def test_the_order_of_cells_counts_for_the_codes_fingerprint(good_chapter):
    turned = {**good_chapter, "cells": good_chapter["cells"][::-1]}
    assert code_hash(turned) != code_hash(good_chapter)


def test_storing_a_chapter_records_no_progress(checkout, monkeypatch):
    from course.grading.practice import records

    monkeypatch.setenv(records.ELSEWHERE, str(checkout / "mine.jsonl"))
    source = "import os\n\nopen(os.environ['CLIENTELA_PROGRESS'], 'w', encoding='utf-8').close()"
    path = checkout / "notebooks" / "00_start_here.ipynb"
    notebook = read(path)
    notebook["cells"][1]["source"] = source
    write(path, notebook)
    execute([find("00", chapters(checkout))])
    assert not (checkout / "mine.jsonl").exists()
