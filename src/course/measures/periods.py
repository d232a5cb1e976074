"""The calendar as whole numbers, by arithmetic that every engine knows: days since year 1, and periods."""

from __future__ import annotations

from datetime import date

import narwhals as nw

#: Length of each unit of time in days; months and years are mean Gregorian ones.
DAYS: dict[str, float] = {"day": 1.0, "week": 7.0, "month": 30.436875, "quarter": 91.310625, "year": 365.2425}

PERIODS = ("week", "month", "quarter", "year")


def day_number(column: str) -> nw.Expr:
    """Days since 0000-12-31 of a date or time column; equal to Python's `date.toordinal()`.

    Written with the four rules of the Gregorian calendar, because no engine-neutral subtraction of dates exists.
    """
    moment = nw.col(column)
    years = moment.dt.year().cast(nw.Int64) - 1
    leap_days = years // 4 - years // 100 + years // 400
    return years * 365 + leap_days + moment.dt.ordinal_day().cast(nw.Int64)


def period_number(column: str, period: str) -> nw.Expr:
    """Consecutive numbers of calendar weeks (from Monday), months, quarters or years."""
    year = nw.col(column).dt.year().cast(nw.Int64)
    month = nw.col(column).dt.month().cast(nw.Int64) - 1
    if period == "week":
        return (day_number(column) - 1) // 7
    return {"month": year * 12 + month, "quarter": year * 4 + month // 3, "year": year}[period]


def period_label(number: int, period: str) -> str:
    """Name a period number: 2025, "2025 Q4", "2025-11", or the Monday of the week."""
    if period == "week":
        return date.fromordinal(number * 7 + 1).isoformat()
    if period == "month":
        return f"{number // 12}-{number % 12 + 1:02d}"
    if period == "quarter":
        return f"{number // 4} Q{number % 4 + 1}"
    return str(number)
