"""Days, months and years as text (`2026-04-10`, `2026-04`, `2026`), and which of them make up a span of days.

It must not know what is counted in them. Text of one length sorts as time does.
"""

from datetime import date, timedelta
from functools import lru_cache

DAY, MONTH, YEAR = 10, 7, 4
"""Length of the text of each kind of period."""

NEVER = "0000-00"
"""A month before all others."""

_ONE_DAY = timedelta(days=1)


def day_before(day: str, days: int) -> str:
    """Return the day that is `days` earlier."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def month_before(period: str) -> str:
    """Return the month before the one that a day or a month lies in."""
    return day_before(f"{period[:MONTH]}-01", 1)[:MONTH]


@lru_cache(maxsize=256)
def cover(first: str, last: str, rolled: str) -> tuple[str, ...]:
    """Return the fewest periods that are together the days `first` to `last`: for one day the same for everybody, so kept.

    Years and months are used where they end no later than the month `rolled`; the rest are days.
    """
    found, day, end = list[str](), date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        length, until = _longest(day, end, rolled)
        found.append(day.isoformat()[:length])
        day = until + _ONE_DAY
    return tuple(found)


def _longest(day: date, end: date, rolled: str) -> tuple[int, date]:
    """Return the length and the last day of the longest period that may begin with `day`."""
    if day.day == 1:
        for length, until in ((YEAR, date(day.year, 12, 31)), (MONTH, _end_of_month(day))):
            if (length == MONTH or day.month == 1) and until <= end and until.isoformat()[:MONTH] <= rolled:
                return length, until
    return DAY, day


def _end_of_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - _ONE_DAY
