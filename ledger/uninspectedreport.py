"""Bytes that nobody inspected and that were let out: the figures behind `uninspected_bytes`. It must not know how they are printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, select

from detectors.model import GapReason
from ledger.schema import uninspected
from rules.model import DestinationClass, Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Uninspected:
    """What one actor or tenant moved uninspected in some days: one way, to or from one class, for one reason."""

    who: str
    direction: Direction
    category: DestinationClass
    reason: GapReason
    bytes: int
    days: int
    """On how many days."""
    most: int
    """Bytes of the day with most."""
    on: str
    """That day, of Japan."""


def uninspected_of(connection: Connection, per: str, first: str, last: str) -> list[Uninspected]:
    """Return what was charged on the days `first` to `last`, most bytes first."""
    return sorted(_sums(connection, per, first, last), key=lambda one: (-one.bytes, one.who, one.direction, one.category, one.reason))


def _sums(connection: Connection, per: str, first: str, last: str) -> Iterator[Uninspected]:
    columns = uninspected.c
    place = (columns.scope, columns.direction, columns.category, columns.reason)
    chosen = select(*place, columns.day, columns.bytes).where(columns.kind == per, columns.day.between(first, last)).order_by(*place)
    for (who, direction, category, reason), rows in groupby(connection.execute(chosen), key=lambda row: tuple(row[:4])):
        charged = {row.day: row.bytes for row in rows}
        on = max(charged, key=lambda day: (charged[day], day))
        yield Uninspected(
            who=who,
            direction=Direction(direction),
            category=DestinationClass(category),
            reason=GapReason(reason),
            bytes=sum(charged.values()),
            days=len(charged),
            most=charged[on],
            on=on,
        )
