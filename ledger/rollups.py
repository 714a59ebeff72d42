"""Transfers with nothing in them: counted by actor, destination and minute instead of a record each.

It must not know the chain: it gives the digest of a minute's rows, and a record of that digest closes the minute.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, select, text

from detectors.model import Inspection
from ledger.chain import digest
from ledger.clean import printable
from ledger.schema import rollups
from rules.model import Action, Transfer, Verdict

MINUTE = 60
"""Seconds."""

_UPSERT = text(
    "INSERT INTO rollups (node, minute, actor, host, port, tenant, direction, category, transfers, size_bytes)"
    " VALUES (:node, :minute, :actor, :host, :port, :tenant, :direction, :category, :transfers, :size_bytes)"
    " ON CONFLICT (node, minute, actor, host, port, tenant, direction)"
    " DO UPDATE SET transfers = rollups.transfers + excluded.transfers, size_bytes = rollups.size_bytes + excluded.size_bytes"
)


class Key(NamedTuple):
    """What empty transfers of a minute are told apart by."""

    actor: str
    host: str
    port: int
    tenant: str
    direction: str
    category: str


class Total(NamedTuple):
    """A minute in numbers."""

    rows: int
    transfers: int
    size_bytes: int
    digest: str


def quiet(inspection: Inspection, verdict: Verdict) -> bool:
    """Return whether nothing was found, missed or matched, so that a count is record enough."""
    found = inspection.entities or inspection.findings or inspection.gaps or inspection.people.count or inspection.people.names_only
    return verdict.action is Action.ALLOW and not verdict.matches and not found and inspection.complete


def minute_of(now: datetime) -> int:
    """Return the start of a minute in seconds since 1970."""
    return int(now.timestamp()) // MINUTE * MINUTE


def key_of(transfer: Transfer) -> Key:
    """Return what the transfer is counted under."""
    to = transfer.destination
    names = (printable(transfer.actor.id, 200), printable(to.host, 255), to.port, printable(transfer.tenant, 100))
    return Key(*names, transfer.direction.value, to.category.value)


def write(connection: Connection, node: str, minute: int, counts: dict[Key, tuple[int, int]]) -> None:
    """Add (transfers, bytes) to the rows of a minute."""
    rows = [
        {"node": node, "minute": minute, **key._asdict(), "transfers": transfers, "size_bytes": size}
        for key, (transfers, size) in sorted(counts.items())
    ]
    if rows:
        connection.execute(_UPSERT, rows)


def total(connection: Connection, node: str, minute: int) -> Total:
    """Return the numbers of a minute, and the digest of its rows as they are stored."""
    query = select(rollups).where(rollups.c.node == node, rollups.c.minute == minute)
    rows: Iterable[tuple[object, ...]] = sorted(tuple(row) for row in connection.execute(query))
    listed = [list(row) for row in rows]
    transfers, size = (sum(int(str(row[column])) for row in listed) for column in (-2, -1))
    return Total(len(listed), transfers, size, digest(orjson.dumps(listed)))
