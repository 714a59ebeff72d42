"""Tells of each incident by itself, as JSON to one address. No personal data, no account, no file name; never in the way of traffic.

Metrics show rates; a single incident is told here, and looked up in the ledger by its number.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
import orjson
import structlog
from pydantic import HttpUrl

from detectors.model import Inspection
from proxy.metrics import Metrics
from rules.model import Action, Transfer, Verdict

log = structlog.get_logger()

WAITING = 1000
"""Notices that may wait; more are dropped, and counted."""
ATTEMPTS = 6
BACKOFF_SECONDS = 1.0
"""Before the second attempt; twice as long before each further one."""
TIMEOUT_SECONDS = 10.0
FAREWELL_SECONDS = 5.0
"""At the end, for notices that still wait."""


@dataclass
class Webhook:
    """Sends notices to `url` while it is entered; sends nothing if there is no address."""

    url: HttpUrl | None = field(repr=False)  # such an address often holds a secret
    metrics: Metrics
    backoff_seconds: float = BACKOFF_SECONDS
    waiting: int = WAITING
    _queue: asyncio.Queue[bytes] = field(init=False)
    _task: asyncio.Task[None] | None = field(init=False, default=None)

    async def __aenter__(self) -> Self:
        self._queue = asyncio.Queue(self.waiting)
        if self.url:
            self._task = asyncio.create_task(self._run(str(self.url)), name="webhook")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is None:
            return
        try:
            async with asyncio.timeout(FAREWELL_SECONDS):
                await self._queue.join()
        except TimeoutError:
            log.warning("notices not delivered", waiting=self._queue.qsize())
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def notify(self, transfer: Transfer, inspection: Inspection, verdict: Verdict) -> None:
        """Tell of a transfer if somebody has to look at it: any action but allow, monitored rules included. Never waits."""
        if self._task is None or verdict.action is verdict.would is Action.ALLOW:
            return
        try:
            self._queue.put_nowait(orjson.dumps(notice(transfer, inspection, verdict)))
        except asyncio.QueueFull:
            self.metrics.webhook("dropped")

    async def _run(self, url: str) -> None:
        # trust_env: a proxy named in the environment may be this very one.
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            while True:
                body = await self._queue.get()
                delivered = await self._deliver(client, url, body)
                self.metrics.webhook("delivered" if delivered else "failed")
                self._queue.task_done()

    async def _deliver(self, client: httpx.AsyncClient, url: str, body: bytes) -> bool:
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(self.backoff_seconds * 2 ** (attempt - 1))
            try:
                answer = await client.post(url, content=body, headers={"Content-Type": "application/json"})
            except httpx.HTTPError as error:
                log.warning("notice not delivered", attempt=attempt + 1, error=type(error).__name__)
                continue
            if answer.is_success:
                return True
            log.warning("notice not delivered", attempt=attempt + 1, status=answer.status_code)
            if answer.is_client_error and answer.status_code not in (408, 429):
                return False  # it will be refused again
        return False


def notice(transfer: Transfer, inspection: Inspection, verdict: Verdict) -> dict[str, Any]:
    """Return what is told: numbers, kinds, rules. `text` is one line that chat services show."""
    outcome = verdict.outcome(transfer)
    people = inspection.people
    at_least = "" if people.exact and inspection.complete else "at least "
    return {
        "text": f"Sekimori {outcome}: {at_least}{people.count} people, {transfer.direction} ({transfer.destination.category}), "
        f"{', '.join(verdict.rules) or 'monitored rules only'}; incident {transfer.id}",
        "incident": transfer.id,
        "at": transfer.at.isoformat(),
        "action": verdict.action,
        "would": verdict.would,
        "outcome": outcome,
        "direction": transfer.direction,
        "destination_class": transfer.destination.category,
        "tenant": transfer.tenant,
        "unit": transfer.actor.unit,
        "people": people.count,
        "people_exact": people.exact and inspection.complete,
        "names_only": people.names_only,
        "customers": inspection.customers_by_tenant(),
        "canaries": inspection.canaries,
        "entities": dict(inspection.entities),
        "gaps": dict(Counter(gap.reason.value for gap in inspection.gaps)),
        "rules": [
            {"rule": match.rule, "action": match.action, "enforced": match.enforced, "severity": match.severity, "measure": match.measure}
            for match in verdict.matches
        ],
        "policy": verdict.policy[:8],
    }
