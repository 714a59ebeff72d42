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
from proxy.exchange import Exchange, carries_data, file_name
from proxy.gate.ticket import Ticket
from proxy.metrics import Metrics
from proxy.pages import Pages
from proxy.pool.client import Pool
from proxy.spool import Spool
from proxy.transfer_id import new_transfer_id
from proxy.webhook import Webhook
from rules.decide import decide
from rules.model import Actor, Count, Destination, Direction, Outcome, Past, Transfer, Verdict
from rules.watch import PolicyHolder

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Reaches verdicts."""

    pool: Pool
    committer: Committer
    policies: PolicyHolder
    metrics: Metrics
    pages: Pages
    notices: Webhook
    nothing: Spool
    """An empty body, for a request whose query or file name alone is inspected."""
    seconds: float
    """Longest inspection; what is not done by then is a gap."""

    async def judge(self, ticket: Ticket, exchange: Exchange) -> None:
        """Put a verdict on `ticket`, recorded before it is there. Raises what the ledger raises: then there is no verdict."""
        began = time.monotonic()
        size = ticket.spool.size if ticket.spool else 0
        transfer = exchange.transfer(ticket.flow, id=new_transfer_id(), direction=ticket.direction, size_bytes=size, at=datetime.now(UTC))
        if ticket.overflow:
            transfer = replace(transfer, refusal="too_large")
        if ticket.direction is Direction.UPLOAD and not carries_data(ticket.flow.request, size):
            ticket.verdict = self._admit(transfer)
            if ticket.verdict.action.releases:
                return
        self.metrics.transfer_began()
        inspection, settled = None, None
        try:
            inspection = await self._inspect(ticket, transfer)
            settled = await self.committer.settle(transfer, inspection, self.policies.current, transfer.at)
            ticket.verdict = settled.verdict
        finally:
            self.metrics.transfer_done(transfer, inspection, ticket.verdict, _outcome(ticket), time.monotonic() - began)
            if settled is None:
                self.metrics.ledger_failed()
        self.metrics.ledger_appended("transfer", time.monotonic() - began)
        if not ticket.released:
            ticket.answer = self.pages.refusal(ticket.flow.request, transfer, inspection, settled.verdict)
        self._tell(transfer, inspection, settled)

    async def pass_through(self, actor: Actor, destination: Destination) -> bool:
        """Whether a connection that nobody can look into may pass: the gap is judged and recorded like any other."""
        gap = Gap(reason=GapReason.TLS_PASSTHROUGH, place="connection", size_bytes=0)
        transfer = Transfer(id=new_transfer_id(), actor=actor, destination=destination, direction=Direction.UPLOAD, at=datetime.now(UTC))
        inspection = Inspection(gaps=(gap,), complete=False)
        settled = await self.committer.settle(transfer, inspection, self.policies.current, transfer.at)
        self.metrics.gap(gap.reason)
        self._tell(transfer, inspection, settled)
        return settled.verdict.action.releases

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
            upload = ticket.direction is Direction.UPLOAD
            message: http.Message | None = ticket.flow.request if upload else ticket.flow.response
            assert message
            body = ticket.spool or self.nothing
            inspection = await self.pool.inspect(
                body.fd,
                body.size,
                key=body.key,
                content_type=message.headers.get("content-type", ""),
                content_encoding=message.headers.get("content-encoding", ""),
                filename=file_name(message),
                target=ticket.flow.request.path if upload else "",
                seconds=self.seconds,
                stop_at=self.policies.current.stop_at(transfer),
            )
        self.metrics.scan(transfer.direction, inspection)
        return inspection

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
