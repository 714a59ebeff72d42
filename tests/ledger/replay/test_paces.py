from collections import Counter, defaultdict
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
    assert Pace(name="even", ja="毎日同じ数", takes=paces.even).split(10).at_once == 10


@pytest.mark.parametrize(
    ("days", "together", "people"),
    [
        pytest.param(1, False, [1, 1, 5, 5, 5], id="one-day"),
        pytest.param(2, False, [1, 1, 6, 8, 8], id="two-days-in-a-row"),
        pytest.param(1, True, [1, 1, 6, 6, 6], id="one-day-together"),
        pytest.param(3, True, [1, 1, 7, 10, 11], id="three-days-together"),
        pytest.param(400, True, [1, 2, 8, 11, 13], id="all"),
        pytest.param(400, False, [1, 2, 7, 10, 10], id="all-of-one"),
    ],
)
def test_the_most_of_a_plan(days: int, together: bool, people: list[int]) -> None:
    plan = [Take(0, 0, 1), Take(9, 0, 1), Take(10, 0, 5), Take(10, 1, 1), Take(11, 0, 3), Take(12, 1, 2)]
    assert paces.most(plan, days, together=together) == dict(zip([0, 9, 10, 11, 12], people, strict=True))


@given(
    plan=st.lists(st.builds(Take, st.integers(0, 30), st.integers(0, 2), st.integers(1, 9)), max_size=30).map(sorted),
    days=st.integers(1, 40),
    together=st.booleans(),
)
def test_the_most_is_that_of_the_worst_days(plan: list[Take], days: int, together: bool) -> None:
    found = Counter[tuple[int, int]]()
    for end in range(31):
        for take in plan:
            if end - days < take.day <= end:
                found[end, together or take.account] += take.people
    assert paces.most(plan, days, together=together) == {
        take.day: max(people for (end, _), people in found.items() if end <= take.day) for take in plan
    }
