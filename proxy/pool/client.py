"""The pool as the proxy sees it: a body's descriptor in, an inspection out, always in time.

Whatever goes wrong here is a `Gap`, which the policy judges; no failure of the pool is an exception, and none is ever an allow. Knows
asyncio and the message protocol; knows nothing of HTTP, policy, or what is looked for.
"""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from detectors.model import Gap, GapReason, Inspection
from detectors.wire import loads
from proxy.pool.protocol import GRACE_SECONDS, Job, Reason, Settings, address, close_all, read_reply, receive, send
from proxy.pool.supervisor import Supervisor

READY_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The pool at this moment, for the metrics."""

    queue_length: int
    queue_capacity: int
    starting: int
    idle: int
    busy: int
    restarts: Counter[Reason]
    model_loaded: bool


class Pool:
    """Inspection workers behind a bounded queue."""

    def __init__(
        self,
        socket_path: Path,
        settings: Settings,
        *,
        queue: int = 64,
        observe_wait: Callable[[float], None] = lambda _: None,
        module: str = "proxy.pool.server",
    ) -> None:
        """Take settings.

        Args:
            socket_path: where the workers listen; its folder is made with mode 0700.
            settings: what the pool's process is started with.
            queue: bodies that may wait for a worker; one more is an overload gap at once.
            observe_wait: is told how many seconds each body waited for its worker.
            module: program of the pool's process.

        """
        self._path = socket_path
        self._workers = settings.workers
        self._queue = queue
        self._observe_wait = observe_wait
        self._model = settings.detectors.model
        self._server = Supervisor(socket_path, settings, module=module)
        # Twice the workers: the next job lies in the socket when a worker turns to it, and stays far below the backlog.
        self._slots = asyncio.Semaphore(2 * settings.workers)
        self._second_try = asyncio.Lock()
        self._inside = 0

    async def start(self, seconds: float = READY_SECONDS) -> None:
        """Return when workers take jobs. Raises TimeoutError after `seconds`, RuntimeError if the pool cannot start."""
        await self._server.start(seconds)

    async def stop(self) -> None:
        """End the workers; whoever still waits gets a gap."""
        await self._server.stop()

    @property
    def stats(self) -> Stats:
        """The pool at this moment."""
        alive = self._server.workers
        busy = min(alive, self._inside)
        return Stats(
            queue_length=max(0, self._inside - self._workers),
            queue_capacity=self._queue,
            starting=self._workers - alive,
            idle=alive - busy,
            busy=busy,
            restarts=self._server.restarts,
            model_loaded=self._model and self._server.ready,
        )

    async def inspect(
        self,
        fd: int,
        size: int,
        *,
        content_type: str = "",
        content_encoding: str = "",
        filename: str = "",
        target: str = "",
        seconds: float,
        stop_at: int | None = None,
        key: bytes = b"",
    ) -> Inspection:
        """Return what is known of a body, `seconds` from now at the latest.

        Args:
            fd: the body, all written; stays the caller's. Its offset is neither used nor moved.
            size: of the body, in bytes.
            content_type: raw header value; so are the other texts, and "" is none.
            content_encoding: raw header value.
            filename: as declared.
            target: path and query of the request, inspected as form text; "" for a download.
            seconds: patience, waiting included.
            stop_at: number of people at which an early answer is enough; None counts all.
            key: of a spooled file (`Spool.key`); empty when `fd` is plain.

        Never raises for what happens to the body: overload, deadline and a dead worker are gaps.

        """
        beside = len(filename) + len(target)
        if self._inside >= self._workers + self._queue:
            return _gap(GapReason.OVERLOAD, size, beside)
        now = time.monotonic()
        job = Job(
            size_bytes=size,
            # A short patience is not spent on grace.
            deadline=now + max(seconds - GRACE_SECONDS, seconds / 2),
            sent=now,
            content_type=content_type,
            content_encoding=content_encoding,
            filename=filename,
            target=target,
            stop_at=stop_at,
            key=key,
        )
        self._inside += 1
        try:
            async with asyncio.timeout(seconds), self._slots:
                return await self._ask(job.pack(), fd)
        except TimeoutError:
            return _gap(GapReason.TIMEOUT, size, beside)
        except BlockingIOError:
            return _gap(GapReason.OVERLOAD, size, beside)
        except (OSError, ValueError):
            return _gap(GapReason.DETECTOR_ERROR, size, beside)
        finally:
            self._inside -= 1

    async def _ask(self, job: bytes, fd: int) -> Inspection:
        try:
            return await self._ask_once(job, fd)
        except ConnectionResetError:
            # One at a time: bodies that kill their reader must not take all workers at once.
            async with self._second_try:
                return await self._ask_once(job, fd)

    async def _ask_once(self, job: bytes, fd: int) -> Inspection:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK) as connection:
            with address(self._path) as place:
                connection.connect(place)
            send(connection, job, (fd,))
            await _readable(connection)
            payload, fds = receive(connection)
            close_all(fds)
        waited, packed = read_reply(payload)
        self._observe_wait(waited)
        return loads(bytes(packed))


async def _readable(connection: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(connection, _wake, ready)
    try:
        await ready
    finally:
        loop.remove_reader(connection)


def _wake(ready: "asyncio.Future[None]") -> None:
    if not ready.done():
        ready.set_result(None)


def _gap(reason: GapReason, size: int, beside: int) -> Inspection:
    """Nothing was read, of a body of `size` bytes or of what was said beside it."""
    return Inspection(gaps=(Gap(reason=reason, place="body", size_bytes=size + beside),), size_bytes=size, complete=False)
