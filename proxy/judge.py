"""From a held body to a verdict that is on record: inspect, count, decide, write down, then answer. The only place where it all meets.

Knows no mitmproxy layer: it is given a ticket, and puts the verdict or the refusal on it.
"""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from mitmproxy import http

from detectors.model import Gap, GapReason, Inspection
from ledger.committer import Committer, Settled
from proxy.exchange import Exchange, carries_data, codings, endpoint, file_name, spoken
from proxy.gate.ticket import Look, Passage, Ticket
from proxy.metrics import Metrics
from proxy.orders.book import OrderBook
from proxy.pages import Pages
from proxy.pool.client import Pool
from proxy.spool import Spool
from proxy.transfer_id import new_transfer_id
from proxy.waiting.desk import Desk
from proxy.webhook import Webhook
from rules.decide import decide
from rules.model import Count, Direction, Outcome, Past, Transfer, Verdict
from rules.watch import PolicyHolder

log = structlog.get_logger()

LOOK_SECONDS = 2.0
"""Longest look at a body that is still arriving: it must not keep a worker from bodies that wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Reaches verdicts."""

    pool: Pool
    committer: Committer
    policies: PolicyHolder
    orders: OrderBook
    metrics: Metrics
    pages: Pages
    desk: Desk
    notices: Webhook
    nothing: Spool
    """An empty body, for a request whose query or file name alone is inspected."""
    seconds: float
    """Longest inspection; what is not done by then is a gap."""

    async def judge(self, ticket: Ticket, exchange: Exchange) -> None:
        """Put a verdict on `ticket`, recorded before it is there. Raises what the ledger raises: then there is no verdict."""
        began = time.monotonic()
        size = ticket.spool.size if ticket.spool else 0
        transfer = exchange.transfer(
            ticket.flow,
            id=new_transfer_id(),
            direction=ticket.direction,
            size_bytes=size,
            at=datetime.now(UTC),
            endpoints=self.desk.keys.endpoints,
            whole=not ticket.early,
        )
        transfer = self.orders.placed(transfer)
        if ticket.overflow:
            transfer = replace(transfer, refusal="too_large")
        if ticket.direction is Direction.UPLOAD and not carries_data(ticket.flow.request, size):
            transfer = await self.orders.still(transfer)
            ticket.verdict = self._admit(transfer)
            if ticket.verdict.releases:
                return
        self.metrics.transfer_began()
        inspection, settled = None, None
        try:
            inspection = await self._inspect(ticket, transfer)
            body = ticket.spool or self.nothing
            content = await self.desk.content(ticket, transfer, body)
            settled = await self.committer.settle(transfer, inspection, self.policies.current, transfer.at, content)
            await self.desk.settled(ticket, body, settled, transfer)
            ticket.verdict, ticket.transfer = settled.verdict, transfer
        finally:
            self.metrics.transfer_done(transfer, inspection, ticket.verdict, _outcome(ticket), time.monotonic() - began)
            if inspection and settled is None:
                self.metrics.ledger_failed()
        self.metrics.ledger_appended("transfer", time.monotonic() - began)
        if settled.tried:
            self.metrics.attempt(settled.tried.result, settled.tried.event)
        if not settled.verdict.releases:
            request, verdict = ticket.flow.request, settled.verdict
            ticket.answer = self.pages.refusal(request, transfer, inspection, verdict, settled.held, settled.place, crowded=settled.crowded)
        self._tell(transfer, inspection, settled)

    async def look(self, look: Look, exchange: Exchange) -> bool:
        """Whether what has arrived of a body is enough to stop it: so many people that nothing that follows can change the verdict."""
        size = look.spool.size
        transfer = exchange.transfer(look.flow, id="", direction=look.direction, size_bytes=size, at=datetime.now(UTC))
        transfer = self.orders.placed(transfer)
        stop_at = self.policies.current.stop_at(transfer)
        if stop_at is None or transfer.refusal:
            return False
        inspection = await self._ask(look, look.spool, seconds=LOOK_SECONDS, stop_at=stop_at)
        return inspection.people.count >= stop_at

    async def recount(self, ticket: Ticket) -> None:
        """Put the full count of a transfer that was stopped early on record beside the first."""
        assert ticket.spool
        assert ticket.transfer
        inspection = await self._ask(ticket, ticket.spool, seconds=self.seconds, stop_at=None)
        await self.committer.recount(replace(ticket.transfer, size_bytes=ticket.spool.size), inspection, released=False)
        self.metrics.canaries(ticket.direction, Outcome.STOPPED, len(inspection.canaries))

    async def pass_through(self, passage: Passage, direction: Direction, size_bytes: int, *, passed: bool) -> bool:
        """Whether a connection that nobody can look into may pass, or go on: its bytes are judged, charged and recorded like any gap.

        `passed`: they have left already, and the verdict is on what would follow. To a host that the policy passes through no longer,
        nothing follows. Raises what the ledger raises.
        """
        began, exchange = time.monotonic(), passage.exchange
        transfer = Transfer(
            id=new_transfer_id(),
            actor=exchange.actor,
            destination=exchange.destination,
            direction=direction,
            at=datetime.now(UTC),
            size_bytes=size_bytes,
            passed=passed,
            endpoint=endpoint(self.desk.keys.endpoints, exchange.destination),
        )
        transfer = self.orders.placed(transfer)
        gap = Gap(reason=GapReason.TLS_PASSTHROUGH, place="connection", size_bytes=size_bytes)
        inspection, verdict = Inspection(gaps=(gap,), complete=False), None
        self.metrics.transfer_began()
        try:
            settled = await self.committer.settle(transfer, inspection, self.policies.current, transfer.at)
            verdict = settled.verdict
        finally:
            outcome = verdict.outcome(transfer) if verdict else Outcome.ERROR
            self.metrics.transfer_done(transfer, inspection, verdict, outcome, time.monotonic() - began)
            if verdict is None:
                self.metrics.ledger_failed()
        self.metrics.ledger_appended("transfer", time.monotonic() - began)
        if not passed:
            self.metrics.gap(gap.reason)  # one part, however many pieces of it are charged
        if (news := (direction, verdict.action, *verdict.rules)) not in passage.told:
            passage.told.add(news)
            self._tell(transfer, inspection, settled)
        return verdict.releases and self.policies.current.passthrough(transfer.destination.host)

    def _admit(self, transfer: Transfer) -> Verdict:
        """Decide on a request that moves no data: only who and where can stop it, and it needs no record if it passes."""
        policy = self.policies.current
        nothing = Past(counts=tuple((window, Count(people=0)) for window in policy.windows(transfer)))
        return decide(transfer, Inspection(), nothing, policy, transfer.at)

    async def _inspect(self, ticket: Ticket, transfer: Transfer) -> Inspection:
        if ticket.overflow:
            gap = Gap(reason=GapReason.TOO_LARGE, place="body", size_bytes=transfer.size_bytes)
            inspection = Inspection(gaps=(gap,), size_bytes=transfer.size_bytes, complete=False)
        elif transfer.refusal:
            inspection = Inspection(size_bytes=transfer.size_bytes)
        else:
            # Only an early verdict may be content with a lower bound: a whole body is counted whole.
            stop_at = self.policies.current.stop_at(transfer) if ticket.early else None
            inspection = await self._ask(ticket, ticket.spool or self.nothing, seconds=self.seconds, stop_at=stop_at)
        self.metrics.scan(transfer.direction, inspection)
        return inspection

    async def _ask(self, of: Ticket | Look, body: Spool, *, seconds: float, stop_at: int | None) -> Inspection:
        upload = of.direction is Direction.UPLOAD
        message: http.Message | None = of.flow.request if upload else of.flow.response
        assert message
        return await self.pool.inspect(
            body.fd,
            body.size,
            key=body.key,
            content_type=message.headers.get("content-type", ""),
            content_encoding=codings(message),
            filename=file_name(message),
            target=spoken(of.flow.request) if upload else "",
            seconds=seconds,
            stop_at=stop_at,
        )

    def _tell(self, transfer: Transfer, inspection: Inspection, settled: Settled) -> None:
        if settled.verdict.matches:
            log.info(
                "verdict",
                transfer=transfer.id,
                direction=transfer.direction,
                action=settled.verdict.action,
                rules=settled.verdict.rules,
                destination_class=transfer.destination.category,
                people=inspection.people.count,
            )
        self.notices.notify(transfer, inspection, settled.verdict)


def _outcome(ticket: Ticket) -> Outcome:
    if ticket.verdict is None:
        return Outcome.ERROR
    return Outcome.RELEASED if ticket.released else Outcome.STOPPED
