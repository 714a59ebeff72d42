"""How somebody may take people little by little: on which days, through which account, how many at once.

It must not know how it is noticed.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

ACCOUNTS = 20
TAKINGS = 120
"""Of the pace in bursts: one a month. **Source:** reports of the case of 2013–2023 count more than a hundred takings in about ten years."""


class Take(NamedTuple):
    """People who are taken on one day through one account."""

    day: int
    """From 0."""
    account: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """One way to take `total` people in `days`."""

    name: str
    ja: str
    """Its name in Japanese."""
    takes: Callable[[int, int, date], Iterator[Take]]
    """Takes the total, the days and the first of them; yields in the order of time."""
    at_once: int = 0
    """Most people of one transfer; 0: all of a taking."""

    def split(self, at_once: int) -> "Pace":
        """Return the same pace in transfers of at most `at_once` people, so that the limit of one transfer never sees it."""
        return replace(self, at_once=at_once)


def even(total: int, days: int, _start: date) -> Iterator[Take]:
    """Yield the same number every day."""
    return _spread(total, range(days))


def bursts(total: int, days: int, _start: date) -> Iterator[Take]:
    """Yield all of a month at once."""
    return _spread(total, range(0, days, max(1, days // TAKINGS)))


def weekends(total: int, days: int, start: date) -> Iterator[Take]:
    """Yield the same number every Saturday and Sunday."""
    return _spread(total, [day for day in range(days) if (start + timedelta(days=day)).weekday() >= 5])


def accounts(total: int, days: int, _start: date) -> Iterator[Take]:
    """Yield the same number every day through each of several accounts."""
    for take in _spread(total, range(days)):
        for account in range(ACCOUNTS):
            people = _share(take.people, account, ACCOUNTS)
            if people:
                yield Take(take.day, account, people)


def at_rate(people: int, window: int) -> Callable[[int, int, date], Iterator[Take]]:
    """Return the pace of exactly `people` in any `window` days, evenly, until the total is reached."""

    def takes(total: int, days: int, _start: date) -> Iterator[Take]:
        taken = 0
        for day in range(days):
            now = min(_share(people, day % window, window), total - taken)
            taken += now
            if now:
                yield Take(day, 0, now)

    return takes


def most(takes: Iterable[Take], days: int, *, together: bool) -> dict[int, int]:
    """Return by day the most people of any `days` days up to it, of one account or of all `together`. Nobody is taken twice."""
    people, within, found, highest = Counter[int](), deque[Take](), dict[int, int](), 0
    for take in takes:
        within.append(take)
        while within[0].day <= take.day - days:
            gone = within.popleft()
            people[0 if together else gone.account] -= gone.people
        account = 0 if together else take.account
        people[account] += take.people
        found[take.day] = highest = max(highest, people[account])
    return found


def _spread(total: int, days: range | list[int]) -> Iterator[Take]:
    return (Take(day, 0, people) for place, day in enumerate(days) if (people := _share(total, place, len(days))))


def _share(total: int, place: int, places: int) -> int:
    """Return how much of `total` falls to one of equal places; together they have all of it."""
    return total * (place + 1) // places - total * place // places
