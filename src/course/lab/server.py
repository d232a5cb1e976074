"""JupyterLab on work/: the data made or verified, the notebooks copied, the first one open beside its contents."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from rich.console import Console

from course import project
from course.errors import DataError
from course.workbook import open_copy, open_everything

FIRST = "00"
WORKSPACE = "clientela"  # JupyterLab's name for an arrangement of open files and side bars
SETTINGS = Path(__file__).with_name("settings")  # no news, no look for updates: the workbook works offline
QUIET = [
    "--ServerApp.allow_root=True",  # in a container everybody is root; the server answers this machine alone
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--KernelManager.transport_encryption=auto",  # what kernel and server say to each other stays between them
]


def serve(name: str = FIRST, *, fresh: bool = False, browser: bool = True, options: Sequence[str] = ()) -> None:
    """Open JupyterLab on the copy of a chapter ("07") or exercise ("07_exercise"); returns when it is stopped.

    A busy port is passed over. `options` go to JupyterLab. Raises `InputError` for an unknown name,
    `DataError` where there is no checkout, no data, or work/ cannot be written.
    """
    from jupyterlab.labapp import LabApp

    root = project.root()
    path = prepare(root, name, fresh=fresh)
    arrange(root, path.name)
    os.environ.update(environment())
    LabApp.launch_instance(argv=[*arguments(root, path.name), *([] if browser else ["--no-browser"]), *options])


def prepare(root: Path, name: str = FIRST, *, fresh: bool = False) -> Path:
    """Make sure of the data and of everybody's copies; return the copy that was asked for."""
    ready_data()
    older = [copy.path.name for copy in open_everything(root) if copy.state == "older"]
    if older:
        say(f"Newer versions exist of {', '.join(older)}. Your copies stay as they are; for a new one beside yours: "
            f"course lab {Path(older[0]).stem} --fresh")  # fmt: skip
    return open_copy(name, fresh=fresh, root=root).path


def ready_data() -> None:
    """Verify the standard dataset, and make it where it is missing or damaged; raises `DataError` if that fails."""
    from course import datasets

    if not datasets.verify_standard():
        return
    say("The standard dataset is missing or not as published; it is made now (this is done once) …")
    datasets.make_standard()
    if problems := datasets.verify_standard():
        raise DataError(" ".join([*problems, "Making the data anew did not mend it: run `course doctor`."]))


def arguments(root: Path, file: str) -> list[str]:
    """Return JupyterLab's options: its folder is work/, so that no tracked file is within reach."""
    return [
        f"--ServerApp.root_dir={root / 'work'}",
        f"--LabApp.workspaces_dir={root / 'work' / '.lab'}",
        f"--LabApp.default_url=/lab/workspaces/{WORKSPACE}/tree/{quote(file)}",
        *QUIET,
    ]


def environment() -> dict[str, str]:
    """Return the variables that JupyterLab and its kernels need beside those there are."""
    known = os.environ.get("JUPYTER_CONFIG_PATH", "")
    return {"JUPYTER_CONFIG_PATH": os.pathsep.join([str(SETTINGS), *known.split(os.pathsep)]).rstrip(os.pathsep)}


def arrange(root: Path, file: str) -> None:
    """Lay out the first start: the notebook open, its table of contents on the left. Later layouts are the reader's."""
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    manager = WorkspacesManager(str(root / "work" / ".lab"))
    with suppress(ValueError, KeyError):  # a damaged layout is laid out anew
        if manager.load(WORKSPACE)["data"]:
            return
    notebook = f"notebook:{file}"
    dock = {"type": "tab-area", "currentIndex": 0, "widgets": [notebook]}
    layout = {
        "main": {"dock": dock, "current": notebook},
        "left": {"collapsed": False, "visible": True, "current": "@jupyterlab/toc:plugin"},
    }
    data = {"layout-restorer:data": layout, notebook: {"data": {"path": file, "factory": "Notebook"}}}
    manager.save(WORKSPACE, json.dumps({"data": data, "metadata": {"id": WORKSPACE}}))


def say(text: str) -> None:
    """Tell the reader something beside the server's own lines."""
    Console(stderr=True, highlight=False).print(text, markup=False)
