"""Checks a whole ledger: every link, every copy of a column, every signature, every minute, every head. Reads only.

It must not know where records come from. What it cannot see is a chain that was cut and given an older head; an anchor that is kept
elsewhere shows that too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import orjson
from sqlalchemy import Connection, Row, select

from ledger import chain, rollups
from ledger.errors import LedgerError
from ledger.records import Kind, Record, columns, parse
from ledger.schema import nodes, records
from ledger.schema import rollups as minutes

_PAGE = 1000
_BEFORE_ALL = -(2**63)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """The first bad record of a chain, and what is wrong with it."""

    node: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"node {self.node}, record {self.seq}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """One chain: how many records were looked at, and what was found."""

    node: str
    records: int
    signed: bool
    flaw: Flaw | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where a chain stood at some time, as it was written down elsewhere."""

    node: str
    seq: int
    hash: str


def anchors(connection: Connection) -> list[Anchor]:
    """Return where each chain stands now."""
    query = select(nodes.c.node, nodes.c.seq, nodes.c.hash).order_by(nodes.c.node)
    return [Anchor(node=row.node, seq=row.seq, hash=row.hash) for row in connection.execute(query)]


def verify(
    connection: Connection,
    *,
    keep: Iterable[Anchor] = (),
    public_keys: frozenset[str] = frozenset(),
    expected: Mapping[str, str] = MappingProxyType({}),
) -> list[ChainReport]:
    """Return a report of each chain, by name of its node.

    `keep` are anchors to hold the chains to; `public_keys` (hexadecimal), if any, are the only ones trusted for signed chains;
    `expected` are keys of certain nodes, whose chains must be signed with them.
    """
    heads = {row.node: row for row in connection.execute(select(nodes))}
    anchored: dict[str, list[Anchor]] = {}
    for anchor in keep:
        anchored.setdefault(anchor.node, []).append(anchor)
    present = set(connection.execute(select(records.c.node).distinct()).scalars())
    trusted = {node: frozenset({key}) for node, key in expected.items()}
    return [
        _Check(connection, n, heads.get(n), anchored.get(n, []), trusted.get(n, public_keys), must_sign=n in expected).report()
        for n in sorted({*heads, *present, *anchored})
    ]


class _Check:
    """The walk along one chain."""

    def __init__(
        self,
        connection: Connection,
        node: str,
        head: Row[tuple[object, ...]] | None,
        keep: list[Anchor],
        trusted: frozenset[str],
        *,
        must_sign: bool,
    ) -> None:
        self._connection, self._node, self._head, self._trusted = connection, node, head, trusted
        self._public = str(head.public_key) if head else ""
        self._must_sign = must_sign
        self._keep = {anchor.seq: anchor.hash for anchor in keep}
        self._minutes: set[int] = set()
        self._seq = 0
        self._hash = chain.genesis(node, self._public)
        self._signature = ""

    def report(self) -> ChainReport:
        flaw = next(self._flaws(), None)
        return ChainReport(node=self._node, records=self._seq, signed=bool(self._public), flaw=flaw)

    def _flaws(self) -> Iterator[Flaw]:
        if self._head is None:
            yield self._flaw(1, "the head of this chain is missing: it was removed")
        if self._trusted and (self._public or self._must_sign) and self._public not in self._trusted:
            yield self._flaw(1, "the chain is signed with a key that is not the one given")
        for row in self._rows():
            yield from self._row(row)
            self._seq, self._hash, self._signature = row.seq, row.hash, row.signature
        yield from self._end()

    def _rows(self) -> Iterator[Row[tuple[object, ...]]]:
        after = _BEFORE_ALL
        chosen = select(records).where(records.c.node == self._node).order_by(records.c.seq).limit(_PAGE)
        while page := self._connection.execute(chosen.where(records.c.seq > after)).all():
            yield from page
            after = page[-1].seq

    def _row(self, row: Row[tuple[object, ...]]) -> Iterator[Flaw]:
        expected = self._seq + 1
        if row.seq != expected:
            yield self._flaw(expected, "missing: it was removed")
        if chain.link(row.prev, row.body) != row.hash:
            yield self._flaw(expected, "altered: its content does not have its hash")
        if row.prev != self._hash:
            yield self._flaw(expected, "out of order, or replaced: it does not follow the record before it")
        try:
            record = parse(row.body)
        except LedgerError:
            yield self._flaw(expected, "unreadable")
            return
        stored = {name: getattr(row, name) for name in columns(record)}
        for name, value in columns(record).items():
            if stored[name] != value:
                yield self._flaw(expected, f"altered: {name} is not what was recorded")
        if row.signature and self._public and not chain.signed(self._public, row.hash, row.signature):
            yield self._flaw(expected, "its signature is not one of the node's key")
        if self._keep.get(row.seq, row.hash) != row.hash:
            yield self._flaw(expected, "not the record that was anchored")
        yield from self._minute(record)

    def _minute(self, record: Record) -> Iterator[Flaw]:
        if record.kind is not Kind.ROLLUP:
            return
        self._minutes.add(record.minute)
        if rollups.total(self._connection, self._node, record.minute).digest != record.digest:
            yield self._flaw(record.seq, "the counts of its minute were altered")

    def _end(self) -> Iterator[Flaw]:
        head = self._head
        if head is None:
            return
        if head.seq > self._seq:
            yield self._flaw(self._seq + 1, f"missing: the end of the chain was cut ({head.seq - self._seq} records)")
        if head.seq != self._seq or head.hash != self._hash:
            yield self._flaw(self._seq, "not the head of the chain: records were added, or the head was altered")
        if self._public and self._seq and not self._signature:
            yield self._flaw(self._seq, "not signed: it was not written by the node")
        beyond = [seq for seq in self._keep if seq > self._seq]
        if beyond:
            yield self._flaw(self._seq + 1, f"missing: the chain was anchored up to record {max(beyond)}")
        stray = self._stray_minute(int(head.minute) if head.minute_open else None)
        if stray is not None:
            yield self._flaw(self._seq, f"counts were added to minute {stray}, which no record closes")

    def _stray_minute(self, still_open: int | None) -> int | None:
        query = select(minutes.c.minute).where(minutes.c.node == self._node).distinct()
        found = set(self._connection.execute(query).scalars()) - self._minutes - {still_open}
        return min(found, default=None)

    def _flaw(self, seq: int, what: str) -> Flaw:
        return Flaw(node=self._node, seq=seq, what=what)


def dump_anchor(anchor: Anchor) -> str:
    """Return an anchor as one line of JSON."""
    return orjson.dumps(anchor).decode()


def read_anchors(lines: Iterable[str]) -> list[Anchor]:
    """Return the anchors of JSON lines. Raises ValueError for a line that is none."""
    found = [orjson.loads(line) for line in lines if line.strip()]
    return [Anchor(node=str(one["node"]), seq=int(one["seq"]), hash=str(one["hash"])) for one in found]
