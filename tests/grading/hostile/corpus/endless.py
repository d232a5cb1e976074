"""Cells that never end: each is stopped by the clock of the wall and dropped, and the rest is judged."""

from __future__ import annotations

from corpus.case import NONE_RIGHT, ONE_DROPPED, Case, Expected, behind_wrong, cases, code, end, loaded, notebook

ENDLESS = r"""
## loop: for ever
while True:
    pass
## loop_that_swallows: whatever is thrown at it
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
## loop_that_ignores_signals: whatever is sent to it
import signal
for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT, signal.SIGHUP, signal.SIGXCPU, signal.SIGPROF):
    signal.signal(number, signal.SIG_IGN)
while True:
    pass
## loop_that_restarts_itself: from its own handler
import signal

def again(*_):
    while True:
        pass

for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGINT, signal.SIGXCPU):
    signal.signal(number, again)
again()
## sleep: for eleven days
import time
time.sleep(1e6)
## regular_expression: that tries every way
import re
re.match(r"(a+)+$", "a" * 60 + "b")
## power: of nine to the nine to the nine, in one call
x = 9**9**9
## search: for a number that no range ends before
x = 10**30 in iter(range(10**30))
## list_of_all: in one call
import collections, itertools
collections.deque(itertools.count(), maxlen=0)
## lock: that nobody opens
import threading
lock = threading.Lock()
lock.acquire()
lock.acquire()
## thread_joined: that never ends
import threading
thread = threading.Thread(target=threading.Event().wait)
thread.start()
thread.join()
## awaited: what never comes
import asyncio
await asyncio.Event().wait()
## pipe: that nobody writes into
import os
reader, writer = os.pipe()
os.read(reader, 1)
## named_pipe: that nobody writes into
import os
os.mkfifo("pipe")
open("pipe").read()
## child_waited_for: that never ends
import os, time
if os.fork() == 0:
    time.sleep(1000)
    os._exit(0)
os.wait()
## slow_error: words that never end
class Slow(Exception):
    def __str__(self):
        while True:
            pass

raise Slow
## debugger: that waits for a command
import time
breakpoint = lambda: time.sleep(1e6)
breakpoint()
"""

LOOP = "while True:\n    pass"

CASES = (
    *cases("endless", ENDLESS, loaded, ONE_DROPPED),
    Case("two_that_hang", end(LOOP, LOOP), Expected("partial", dropped=2), why="each costs one run"),
    Case("all_hang", lambda _: notebook([code(LOOP)] * 3), Expected("timeout", {}, None), why="no cell ended"),
    Case(
        "blank_lines_behind_wrong_answers",
        behind_wrong("\n" * 300_000 + "x = top_share"),
        Expected("ok|partial", NONE_RIGHT, None),
        why="the grader itself reads source where one answer may rest on another; it must not take long",
    ),
)
