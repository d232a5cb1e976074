"""How long a reader waits: importing, loading the standard dataset, opening real transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clock import fresh_python, measure

import course
from course.errors import MissingPackage
from course.firm import Firm

Row = tuple[str, str, str]
REAL = ("cdnow", "complete_journey")
FRESH = {
    "import pandas": "import pandas",
    "import pandas, course": "import pandas, course",
    "… and course.load": "import pandas, course; course.load",
    "… and the standard dataset's orders": "import course; course.load().orders",
}


def rows(repeat: int) -> Iterator[Row]:
    """Yield what was measured, its figure, and a remark."""
    for what, code in FRESH.items():
        yield f"a fresh Python: {what}", measure(fresh_python(code), repeat).passed, "start included, bytecode at hand"
    yield "standard dataset: orders", _seconds(course.load, ["orders"], repeat), ""
    yield "standard dataset: all observed tables", _seconds(course.load, course.load().tables, repeat), ""
    yield from _real(repeat)


def _real(repeat: int) -> Iterator[Row]:
    for name in REAL:
        try:
            firm = course.load(name)
        except MissingPackage:
            continue
        for tables in [table for table in ("orders", "order_lines") if table in firm]:
            took = _seconds(lambda name=name: course.load(name), [tables], repeat)
            yield f"{name}: {tables}", took, f"{len(firm[tables]):,} rows"


def _seconds(load: Callable[[], Firm], tables: list[str], repeat: int) -> str:
    def read() -> None:
        firm = load()
        for table in tables:
            firm[table]

    return str(measure(read, repeat))
