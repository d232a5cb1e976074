"""Who makes the blocks: this process, several processes, or the workers of a Dask cluster. What they make is equal.

Each engine yields (number, record, made now) of every block, in the order in which blocks are finished. When the one
who asks stops asking, or an error ends it, nobody is left working.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from typing import Any

from course.errors import DataError, MissingPackage
from course.generate.block import settle
from course.generate.folder import Folder, Record

PATIENCE = 20  # seconds until a scheduler must have answered
Settled = tuple[int, Record, bool]


@dataclass(frozen=True)
class Engine:
    """Who makes the blocks, how many they are, and the blocks as they are finished."""

    name: str
    workers: int
    blocks: Generator[Settled]


def serial(folder: Folder) -> Engine:
    """Make one block after the other in this process."""
    numbers = range(folder.plan.blocks)
    return Engine("serial", 1, (settle(folder.plan, str(folder.path), number) for number in numbers))


def processes(folder: Folder, workers: int) -> Engine:
    """Make blocks in several processes, started anew (spawn), as it works on every system."""
    return Engine("processes", workers, _in_processes(folder, workers))


def _in_processes(folder: Folder, workers: int) -> Generator[Settled]:
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_get_ready)
    task = partial(settle, folder.plan, str(folder.path))
    try:
        for done in as_completed([pool.submit(task, number) for number in range(folder.plan.blocks)]):
            yield done.result()
        pool.shutdown()
    except BrokenProcessPool:
        raise DataError(
            "a worker was killed, perhaps for want of memory, or could not start: a script that calls generate with "
            'workers needs if __name__ == "__main__":. Finished blocks are kept: ask again, with fewer workers.'
        ) from None
    finally:
        _stop(pool)


def _get_ready() -> None:
    """Leave Ctrl-C to the parent, and end when it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: what they were at is left unfinished, and made anew the next time."""
    left = list((pool._processes or {}).values())  # 3.14 has pool.terminate_workers()
    for process in left:
        process.terminate()
    pool.shutdown(wait=False, cancel_futures=True)
    for process in left:
        process.join(10)


def cluster(folder: Folder, address: str) -> Engine:
    """Make blocks on a Dask cluster, whose workers share the folder; those of a lost worker go to another.

    Errors: MissingPackage without distributed; DataError when no scheduler answers or the folder is not shared.
    """
    try:
        client = _distributed().Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, AssertionError) as error:  # the last for an address of another kind, as http://…
        raise DataError(
            f"no Dask scheduler answers at {address} ({str(error) or 'not an address of Dask'}). "
            "Start one with `dask scheduler`: it prints its address, as tcp://host:8786."
        ) from None
    return Engine("dask", len(client.nthreads()), _on_cluster(folder, client))


def _on_cluster(folder: Folder, client: Any) -> Generator[Settled]:
    distributed, task = _distributed(), partial(settle, folder.plan, str(folder.path.resolve()))
    with client:
        futures = client.map(task, range(folder.plan.blocks), pure=False)
        try:
            for future in distributed.as_completed(futures, loop=client.loop):
                yield _shared(folder, future.result())
        except distributed.KilledWorker as error:
            raise DataError(
                f"the cluster lost too many workers ({error}). Finished blocks are kept: ask again."
            ) from None


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise MissingPackage(
            "a cluster needs the package distributed, here and on every worker. Install it with "
            "`python3 start.py setup`, or with `python -m pip install distributed`."
        ) from None
    return distributed


def _shared(folder: Folder, settled: Settled) -> Settled:
    if folder.record(settled[0]) is None:
        raise DataError(
            f"the workers wrote a block to {folder.path.resolve()}, and it is not there: "
            "the folder must be one that this machine and all workers share."
        )
    return settled
