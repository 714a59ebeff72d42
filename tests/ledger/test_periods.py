from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.periods import NEVER, cover, day_before, month_before


@pytest.mark.parametrize(
    ("first", "last", "rolled", "expected"),
    [
        pytest.param("2026-04-09", "2026-04-08", "2026-03", [], id="nothing"),
        pytest.param("2026-04-08", "2026-04-08", "2026-03", ["2026-04-08"], id="a-day"),
        pytest.param("2026-03-01", "2026-03-31", "2026-03", ["2026-03"], id="a-month"),
        pytest.param("2026-02-27", "2026-04-01", "2026-03", ["2026-02-27", "2026-02-28", "2026-03", "2026-04-01"], id="month-between"),
        pytest.param("2024-01-01", "2025-12-31", "2025-12", ["2024", "2025"], id="years"),
        pytest.param("2024-12-01", "2026-01-31", "2026-01", ["2024-12", "2025", "2026-01"], id="year-between"),
        pytest.param("2025-01-01", "2025-12-31", "2025-11", [*(f"2025-{m:02}" for m in range(1, 12)), None], id="december-not-rolled-up"),
    ],
)
def test_cover(first: str, last: str, rolled: str, expected: list[str | None]) -> None:
    days = [f"2025-12-{d:02}" for d in range(1, 32)]
    assert list(cover(first, last, rolled)) == [period for one in expected for period in ([one] if one else days)]


days = st.dates(min_value=date(2010, 1, 1), max_value=date(2035, 12, 31))


@given(days, st.integers(min_value=0, max_value=3653), st.integers(min_value=0, max_value=200))
def test_a_cover_is_each_day_once_in_few_periods(last: date, length: int, behind: int) -> None:
    first = last - timedelta(days=length)
    rolled = month_before((last - timedelta(days=behind)).isoformat())
    periods = list(cover(first.isoformat(), last.isoformat(), rolled))
    wanted = [(first + timedelta(days=n)).isoformat() for n in range(length + 1)]
    assert [day for period in periods for day in wanted if day.startswith(period)] == wanted
    assert all(len(period) == 10 or max(period, f"{period}-12"[:7]) <= rolled for period in periods)
    if not behind:
        assert len(periods) <= 30 + 11 + 9 + 11 + 31


@pytest.mark.parametrize(
    ("period", "expected"),
    [pytest.param("2026-01-15", "2025-12", id="day"), pytest.param("2026-03", "2026-02", id="month")],
)
def test_month_before(period: str, expected: str) -> None:
    assert month_before(period) == expected
    assert expected > NEVER


def test_day_before_a_leap_day() -> None:
    assert day_before("2024-03-01", 1) == "2024-02-29"
