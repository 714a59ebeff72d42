"""Received from the CRM against sent out, person by person: the figures behind `drawdown`. It must not know how they are printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from detectors.peopleset import PeopleSet
from ledger import sketchrows
from ledger.drawdown import both
from ledger.sketchrows import Row, merge
from rules.model import DestinationClass, Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnDown:
    """One actor or tenant over some days."""

    who: str
    received: int
    """Distinct people received from a CRM."""
    sent: int
    """Distinct people sent out, anywhere but to a CRM."""
    shared: int
    """Those who are both."""
    exact: bool

    @property
    def share(self) -> float:
        """Which part of what was received went out again, 0 to 1."""
        return self.shared / self.received if self.received else 0.0


def drawn_down(connection: Connection, per: str, first: str, last: str) -> list[DrawnDown]:
    """Return everybody who received or sent anybody on the days `first` to `last`, those who passed most on first."""
    rows = sketchrows.days_of_all(connection, per, first, last)
    found = [_of(who, list(its)) for who, its in groupby(rows, key=lambda row: row.scope.id)]
    moved = [one for one in found if one.received or one.sent]
    return sorted(moved, key=lambda one: (-one.shared, -one.sent, -one.received, one.who))


def _of(who: str, rows: list[Row]) -> DrawnDown:
    received, sent = _people(rows, Direction.DOWNLOAD), _people(rows, Direction.UPLOAD)
    shared, exact = both(received, sent)
    return DrawnDown(who=who, received=received.count, sent=sent.count, shared=shared, exact=exact)


def _people(rows: list[Row], direction: Direction) -> PeopleSet:
    return merge(_side(rows, direction)).persons


def _side(rows: list[Row], direction: Direction) -> Iterator[sketchrows.Pair]:
    for row in rows:
        crm = row.category == DestinationClass.CRM.value
        if row.scope.direction == direction.value and crm is (direction is Direction.DOWNLOAD):
            yield row.pair
