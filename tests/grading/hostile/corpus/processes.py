"""Cells that end other processes, or leave processes of their own behind."""

from __future__ import annotations

from corpus.case import EITHER, FULL, cases, end

KILLING = r"""
## parent: who watches
import os, signal
for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
    try:
        os.kill(os.getppid(), number)
    except OSError:
        pass
## group: this one's, and that of who watches
import os, signal
for group in (os.getpgid(0), os.getppid(), 1, 0):
    try:
        os.killpg(group, signal.SIGTERM)
    except OSError:
        pass
try:
    os.killpg(0, signal.SIGKILL)
except OSError:
    pass
## everybody: whom this user may end
import os, signal
os.kill(-1, signal.SIGKILL)
## one_after_the_other: by their numbers
import os, signal
for number in range(2, 32_769):
    if number != os.getpid():
        try:
            os.kill(number, signal.SIGKILL)
        except OSError:
            pass
## by_a_child: that has left the family
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        try:
            os.kill(-1, signal.SIGKILL)
        except OSError:
            pass
    os._exit(0)
time.sleep(0.2)
## by_another_program: a command of the system
import subprocess
for command in (["pkill", "-9", "python"], ["killall", "-9", "python3"], ["sh", "-c", "kill -9 $PPID -1"]):
    try:
        subprocess.run(command, timeout=5)
    except Exception:
        pass
## attached: as a debugger is
import ctypes, os
libc = ctypes.CDLL(None)
for number in (os.getppid(), *range(1, 200)):
    libc.ptrace(16, number, 0, 0)
## by_descriptor: which does not name a process
import os, signal
for number in (1, os.getppid(), *range(2, 300)):
    try:
        signal.pidfd_send_signal(os.pidfd_open(number), signal.SIGKILL)
    except OSError:
        pass
## starved: of time and of priority
import os
for action in (lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19), lambda: os.sched_setaffinity(os.getppid(), {0}),
               lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))):
    try:
        action()
    except OSError:
        pass
## limits_of_others: set as its own
import os, resource
for number in (os.getppid(), 1):
    try:
        resource.prlimit(number, resource.RLIMIT_NOFILE, (0, 0))
        resource.prlimit(number, resource.RLIMIT_CPU, (0, 0))
    except OSError:
        pass
"""

STAYING = r"""
## daemons: twenty, each its own master
import os, time
for _ in range(20):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
## programs: that no terminal ends
import subprocess
for words in (["nohup", "sleep", "98765"], ["setsid", "sleep", "98765"], ["sh", "-c", "sleep 98765 & disown"]):
    try:
        subprocess.Popen(words, start_new_session=True)
    except Exception:
        pass
## ignoring: every signal that can be ignored
import os, signal, time
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        for number in range(1, 32):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            time.sleep(1000)
## passing_on: a process that is always another one
import os, time
if os.fork() == 0:
    os.setsid()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if os.fork():
            os._exit(0)
        time.sleep(0.005)
    os._exit(0)
## pool: of processes that wait for work
import concurrent.futures
try:
    pool = concurrent.futures.ProcessPoolExecutor(2)
    list(pool.map(abs, [1, 2]))
except Exception:
    pass
## stopped: that stand still
import os, signal
for _ in range(5):
    if (made := os.fork()) == 0:
        os.setsid()
        signal.pause()
    os.kill(made, signal.SIGSTOP)
## renamed: as something of the system
import ctypes, os, time
if os.fork() == 0:
    os.setsid()
    ctypes.CDLL(None).prctl(15, b"kworker) S 1 1", 0, 0, 0)
    time.sleep(1000)
## namespaces: of its own
import ctypes, os, time
libc = ctypes.CDLL(None)
for flag in (0x10000000, 0x20000000, 0x00020000):
    libc.unshare(flag)
if os.fork() == 0:
    time.sleep(1000)
## zombies: that nobody waits for
import os
for _ in range(30):
    if os.fork() == 0:
        os._exit(0)
"""

MANY = r"""
## forks: as many as there can be
import os
while True:
    os.fork()
## forks_that_swallow: every refusal
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
## threads: as many as there can be
import threading
while True:
    threading.Thread(target=threading.Event().wait).start()
## programs: as many as there can be
import subprocess, sys
while True:
    subprocess.Popen(["sleep", "98765"])
"""

CASES = (
    *cases("killing", KILLING, end, EITHER, FULL),
    *cases("staying", STAYING, end, EITHER, FULL),
    *cases("many", MANY, end, EITHER, FULL),
)
