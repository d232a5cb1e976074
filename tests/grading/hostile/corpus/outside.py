"""Cells that write, delete or change what lies outside the submission's own folder."""

from __future__ import annotations

from corpus.case import EITHER, FILES, FULL, cases, end

WRITING = r"""
## beside_the_run: where an instructor keeps what is private
import os, shutil
for path in ("checks.py", "solution.ipynb", "results/ana.json", "course.key", TRACE, "results/" + TRACE):
    try:
        with open(OUTSIDE + "/" + path, "a") as file:
            file.write("forged")
    except OSError:
        pass
## deleting: everything of an instructor's
import os, shutil
shutil.rmtree(OUTSIDE, ignore_errors=True)
for path in ("checks.py", "results/ana.json"):
    try:
        os.unlink(OUTSIDE + "/" + path)
    except OSError:
        pass
## renaming: and putting others in their place
import os
for old, new in (("results", "old"), ("checks.py", "checks.old"), (".", "gone")):
    for action in (os.rename, os.replace):
        try:
            action(OUTSIDE + "/" + old, OUTSIDE + "/" + new)
        except OSError:
            pass
## rights_and_times: that tell others about a file
import os
for path in ("", "/checks.py", "/results/ana.json"):
    for change in (
        lambda path: os.chmod(path, 0), lambda path: os.utime(path, (0, 0)), lambda path: os.chown(path, 1, 1),
        lambda path: os.truncate(path, 0), lambda path: os.setxattr(path, "user.x", b"y"),
    ):
        try:
            change(OUTSIDE + path)
        except OSError:
            pass
## by_links: of its own
import os
for make in (os.symlink, os.link):
    for path in ("/checks.py", "/results"):
        try:
            make(OUTSIDE + path, make.__name__)
            with open(make.__name__ + ("/" + TRACE if path == "/results" else ""), "a") as file:
                file.write("forged")
        except OSError:
            pass
## by_dots: up and down again
for path in ("../" + TRACE, "../../" + TRACE, "../" * 30 + OUTSIDE.lstrip("/") + "/" + TRACE):
    try:
        open(path, "w").close()
    except OSError:
        pass
## everywhere: home, temporary folders, the course, shared memory
import os, course, pandas
places = ["/tmp", "/var/tmp", "/dev/shm", "/", "/root", "/home", os.path.expanduser("~"), "/run", "/dev/mqueue"]
places += [os.path.dirname(course.__file__), os.path.dirname(pandas.__file__), os.path.dirname(os.__file__)]
for place in places:
    for path in (place + "/" + TRACE, place + "/__pycache__/" + TRACE):
        try:
            with open(path, "w") as file:
                file.write("forged")
        except OSError:
            pass
## the_course: code that the next one runs
import course, glob, os
for path in glob.glob(os.path.dirname(course.__file__) + "/**/*.py*", recursive=True):
    try:
        open(path, "a").close()
        os.utime(path, (0, 0))
    except OSError:
        pass
## by_another_program: which a wall around Python does not hold
import subprocess
for command in ("echo forged >> %s/checks.py", "rm -rf %s", "touch %s/" + TRACE, "mv %s %s.gone", "chmod 0 %s"):
    try:
        subprocess.run(command.replace("%s", OUTSIDE), shell=True, timeout=5)
    except Exception:
        pass
## by_system_calls: below Python
import ctypes
libc = ctypes.CDLL(None)
target = (OUTSIDE + "/results/ana.json").encode()
for call in (lambda: libc.unlink(target), lambda: libc.truncate(target, 0), lambda: libc.rename(target, target + b"x"),
             lambda: libc.open(target, 0o1001, 0), lambda: libc.chmod(target, 0)):
    call()
## of_its_data: which are read once more for the probes
import os
for name in os.listdir("/proc/self/cwd/..") if os.access("/proc/self/cwd/..", os.R_OK) else []:
    try:
        os.unlink("../" + name)
    except OSError:
        pass
## mounts: another disk over what was there
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for target in (OUTSIDE.encode(), b"/tmp", b"/proc"):
    libc.mount(b"none", target, b"tmpfs", 0, None)
    libc.umount2(target, 2)
libc.chroot(b".")
libc.pivot_root(b".", b".")
## settings_of_the_kernel: where it takes them
for path in ("/proc/sys/kernel/core_pattern", "/proc/self/oom_score_adj", "/proc/self/uid_map"):
    try:
        with open(path, "w") as file:
            file.write("0")
    except OSError:
        pass
"""

SHARED = r"""
## memory_by_name: that outlives its maker
from multiprocessing import shared_memory
try:
    memory = shared_memory.SharedMemory(TRACE, create=True, size=1_000_000)
    memory.close()
except Exception:
    pass
## memory_of_system_v: that outlives its maker
import ctypes
libc = ctypes.CDLL(None)
for key in range(0x5EED, 0x5EED + 5):
    libc.shmget(key, 1_000_000, 0o1666)
    libc.semget(key, 1, 0o1666)
    libc.msgget(key, 0o1666)
## memory_without_a_name: that nobody counts
import mmap, os
try:
    place = os.memfd_create("large")
    os.ftruncate(place, 10**9)
except OSError:
    pass
## keys_of_the_kernel: a keyring that outlives its maker
import ctypes
libc = ctypes.CDLL(None)
libc.syscall(248, b"user", TRACE.encode(), b"x", 1, -4)
"""

CASES = (
    *cases("outside", WRITING, end, EITHER, FILES),
    *cases("shared", SHARED, end, EITHER, FULL),
)
