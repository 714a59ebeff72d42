"""The rows of people by day, month and year: reading, writing, merging. It must not know windows, nor what is kept in memory."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, or_, select, text

from detectors.model import People
from detectors.peopleset import EMPTY, PeopleSet
from ledger.periods import DAY, MONTH, NEVER, YEAR
from ledger.schema import sketches

EXACT_LIMIT = 4096
"""People that a row holds one by one, 32 kB; more become a sketch of 16 kB."""

_MERGED_AT_ONCE = 4 * EXACT_LIMIT
"""Values that are sorted together before it is seen whether they are a sketch already."""

_UPSERT = text(
    "INSERT INTO sketches (kind, scope, direction, period, category, persons, names, version)"
    " VALUES (:kind, :scope, :direction, :period, :category, :persons, :names, :version)"
    " ON CONFLICT (kind, scope, direction, period, category)"
    " DO UPDATE SET persons = excluded.persons, names = excluded.names, version = excluded.version"
)

_PERIOD = sketches.c.period
_OWN = and_(*(sketches.c[name] == bindparam(name) for name in ("kind", "scope", "direction")))
"""The rows of one scope. Questions are made once, because putting one together takes longer than SQLite takes to answer it."""

_OF = select(sketches).where(_OWN, _PERIOD.in_(bindparam("periods", expanding=True)))
_DAYS = select(sketches).where(_OWN, func.length(_PERIOD) == DAY, _PERIOD.between(bindparam("first"), bindparam("last"))).order_by(_PERIOD)
_NEWEST = select(
    *(
        select(_PERIOD).where(_OWN, func.length(_PERIOD) == length).order_by(_PERIOD.desc()).limit(1).scalar_subquery()
        for length in (MONTH, YEAR)
    )
)


class Scope(NamedTuple):
    """Whose people are counted, in which direction."""

    kind: str
    id: str
    direction: str

    @property
    def named(self) -> dict[str, str]:
        """As columns of a table are called."""
        return {"kind": self.kind, "scope": self.id, "direction": self.direction}


class Pair(NamedTuple):
    """Persons, and names that nothing else identifies."""

    persons: PeopleSet = EMPTY
    names: PeopleSet = EMPTY


class Row(NamedTuple):
    """The people of one period, by class of destination."""

    scope: Scope
    period: str
    category: str
    pair: Pair


def of(connection: Connection, scope: Scope, periods: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of these periods."""
    return _rows(connection, _OF, **scope.named, periods=sorted(periods))


def days_after(connection: Connection, scope: Scope, month: str, last: str) -> Iterator[Row]:
    """Yield the days after one month up to the end of another, in their order."""
    return _rows(connection, _DAYS, **scope.named, first=f"{month}-99", last=f"{last}-99")


def days_of_all(connection: Connection, kind: str, first: str, last: str) -> Iterator[Row]:
    """Yield the days from `first` to `last` of everybody, one scope after the other."""
    between = and_(func.length(sketches.c.period) == DAY, sketches.c.period >= first, sketches.c.period <= last)
    return _rows(connection, select(sketches).where(sketches.c.kind == kind, between).order_by(sketches.c.scope))


def since(connection: Connection, version: int) -> Iterator[Row]:
    """Yield the rows written after `version`."""
    return _rows(connection, select(sketches).where(sketches.c.version > version))


def newest(connection: Connection, scope: Scope) -> tuple[str, str]:
    """Return the newest month and the newest year that are rolled up."""
    month, year = connection.execute(_NEWEST, scope.named).one()
    return month or NEVER, year or NEVER[:YEAR]


def write(connection: Connection, rows: Iterable[Row], version: int) -> None:
    """Write rows, in place of those that are there."""
    connection.execute(
        _UPSERT,
        [
            {
                **row.scope.named,
                "period": row.period,
                "category": row.category,
                "persons": row.pair.persons.packed,
                "names": row.pair.names.packed,
                "version": version,
            }
            for row in rows
        ],
    )


def remove_rolled(connection: Connection, scope: Scope, month: str) -> None:
    """Remove the months from `month` on, and the years from its year on; days stay."""
    months = and_(func.length(_PERIOD) == MONTH, month <= _PERIOD)
    years = and_(func.length(_PERIOD) == YEAR, month[:YEAR] <= _PERIOD)
    connection.execute(delete(sketches).where(_OWN, or_(months, years)), scope.named)


def pair_of(people: People) -> Pair:
    """Return the people of a transfer in the size that rows have."""
    return Pair(_compact(people.persons), _compact(people.names))


def merge(pairs: Iterable[Pair]) -> Pair:
    """Return the people of all `pairs`."""
    together = list(pairs)
    return Pair(_union([p.persons for p in together]), _union([p.names for p in together]))


def grouped(rows: Iterable[Row], length: int) -> Mapping[tuple[str, str], Pair]:
    """Return the people of longer periods, by the first `length` characters of the period and by class."""
    found: dict[tuple[str, str], list[Pair]] = {}
    for row in rows:
        found.setdefault((row.period[:length], row.category), []).append(row.pair)
    return {key: merge(pairs) for key, pairs in found.items()}


def _rows(connection: Connection, query: Select[Any], **values: object) -> Iterator[Row]:
    for kind, scope, direction, period, category, persons, names, _ in connection.execute(query, values):
        yield Row(Scope(kind, scope, direction), period, category, Pair(PeopleSet(packed=persons), PeopleSet(packed=names)))


@lru_cache(maxsize=4)
def _compact(people: PeopleSet) -> PeopleSet:
    """Make a large set a sketch once, and not again for each window."""
    return people.sketched if people.exact and people.count > EXACT_LIMIT else people


def _union(sets: list[PeopleSet]) -> PeopleSet:
    """Return the union; as soon as it is a sketch, what is left is merged as sketches, which is quick."""
    merged, waiting, values = EMPTY, list[PeopleSet](), 0
    for one in sets:
        waiting.append(one)
        values += one.count if one.exact else 0
        if values > _MERGED_AT_ONCE:
            merged, waiting, values = merged.union(*waiting, exact_limit=EXACT_LIMIT), [], 0
    return merged.union(*waiting, exact_limit=EXACT_LIMIT) if waiting else merged
