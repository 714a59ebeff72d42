"""Finds records by time, person, place and verdict. It must not know who asks: the reading is recorded by `Ledger.read`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from ledger.micros import micros
from ledger.records import Kind, Record, parse
from ledger.schema import records
from rules.model import JST, Action, login

TYPED = ("transfer", "host", "tenant", "actor")
"""Filters that hold whatever somebody types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to find; an empty field asks for nothing."""

    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is too late."""
    transfer: str = ""
    actor: str = ""
    host: str = ""
    tenant: str = ""
    action: str = ""
    kinds: tuple[Kind, ...] = (Kind.TRANSFER,)
    limit: int = 0
    """0: all."""

    def __str__(self) -> str:
        named = ("since", "until", "transfer", "actor", "host", "tenant", "action")
        return " ".join(f"{name}={value}" for name in named if (value := getattr(self, name)))


def search(connection: Connection, query: Query, *more: ColumnElement[bool]) -> Iterator[Record]:
    """Give the records that fit, newest first; `more` is what else a row of `records` has to fulfil."""
    chosen = select(records.c.body).where(*conditions(query), *more).order_by(records.c.at.desc(), records.c.node, records.c.seq.desc())
    for body in connection.execute(chosen.limit(query.limit) if query.limit else chosen).scalars():
        yield parse(body)


def would_have(connection: Connection, since: datetime | None, until: datetime | None) -> Iterator[Record]:
    """Give the transfers that were released, and would have been stopped if every rule were enforced; newest first."""
    stopping = [action.value for action in Action if not action.releases]
    released = [action.value for action in Action if action.releases]
    return search(connection, Query(since=since, until=until), records.c.would.in_(stopping), records.c.action.in_(released))


def moment(text: str) -> datetime:
    """Return the time that an operator wrote, as of Japan unless it says otherwise. Raises ValueError unless it is ISO 8601."""
    written = datetime.fromisoformat(text)
    if not 2000 <= written.year < 3000:  # the first and the last days there are have no day before or after
        raise ValueError("no time of a ledger")
    return written if written.tzinfo else written.replace(tzinfo=JST)


def conditions(query: Query) -> list[ColumnElement[bool]]:
    """Return what a row of `records` has to fulfil."""
    columns = records.c
    found: list[ColumnElement[bool]] = [columns.kind.in_([kind.value for kind in query.kinds])]
    if query.since:
        found.append(columns.at >= micros(query.since))
    if query.until:
        found.append(columns.at < micros(query.until))
    found += [_is(name, value) for name in (*TYPED, "action") if (value := getattr(query, name))]
    return found


def noted(connection: Connection, query: Query) -> str:
    """Return what the record of a reading says of `query`: `?` for what no record holds, as that may be anything, even a customer."""

    def held(name: str, value: str) -> bool:
        return connection.execute(select(records.c.seq).where(_is(name, value)).limit(1)).first() is not None

    unknown: dict[str, Any] = {name: "?" for name in TYPED if (value := getattr(query, name)) and not held(name, value)}
    return str(replace(query, **unknown))


def _is(name: str, value: str) -> ColumnElement[bool]:
    return records.c.actor.in_(_spelled(value)) if name == "actor" else records.c[name] == value


def _spelled(account: str) -> Select[tuple[str]]:
    """Return how records spell an account: as the staff directory did at that time, while reports and counts go by `login`."""
    actor = records.alias().c.actor
    return select(actor).where(or_(actor == account, func.lower(actor) == login(account))).distinct()
