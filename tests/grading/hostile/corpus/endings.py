"""Cells that end the process, now or later: each is dropped, and the rest is judged."""

from __future__ import annotations

from corpus.case import EITHER, ONE_DROPPED, Case, Expected, cases, code, end, loaded, notebook

ENDING = r"""
## exit_at_once: below Python's own end
import os
os._exit(0)
## exit_by_number: another program's failure
import os
os._exit(137)
## abort: as a library does that finds its memory broken
import os
os.abort()
## segfault: memory that is not there
import ctypes
ctypes.string_at(0)
## broken_recursion: deeper than the stack
import sys
sys.setrecursionlimit(10**8)

def deeper(n):
    return deeper(n + 1) + deeper(n + 2)

class Deeper:
    __getattr__ = lambda self, name: getattr(self, name + "x")
    __repr__ = lambda self: repr([self])

repr(Deeper())
deeper(0)
## alarm: that nobody waits for
import signal, time
signal.alarm(1)
time.sleep(60)
## stopped: a process that stands still
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
while True:
    pass
## another_program: in the place of this one
import os
os.execv("/bin/true", ["true"])
"""

RAISING = r"""
## quit: as one leaves a console
quit()
## exit: as one leaves a console
exit(1)
## sys_exit: as a program ends
import sys
sys.exit("done")
## interrupt: as if somebody pressed Ctrl-C
raise KeyboardInterrupt
## base_exception: of a kind of one's own
class Mine(BaseException):
    pass

raise Mine
## recursion: as deep as Python allows
def deeper(n):
    return deeper(n + 1)

deeper(0)
## generator_exit: which ends a generator
raise GeneratorExit
## cancelled: which ends a task
import asyncio
raise asyncio.CancelledError
## memory_error: with memory left
raise MemoryError
"""

LEFT_BEHIND = r"""
## own_signal: which the system sends
import os, signal
os.kill(os.getpid(), signal.SIGSEGV)
## thread: that works on for ever
import threading

def work():
    while True:
        sum(range(1000))

threading.Thread(target=work).start()
threading.Thread(target=work, daemon=True).start()
## many_threads: that wait
import threading
for _ in range(20):
    threading.Thread(target=threading.Event().wait).start()
## thread_that_exits: only itself
import sys, threading
thread = threading.Thread(target=sys.exit)
thread.start()
thread.join()
## thread_that_kills_later: while answers are evaluated
import os, threading, time

def later():
    time.sleep(0.3)
    os._exit(0)

threading.Thread(target=later, daemon=True).start()
## thread_that_changes_answers: after the cells
import threading, time

def later():
    time.sleep(0.3)
    while True:
        globals().update(top_share=0, buyers=0, by_channel=0, curve=0)
        time.sleep(0.001)

threading.Thread(target=later, daemon=True).start()
## exit_handlers: that hang, and kill
import atexit, os, time
atexit.register(os.abort)
atexit.register(time.sleep, 1000)
## finalizers: that kill when the process ends
import os, weakref

class Last:
    pass

last = Last()
weakref.finalize(last, os.abort)
## deadly_when_collected: as soon as the next value takes its place
import os

class Deadly:
    def __del__(self):
        os._exit(0)

deadly = Deadly()
deadly.itself = deadly
## tasks: that are never awaited
import asyncio

async def work():
    while True:
        await asyncio.sleep(0)

task = work()
loop = asyncio.new_event_loop()
loop.create_task(work())
## at_fork: code that runs in every copy
import os
os.register_at_fork(before=os.abort, after_in_child=os.abort)
"""

CASES = (
    *cases("ending", ENDING, loaded, ONE_DROPPED),
    *cases("raising", RAISING, loaded, ONE_DROPPED),
    *cases("left_behind", LEFT_BEHIND, end, EITHER),
    Case("all_exit", lambda _: notebook([code("exit()")] * 3), Expected("crashed", {}, None), why="every cell failed"),
    Case("all_kill", lambda _: notebook([code("import os\nos._exit(0)")] * 3), Expected("crashed", {}, None)),
)
