"""What goes on beside the traffic: policy reload, gauges, loop lag, and the answer to "is it ready?"."""

import asyncio
import os
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

import structlog

from ledger.engine import path_of
from ledger.errors import LedgerError
from ledger.store import Ledger
from proxy.escalation.board import Board
from proxy.judge import Judge
from rules.escalation import LOCKOUT

log = structlog.get_logger()

GAUGE_SECONDS = 1.0
HOLD_SECONDS = 2.0
ORDER_SECONDS = 2.0
"""So soon a work order that was opened or closed elsewhere counts here."""
STEP_SECONDS = 5.0
LAG_SECONDS = 0.1
"""Ten times a second (observability: a blocked loop stalls every connection)."""


@dataclass(kw_only=True)
class Upkeep:
    """Background tasks of a running proxy."""

    judge: Judge
    ledger: Ledger
    model: bool
    """Whether the language model is wanted."""
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _restarts: Counter[str] = field(default_factory=Counter)
    _noted: str = ""

    async def __aenter__(self) -> Self:
        self._show_policy()
        tasks = await self._stack.enter_async_context(asyncio.TaskGroup())
        running = [tasks.create_task(work()) for work in (self._gauges, self._lag, self._holds, self._orders, self._steps)]
        self._stack.callback(lambda: [task.cancel() for task in running])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def missing(self) -> list[str]:
        """Return what keeps the proxy from being ready; empty when it is."""
        stats = self.judge.pool.stats
        found = {
            "model": stats.model_loaded or not self.model,
            "workers": stats.idle + stats.busy > 0,
            "ledger": self.ledger.writable(),
        }
        return [name for name, there in found.items() if not there]

    def reload(self) -> None:
        """Load the policy again; the old one stays in force if the new one cannot be used."""
        result = self.judge.policies.reload()
        if not result.ok:
            self.judge.metrics.policy_failed()
            log.error("policy not reloaded", faults=[str(fault) for fault in result.faults])
        else:
            self._show_policy()
            log.info("policy reloaded", digest=self.judge.policies.current.digest[:8])

    def _show_policy(self) -> None:
        policy, now = self.judge.policies.current, datetime.now(UTC)
        self.judge.metrics.policy_loaded(
            digest=policy.digest,
            mode=policy.effective_mode(now),
            rules=[*(rule.id for rule in policy.rules), *([LOCKOUT] if policy.escalation else [])],
            now=now,
            monitor_until=policy.monitor_until,
            exceptions={exemption.id: exemption.until for exemption in policy.exemptions},
        )

    async def _gauges(self) -> None:
        while True:
            if self.judge.policies.changed():
                self.reload()
            await self._note_policy()
            stats, metrics = self.judge.pool.stats, self.judge.metrics
            metrics.policy_mode(self.judge.policies.current.effective_mode(datetime.now(UTC)))
            metrics.degraded("fail_closed", bool(self.missing()))
            metrics.queue(stats.queue_length, stats.queue_capacity)
            metrics.workers(starting=stats.starting, idle=stats.idle, busy=stats.busy)
            metrics.model_loaded(stats.model_loaded)
            for reason, number in stats.restarts.items():
                for _ in range(number - self._restarts[reason]):
                    metrics.worker_restarted(reason)
                self._restarts[reason] = number
            metrics.ledger_size(*_sizes(self.ledger))
            await asyncio.sleep(GAUGE_SECONDS)

    async def _note_policy(self) -> None:
        """Put a policy on record that is newly in force; a ledger that fails is asked again with the next round."""
        policy = self.judge.policies.current
        if policy.digest == self._noted:
            return
        began = time.monotonic()
        try:
            record = await self.judge.committer.note_policy(policy)
        except LedgerError as error:
            log.error("policy not on record", error=str(error))
            return
        self._noted = policy.digest
        if record:
            self.judge.metrics.ledger_appended("policy", time.monotonic() - began)
            log.info("policy on record", digest=policy.digest[:8])

    async def _holds(self) -> None:
        while True:
            try:
                await self.judge.desk.sweep()
            except (LedgerError, OSError) as error:
                log.error("holds not swept", error=type(error).__name__)
            await asyncio.sleep(HOLD_SECONDS)

    async def _orders(self) -> None:
        while True:
            try:
                await self.judge.orders.refresh()
            except LedgerError as error:  # what was known goes on to its own end
                log.error("work orders not read", error=str(error))
            self.judge.metrics.orders_open(self.judge.orders.open_at(datetime.now(UTC)))
            await asyncio.sleep(ORDER_SECONDS)

    async def _steps(self) -> None:
        board = Board(desk=self.judge.desk)
        while True:
            try:
                await board.show()
            except LedgerError as error:
                log.error("steps not read", error=str(error))
            await asyncio.sleep(STEP_SECONDS)

    async def _lag(self) -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(LAG_SECONDS)
            self.judge.metrics.loop_lag(max(0.0, time.monotonic() - began - LAG_SECONDS))


def _sizes(ledger: Ledger) -> tuple[int, int]:
    """Bytes of an embedded ledger and free bytes beside it; zeros for one elsewhere."""
    path = path_of(ledger.url)
    if path is None:
        return 0, 0
    free = os.statvfs(path.parent)
    return path.stat().st_size, free.f_bavail * free.f_frsize
