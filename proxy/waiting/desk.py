"""Where transfers wait: the one place that the judge, the pages and the API of approvers turn to.

Each step is durable and in the chain before it is answered. A failure raises, and whoever asked refuses. Knows no page and no token.
"""

import asyncio
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Connection

from detectors.model import Inspection
from ledger import engine, holds, readers
from ledger.committer import Committer, Settled
from ledger.held import Approver, Held, HoldRefused, Refusal, State
from ledger.holds import Holds
from ledger.reasons import kept, tidy
from ledger.records import Kind, Record
from ledger.search import Query, search
from ledger.store import Ledger
from proxy.gate.ticket import Ticket
from proxy.metrics import Metrics
from proxy.pool.client import Pool
from proxy.spool import Spool, plain
from proxy.waiting.box import Box, Damaged
from proxy.waiting.content import digest
from proxy.waiting.keys import Keys
from proxy.waiting.stored import Stored
from rules.model import Action, Transfer
from rules.watch import PolicyHolder

log = structlog.get_logger()

REASON_SECONDS = 10.0
"""Longest inspection of a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The transfers that wait at this node, and all others of the ledger."""

    ledger: Ledger
    committer: Committer
    policies: PolicyHolder
    pool: Pool
    metrics: Metrics
    box: Box
    keys: Keys
    new_spool: Callable[[], Spool]
    max_bytes: int
    """Largest body that can wait."""

    async def content(self, ticket: Ticket, transfer: Transfer, body: Spool) -> str:
        """Return the digest of what was inspected; empty for what cannot wait: it is not whole, too large, or no rule asks for it."""
        whole = not (ticket.overflow or ticket.early or transfer.refusal)
        if not whole or body.size > self.max_bytes or not self.policies.current.may_wait(transfer):
            return ""
        flow = ticket.flow
        return await _aside(body, partial(digest, self.keys.content, ticket.direction, flow.request, flow.response))

    async def settled(self, ticket: Ticket, body: Spool, settled: Settled, transfer: Transfer) -> None:
        """Store what begins to wait, and erase what was released. Raises OSError when it cannot be stored; then it does not wait."""
        held = settled.held
        if settled.crowded:
            self.metrics.hold(settled.verdict.action, "crowded")
        if held is None:
            return
        if held.state is State.RELEASED:
            self.metrics.hold(held.kind, "released")
            await self._erase(held.id)
        elif held.id == transfer.id:
            try:
                await _aside(body, partial(self.box.put, held.id, Stored.of(ticket.flow, ticket.direction).pack()))
            except OSError:
                self.metrics.hold_store_failed()
                await self.committer.do(lambda ledger: ledger.holds().drop(held.id, now=_now()))
                raise
            self.metrics.hold(held.kind, "asked")

    async def give(self, hold: str, *, by: str, chosen: str, text: str) -> Held:
        """Take a reason. Raises HoldRefused, or what the ledger raises."""
        lasts = timedelta(minutes=self.policies.current.justify.minutes)
        reason = f"{chosen}: {words}" if (words := await self.masked(text)) else chosen
        return await self._step("given", lambda found: found.give(hold, by=by, reason=reason, lasts=lasts, now=_now()))

    async def approve(self, hold: str, *, by: Approver, text: str) -> Held:
        """Take an approval. Raises HoldRefused, or what the ledger raises."""
        lasts = timedelta(hours=self.policies.current.hold.release_hours)
        reason = await self.masked(text)
        return await self._answer(hold, by, "approved", lambda found: found.approve(hold, by=by, reason=reason, lasts=lasts, now=_now()))

    async def deny(self, hold: str, *, by: Approver, text: str) -> Held:
        """Take a no; the content is erased. Raises HoldRefused, or what the ledger raises."""
        reason = await self.masked(text)
        held = await self._answer(hold, by, "denied", lambda found: found.deny(hold, by=by, reason=reason, now=_now()))
        await self._erase(hold)
        return held

    async def get(self, hold: str) -> Held:
        """Return one. Raises HoldRefused."""
        return await self.read(lambda connection: holds.get(connection, hold))

    async def of_actor(self, actor: str) -> list[Held]:
        """Return what waits, or has waited, for one person."""
        return await self.read(lambda connection: holds.of_actor(connection, actor))

    async def listed_to(self, by: Approver) -> list[Held]:
        """Return what an approver may know of; that they read it is on record before."""
        await self.note_reading(by, "holds list")
        return await self.read(lambda connection: holds.for_approver(connection, by))

    async def shown_to(self, hold: str, by: Approver) -> Held:
        """Return one to an approver; that they read it is on record before. Raises HoldRefused."""
        held = await self.get(hold)
        if not by.answers_for(held):
            await self._refused(hold, by, Refusal.TENANT)
            raise HoldRefused(Refusal.TENANT)
        await self.note_reading(by, f"holds show {held.id}")
        return held

    async def record(self, hold: str) -> Record | None:
        """Return the record of the transfer that was stopped: counts, rules, masked samples."""
        query = Query(transfer=hold, kinds=(Kind.TRANSFER,), limit=1)
        return await self.read(lambda connection: next(search(connection, query), None))

    async def stored(self, hold: str) -> Stored | None:
        """Return the head of stored content; None if there is none here that can be read."""
        return await asyncio.to_thread(self._head, hold)

    async def restore(self, hold: str) -> tuple[Stored, Spool]:
        """Return stored content; the spool is the caller's. Raises OSError or Damaged."""
        return await asyncio.to_thread(self._restore, hold)

    async def has_read(self, actor: str, notice: str) -> bool:
        """Whether somebody has read a notice."""
        return await self.read(lambda connection: readers.has_read(connection, actor, notice))

    async def acknowledge(self, actor: str, notice: str) -> None:
        """Write that somebody has read a notice."""
        if await self.committer.do(lambda ledger: ledger.acknowledge(actor, notice, now=_now())):
            self.metrics.notice_read()

    async def sweep(self) -> None:
        """Write down what is over, erase what nobody waits for, and show what waits. Raises LedgerError or OSError."""
        stored = await asyncio.to_thread(self.box.names)  # before the rows are read: a row is always older than its file
        found = await self.read(lambda connection: holds.still_open(connection, _now()))
        while found.over and (over := await self.committer.do(lambda ledger: ledger.holds().expire(_now()))):
            for held in over:
                self.metrics.hold(held.kind, "expired")
        for name in set(stored) - found.ids:
            await self._erase(name)
        for kind in (Action.JUSTIFY, Action.HOLD):
            self.metrics.holds_waiting(kind, *found.waiting.get(kind, (0, None)))

    async def _answer(self, hold: str, by: Approver, event: str, work: Callable[[Holds], Held]) -> Held:
        """Do `work` for an approver. What is refused to them is on record too."""
        try:
            return await self._step(event, work)
        except HoldRefused as error:
            if error.refusal is not Refusal.UNKNOWN:
                await self._refused(hold, by, error.refusal)
            raise

    async def _refused(self, hold: str, by: Approver, why: Refusal) -> None:
        held = await self.committer.do(lambda ledger: ledger.holds().refused(hold, by=by, why=why, now=_now()))
        self.metrics.hold(held.kind, "refused")

    async def note_reading(self, by: Approver, what: str) -> None:
        """Write that an approver reads: call it before anything is shown."""
        await self.committer.do(lambda ledger: ledger.note_reading(who=by.account, what=what, reason=""))

    async def _step(self, event: str, work: Callable[[Holds], Held]) -> Held:
        held = await self.committer.do(lambda ledger: work(ledger.holds()))
        self.metrics.hold(held.kind, event)
        if held.state is not State.WAITING:
            self.metrics.hold_answered(held.kind, (_now() - held.began).total_seconds())
        return held

    async def masked(self, text: str) -> str:
        """Return what may be stored of words that somebody wrote."""
        short = tidy(text)
        if not short:
            return ""
        with self.new_spool() as body:
            raw = short.encode("utf-8", "replace")
            body.write(raw)
            body.seal()
            seen: Inspection = await self.pool.inspect(
                body.fd, body.size, key=body.key, content_type="text/plain; charset=utf-8", seconds=REASON_SECONDS
            )
        return kept(short, seen)

    async def _erase(self, hold: str) -> None:
        try:
            await asyncio.to_thread(self.box.erase, hold)
        except OSError as error:
            self.metrics.hold_store_failed()
            log.error("content that waited was not erased", transfer=hold, error=error.strerror)

    async def read[T](self, work: Callable[[Connection], T]) -> T:
        """Return what `work` reads in the ledger, beside its transactions. Raises LedgerError, or what `work` raises."""

        def run() -> T:
            with engine.transaction(self.ledger.engine, write=False) as connection:
                return work(connection)

        return await asyncio.to_thread(run)

    def _head(self, hold: str) -> Stored | None:
        try:
            return Stored.unpack(next(iter(self.box.open(hold))))
        except (OSError, Damaged):
            return None

    def _restore(self, hold: str) -> tuple[Stored, Spool]:
        pieces = self.box.open(hold)
        head = Stored.unpack(next(pieces))
        body = self.new_spool()
        try:
            for piece in pieces:
                body.write(piece)
            body.seal()
        except BaseException:
            body.close()
            raise
        return head, body


async def _aside[T](body: Spool, work: Callable[[Iterable[bytes]], T]) -> T:
    """Do `work` with the pieces of a body in a thread, on a descriptor of its own: whoever waits may give up and close the body."""
    fd, key, size = os.dup(body.fd), body.key, body.size

    def run() -> T:
        try:
            return work(plain(fd, key, size))
        finally:
            os.close(fd)

    return await asyncio.to_thread(run)


def _now() -> datetime:
    return datetime.now(UTC)
