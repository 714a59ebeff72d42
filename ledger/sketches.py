"""People over time: one pair of PeopleSets a day, scope, direction and class of destination, merged for any window of days.

The cache holds what this node has read or written; rows that other nodes write are taken in at the start of each transaction, in
which all writers wait for each other. It must not know what a limit is.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from itertools import batched
from typing import NamedTuple

from sqlalchemy import Connection, select, text

from detectors.model import People
from detectors.peopleset import EMPTY, PeopleSet
from ledger.clean import printable
from ledger.schema import sketches
from rules.model import JST, Count, DestinationClass, Direction, Transfer, Window

EXACT_LIMIT = 4096
"""People that a row holds one by one, 32 kB; more become a sketch of 16 kB."""

MAX_CACHED = 8192
"""Cached days, and cached windows, at which the cache starts anew."""

_MERGE = 64
"""Rows merged at once."""

_UPSERT = text(
    "INSERT INTO sketches (kind, scope, direction, category, day, persons, names, version)"
    " VALUES (:kind, :scope, :direction, :category, :day, :persons, :names, :version)"
    " ON CONFLICT (kind, scope, direction, category, day)"
    " DO UPDATE SET persons = excluded.persons, names = excluded.names, version = excluded.version"
)


class Scope(NamedTuple):
    """Whose people are counted, in which direction."""

    kind: str
    id: str
    direction: str


class Pair(NamedTuple):
    """Persons, and names that nothing else identifies."""

    persons: PeopleSet = EMPTY
    names: PeopleSet = EMPTY


class _Span(NamedTuple):
    """The days of a window before its last one."""

    categories: frozenset[DestinationClass]
    days: int
    last: str


class Sketches:
    """The daily rows, through a cache. Used by one thread at a time, inside writing transactions."""

    def __init__(self) -> None:
        self._days: dict[tuple[Scope, str], dict[str, Pair]] = {}
        self._spans: dict[Scope, dict[_Span, Pair]] = {}
        self._span_count = 0
        self._changed: set[tuple[Scope, str, str]] = set()

    def forget(self) -> None:
        """Empty the cache: after a failure it may hold what was never committed."""
        self._days.clear()
        self._spans.clear()
        self._changed.clear()
        self._span_count = 0

    def refresh(self, connection: Connection, since: int) -> None:
        """Take in the rows that others have written after version `since`."""
        for row in connection.execute(select(sketches).where(sketches.c.version > since)):
            scope = Scope(row.kind, row.scope, row.direction)
            if (scope, row.day) in self._days:
                self._days[scope, row.day][row.category] = Pair(PeopleSet(packed=row.persons), PeopleSet(packed=row.names))
            self._drop_spans(scope, row.day)

    def count(self, connection: Connection, transfer: Transfer, people: People, window: Window) -> Count:
        """Return the distinct people of `window` up to the day of `transfer`, its own included where the window covers it."""
        scope = scope_of(transfer, window.per, window.direction)
        day = day_of(transfer)
        today = self._day(connection, scope, day)
        pairs = [pair for category, pair in today.items() if not window.categories or category in window.categories]
        if window.days > 1:
            pairs.append(self._span(connection, scope, _Span(window.categories, window.days, day.isoformat())))
        if _covers(window, transfer):
            pairs.append(_pair(people))
        merged = _merge(pairs)
        return Count(people=merged.persons.count, names_only=merged.names.count, exact=merged.persons.exact)

    def add(self, connection: Connection, transfer: Transfer, people: People) -> None:
        """Count the people of a released transfer from now on, for its actor and for its tenant."""
        if not people.count and not people.names_only:
            return
        day, category = day_of(transfer), transfer.destination.category.value
        for kind in ("actor", "tenant"):
            scope = scope_of(transfer, kind, transfer.direction)
            today = self._day(connection, scope, day)
            today[category] = _merge((today.get(category, Pair()), _pair(people)))
            self._changed.add((scope, day.isoformat(), category))
            self._drop_spans(scope, day.isoformat())

    def flush(self, connection: Connection, version: int) -> None:
        """Write the rows that changed, and keep the cache within bounds."""
        if self._changed:
            connection.execute(_UPSERT, [self._row(*changed, version) for changed in sorted(self._changed)])
            self._changed.clear()
        if len(self._days) > MAX_CACHED or self._span_count > MAX_CACHED:
            self.forget()

    def _row(self, scope: Scope, day: str, category: str, version: int) -> dict[str, str | bytes | int]:
        pair = self._days[scope, day][category]
        return {
            "kind": scope.kind,
            "scope": scope.id,
            "direction": scope.direction,
            "category": category,
            "day": day,
            "persons": pair.persons.packed,
            "names": pair.names.packed,
            "version": version,
        }

    def _day(self, connection: Connection, scope: Scope, day: date) -> dict[str, Pair]:
        key = (scope, day.isoformat())
        if key not in self._days:
            self._days[key] = dict(_rows(connection, scope, day, day))
        return self._days[key]

    def _span(self, connection: Connection, scope: Scope, span: _Span) -> Pair:
        spans = self._spans.setdefault(scope, {})
        if span not in spans:
            last = date.fromisoformat(span.last)
            rows = _rows(connection, scope, last - timedelta(days=span.days - 1), last - timedelta(days=1))
            merged = Pair()
            for some in batched((pair for category, pair in rows if not span.categories or category in span.categories), _MERGE):
                merged = _merge((merged, *some))
            spans[span] = merged
            self._span_count += 1
        return spans[span]

    def _drop_spans(self, scope: Scope, day: str) -> None:
        spans = self._spans.get(scope, {})
        for span in [s for s in spans if s.last > day]:
            del spans[span]
            self._span_count -= 1


def day_of(transfer: Transfer) -> date:
    """Return the day of Japan on which a transfer began."""
    return transfer.at.astimezone(JST).date()


def scope_of(transfer: Transfer, kind: str, direction: Direction) -> Scope:
    """Return whose count of `kind` (`actor` or `tenant`) the transfer belongs to."""
    identity = printable(transfer.actor.id, 200) if kind == "actor" else printable(transfer.tenant, 100)
    return Scope(kind, identity, direction.value)


def _covers(window: Window, transfer: Transfer) -> bool:
    category = transfer.destination.category
    return window.direction == transfer.direction and (not window.categories or category in window.categories)


def _rows(connection: Connection, scope: Scope, first: date, last: date) -> Iterable[tuple[str, Pair]]:
    query = select(sketches.c.category, sketches.c.persons, sketches.c.names).where(
        sketches.c.kind == scope.kind,
        sketches.c.scope == scope.id,
        sketches.c.direction == scope.direction,
        sketches.c.day.between(first.isoformat(), last.isoformat()),
    )
    for row in connection.execute(query):
        yield row.category, Pair(PeopleSet(packed=row.persons), PeopleSet(packed=row.names))


def _pair(people: People) -> Pair:
    return Pair(_compact(people.persons), _compact(people.names))


@lru_cache(maxsize=4)
def _compact(people: PeopleSet) -> PeopleSet:
    """Make a large set a sketch once, and not again for each window."""
    return people if people.exact and people.count <= EXACT_LIMIT else EMPTY.union(people, exact_limit=EXACT_LIMIT)


def _merge(pairs: Iterable[Pair]) -> Pair:
    together = list(pairs)
    return Pair(_union([p.persons for p in together]), _union([p.names for p in together]))


def _union(sets: list[PeopleSet]) -> PeopleSet:
    filled = [one for one in sets if len(one.packed) > 1]
    if len(filled) < 2:
        return filled[0] if filled else EMPTY
    return filled[0].union(*filled[1:], exact_limit=EXACT_LIMIT)
