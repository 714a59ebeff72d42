"""The one thread that writes: takes decided-to-be transfers from a queue, settles them in groups, answers when they are durable.

It must not know what a verdict does to traffic.
"""

import asyncio
import queue
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from detectors.model import Inspection
from ledger.errors import LedgerBusy, LedgerError
from ledger.records import Record
from ledger.store import Ledger
from rules.decide import decide
from rules.model import Past, Transfer, Verdict
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    transfer: Transfer
    inspection: Inspection
    policy: Policy
    now: datetime
    answer: "Future[Settled]" = field(default_factory=Future)


class Committer:
    """Settles transfers. Start it by making it; `close` it before the ledger."""

    def __init__(self, ledger: Ledger, *, max_waiting: int = MAX_WAITING) -> None:
        self._ledger = ledger
        self._queue: queue.Queue[_Job | None] = queue.Queue(max_waiting)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def submit(self, transfer: Transfer, inspection: Inspection, policy: Policy, now: datetime) -> "Future[Settled]":
        """Ask for a verdict, counted and recorded; the answer comes when it is durable.

        The future raises what went wrong; then nothing was recorded, and nothing may be released. Raises LedgerBusy if too many wait.
        """
        job = _Job(transfer=transfer, inspection=inspection, policy=policy, now=now)
        if self._closed:
            raise LedgerError("the ledger is closing")
        try:
            self._queue.put_nowait(job)
        except queue.Full:
            raise LedgerBusy("too many transfers wait for the ledger") from None
        return job.answer

    async def settle(self, transfer: Transfer, inspection: Inspection, policy: Policy, now: datetime) -> Settled:
        """Do the same without blocking an event loop."""
        return await asyncio.wrap_future(self.submit(transfer, inspection, policy, now))

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

    def _run(self) -> None:
        ended = False
        while not ended:
            jobs, ended = self._collect()
            with _Answering(jobs) as alone:
                if jobs:
                    self._settle(jobs)
                else:
                    self._ledger.close_minute(datetime.now(UTC))
            for job in alone:
                with _Answering([job]):
                    self._settle([job])

    def _collect(self) -> tuple[list[_Job], bool]:
        """Return what waits, at least one if one comes soon, and whether it was the last."""
        jobs: list[_Job] = []
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

    def _settle(self, jobs: list[_Job]) -> None:
        with self._ledger.transaction():
            settled = [self._one(job) for job in jobs]
        for job, one in zip(jobs, settled, strict=True):
            job.answer.set_result(one)

    def _one(self, job: _Job) -> Settled:
        past = self._ledger.past(job.transfer, job.inspection.people, job.policy)
        verdict = decide(job.transfer, job.inspection, past, job.policy, job.now)
        record = self._ledger.append(job.transfer, job.inspection, verdict, past, now=job.now)
        return Settled(verdict=verdict, past=past, record=record)


class _Answering:
    """Gives any failure of a group to everyone who waits for it, so that the thread goes on and nobody waits for ever.

    A failure that is not the ledger's comes from one transfer: then the others get another try, each alone.
    """

    def __init__(self, jobs: list[_Job]) -> None:
        self._jobs = jobs
        self._alone: list[_Job] = []

    def __enter__(self) -> list[_Job]:
        return self._alone

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> bool:
        waiting = [job for job in self._jobs if not job.answer.done()]
        if error is None:
            return False
        if len(waiting) > 1 and isinstance(error, Exception) and not isinstance(error, LedgerError):
            self._alone.extend(waiting)
            return True
        for job in waiting:
            job.answer.set_exception(error)
        return isinstance(error, Exception)
