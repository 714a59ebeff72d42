"""Identities in use on several terminals at once: who, where, from when to when, as records tell. It must not know how it is printed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from ledger.presence import PAUSE
from ledger.records import Record
from ledger.schema import records
from ledger.search import Query, search
from rules.model import Action

_PAUSE = timedelta(microseconds=PAUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One time during which an identity was in use on several terminals."""

    who: str
    unit: str
    terminals: tuple[str, ...]
    """Addresses at which it was active then."""
    at_once: int
    """The most terminals of one moment."""
    begins: datetime
    ends: datetime
    """The first and the last transfer that showed it."""
    transfers: int
    """Transfers that showed it."""


def shared_identities(connection: Connection, since: datetime | None, until: datetime | None) -> list[Shared]:
    """Return what rules have found between two times, newest first; a pause of ten minutes begins another."""
    by_actor: dict[str, list[Record]] = {}
    for record in search(connection, Query(since=since, until=until), records.c.would != Action.ALLOW.value):
        if record.terminals > 1:
            by_actor.setdefault(record.actor, []).append(record)
    found = [_told(connection, some) for its in by_actor.values() for some in _times(sorted(its, key=lambda record: record.happened))]
    return sorted(found, key=lambda one: one.begins, reverse=True)


def _times(its: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield the records that lie together, of one actor in the order of time."""
    together: list[Record] = []
    for record in its:
        if together and record.happened - together[-1].happened > _PAUSE:
            yield together
            together = []
        together.append(record)
    if together:
        yield together


def _told(connection: Connection, its: list[Record]) -> Shared:
    """Return what one time was: the other terminal's transfers may have been the first, with nothing to find yet."""
    begins, ends = its[0].happened, its[-1].happened
    around = Query(since=begins - _PAUSE, until=max(record.at for record in its) + timedelta(microseconds=1))
    own = search(connection, around, records.c.actor == its[0].actor)
    sources = {record.source for record in own if record.source and begins - _PAUSE <= record.happened <= ends}
    return Shared(
        who=its[0].actor,
        unit=its[-1].unit,
        terminals=tuple(sorted(sources)),
        at_once=max(record.terminals for record in its),
        begins=begins,
        ends=ends,
        transfers=len(its),
    )
