"""Global settings that a notebook changes: none of them reaches the grader, or the answers already given."""

from __future__ import annotations

from corpus.case import EITHER, cases, end, loaded

BEFORE = r"""
## warnings_are_errors: for the student's own discipline
import warnings
warnings.simplefilter("error")
## numpy_raises: for the student's own discipline
import numpy as np
np.seterr(all="raise")
np.set_printoptions(precision=0)
## pandas_shows_little: what is shown is not the answer
import pandas as pd
pd.set_option("display.max_rows", 1, "display.precision", 0)
pd.options.display.float_format = "{:.0f}".format
## pandas_other_strings: columns of another type from here on
import pandas as pd
pd.set_option("future.infer_string", False)
## other_backend: figures drawn otherwise
import matplotlib
matplotlib.use("svg")
## other_style: figures coloured otherwise
import matplotlib.pyplot as plt
plt.style.use("dark_background")
plt.ion()
## figures_in_windows: there is no screen
import os
os.environ["MPLBACKEND"] = "TkAgg"
## figures_on_a_screen: there is none
import matplotlib
matplotlib.use("TkAgg")
## environment_emptied: others look there for a home
import os
os.environ.clear()
## locale: numbers may be written otherwise
import locale
locale.setlocale(locale.LC_ALL, "C")
## decimal_of_one_digit: exact arithmetic is none any more
import decimal
decimal.getcontext().prec = 1
decimal.getcontext().traps[decimal.Inexact] = True
## collector: nothing is tidied up, or all the time
import gc
gc.set_threshold(1)
## rare_switches: threads wait for each other
import sys
sys.setswitchinterval(1000)
## low_priority: it can only be lowered
import os
os.nice(5)
## faulthandler: writes where it is told
import faulthandler
faulthandler.enable(open("faults.txt", "w"))
## no_path: nothing further can be imported
import sys
sys.path.clear()
## logging: every library speaks
import logging
logging.basicConfig(level=0)
## shallow_recursion: of 200 calls
import sys
sys.setrecursionlimit(200)
## new_folder: and work goes on there
import os
os.mkdir("mine")
os.chdir("mine")
## time_zone: fourteen hours ahead
import os, time
os.environ["TZ"] = "Pacific/Kiritimati"
time.tzset()
## umask: files that nobody may read
import os
os.umask(0o777)
open("mine.txt", "w").close()
"""

AFTER = r"""
## clock_patched: it stands still
import time
time.time = time.monotonic = time.perf_counter = lambda: 0.0
time.sleep = lambda _: None
## clock_goes_back: who waits by it waits for ever
import itertools, time
back = itertools.count(0, -10**6)
time.time = time.monotonic = lambda: next(back)
## figures_closed: the axes are still there
plt.close("all")
## folder_deleted: it works nowhere
import os, shutil
shutil.rmtree(os.getcwd(), ignore_errors=True)
## folder_is_root: it works where it may not
import os
os.chdir("/")
## stdout_closed: whoever prints next fails
import sys
sys.stdout.close()
sys.stderr.close()
sys.stdin.close()
## stdout_gone: whoever prints next fails
import sys
sys.stdout = sys.stderr = sys.stdin = sys.__stdout__ = None
## stdout_raises: whoever prints next fails
import sys

class Loud:
    def __getattr__(self, name):
        raise SystemExit

sys.stdout = sys.stderr = Loud()
## recursion_of_60: hardly a call is possible
import sys
sys.setrecursionlimit(60)
## warnings_hooked: whoever warns next fails
import warnings
warnings.showwarning = warnings.warn_explicit = lambda *a, **k: 1 / 0
## hooks_of_errors: whoever fails next fails twice
import sys
sys.excepthook = sys.unraisablehook = sys.displayhook = lambda *a: 1 / 0
## trace_that_raises: at every call
import sys

def trace(*_):
    raise KeyboardInterrupt

sys.setprofile(trace)
## alarm_later: while answers are evaluated, or after
import signal
signal.setitimer(signal.ITIMER_REAL, 30)
## alarm_soon: while answers are evaluated
import signal
signal.alarm(1)
## timer_of_the_cpu: another signal ends the process
import signal
signal.setitimer(signal.ITIMER_PROF, 0.05, 0.05)
## signals_ignored: who asks politely asks in vain
import signal
for number in range(1, 32):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
## signals_blocked: who asks politely asks in vain
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
## no_files_any_more: a limit that the student lowers
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
## no_bytes_any_more: a limit that the student lowers
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
## no_memory_any_more: a limit that the student lowers
import resource
resource.setrlimit(resource.RLIMIT_AS, (1, 1))
## no_time_any_more: a limit that the student lowers
import resource
resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
## no_stack_any_more: a limit that the student lowers
import resource
resource.setrlimit(resource.RLIMIT_STACK, (4096, 4096))
## files_closed: with them the way to the grader
import os
os.closerange(0, 256)
## files_replaced: with them the way to the grader
import os
hole = os.open("/dev/null", os.O_RDWR)
for place in range(256):
    if place != hole:
        os.dup2(hole, place)
## dump_later: an end that comes by itself
import faulthandler
faulthandler.dump_traceback_later(1, exit=True)
"""

CASES = (*cases("before", BEFORE, loaded, EITHER), *cases("afterwards", AFTER, end, EITHER))
