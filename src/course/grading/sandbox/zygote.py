"""The process that submissions are forked from: everything imported, nothing computed, no reference ever in memory.

It is executed afresh, reads tasks from a socket, and forks a keeper for each.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import sys

IMPORTED = (
    "numpy", "pandas", "pyarrow.parquet", "pyarrow.dataset", "matplotlib.pyplot", "seaborn", "scipy.stats",
    "scipy.optimize", "sklearn.cluster", "sklearn.preprocessing", "statsmodels.api", "statsmodels.formula.api",
    "IPython.core.inputtransformer2", "IPython.core.display_functions", "IPython.display",
    "course", "course.tables", "course.datasets", "course.datasets.parquet", "course.measures", "course.plots",
    "course.grading",
)  # fmt: skip


def main(socket: int, most: str) -> None:
    """Import everything, say which level of isolation holds here, then serve tasks until the grader is gone."""
    from course.grading.sandbox import channel, isolation, keeper, kernel
    from course.grading.sandbox.pristine import Pristine

    if sys.platform.startswith("linux"):
        kernel.prctl(kernel.SET_PDEATHSIG, signal.SIGKILL)
    for name in IMPORTED:
        importlib.import_module(name)
    pristine = Pristine()
    gc.collect()
    gc.freeze()
    channel.send(socket, {"level": isolation.reached(most)})
    while (task := channel.receive(socket)) is not None:
        gate = isolation.Gate()
        made = os.fork()
        if made == 0:
            keeper.keep(task, socket, pristine, gate)
        with contextlib.suppress(OSError):  # a keeper that is not let in ends by itself
            gate.attend(made)
        os.waitpid(made, 0)
        channel.send(socket, {"over": True})  # also where the keeper could say nothing
