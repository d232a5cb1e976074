"""Who makes the blocks: this process, several processes, or the workers of a Dask cluster. What they make is equal.

Each engine yields (number, record, made now) of every block, in the order in which blocks are finished. When the one
who asks stops asking, or an error ends it, nobody is left working.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import CancelledError, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from typing import Any

from course.errors import DataError, MissingPackage
from course.generate.block import settle
from course.generate.folder import Folder, Record
from course.world.parameters import MARKET_VERSION

PATIENCE = 20  # seconds until a scheduler must have answered
_SAME = "Install the same course here, on the scheduler and on every worker."
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
    try:
        return Engine("dask", _ready_workers(client), _on_cluster(folder, client))
    except BaseException:
        client.close()
        raise


def _ready_workers(client: Any) -> int:
    """Return how many workers there are, all of which have the course. Errors: DataError where one cannot work."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        address = client.scheduler.address
        raise DataError(f"the cluster at {address} has no workers. Start some: dask worker {address}") from None
    try:
        versions = [client.run_on_scheduler(_version), *client.run(_version).values()]
    except Exception as error:  # whatever it is that keeps it from finding this module
        raise DataError(f"the cluster cannot make markets ({_first_line(error)}). {_SAME}") from None
    if set(versions) != {MARKET_VERSION}:
        raise DataError(f"the cluster has market {', '.join(sorted(set(versions)))}, here is {MARKET_VERSION}. {_SAME}")
    return len(versions) - 1


def _version() -> str:
    return MARKET_VERSION


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _on_cluster(folder: Folder, client: Any) -> Generator[Settled]:
    distributed, task = _distributed(), partial(settle, folder.plan, str(folder.path.resolve()))
    with _quiet(), client:
        futures = client.map(task, range(folder.plan.blocks), pure=False)
        try:
            for future in distributed.as_completed(futures, loop=client.loop):
                yield _shared(folder, future.result())
        except DataError:
            raise
        except (distributed.KilledWorker, CancelledError, OSError) as error:
            raise DataError(
                f"the cluster was lost, or too many of its workers ({_first_line(error)}). "
                "Finished blocks are kept: ask again."
            ) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from logging pages about a lost connection, of which one paragraph tells."""
    logger = logging.getLogger("distributed.client")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


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
