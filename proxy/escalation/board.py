"""Who stands on a step after repeated attempts: shown, counted for the metrics, reset. It must not know tokens, nor what a step does."""

from dataclasses import dataclass
from datetime import UTC, datetime

from ledger.escalation import Event, Place, Refusal, ResetRefused, listed
from ledger.store import Ledger
from proxy.waiting.desk import Desk
from rules.schema_work import Escalation


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The steps of everybody, at all nodes of the ledger."""

    desk: Desk

    @property
    def plan(self) -> Escalation | None:
        """What the policy in force says of steps; None if it knows none."""
        return self.desk.policies.current.escalation

    async def listed(self) -> list[Place]:
        """Return everybody who stands on a step, highest first. Raises LedgerError."""
        plan = self.plan
        return await self.desk.read(lambda connection: list(listed(connection, plan, datetime.now(UTC)))) if plan else []

    async def show(self) -> None:
        """Show in the metrics how many stand on each step. Raises LedgerError."""
        self.desk.metrics.escalated((place.step, place.locked) for place in await self.listed())

    async def reset(self, account: str, *, by: str, text: str) -> Place:
        """Let somebody start anew, and return where they stood. Raises ResetRefused, or what the ledger raises."""
        plan = self.plan
        if plan is None:
            raise ResetRefused(Refusal.NOTHING)
        reason = await self.desk.masked(text)

        def work(ledger: Ledger) -> Place:
            return ledger.steps(plan).reset(account, by=by, reason=reason, now=datetime.now(UTC))

        try:
            stood = await self.desk.committer.do(work)
        except ResetRefused as refused:
            if refused.refusal is Refusal.OWN:
                await self.desk.committer.do(lambda ledger: ledger.steps(plan).refused(account, by=by, now=datetime.now(UTC)))
            raise
        self.desk.metrics.escalation(Event.RESET)
        return stood
