"""Writes the chain of one node: keeps its head, links records, closes minutes. It must not know how a transfer was decided."""

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, bindparam, insert, select, update

from ledger import chain, rollups
from ledger.errors import LedgerError
from ledger.records import Kind, Record, columns
from ledger.schema import nodes, records
from rules.model import Transfer

_INSERT = insert(records)
_MOVE = update(nodes).where(nodes.c.node == bindparam("own"))
"""Made once, as in `ledger.sketchrows`: each group is written with both."""


class Writer:
    """The chain of one node. Used by one thread at a time, inside writing transactions."""

    def __init__(self, node: str, key: Ed25519PrivateKey | None) -> None:
        self._node = node
        self._key = key
        self._public = chain.public_half(key)
        self._head = chain.Head(seq=0, hash="")
        self._rows: list[dict[str, str | int]] = []
        self._counts: dict[rollups.Key, tuple[int, int]] = {}

    @property
    def next_seq(self) -> int:
        """The place of the next record."""
        return self._head.seq + 1

    @property
    def open_minute(self) -> int | None:
        """The minute that roll-ups go to, in seconds since 1970, if one is open."""
        return self._head.minute if self._head.minute_open else None

    def begin(self, connection: Connection, *, reload: bool) -> None:
        """Start a transaction; `reload` when the head may have moved without us. Raises LedgerError for a chain of another key."""
        self._rows.clear()
        self._counts.clear()
        if not reload:
            return
        row = connection.execute(select(nodes).where(nodes.c.node == self._node)).one_or_none()
        if row is None:
            self._head = chain.Head(seq=0, hash=chain.genesis(self._node, self._public))
            values = {"node": self._node, "public_key": self._public, "seq": 0, "hash": self._head.hash, "minute": 0, "minute_open": 0}
            connection.execute(insert(nodes), [values])
            return
        if row.public_key != self._public:
            raise LedgerError(f"the chain of node {self._node} is signed with another key: use that key, or another name for the node")
        self._head = chain.Head(seq=row.seq, hash=row.hash, minute=row.minute, minute_open=bool(row.minute_open))

    def link(self, record: Record) -> Record:
        """Put a record (made with `next_seq`) at the end of the chain."""
        body = record.body()
        hashed = chain.link(self._head.hash, body)
        self._rows.append({**columns(record), "body": body, "prev": self._head.hash, "hash": hashed, "signature": ""})
        self._head.seq, self._head.hash = record.seq, hashed
        return record

    def roll(self, connection: Connection, transfer: Transfer, now: datetime) -> None:
        """Count a transfer with nothing in it. A minute that is closed stays closed, whatever the clock says."""
        self.close_minute(connection, now)
        if not self._head.minute_open:
            self._head.minute = max(rollups.minute_of(now), self._head.minute + rollups.MINUTE)
            self._head.minute_open = True
        key = rollups.key_of(transfer)
        transfers, size = self._counts.get(key, (0, 0))
        self._counts[key] = (transfers + 1, size + transfer.size_bytes)

    def close_minute(self, connection: Connection, now: datetime, *, even_if_running: bool = False) -> None:
        """Take the open minute into the chain if it is over."""
        head = self._head
        if not head.minute_open or not (even_if_running or rollups.minute_of(now) > head.minute):
            return
        self._write_counts(connection)
        found = rollups.total(connection, self._node, head.minute)
        head.minute_open = False
        self.link(
            Record(
                node=self._node,
                seq=self.next_seq,
                kind=Kind.ROLLUP,
                at=now.astimezone(UTC),
                minute=head.minute,
                rows=found.rows,
                transfers=found.transfers,
                size_bytes=found.size_bytes,
                digest=found.digest,
            )
        )

    def flush(self, connection: Connection) -> bool:
        """Write what has come together since `begin`, and sign its end. Returns whether there was anything."""
        wrote = bool(self._rows or self._counts)
        self._write_counts(connection)
        if self._rows:
            if self._key:
                self._rows[-1]["signature"] = chain.sign(self._key, self._head.hash)
            connection.execute(_INSERT, self._rows)
        if wrote:
            head = self._head
            values = {"seq": head.seq, "hash": head.hash, "minute": head.minute, "minute_open": int(head.minute_open)}
            connection.execute(_MOVE, {"own": self._node, **values})
        return wrote

    def _write_counts(self, connection: Connection) -> None:
        rollups.write(connection, self._node, self._head.minute, self._counts)
        self._counts.clear()
