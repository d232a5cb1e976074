"""A trial run of JupyterLab: start it, run the first notebook through its own interface, stop it, say how it went."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

from course import project
from course.atomic import write_text
from course.errors import InputError
from course.lab.server import FIRST, QUIET, environment, ready_data
from course.workbook import chapters, find
from course.workbook.copies import as_copy
from course.workbook.execution import code_cells, source_of
from course.workbook.references import read_references

_direct = build_opener(ProxyHandler({}))  # this machine asks itself, whatever proxy it uses for the world


@dataclass
class Trial:
    """How a trial went: what was done, and what went wrong (empty if all is well)."""

    done: list[str] = field(default_factory=list)
    problem: str = ""


class Failed(Exception):
    """The trial cannot go on; the message says why and what to do."""


@dataclass
class Server:
    """A JupyterLab that runs, and the time (of `time.monotonic`) by which all must be done."""

    url: str
    token: str
    deadline: float

    def ask(self, path: str, body: dict[str, Any] | None = None, method: str = "") -> Any:
        """Ask the server's interface, with the token; the answer is JSON or text."""
        method = method or ("GET" if body is None else "POST")
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        with _direct.open(Request(self.url + path, data, headers, method=method), timeout=self.left()) as answer:
            text = answer.read().decode()
        return json.loads(text) if answer.headers.get_content_type() == "application/json" else text

    def left(self) -> float:
        """Return the seconds that are left; raises `Failed` when there are none."""
        seconds = self.deadline - time.monotonic()
        if seconds <= 0:
            raise Failed("it took too long. A slow disk or a virus scanner can do that the first time: try again.")
        return seconds


def try_out(timeout: float = 180, root: Path | None = None) -> Trial:
    """Start JupyterLab on a free port of this machine, run the first notebook in it, stop it.

    `timeout` is in seconds, for all of it. Nothing is left running, nothing of the student's is touched.
    """
    trial = Trial()
    started = time.monotonic()
    try:
        root = root or project.root()
        ready_data()
        trial.done.append(f"the standard dataset is as published ({time.monotonic() - started:.1f} s)")
        with tempfile.TemporaryDirectory(prefix=".trial-", dir=_work(root), ignore_cleanup_errors=True) as folder:
            notebook = _lay_first_notebook(root, Path(folder))
            _run_in_server(notebook, Path(folder), started + timeout, trial)
    except (Failed, InputError, OSError) as error:
        trial.problem = str(error) or type(error).__name__
    return trial


def _work(root: Path) -> Path:
    (root / "work").mkdir(exist_ok=True)
    return root / "work"


def _lay_first_notebook(root: Path, folder: Path) -> Path:
    entry = find(FIRST, chapters(root))
    text = as_copy(entry.path.read_text(encoding="utf-8"), read_references(root / "notebooks" / "references.bib"))
    write_text(folder / entry.copy_name, text)
    return folder / entry.copy_name


def _run_in_server(notebook: Path, folder: Path, deadline: float, trial: Trial) -> None:
    began = time.monotonic()
    with _server(folder, deadline) as server:
        if "jupyter-config-data" not in server.ask(f"lab/tree/{quote(notebook.name)}"):
            raise Failed("JupyterLab answered with something that is not its page.")
        trial.done.append(f"JupyterLab answers at {server.url} ({time.monotonic() - began:.1f} s)")
        began = time.monotonic()
        count = _run_notebook(server, notebook.name)
        trial.done.append(f"{notebook.stem} ran: {count} code cells ({time.monotonic() - began:.1f} s)")
        began = time.monotonic()
    trial.done.append(f"everything is stopped again ({time.monotonic() - began:.1f} s)")


@contextmanager
def _server(folder: Path, deadline: float) -> Iterator[Server]:
    """Start JupyterLab in a process of its own; stop it and its kernels whatever happens."""
    runtime = folder / ".runtime"
    call = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={_free_port()}", f"--ServerApp.root_dir={folder}",
        f"--LabApp.workspaces_dir={folder / '.lab'}", *QUIET,
    ]  # fmt: skip
    with open(folder / ".server.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            call, env={**os.environ, **environment(), "JUPYTER_RUNTIME_DIR": str(runtime)}, cwd=folder,
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    server = Server("", "", deadline)
    try:
        _wait_for(process, runtime, server, folder / ".server.log")
        yield server
    finally:
        _stop(process, server)


def _wait_for(process: subprocess.Popen, runtime: Path, server: Server, log: Path) -> None:
    """Wait until the server has written where it is and answers there."""
    while True:
        if process.poll() is not None:
            last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            raise Failed(f"JupyterLab did not start: {' '.join(last) or f'it ended with {process.returncode}'}")
        for info in runtime.glob("jpserver-*.json"):
            with suppress(OSError, ValueError, KeyError):
                where = json.loads(info.read_text(encoding="utf-8"))
                server.url, server.token = where["url"], where["token"]
                server.ask("api/status")
                return
        time.sleep(min(0.1, server.left()))


def _run_notebook(server: Server, name: str) -> int:
    """Run a notebook's code cells in a kernel of the server; raise `Failed` at the first error."""
    import websocket

    cells = code_cells(server.ask(f"api/contents/{quote(name)}")["content"])
    opened = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
    session = server.ask("api/sessions", opened)
    where = f"{server.url.replace('http', 'ws', 1)}api/kernels/{session['kernel']['id']}/channels"
    where += "?" + urlencode({"token": server.token})
    channel = websocket.create_connection(where, timeout=server.left(), http_no_proxy=["*"])
    try:
        for nr, cell in enumerate(cells, start=1):
            if problem := _run_cell(server, channel, source_of(cell)):
                raise Failed(f"{name}, code cell {nr}: {problem}")
    finally:
        channel.close()
        server.ask(f"api/sessions/{session['id']}", method="DELETE")
    return len(cells)


def _run_cell(server: Server, channel: Any, source: str) -> str:
    """Run one cell; return its error in a line, or an empty string."""
    asked = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": "", "session": "", "version": "5.3"}
    content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
    message = {"header": asked, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    channel.send(json.dumps(message))
    while True:
        channel.settimeout(server.left())
        answer = _next_answer(server, channel)
        if answer["parent_header"].get("msg_id") == asked["msg_id"] and answer["msg_type"] == "execute_reply":
            reply = answer["content"]
            return "" if reply["status"] == "ok" else f"{reply.get('ename', '')}: {reply.get('evalue', '')}"


def _next_answer(server: Server, channel: Any) -> Any:
    from websocket import WebSocketException, WebSocketTimeoutException

    try:
        return json.loads(channel.recv())
    except WebSocketTimeoutException:
        server.left()
        raise Failed("the kernel did not answer in time.") from None
    except (WebSocketException, ValueError) as error:
        raise Failed(f"the connection to the kernel broke ({error}). Run `course doctor`.") from error


def _stop(process: subprocess.Popen, server: Server) -> None:
    """Ask the server to stop, with its kernels; insist where it does not."""
    server.deadline = time.monotonic() + 15
    with suppress(Failed, OSError, ValueError):
        server.ask("api/shutdown", {})
        process.wait(server.left())
    for insist in (process.terminate, process.kill):
        if process.poll() is None:
            insist()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)


def _free_port() -> int:
    """Return a port nobody listens at; should somebody take it meanwhile, the server tries the next ones."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
