"""What a notebook cannot reach: files, processes, the network, memory of others; and what each level closes."""

from __future__ import annotations

import os

import pytest

from course.grading.sandbox import isolation, kernel, landlock, wire
from course.grading.sandbox.client import Sandbox, Wanted

needs_full = pytest.mark.skipif("isolation.reached() != 'full'")
needs_files = pytest.mark.skipif("isolation.reached() == 'none'")

FILES = {
    "the password file": "open('/etc/passwd').read()",
    "the root": "__import__('os').listdir('/')",
    "the exercises": "__import__('os').listdir({exercises!r})",
    "its parent's memory": "open(f'/proc/{{__import__(\"os\").getppid()}}/mem', 'rb')",
    "its own memory": "open('/proc/self/mem', 'rb')",
    "the environment of others": "open('/proc/1/environ', 'rb').read()",
    "shared memory": "open('/dev/shm/left', 'w')",
    "a place outside": "open('/tmp/clientela-left', 'w')",
    "a link to outside": "__import__('os').symlink('/etc/passwd', 'p'); open('p').read()",
    "a hard link to outside": "__import__('os').link({exercises!r} + '/../README.md', 'r')",
    "its data, to write": "open({data!r} + '/orders.parquet', 'wb')",
    "the course, to write": "open(__import__('course').__file__, 'a')",
}
CALLS = {
    "a socket": "__import__('socket').socket()",
    "a local socket": "__import__('socket').socket(__import__('socket').AF_UNIX)",
    "memory without a file": "__import__('os').memfd_create('x')",
    "the end of its parent": "import os; os.kill(os.getppid(), 9) if os.getppid() else 1 / 0",
    "the end of others": "[__import__('os').kill(n, 9) for n in range(2, 4000)]",
    "a namespace": "assert __import__('ctypes').CDLL(None).unshare(0x10000000) == 0",
    "a trace of itself": "assert __import__('ctypes').CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "shared memory by key": "assert __import__('ctypes').CDLL(None).shmget(0, 4096, 0o1600) >= 0",
}


@needs_files
@pytest.mark.parametrize("cell", FILES.values(), ids=FILES)
def test_files_are_closed(run, data, cell):
    from course.grading import folders

    report = run(cell.format(exercises=str(folders.checkout() / "exercises"), data=str(data)))
    assert report.errors[0].split(":")[0] in ("PermissionError", "FileNotFoundError", "OSError"), report


@needs_full
@pytest.mark.parametrize("cell", CALLS.values(), ids=CALLS)
def test_calls_are_closed(run, cell):
    report = run(cell)
    assert report.errors[0].split(":")[0] in (
        "PermissionError",
        "ProcessLookupError",
        "AssertionError",
        "ZeroDivisionError",
    )


@needs_full
def test_no_privilege_is_left_but_to_read_what_is_named(run):
    report = run(
        "import ctypes, struct\nlibc = ctypes.CDLL(None)\nhead = (ctypes.c_uint32 * 2)(0x20080522, 0)\n"
        "sets = (ctypes.c_uint32 * 6)()\nlibc.capget(head, sets)\nanswer = list(sets)"
    )
    kept = kernel.READ_SEARCH if os.geteuid() == 0 else 0  # root's own Python may lie where nobody else reads
    assert wire.decoded(report.answers["1.1"]["given"]) == [kept, kept, 0, 0, 0, 0]


def test_a_level_is_reached_by_trying():
    assert isolation.reached("none") == "none"
    assert isolation.LEVELS.index(isolation.reached("files")) <= 1


@needs_files
def test_a_sandbox_keeps_to_the_level_it_is_given(data):
    with Sandbox("files") as sandbox:
        assert sandbox.level == "files"
        cells = ["import os\nanswer = os.getpid() > 1", "open('/etc/passwd')"]
        report = sandbox.run(cells, [Wanted("1.1", "answer")], data)
    assert report.answers["1.1"]["given"] == {"t": "bool", "v": True}
    assert "PermissionError" in report.errors[1]


def test_without_landlock_no_level_holds(monkeypatch):
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    monkeypatch.setattr(landlock, "restrict", lambda *_: None)
    assert isolation.reached() == "none"


def test_what_lies_in_pythons_own_folders_is_exposed(tmp_path):
    inside = isolation.readable()[0] / "secret"
    assert isolation.exposed([tmp_path, inside]) == [inside]


@needs_full
def test_an_ordinary_user_reaches_the_same_level():
    if os.geteuid() != 0:
        pytest.skip("these tests run as an ordinary user already")
    made = os.fork()
    if made == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            kernel.prctl(kernel.SET_DUMPABLE, 1)  # as a program that this user has started
            os._exit(0 if isolation.reached() == "full" else 1)
        finally:
            os._exit(2)
    assert os.waitpid(made, 0)[1] == 0
