"""One inspection worker: takes a job, looks at the body, answers, until it retires. Runs in a process forked from the warm one.

Knows the message protocol and the inspector's one method; knows nothing of forking or of the proxy. It prints nothing: a traceback may hold
what was inspected, so whatever goes wrong outside the inspector's own boundary ends the process, which the asker sees as an end of stream.
"""

import mmap
import os
import select
import signal
import socket
import time
from functools import partial
from typing import Protocol

from detectors.model import Inspection, Limits
from detectors.pages import Pages
from detectors.wire import dumps
from proxy.pool.protocol import GRACE_SECONDS, Job, Reason, Settings, close_all, receive, reply, send
from proxy.spool import fetch

RECEIVE_SECONDS = 2.0
"""An asker sends its job at once after it has connected, or is stuck."""


class Inspects(Protocol):
    """The one method of `detectors.inspector.Inspector` that the pool needs."""

    def inspect(
        self,
        fd: int | Pages,
        *,
        content_type: str,
        content_encoding: str = "",
        filename: str = "",
        target: str = "",
        limits: Limits,
        deadline: float,
        stop_at: int | None = None,
    ) -> Inspection:
        """Return what is known of the body that `fd` holds, or gives page by page."""


def work(listener: socket.socket, inspector: Inspects, settings: Settings) -> Reason:
    """Serve jobs from `listener`; return why this worker should be replaced."""
    baseline = private_bytes()
    for _ in range(settings.jobs_per_worker):
        connection, _ = listener.accept()
        with connection:
            _serve(connection, inspector, settings.limits)
        if private_bytes() > baseline + settings.growth_bytes:
            return Reason.MEMORY
    return Reason.RETIRED


def private_bytes() -> int:
    """Return the resident memory of this process that is no file's. **Source:** proc_pid_statm(5)."""
    with open("/proc/self/statm", "rb") as file:
        _, resident, shared, *_ = map(int, file.read().split())
    return (resident - shared) * mmap.PAGESIZE


def _serve(connection: socket.socket, inspector: Inspects, limits: Limits) -> None:
    connection.settimeout(RECEIVE_SECONDS)
    fds: list[int] = []
    try:
        payload, fds = receive(connection)
        (body,) = fds
        job = Job.unpack(payload)
        if not _gave_up(connection, job):
            send(connection, _answer(job, body, inspector, limits))
    except (OSError, ValueError, TypeError):
        # The asker sees the end of the stream: no answer, which is never an allow.
        return
    finally:
        close_all(fds)


def _answer(job: Job, body: int, inspector: Inspects, limits: Limits) -> bytes:
    waited = max(0.0, time.monotonic() - job.sent)
    if os.fstat(body).st_size < job.size_bytes:
        raise ValueError("the body is shorter than was said")
    # The kernel ends a worker that is stuck, wherever it is stuck: SIGALRM keeps its default action, and no watcher is needed.
    signal.setitimer(signal.ITIMER_REAL, max(0.001, job.deadline - time.monotonic()) + 2 * GRACE_SECONDS)
    try:
        inspection = inspector.inspect(
            Pages(partial(fetch, body, job.key), job.size_bytes) if job.key else body,
            content_type=job.content_type,
            content_encoding=job.content_encoding,
            filename=job.filename,
            target=job.target,
            limits=limits,
            deadline=job.deadline,
            stop_at=job.stop_at,
        )
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return reply(waited, dumps(inspection))


def _gave_up(connection: socket.socket, job: Job) -> bool:
    if job.deadline <= time.monotonic():
        return True
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP | select.POLLHUP)
    return bool(poll.poll(0))
