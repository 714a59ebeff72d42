"""The ledger: counts the past, appends records, and does both in one transaction that no other writer can come between.

It must not know how a verdict is reached, nor any text of a transfer.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select, update

from detectors.model import Gap, Inspection, People
from ledger import answers, calls, engine, policies, presence, readers, recording, rollups, uninspected, upgrade
from ledger.calls import Taken
from ledger.callsheet import Sheet
from ledger.clean import printable
from ledger.errors import LedgerError
from ledger.escalation import Event as StepEvent
from ledger.escalation import Place, Steps
from ledger.factrows import FactRows
from ledger.facts import ladder, row
from ledger.held import Event, Held
from ledger.holds import Holds
from ledger.orders import Event as OrderEvent
from ledger.orders import Orders
from ledger.records import Kind, Record
from ledger.schema import state
from ledger.sketches import Sketches
from ledger.standings import Standings
from ledger.writer import Writer
from rules.facts import Facts, counted, gap_sizes
from rules.model import Count, Outcome, Past, Transfer, Verdict, Window, WorkOrder
from rules.policy import Policy
from rules.schema_work import Escalation

_VERSION = select(state.c.version).with_for_update()
_COUNT_ON = update(state)
"""Made once: every transaction asks both."""


class Windows(Protocol):
    """The part of a policy that says which counts it needs."""

    def windows(self, transfer: Transfer) -> tuple[Window, ...]:
        """Return the windows that can change the verdict on `transfer`."""
        ...

    @property
    def escalation(self) -> Escalation | None:
        """How repeated attempts make it stricter; None if they do not."""
        ...


class Ledger:
    """One node's way into a ledger, SQLite or PostgreSQL. Safe to use from several threads; transactions come one after the other."""

    def __init__(self, url: str, *, node: str, key_id: str, signing_key: Ed25519PrivateKey | None = None, create: bool = True) -> None:
        """Open the ledger at `url` for the chain of `node`, making or upgrading its tables if `create` is set.

        `key_id` names the key of the fingerprints; records are signed with `signing_key`. Raises LedgerError if it cannot be used.
        """
        self.url = engine.parse(url)
        self.engine = engine.connect(self.url, create=create)
        try:
            upgrade.ready(self.engine, create=create)
        except LedgerError:
            self.engine.dispose()
            raise
        self.node = printable(node, 100)
        self._key_id = key_id
        self._lock = threading.Lock()
        self._sketches = Sketches()
        self._writer = Writer(self.node, signing_key)
        self._facts = FactRows()
        self._standings = Standings()
        self._seen = -1
        self._connection: Connection | None = None
        self._writable = True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what happens inside durable together, with all other writers waiting. Raises LedgerError; then nothing was written."""
        with self._lock:
            seen, self._seen = self._seen, -1  # whatever fails below, the next transaction reads everything again
            try:
                with engine.transaction(self.engine, write=True) as connection:
                    self._connection = connection
                    version = self._begin(connection, seen)
                    yield
                    version = self._flush(connection, version)
                self._seen = version
            finally:
                self._connection = None
                self._writable = self._seen >= 0

    def past(self, transfer: Transfer, people: People, policy: Windows, gaps: Sequence[Gap] = ()) -> Past:
        """Return the people of each window that `policy` asks for, those of this transfer included. Inside a transaction."""
        connection = self._inside()
        windows, somebody = policy.windows(transfer), bool(people.count or people.names_only)
        more = [window for window in ladder(transfer) if window not in windows] if somebody else []
        counts = self._counted(connection, transfer, people, (*windows, *more), gaps)
        kept = tuple((window, counts.pop(window)) for window in more)
        terminals = presence.active(connection, transfer) if somebody or presence.tell(gaps) else 0
        plan = policy.escalation if transfer.actor.known else None
        step = self.steps(plan).place(transfer.actor.id, transfer.at).step if plan else 0
        return Past(counts=tuple(counts.items()), ladder=kept, terminals=terminals, step=step)

    def append(
        self, transfer: Transfer, inspection: Inspection, verdict: Verdict, past: Past, *, now: datetime | None = None, hold: str = ""
    ) -> Record | None:
        """Write what was decided, and count the people and the gaps if they were released. Inside a transaction.

        `hold` is the number that a stopped transfer waits under.

        Returns the record; None for a transfer with nothing in it, which is counted in its minute.
        """
        connection, at = self._inside(), now or datetime.now(UTC)
        if rollups.quiet(inspection, verdict):
            self._writer.roll(connection, transfer, at)
            return None
        outcome = verdict.outcome(transfer)
        if outcome is Outcome.RELEASED:
            self._sketches.add(connection, transfer, inspection.people)
            uninspected.charge(connection, transfer, gap_sizes(inspection.gaps, transfer.size_bytes))
        record = self._writer.link(recording.of_transfer(transfer, inspection, verdict, past, self._written(at), outcome, hold))
        self._facts.add(connection, record, row(record, Facts.of(transfer, inspection, replace(past, counts=past.counts + past.ladder))))
        return record

    def recount(self, transfer: Transfer, inspection: Inspection, *, released: bool) -> Record:
        """Write the full count of a transfer that was decided before its end; people released beyond the first count are added.

        Inside a transaction.
        """
        connection, people = self._inside(), inspection.people
        if released:
            self._sketches.add(connection, transfer, people)
        record = self._writer.link(recording.of_recount(transfer, inspection, self._written(datetime.now(UTC))))

        def whole(begun: Facts) -> Facts:
            if people.count < begun.people:  # what came later was not inspected to the end
                return begun
            counts = self._counted(connection, transfer, people, tuple(begun.past), inspection.gaps)
            return Facts.of(transfer, inspection, Past(counts=tuple(counts.items()), terminals=begun.terminals))

        self._facts.count_again(connection, record, transfer.at, whole)
        return record

    def holds(self) -> Holds:
        """Return the transfers that wait. Inside a transaction."""

        def tell(held: Held, event: Event, by: str, reason: str, at: datetime) -> None:
            self._writer.link(answers.of_hold(held, event, by=by, reason=reason, written=self._written(at)))

        return Holds(self._inside(), self.node, tell)

    def steps(self, plan: Escalation) -> Steps:
        """Return where people stand after repeated attempts. Inside a transaction."""

        def tell(place: Place, event: StepEvent, by: str, reason: str, transfer: str, at: datetime) -> None:
            self._writer.link(answers.of_step(place, event, by=by, reason=reason, transfer=transfer, written=self._written(at)))

        return Steps(self._inside(), self._standings, plan, tell)

    def orders(self) -> Orders:
        """Return the work orders. Inside a transaction."""

        def tell(order: WorkOrder, event: OrderEvent, by: str, reason: str, at: datetime) -> None:
            self._writer.link(answers.of_order(order, event, by=by, reason=reason, written=self._written(at)))

        return Orders(self._inside(), tell)

    def acknowledge(self, actor: str, digest: str, *, now: datetime) -> Record | None:
        """Write that `actor` has read the notice with this digest; None if that is on record already. Inside a transaction."""
        connection, account = self._inside(), printable(actor, 200)
        if readers.has_read(connection, account, digest):
            return None
        readers.write(connection, account, digest, now)
        return self._writer.link(answers.of_notice(account, digest, self._written(now)))

    def take_in_calls(self, sheet: Sheet, *, by: str, digest: str, reason: str) -> Taken:
        """Keep the calls of each account and day, and write that they were taken in. Inside a transaction."""
        taken = calls.take_in(self._inside(), sheet, digest)
        self._writer.link(calls.of_calls(taken, self._written(datetime.now(UTC)), by=by, reason=reason))
        return taken

    def note_policy(self, policy: Policy) -> Record | None:
        """Write that `policy` is in force on this node; None if its last record says so already. Inside a transaction."""
        former = policies.last(self._inside(), self.node)
        if former and former.policy == policy.digest:
            return None
        return self._writer.link(policies.of_policy(policy, former, self._written(datetime.now(UTC))))

    def read(self, *, who: str, what: str, reason: str) -> Record:
        """Write that somebody reads the ledger: call it before anything is shown."""
        with self.transaction():
            return self.note_reading(who=who, what=what, reason=reason)

    def note_reading(self, *, who: str, what: str, reason: str) -> Record:
        """Do the same inside a transaction."""
        return self._writer.link(
            Record(
                node=self.node,
                seq=self._writer.next_seq,
                kind=Kind.READ,
                at=datetime.now(UTC),
                actor=printable(who, 200),
                known=True,
                what=printable(what, 500),
                reason=printable(reason, 500),
            )
        )

    @property
    def open_minute(self) -> int | None:
        """The minute that empty transfers are counted in, in seconds since 1970; None if there is none to close."""
        return self._writer.open_minute

    def close_minute(self, now: datetime, *, even_if_running: bool = False) -> None:
        """Take the open minute into the chain if it is over, or all the same. Without one, try only whether a write is taken."""
        with self.transaction():
            self._writer.close_minute(self._inside(), now, even_if_running=even_if_running)

    def writable(self) -> bool:
        """Return whether the last write went through; the committer tries one every few seconds. Does not wait."""
        return self._writable

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    def _counted(
        self, connection: Connection, transfer: Transfer, people: People, windows: Sequence[Window], gaps: Sequence[Gap]
    ) -> dict[Window, Count]:
        """Return the count of each window, this transfer included."""
        counts = dict(self._sketches.past(connection, transfer, people, [window for window in windows if window.uninspected is None]))
        sizes, somebody = gap_sizes(gaps, transfer.size_bytes), bool(people.count or people.names_only)
        for window in windows:
            if window.uninspected is not None:
                # A transfer that was inspected to the end is held against no such limit: what came before need not be read.
                earlier = uninspected.before(connection, transfer, window) if sizes else 0
                counts[window] = Count(people=0, uninspected=earlier + counted(sizes, window))
            elif window.per_call and somebody:
                counts[window] = replace(counts[window], calls=calls.handled(connection, transfer, window))
        return counts

    def _begin(self, connection: Connection, seen: int) -> int:
        version = connection.execute(_VERSION).scalar_one()
        self._sketches.begin(connection, seen=seen if seen >= 0 else None, version=version + 1)
        self._writer.begin(connection, reload=version != seen)
        self._facts.begin(trust=seen >= 0)
        self._standings.begin(trust=version == seen)
        return int(version)

    def _flush(self, connection: Connection, version: int) -> int:
        self._facts.flush(connection)
        wrote = (self._writer.flush(connection), self._sketches.flush(connection), self._standings.flush())
        if not any(wrote):
            return version
        connection.execute(_COUNT_ON, {"version": version + 1})
        return version + 1

    def _written(self, at: datetime) -> recording.Written:
        return recording.Written(node=self.node, seq=self._writer.next_seq, key_id=self._key_id, at=at.astimezone(UTC))

    def _inside(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("only inside `with ledger.transaction():`")
        return self._connection
