"""JupyterLab opens on the student's copies, laid out for reading, and reaches nothing else."""

from __future__ import annotations

import json
import os

import pytest

from course import datasets, project
from course.errors import DataError, InputError
from course.lab import serve
from course.lab.server import SETTINGS, arguments, arrange, environment, prepare, ready_data


@pytest.fixture
def _data_is_fine(monkeypatch):
    monkeypatch.setattr(datasets, "verify_standard", list)


@pytest.fixture
def launched(monkeypatch, checkout, _data_is_fine):
    """The calls of JupyterLab, none of which is made."""
    from jupyterlab.labapp import LabApp

    calls = []
    monkeypatch.setattr(LabApp, "launch_instance", lambda argv: calls.append(argv))
    monkeypatch.setattr(project, "find_root", lambda: checkout)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    return calls


@pytest.mark.usefixtures("_data_is_fine")
def test_everything_is_copied_so_that_links_work_and_the_asked_one_is_opened(checkout):
    assert prepare(checkout) == checkout / "work" / "00_start_here.ipynb"
    names = {path.name for path in (checkout / "work").glob("*.ipynb")}
    assert names == {"00_start_here.ipynb", "01_who.ipynb", "02_more.ipynb", "a1_pandas.ipynb", "01_who_exercise.ipynb"}
    assert prepare(checkout, "01_exercise").name == "01_who_exercise.ipynb"
    assert prepare(checkout, "01", fresh=True).name == "01_who_2.ipynb"


@pytest.mark.usefixtures("_data_is_fine")
def test_a_copy_older_than_its_chapter_is_said_and_kept(checkout, capsys):
    mine = prepare(checkout, "01")
    mine.write_text(mine.read_text(encoding="utf-8").replace("Who buys?", "My notes"), encoding="utf-8")
    chapter = checkout / "notebooks" / "01_who.ipynb"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("Who buys?", "Who bought?"), encoding="utf-8")
    assert "My notes" in prepare(checkout, "01").read_text(encoding="utf-8")
    assert "course lab 01_who --fresh" in " ".join(capsys.readouterr().err.split())


def test_its_folder_is_work_and_it_opens_the_copy(launched, checkout):
    serve("01", browser=False, options=["--ServerApp.port=9999"])
    (call,) = launched
    assert f"--ServerApp.root_dir={checkout / 'work'}" in call
    assert "--LabApp.default_url=/lab/workspaces/clientela/tree/01_who.ipynb" in call
    assert call[-2:] == ["--no-browser", "--ServerApp.port=9999"]
    assert os.environ["JUPYTER_CONFIG_PATH"] == str(SETTINGS)


def test_with_a_browser_nothing_keeps_it_shut(launched):
    serve()
    assert "--no-browser" not in launched[0]
    assert "--LabApp.default_url=/lab/workspaces/clientela/tree/00_start_here.ipynb" in launched[0]


def test_an_unknown_name_starts_nothing(launched):
    with pytest.raises(InputError, match="there is no chapter 'nobody'"):
        serve("nobody")
    assert launched == []


def layout(root) -> dict:
    (file,) = (root / "work" / ".lab").iterdir()
    return json.loads(file.read_text(encoding="utf-8"))


def test_the_first_start_shows_the_notebook_beside_its_table_of_contents(checkout):
    arrange(checkout, "00_start_here.ipynb")
    data = layout(checkout)["data"]
    assert data["layout-restorer:data"]["left"]["current"] == "@jupyterlab/toc:plugin"
    assert data["layout-restorer:data"]["main"]["current"] == "notebook:00_start_here.ipynb"
    assert data["notebook:00_start_here.ipynb"]["data"] == {"path": "00_start_here.ipynb", "factory": "Notebook"}


def test_the_readers_own_layout_is_kept_and_a_damaged_one_laid_anew(checkout):
    arrange(checkout, "00_start_here.ipynb")
    before = layout(checkout)
    arrange(checkout, "01_who.ipynb")
    assert layout(checkout) == before
    (file,) = (checkout / "work" / ".lab").iterdir()
    file.write_text("{", encoding="utf-8")
    arrange(checkout, "01_who.ipynb")
    assert "notebook:01_who.ipynb" in layout(checkout)["data"]


def test_no_news_and_no_look_for_updates():
    (settings,) = (SETTINGS / "labconfig").iterdir()
    assert settings.name == "default_setting_overrides.json"
    said = json.loads(settings.read_text(encoding="utf-8"))["@jupyterlab/apputils-extension:notification"]
    assert said == {"fetchNews": "false", "checkForUpdates": False}


def test_a_users_own_settings_stay_in_force(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    assert environment()["JUPYTER_CONFIG_PATH"] == f"{SETTINGS}{os.pathsep}mine"


def test_a_file_name_in_the_address_is_quoted(checkout):
    assert "--LabApp.default_url=/lab/workspaces/clientela/tree/caf%C3%A9%202.ipynb" in arguments(
        checkout, "café 2.ipynb"
    )


def test_data_that_are_missing_are_made_and_those_that_stay_wrong_are_said(monkeypatch):
    wrong = [["orders.parquet is missing."], []]
    made = []
    monkeypatch.setattr(datasets, "verify_standard", lambda: wrong.pop(0))
    monkeypatch.setattr(datasets, "make_standard", lambda: made.append("made"))
    ready_data()
    assert made == ["made"]

    monkeypatch.setattr(datasets, "verify_standard", lambda: ["its digest is 1, published is 2."])
    with pytest.raises(DataError, match=r"published is 2\..*course doctor"):
        ready_data()
