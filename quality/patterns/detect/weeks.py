"""Weeks as numbers, and which weeks of different years are alike (Easter moves)."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

ISO_WEEKS = 52
HOLY_WEEK, EASTER_WEEK = 52, 53
LABELS = 54


def monday(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return day - timedelta(days=day.weekday())


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def week_labels(start: date, weeks: int) -> NDArray[np.intp]:
    """One label a week: ISO week 0 to 51, but the two Easter weeks have labels of their own."""
    mondays = [start + timedelta(weeks=number) for number in range(weeks)]
    holy = {monday(easter(year)) for year in range(start.year, start.year + weeks // 52 + 3)}
    labels = [
        HOLY_WEEK
        if day in holy
        else EASTER_WEEK
        if day - timedelta(weeks=1) in holy
        else min(day.isocalendar().week, ISO_WEEKS) - 1
        for day in mondays
    ]
    return np.array(labels, dtype=np.intp)


def spread_labels(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Sums over neighbouring ISO weeks (last axis), the nearest counting most; Easter weeks stay alone."""
    year = values[..., :ISO_WEEKS]
    steps = range(-reach, reach + 1)
    near = sum((np.roll(year, n, axis=-1) * (1 - abs(n) / (reach + 1)) for n in steps), np.zeros_like(year))
    return np.concatenate([near, values[..., ISO_WEEKS:]], axis=-1)
