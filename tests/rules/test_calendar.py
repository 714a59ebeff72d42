"""Days and working time in Japan: holidays as the law has them, and shifts that run over midnight."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.calendar import FIRST_YEAR, LAST_YEAR, PLAIN, Calendar, Moment, Shift, national_holidays
from rules.model import JST

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
OFFICE = Shift(weekdays=frozenset({MON, TUE, WED, THU, FRI}), hours=((540, 1080),))
NIGHT = Shift(weekdays=frozenset({MON, TUE, WED, THU, FRI}), hours=((1320, 420),))


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("2026-01-01", id="new year"),
        pytest.param("2026-05-06", id="substitute, after three in a row"),
        pytest.param("2024-02-12", id="substitute, on monday"),
        pytest.param("1973-04-30", id="the first substitute of all"),
        pytest.param("2009-05-06", id="substitute that is no monday"),
        pytest.param("2026-09-22", id="citizens' holiday between two others"),
        pytest.param("2015-09-22", id="citizens' holiday of 2015"),
        pytest.param("2019-04-30", id="accession, the day before"),
        pytest.param("2019-05-01", id="accession"),
        pytest.param("2019-05-02", id="accession, the day after"),
        pytest.param("2019-10-22", id="enthronement ceremony"),
        pytest.param("2020-02-24", id="substitute for the emperor's birthday"),
        pytest.param("2020-07-23", id="olympics of 2020, marine day"),
        pytest.param("2020-07-24", id="olympics of 2020, sports day"),
        pytest.param("2020-08-10", id="olympics of 2020, mountain day"),
        pytest.param("2021-07-22", id="olympics of 2021, marine day"),
        pytest.param("2021-07-23", id="olympics of 2021, sports day"),
        pytest.param("2021-08-09", id="olympics of 2021, substitute for mountain day"),
        pytest.param("2024-03-20", id="spring equinox of a leap year"),
        pytest.param("2025-03-20", id="spring equinox of 2025"),
        pytest.param("2026-03-20", id="spring equinox of 2026"),
        pytest.param("2027-03-22", id="substitute for the spring equinox of 2027"),
        pytest.param("2024-09-22", id="autumn equinox of a leap year"),
        pytest.param("2024-09-23", id="substitute for the autumn equinox of 2024"),
        pytest.param("2026-09-23", id="autumn equinox of 2026"),
        pytest.param("2026-11-23", id="labour thanksgiving"),
    ],
)
def test_holidays_of_the_law(day: str) -> None:
    """**Source:** 国民の祝日に関する法律, its amendments and special laws; the equinoxes from the gazette (暦要項)."""
    assert date.fromisoformat(day) in national_holidays()


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("2026-01-02", id="only the company's, if at all"),
        pytest.param("2026-12-31", id="the end of the year"),
        pytest.param("2019-12-23", id="the former emperor's birthday"),
        pytest.param("2020-07-20", id="marine day before it moved"),
        pytest.param("2020-08-11", id="mountain day before it moved"),
        pytest.param("2020-10-12", id="sports day before it moved"),
        pytest.param("2021-10-11", id="sports day of 2021 before it moved"),
        pytest.param("2022-10-22", id="the ceremony was once"),
        pytest.param("2026-02-12", id="a day after a holiday"),
        pytest.param("2025-05-07", id="after the substitute"),
        pytest.param("2023-01-03", id="no substitute for a substitute"),
        pytest.param("2022-01-03", id="no substitute for a saturday"),
        pytest.param("1985-05-04", id="before there were citizens' holidays"),
    ],
)
def test_days_that_are_none(day: str) -> None:
    assert date.fromisoformat(day) not in national_holidays()


def test_what_is_known_has_an_end() -> None:
    years = {day.year for day in national_holidays()}
    assert (min(years), max(years)) == (FIRST_YEAR, LAST_YEAR)
    later = date(LAST_YEAR + 1, 1, 1)
    assert later not in Calendar.of({}).holidays
    assert later in Calendar.of({}, closed=[later]).holidays


def test_days_of_the_company() -> None:
    calendar = Calendar.of({}, closed=[date(2026, 12, 30)], opened=[date(2026, 11, 23)])
    days = {day: calendar.at(datetime.fromisoformat(f"{day}T12:00:00+09:00")).holiday for day in ("2026-11-23", "2026-12-30")}
    assert days == {"2026-11-23": False, "2026-12-30": True}


def test_a_moment_is_one_of_japan() -> None:
    # In Japan it is already the day after: the 24th, a Tuesday.
    assert Calendar.of({}).at(datetime(2026, 11, 23, 15, 30, tzinfo=UTC)) == Moment(minute=30, weekday=TUE, holiday=False)
    assert Calendar.of({}).at(datetime(2026, 11, 23, 9, tzinfo=JST)) == Moment(minute=540, weekday=MON, holiday=True)
    assert PLAIN.at(datetime(2026, 11, 23, 9, tzinfo=JST)) == Moment(minute=540, weekday=MON)


@pytest.mark.parametrize(
    ("shift", "at", "on"),
    [
        pytest.param(OFFICE, "2026-11-24T09:00", True, id="it begins"),
        pytest.param(OFFICE, "2026-11-24T08:59", False, id="before it begins"),
        pytest.param(OFFICE, "2026-11-24T17:59", True, id="before it ends"),
        pytest.param(OFFICE, "2026-11-24T18:00", False, id="it ended"),
        pytest.param(OFFICE, "2026-11-23T10:00", False, id="a monday that is a holiday"),
        pytest.param(OFFICE, "2026-11-21T10:00", False, id="a saturday"),
        pytest.param(NIGHT, "2026-11-25T02:00", True, id="tuesday's night, on wednesday"),
        pytest.param(NIGHT, "2026-11-24T02:00", False, id="the night of a holiday does not begin"),
        pytest.param(NIGHT, "2026-11-24T22:00", True, id="the night after it does"),
        pytest.param(NIGHT, "2026-11-23T02:00", False, id="sunday's night"),
        pytest.param(NIGHT, "2026-11-21T06:59", True, id="friday's night, on saturday"),
        pytest.param(NIGHT, "2026-11-21T07:00", False, id="friday's night has ended"),
        pytest.param(NIGHT, "2026-04-29T02:00", True, id="tuesday's night runs into a holiday"),
        pytest.param(NIGHT, "2026-04-30T02:00", False, id="and the holiday's own is none"),
        pytest.param(Shift(on_holidays=True, on_other_days=False), "2026-11-23T00:00", True, id="holidays only, on one"),
        pytest.param(Shift(on_holidays=True, on_other_days=False), "2026-11-24T00:00", False, id="holidays only, on none"),
        pytest.param(Shift(weekdays=frozenset({MON}), on_holidays=True), "2026-11-23T10:00", True, id="worked on holidays too"),
        pytest.param(Shift(weekdays=frozenset({TUE}), on_holidays=True), "2026-11-23T10:00", False, id="but not on every weekday"),
        pytest.param(Shift(weekdays=frozenset({TUE}), hours=((540, 540),)), "2026-11-25T08:59", True, id="a day from nine to nine"),
        pytest.param(Shift(weekdays=frozenset({TUE}), hours=((540, 540),)), "2026-11-24T08:59", False, id="which begins at nine"),
        pytest.param(Shift(hours=((540, 720), (780, 1440))), "2026-11-24T12:30", False, id="between two parts"),
        pytest.param(Shift(hours=((540, 720), (780, 1440))), "2026-11-24T23:59", True, id="to the end of the day"),
    ],
)
def test_shifts(shift: Shift, at: str, on: bool) -> None:
    calendar = Calendar.of({"s": shift})
    assert calendar.at(datetime.fromisoformat(at).replace(tzinfo=JST)).shifts == (frozenset({"s"}) if on else frozenset())


def test_every_minute_of_a_night_is_of_one_day() -> None:
    """A shift of one weekday is on for as many minutes as it has, however the week turns."""
    calendar = Calendar.of({"s": Shift(weekdays=frozenset({SUN}), hours=((1320, 420),))})
    start = datetime(2026, 6, 1, tzinfo=JST)
    on = [moment for n in range(7 * 1440) if (moment := calendar.at(start + timedelta(minutes=n))).shifts]
    assert len(on) == 120 + 420
    assert {moment.weekday for moment in on} == {SUN, MON}


def test_the_kinds_of_minutes() -> None:
    assert [(moment.weekday, moment.minute) for moment in PLAIN.moments([0, 60])] == [(day, at) for day in range(7) for at in (0, 60)]
    calendar = Calendar.of({"night": NIGHT})
    assert calendar.edges([(540, 1440)]) == [0, 420, 540, 1320]
    kinds = list(calendar.moments([0, 120]))
    assert len(kinds) == 4 * 7 * 2
    two_on_tuesday = [kinds[kind * 7 * 2 + 2 + 1] for kind in range(4)]
    assert [moment.holiday for moment in two_on_tuesday] == [False, True, False, True]
    assert [bool(moment.shifts) for moment in two_on_tuesday] == [True, True, False, False]


def test_the_library_is_not_loaded_before_somebody_asks() -> None:
    code = "import sys, sekimori; from rules.policy import DEFAULT, load; load([DEFAULT]); assert 'holidays' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
