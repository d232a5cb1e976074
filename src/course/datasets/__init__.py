"""Load data: the standard market, a larger one, a student's own, a folder, real transactions.

`load` gives a `Firm`: tables as attributes, the truth under `.truth`, `.id` and `.version`.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

from course import claims, project
from course.datasets import store
from course.datasets.digests import FILE, digests_of, publish, published
from course.errors import DataError, InputError, invalid, unknown
from course.firm import Firm
from course.world.parameters import MARKET_DATE, MARKET_VERSION
from course.world.simulate import World

STANDARD_SEED = 7
SIZES = {"standard": 20_000, "large": 60_000}
WEEKS = 104
SEED_VARIABLE = "CLIENTELA_SEED"
CACHE_VARIABLE = "CLIENTELA_CACHE"

_current: Firm | None = None


def load(name: str = "standard", *, student: str | None = None, folder: str | os.PathLike[str] | None = None) -> Firm:
    """Return a firm's data.

    name : "standard" (20,000 customers, 104 weeks), "large" (60,000; made once, then kept), "cdnow" or
        "complete_journey" (real transactions, where the package that carries them is installed).
    student : a student's name; the same tables with data of the student's own.
    folder : a folder that the course wrote.

    The environment variable CLIENTELA_SEED makes "standard" and "large" another world of the same size.
    Errors: InputError for an unknown name or an empty student; DataError for missing or damaged files;
    MissingPackage for real data whose package is not installed.
    """
    if (name != "standard") + (student is not None) + (folder is not None) > 1:
        raise InputError("load takes one of name, student and folder. Leave the others out.")
    if folder is not None:
        return _remember(store.read(Path(folder), kind=store.kind_of(Path(folder))))
    if student is not None:
        return _remember(_student(student))
    if not isinstance(name, str) or name not in available():
        raise unknown("dataset", name, available(), "For data in a folder: course.load(folder=…).")
    return _remember(_named(name))


def available() -> list[str]:
    """Return the names that `load` knows; real data need a package to be installed."""
    from course.datasets.real import REAL

    return [*SIZES, *REAL]


def current() -> Firm:
    """Return the firm loaded last. Errors: InputError when nothing has been loaded."""
    if _current is None:
        raise InputError("no data have been loaded yet. Run firm = course.load() first.")
    return _current


def save(firm: Firm, folder: str | os.PathLike[str]) -> None:
    """Write a firm's tables to a folder that `load(folder=…)` reads. Errors: DataError; nothing is half written."""
    store.write(firm, Path(folder), {"origin": firm.origin if firm.simulated else None})


def _remember(firm: Firm) -> Firm:
    """Note which firm was loaded last, for `check` and `claim`."""
    global _current
    _current = firm
    claims.about(firm.id, standard=firm.kind == "standard")
    return firm


def _named(name: str) -> Firm:
    if name not in SIZES:
        from course.datasets.real import REAL

        return REAL[name]()
    seed = _seed_wanted()
    if seed is not None:
        return _made(f"{name}-seed-{seed}", seed, SIZES[name], "seed")
    return standard() if name == "standard" else _kept(name)


def _seed_wanted() -> int | None:
    """Return the seed that the environment asks for. Errors: InputError when it is not a whole number."""
    text = os.environ.get(SEED_VARIABLE, "").strip()
    if not text:
        return None
    if not text.isdecimal():
        raise invalid(SEED_VARIABLE, text, "a whole number from 0", "Unset it to get the standard dataset.")
    return int(text)


def _made(name: str, seed: int, customers: int, kind: str) -> Firm:
    """Return the firm of a world made now, in memory; effects are expected over lucks too, the large market apart."""
    from course.world.observe import observe

    return observe(World(customers, WEEKS, seed), name=name, kind=kind, expected=customers <= SIZES["standard"])


def _student(student: str) -> Firm:
    if not isinstance(student, str) or not normalised(student):
        raise invalid("student", student, "a name that is not empty", 'For example course.load(student="ana").')
    name = normalised(student)
    seed = int.from_bytes(hashlib.blake2b(f"student/{name}".encode(), digest_size=8).digest(), "little")
    return _made(f"student-{name}", seed, SIZES["standard"], "student")


def normalised(student: str) -> str:
    """Return a student's id in the form in which ids are compared: NFC, trimmed, case folded."""
    return unicodedata.normalize("NFC", student).strip().casefold()


def standard() -> Firm:
    """Return the standard dataset: from the checkout's `data/`, or made once into the user's cache."""
    folder = standard_folder()
    if folder is None:
        return _kept("standard")
    manifest = store.read_manifest(folder)
    if manifest["market_version"] != MARKET_VERSION:
        raise DataError(
            f"{folder} holds market {manifest['market_version']}, this course needs {MARKET_VERSION}. "
            "Make the data anew: make data (python3 start.py data)."
        )
    return store.read(folder, kind="standard", validated=False)


def standard_folder() -> Path | None:
    """Return `data/` of the checkout that this package runs from, or None in an installed wheel."""
    root = project.find_root()
    return root / "data" if root else None


def _kept(name: str) -> Firm:
    """Return a dataset from the user's cache, making it at its first use; its digest is checked when made."""
    folder = cache_folder() / f"{name}-{MARKET_VERSION}"
    if not (folder / store.MANIFEST).exists():
        print(f"Making the {name} dataset ({SIZES[name]:,} customers); this is done once …")
        _make(name, folder)
    return store.read(folder, kind="standard", validated=False)


def cache_folder() -> Path:
    """Return where datasets made once are kept: CLIENTELA_CACHE, or the system's place for caches."""
    from platformdirs import user_cache_path

    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen) if chosen else user_cache_path("clientela")


def _make(name: str, folder: Path) -> None:
    """Make a dataset and write it. Errors: DataError when it is not the published one."""
    from course import metadata
    from course.datasets import datasheet, verify

    firm = _made(name, STANDARD_SEED, SIZES[name], "standard")
    if name in published() and (other := verify.unlike(firm, published())):
        raise DataError(
            f"what was made here is another dataset: {other[0]} After a change of the market raise MARKET_VERSION; "
            "otherwise run course doctor, and if it finds nothing, please report it."
        )
    store.write(firm, folder, {"origin": firm.origin})
    metadata.write(folder, store.read_manifest(folder), MARKET_DATE)
    datasheet.renew(folder, firm)


def _place() -> Path:
    """Return where the standard dataset is kept: `data/` of the checkout, or in the cache."""
    return standard_folder() or cache_folder() / f"standard-{MARKET_VERSION}"


def make_standard() -> Path:
    """Make the standard dataset in `data/` (in a wheel: in the cache) and return its folder."""
    folder = _place()
    _make("standard", folder)
    return folder


def publish_market() -> Path:
    """Note the digests of this market version, tables and truth, and return the file; a checkout is needed.

    Errors: DataError when the version has been published with other digests; InputError without a checkout.
    """
    if standard_folder() is None:
        raise InputError("a market is published from a checkout of the project, not from an installed package.")
    for name, customers in SIZES.items():
        publish(digests_of(_made(name, STANDARD_SEED, customers, "standard")))
    return FILE


def verify_standard() -> list[str]:
    """Return one sentence for everything that is wrong with the standard dataset; none when all is well."""
    from course.datasets import verify

    return verify.problems(_place(), published())


def write_csv(folder: str | os.PathLike[str], progress: Callable[[str], None] | None = None) -> None:
    """Write the standard dataset as CSV, with a Data Package, to a new or an empty folder.

    progress : told the name of each table when it is written.
    Errors: DataError when the folder holds other files or cannot be written to; what was there stays as it was.
    """
    from course.datasets import csv

    csv.write(standard(), Path(folder), MARKET_DATE, progress)
