from __future__ import annotations

from datetime import date, timedelta

import narwhals as nw
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from course.measures.periods import day_number, period_label, period_number

DATES = st.dates(date(1800, 1, 1), date(2200, 12, 31))


def numbered(day: date, expression: nw.Expr) -> int:
    frame = nw.from_native(pd.DataFrame({"day": pd.to_datetime([day])}))
    return int(frame.select(number=expression)["number"][0])


@given(DATES)
def test_days_are_numbered_as_python_does(day):
    assert numbered(day, day_number("day")) == day.toordinal()


@given(DATES)
def test_a_week_begins_on_monday(day):
    monday = day - timedelta(days=day.weekday())
    assert period_label(numbered(day, period_number("day", "week")), "week") == monday.isoformat()


@given(DATES)
def test_months_quarters_and_years_are_named_as_on_the_calendar(day):
    quarter = (day.month + 2) // 3
    assert period_label(numbered(day, period_number("day", "month")), "month") == f"{day.year}-{day.month:02d}"
    assert period_label(numbered(day, period_number("day", "quarter")), "quarter") == f"{day.year} Q{quarter}"
    assert period_label(numbered(day, period_number("day", "year")), "year") == str(day.year)
