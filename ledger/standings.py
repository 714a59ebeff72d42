"""Rows that say where people stand after repeated attempts, kept in memory until another node writes. It must not know what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, bindparam, delete, select, text

from ledger.micros import instant, micros
from ledger.schema import attempts, escalations
from rules.escalation import Standing

MOST_KEPT = 100_000
"""People in memory."""

LONGEST = timedelta(days=7)
"""Longer than any plan keeps anybody from normal: a lockout of a day and five steps of a day each."""

_OF = select(escalations).where(escalations.c.actor == bindparam("actor"))
_PUT = text(
    "INSERT INTO escalations (actor, points, last, until, since) VALUES (:actor, :points, :last, :until, :since)"
    " ON CONFLICT (actor) DO UPDATE SET points = excluded.points, last = excluded.last, until = excluded.until, since = excluded.since"
)
_OVER = delete(escalations).where(escalations.c.last < bindparam("before"), escalations.c.until < bindparam("before"))
_TRY = text(
    "INSERT INTO attempts (actor, endpoint, at) VALUES (:actor, :endpoint, :at)"
    " ON CONFLICT (actor, endpoint) DO UPDATE SET at = excluded.at"
)


NOWHERE = Standing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a row says."""

    standing: Standing = NOWHERE
    since: datetime | None = None
    """From when on a step has been stood on."""


class Standings:
    """The rows. Used by one thread at a time, inside writing transactions."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}
        self._wrote = False

    def begin(self, *, trust: bool) -> None:
        """Start a transaction; what is in memory is read again unless nobody else has written."""
        self._wrote = False
        if not trust or len(self._kept) > MOST_KEPT:
            self._kept.clear()

    def flush(self) -> bool:
        """Return whether anything was written since `begin`."""
        return self._wrote

    def get(self, connection: Connection, account: str) -> Kept:
        """Return where somebody stood when it was last written."""
        kept = self._kept.get(account)
        if kept is None:
            row = connection.execute(_OF, {"actor": account}).one_or_none()
            kept = self._kept[account] = _of(row) if row else Kept()
        return kept

    def put(self, connection: Connection, account: str, kept: Kept) -> None:
        """Write where somebody stands."""
        self._kept[account] = kept
        times = {"last": kept.standing.last, "until": kept.standing.until, "since": kept.since}
        row = {"actor": account, "points": kept.standing.points} | {name: micros(at) if at else 0 for name, at in times.items()}
        connection.execute(_PUT, row)
        self._wrote = True

    def tried(self, connection: Connection, account: str, endpoint: str, now: datetime, *, forget: datetime) -> datetime | None:
        """Write that an endpoint was tried `now`, and return when it was last.

        What was tried before `forget` goes, whosever it is, and so do the rows of those who have long been back to normal.
        """
        query = select(attempts.c.at).where(attempts.c.actor == account, attempts.c.endpoint == endpoint)
        at = connection.execute(query).scalar()
        connection.execute(delete(attempts).where(attempts.c.at < micros(forget)))
        connection.execute(_OVER, {"before": micros(now - LONGEST)})
        connection.execute(_TRY, {"actor": account, "endpoint": endpoint, "at": micros(now)})
        self._wrote = True
        return None if at is None else instant(at)


def every(connection: Connection) -> Iterator[tuple[str, Kept]]:
    """Yield account and row of everybody."""
    for row in connection.execute(select(escalations).order_by(escalations.c.actor)):
        yield row.actor, _of(row)


def _of(row: Row[tuple[object, ...]]) -> Kept:
    last, until, since = (instant(at) if at else None for at in (row.last, row.until, row.since))
    return Kept(standing=Standing(points=row.points, last=last, until=until), since=since)
