"""Tables of kinds of minutes say what conditions say one by one."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.replay.minutes import WEEK, Minutes
from rules.calendar import PLAIN, Calendar, Shift
from rules.model import JST
from rules.rule import Condition

NIGHT = Shift(weekdays=frozenset(range(5)), hours=((1320, 420),))
CALENDAR = Calendar.of({"night": NIGHT, "day": Shift(hours=((540, 1080),))}, closed=[date(2026, 12, 30), date(2150, 5, 5)])
CONDITIONS = (
    Condition(shifts=frozenset({"night"})),
    Condition(outside_shifts=frozenset({"night", "day"})),
    Condition(holiday=True, hours=((600, 900),)),
    Condition(holiday=False, weekdays=frozenset({5, 6})),
    Condition(hours=((1320, 120),)),
)
TABLES = Minutes(CALENDAR, CONDITIONS)
EPOCH = datetime(1970, 1, 1, tzinfo=JST)


def minutes_of(*moments: datetime) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([(moment - EPOCH) // timedelta(minutes=1) for moment in moments], dtype=np.int64)


@given(st.lists(st.integers(0, 230 * 365 * 24 * 60), min_size=1))
def test_tables_say_what_the_conditions_say(minutes: list[int]) -> None:
    places = TABLES.places(np.array(minutes))
    moments = [CALENDAR.at(EPOCH + timedelta(minutes=minute)) for minute in minutes]
    for condition in CONDITIONS:
        table = TABLES.table(condition)
        assert table is not None
        assert list(table[places]) == [condition.runs(moment) for moment in moments]


@pytest.mark.parametrize(
    "day", ["1970-01-01", "1970-01-02", "2026-11-23", "2026-11-24", "2026-12-30", "2026-12-31", "2099-11-23", "2150-05-05", "2150-05-06"]
)
def test_around_holidays(day: str) -> None:
    at = datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=JST)
    table = TABLES.table(CONDITIONS[0])
    assert table is not None
    assert bool(table[TABLES.places(minutes_of(at))][0]) is bool(CALENDAR.at(at).shifts)


def test_what_does_not_depend_on_time_has_no_table() -> None:
    assert Minutes(CALENDAR, [Condition(groups=frozenset({"g"}))]).table(Condition(groups=frozenset({"g"}))) is None
    assert Minutes(PLAIN, []).places(minutes_of(EPOCH))[0] == 3 * 24 * 60


def test_a_calendar_without_holidays_has_weeks_alone() -> None:
    table = Minutes(PLAIN, CONDITIONS[4:]).table(CONDITIONS[4])
    assert table is not None
    assert len(table) == WEEK
