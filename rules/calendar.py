"""Days and working time in Japan: which days are holidays, and which shifts are on at a moment. Knows no transfer and no rule.

A shift that runs over midnight belongs to the day on which it begins: at two on Tuesday it is still Monday's night shift, and is on
only if Monday is one of its days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from rules.model import JST

DAY = timedelta(days=1)
MINUTES = 24 * 60
"""Of a day."""

FIRST_YEAR, LAST_YEAR = 1949, 2099
"""Of the national holidays that are known; beyond, only the company's own days are holidays.

Later days of the equinoxes cannot be worked out with certainty, and the law changes: see ADR 0115.
"""


@cache
def national_holidays() -> frozenset[date]:
    """Return the national holidays of Japan, with substitute and citizens' holidays; the first call takes some hundred milliseconds.

    **Source:** 国民の祝日に関する法律, as the library `holidays` works it out.
    """
    # Loaded only for policies that ask: it brings the calendars of all countries.
    from holidays.countries.japan import Japan

    return frozenset(Japan(years=range(FIRST_YEAR, LAST_YEAR + 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A minute, as conditions see it."""

    minute: int
    """Since midnight in Japan."""
    weekday: int
    """0 is Monday."""
    holiday: bool = False
    shifts: frozenset[str] = frozenset()
    """Names of those that are on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Working time by name."""

    weekdays: frozenset[int] = frozenset()
    """Empty: all."""
    hours: tuple[tuple[int, int], ...] = ()
    """Half-open minutes since midnight; over midnight if the first is no smaller. Empty: the whole day."""
    on_holidays: bool = False
    on_other_days: bool = True

    def covers(self, minute: int, weekday: int, holiday: bool, after_holiday: bool) -> bool:
        """Whether it is on at a minute of a weekday, by whether this day and the one before are holidays."""
        today = self._worked(weekday, holiday)
        yesterday = self._worked((weekday - 1) % 7, after_holiday)
        if not self.hours:
            return today
        return any(
            (today and start <= minute < end) if start < end else (today and minute >= start) or (yesterday and minute < end)
            for start, end in self.hours
        )

    def _worked(self, weekday: int, holiday: bool) -> bool:
        return (not self.weekdays or weekday in self.weekdays) and (self.on_holidays if holiday else self.on_other_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Holidays and shifts of a company."""

    holidays: frozenset[date] = field(default=frozenset(), repr=False)
    """Empty if nobody asks for them."""
    shifts: Mapping[str, Shift] = field(default_factory=dict)

    @classmethod
    def of(cls, shifts: Mapping[str, Shift], *, closed: Iterable[date] = (), opened: Iterable[date] = ()) -> "Calendar":
        """Return a calendar with the national holidays and the company's own: `closed` days more, `opened` ones fewer."""
        return cls(holidays=(national_holidays() - frozenset(opened)) | frozenset(closed), shifts=shifts)

    def at(self, at: datetime) -> Moment:
        """Return the minute of `at`, which has a time zone."""
        there = at.astimezone(JST)
        day = there.date()
        return self._moment(there.hour * 60 + there.minute, there.weekday(), day in self.holidays, day - DAY in self.holidays)

    def edges(self, hours: Iterable[tuple[int, int]] = ()) -> list[int]:
        """Return the minutes of a day at which a shift or one of `hours` may begin or end, in order; midnight is one."""
        every = [*hours, *(part for shift in self.shifts.values() for part in shift.hours)]
        return sorted({0, *(minute % MINUTES for part in every for minute in part)})

    def moments(self, minutes: Sequence[int]) -> Iterator[Moment]:
        """Yield these `minutes` of each day of a week, from Monday: without holidays, then, if there are any, on one, after one, both."""
        kinds = ((False, False), (True, False), (False, True), (True, True)) if self.holidays else ((False, False),)
        for holiday, after_holiday in kinds:
            for weekday in range(7):
                for minute in minutes:
                    yield self._moment(minute, weekday, holiday, after_holiday)

    def _moment(self, minute: int, weekday: int, holiday: bool, after_holiday: bool) -> Moment:
        on = frozenset(name for name, shift in self.shifts.items() if shift.covers(minute, weekday, holiday, after_holiday))
        return Moment(minute=minute, weekday=weekday, holiday=holiday, shifts=on)


PLAIN = Calendar()
"""Weekdays and hours alone."""
