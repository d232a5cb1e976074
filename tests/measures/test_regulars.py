"""The count of regulars under every rule."""

import pandas as pd
import pytest

from course.errors import InputError
from course.measures import regulars_by_rule

VISITS = pd.DataFrame(
    {
        "customer_id": [1, 1, 1, 2, 2, 3],
        "day": pd.to_datetime(
            ["2024-01-28", "2024-01-28 09:00", "2024-01-22", "2024-01-28", "2024-01-01", "2024-01-21"], format="ISO8601"
        ),
    }
)


def test_two_visits_on_one_day_are_one():
    assert regulars_by_rule(VISITS, weeks=[1], days=[2, 3])[1].tolist() == [1, 0]


def test_a_week_is_seven_days_the_last_one_included():
    assert regulars_by_rule(VISITS, weeks=[1, 2, 4], days=[1]).loc[1].tolist() == [2, 3, 3]


def test_nobody_is_counted_for_what_comes_after_the_end():
    assert regulars_by_rule(VISITS, weeks=[3], days=[1], end="2024-01-21").loc[1].tolist() == [2]


def test_a_longer_window_counts_no_fewer_and_more_days_no_more():
    table = regulars_by_rule(VISITS, weeks=range(1, 9), days=range(1, 5))
    assert (table.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert (table.diff().iloc[1:] <= 0).all(axis=None)


def test_with_one_day_it_is_who_came_at_all():
    table = regulars_by_rule(VISITS, weeks=[5], days=[1])
    assert table.loc[1, 5] == VISITS["customer_id"].nunique()


@pytest.mark.parametrize(
    ("visits", "weeks", "days", "said"),
    [
        (VISITS, 4, [1], "weeks must be several whole numbers, got 4"),
        (VISITS, [0], [1], "weeks"),
        (VISITS.assign(day="soon"), [1], [1], "day must be known in every row of visits"),
        (VISITS.assign(customer_id=None), [1], [1], "customer_id must be known"),
        (VISITS.assign(day=pd.Timestamp("2999-01-01")), [1], [1], "years in the future"),
        (VISITS, [1], [0], "days"),
        (VISITS, [], [1], "weeks must not be empty"),
        (VISITS, [1], [], "days must not be empty"),
        (VISITS.head(0), [1], [1], "visits must not be empty"),
        (VISITS.rename(columns={"day": "date"}), [1], [1], "day"),
    ],
)
def test_what_cannot_be_used_is_named(visits, weeks, days, said):
    with pytest.raises(InputError, match=said):
        regulars_by_rule(visits, weeks=weeks, days=days)
