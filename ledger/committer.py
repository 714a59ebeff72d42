"""The one thread that writes: takes decided-to-be transfers from a queue, settles them in groups, answers when they are durable.

It must not know what a verdict does to traffic.
"""

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from detectors.model import Inspection
from ledger.errors import LedgerBusy, LedgerError
from ledger.escalation import Place, Tried
from ledger.held import WAITS, Crowded, Held, Share
from ledger.records import Record
from ledger.store import Ledger
from rules.attempts import is_attempt
from rules.decide import decide
from rules.model import Action, Past, Transfer, Verdict
from rules.policy import Policy

MAX_GROUP = 512
"""Transfers of one commit."""

MAX_SECONDS = 0.010
"""How long a group is collected."""

MAX_WAITING = 4096
"""Transfers in the queue; more are refused, for their answer would come too late."""

_IDLE_SECONDS = 5.0
"""How often an idle writer looks whether a minute is over, and whether the ledger still takes writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was decided and made durable."""

    verdict: Verdict
    past: Past
    record: Record | None
    """None for a transfer with nothing in it, which is counted in its minute."""
    held: Held | None = None
    """What it waits under, or has waited under."""
    crowded: bool = False
    """Whether it would wait if the person had not as much waiting as one may have."""
    tried: Tried | None = None
    """What came of it if it was an attempt by which it gets stricter for the actor."""
    place: Place | None = None
    """Where the actor stands after it; None if the policy knows no such steps."""


class _Job[T]:
    """What to do inside a transaction, and who waits for it."""

    def __init__(self, work: Callable[[], T]) -> None:
        self.answer: Future[T] = Future()
        self._work = work
        self._done: list[T] = []

    def run(self) -> None:
        """Do it; a group that is tried again does it again."""
        self._done = [self._work()]

    def reply(self) -> None:
        """Give the answer, once it is durable."""
        self.answer.set_result(self._done[0])


class Committer:
    """Settles transfers. Start it by making it; `close` it before the ledger."""

    def __init__(self, ledger: Ledger, *, max_waiting: int = MAX_WAITING, share: Share = Share()) -> None:
        """`max_waiting` is how long the queue may get, `share` what one person may have waiting for an answer."""
        self._ledger, self._share = ledger, share
        self._queue: queue.Queue[_Job[Any] | None] = queue.Queue(max_waiting)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def submit(self, transfer: Transfer, inspection: Inspection, policy: Policy, now: datetime, content: str = "") -> "Future[Settled]":
        """Ask for a verdict, counted and recorded; the answer comes when it is durable.

        `content` is the digest of what was inspected; without one it cannot wait for a reason or an approval.

        The future raises what went wrong; then nothing was recorded, and nothing may be released. Raises LedgerBusy if too many wait.
        """
        return self._put(_Job(lambda: self._settle(transfer, inspection, policy, now, content)))

    async def settle(self, transfer: Transfer, inspection: Inspection, policy: Policy, now: datetime, content: str = "") -> Settled:
        """Do the same without blocking an event loop."""
        return await asyncio.wrap_future(self.submit(transfer, inspection, policy, now, content))

    async def do[T](self, work: Callable[[Ledger], T]) -> T:
        """Do something else to the ledger in a transaction. Raises what `work` raises; then nothing was written."""
        return await asyncio.wrap_future(self._put(_Job(lambda: work(self._ledger))))

    async def recount(self, transfer: Transfer, inspection: Inspection, *, released: bool) -> Record:
        """Write the full count of a transfer that was settled before its end; `released` if its bytes went out.

        Raises what went wrong; then the record of the first count is all there is.
        """
        return await asyncio.wrap_future(self._put(_Job(lambda: self._ledger.recount(transfer, inspection, released=released))))

    async def note_policy(self, policy: Policy) -> Record | None:
        """Write that another policy is in force; None if it is on record already. Raises what went wrong; then it is not on record."""
        return await asyncio.wrap_future(self._put(_Job(lambda: self._ledger.note_policy(policy))))

    @property
    def waiting(self) -> int:
        """Number of transfers in the queue."""
        return self._queue.qsize()

    def close(self) -> None:
        """Settle what waits, end the thread, and take the open minute into the chain. Raises LedgerError if it stays open."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        self._thread.join()
        while not self._queue.empty():
            late = self._queue.get_nowait()
            if late and late.answer.set_running_or_notify_cancel():
                late.answer.set_exception(LedgerError("the ledger is closing"))
        if self._ledger.open_minute is not None:
            self._ledger.close_minute(datetime.now(UTC), even_if_running=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _put[T](self, job: _Job[T]) -> Future[T]:
        if self._closed:
            raise LedgerError("the ledger is closing")
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise LedgerBusy("too many transfers wait for the ledger") from None
        return job.answer

    def _run(self) -> None:
        ended = False
        while not ended:
            jobs, ended = self._collect()
            for job in self._commit(jobs):
                self._commit([job])

    def _commit(self, jobs: list[_Job[Any]]) -> list[_Job[Any]]:
        """Do a group in one transaction and answer it. Returns the jobs that need another try, each alone.

        A failure of the ledger is the answer of the whole group; any other comes from one job, which must not fail the rest.
        """
        try:
            if jobs:
                with self._ledger.transaction():
                    for job in jobs:
                        job.run()
            else:
                self._ledger.close_minute(datetime.now(UTC))
        except Exception as error:  # noqa: BLE001 - whoever waits would wait for ever: this thread is the only one that answers
            if len(jobs) > 1 and not isinstance(error, LedgerError):
                return jobs
            for job in jobs:
                job.answer.set_exception(error)
        else:
            for job in jobs:
                job.reply()
        return []

    def _collect(self) -> tuple[list[_Job[Any]], bool]:
        """Return what waits, at least one if one comes soon, and whether it was the last."""
        jobs: list[_Job[Any]] = []
        until = 0.0
        while len(jobs) < MAX_GROUP:
            try:
                job = self._queue.get_nowait() if jobs else self._queue.get(timeout=_IDLE_SECONDS)
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            if job.answer.set_running_or_notify_cancel():
                jobs.append(job)
            until = until or time.monotonic() + MAX_SECONDS
            if time.monotonic() > until:
                break
        return jobs, False

    def _settle(self, transfer: Transfer, inspection: Inspection, policy: Policy, now: datetime, content: str) -> Settled:
        transfer = self._ledger.orders().still(transfer, policy.work_orders)
        past = self._ledger.past(transfer, inspection.people, policy, inspection.gaps)
        verdict, held, crowded = decide(transfer, inspection, past, policy, now), None, False
        if content and verdict.action in WAITS:
            try:
                verdict, held = self._claim(transfer, inspection, verdict, policy, now, content)
            except Crowded:
                crowded = True
        record = self._ledger.append(transfer, inspection, verdict, past, now=now, hold=held.id if held else "")
        settled = Settled(verdict=verdict, past=past, record=record, held=held, crowded=crowded)
        return self._stepped(settled, transfer, inspection, policy, now)

    def _claim(
        self, transfer: Transfer, inspection: Inspection, verdict: Verdict, policy: Policy, now: datetime, content: str
    ) -> tuple[Verdict, Held]:
        wait = timedelta(minutes=policy.justify.minutes) if verdict.action is Action.JUSTIFY else timedelta(hours=policy.hold.hours)
        needed = policy.approvals(transfer.tenant) if verdict.action is Action.HOLD else 0
        found = self._ledger.holds()
        return found.claim(transfer, inspection, verdict, content, wait=wait, needed=needed, now=now, share=self._share)

    def _stepped(self, settled: Settled, transfer: Transfer, inspection: Inspection, policy: Policy, now: datetime) -> Settled:
        """Count an attempt, and say where the actor stands after it."""
        if policy.escalation is None or not transfer.actor.known:
            return settled
        steps, tried = self._ledger.steps(policy.escalation), None
        if is_attempt(transfer, inspection, settled.verdict, settled.past, policy, now):
            tried = steps.attempt(transfer.actor.id, transfer.endpoint, transfer.id, now)
        return replace(settled, tried=tried, place=steps.place(transfer.actor.id, now))
