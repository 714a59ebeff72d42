from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.replay import paces
from ledger.replay.paces import Pace, Take

MONDAY = date(2013, 7, 1)


@pytest.mark.parametrize(
    "pace",
    [pytest.param(p, id=p.__name__) for p in (paces.even, paces.bursts, paces.weekends, paces.accounts)],
)
@given(total=st.integers(1, 100_000), days=st.integers(14, 4000))
def test_a_pace_takes_everybody_in_time(pace: object, total: int, days: int) -> None:
    assert callable(pace)
    takes: list[Take] = list(pace(total, days, MONDAY))
    assert sum(take.people for take in takes) == total
    assert [take.day for take in takes] == sorted(take.day for take in takes)
    assert all(0 <= take.day < days and take.people > 0 for take in takes)


def test_weekends_are_those_of_the_calendar() -> None:
    assert {take.day % 7 for take in paces.weekends(1000, 28, MONDAY)} == {5, 6}


def test_accounts_share_a_day() -> None:
    takes = list(paces.accounts(4000, 10, MONDAY))
    assert len({take.account for take in takes}) == paces.ACCOUNTS
    assert {take.people for take in takes} == {20}


@given(people=st.integers(0, 5000), window=st.integers(1, 400))
def test_a_rate_is_the_same_in_any_window(people: int, window: int) -> None:
    by_day: dict[int, int] = defaultdict(int)
    for take in paces.at_rate(people, window)(10**9, 1000, MONDAY):
        by_day[take.day] += take.people
    sums = [sum(by_day[day] for day in range(first, first + window)) for first in (0, 1, 17, 500)]
    assert sums == [people] * 4


def test_a_rate_ends_with_the_total() -> None:
    assert [take.people for take in paces.at_rate(4, 1)(10, 100, MONDAY)] == [4, 4, 2]


def test_a_pace_can_be_split() -> None:
    assert Pace(name="even", takes=paces.even).split(10).at_once == 10
