"""From weeks to dates: the day of a week, and the day, hour and minute at which people come."""

from __future__ import annotations

import numpy as np

from course.streams import Luck
from course.world.market import FIRST_DAY

_DAY_WEIGHTS = (0.130, 0.126, 0.128, 0.134, 0.150, 0.205, 0.127)  # Monday … Sunday; weekend .33 (Complete Journey)
_FIRST_HOUR = 7
_HOUR_WEIGHTS = (3, 6, 8, 9, 9, 8, 7, 7, 8, 9, 10, 8, 5, 3)  # 7 to 20 o'clock
_MINUTES_A_DAY = 1440
_MINUTE = 60_000_000  # microseconds
_START = FIRST_DAY.astype("datetime64[us]").astype(np.int64)


def date_of(week: np.ndarray, day: np.ndarray | int = 0) -> np.ndarray:
    """Return midnight of a day (0 = Monday) of each week; both may be negative."""
    days = np.asarray(week, dtype=np.int64) * 7 + day
    return (days * (_MINUTES_A_DAY * _MINUTE) + _START).view("datetime64[us]")


def start_of(week: int) -> np.datetime64:
    """Return midnight of the Monday of one week."""
    return (FIRST_DAY + 7 * week).astype("datetime64[us]")


def moment(luck: Luck, name: str, ids: np.ndarray, week: np.ndarray) -> np.ndarray:
    """Draw day, hour and minute inside a week, by the calendar's weights."""
    return at_hour(luck, name, ids, week * 7 + day_in_week(luck, name, ids))


def day_in_week(luck: Luck, name: str, ids: np.ndarray) -> np.ndarray:
    """Draw the day of the week, 0 = Monday."""
    return luck.choice(f"{name}.day", ids, _DAY_WEIGHTS)


def at_hour(luck: Luck, name: str, ids: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Draw hour and minute of a day; days count from the Monday of week 0."""
    hour = _FIRST_HOUR + luck.choice(f"{name}.hour", ids, _HOUR_WEIGHTS)
    minutes = day * _MINUTES_A_DAY + hour * 60 + luck.whole(f"{name}.minute", ids, 60)
    return (minutes * _MINUTE + _START).view("datetime64[us]")
