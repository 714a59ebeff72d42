"""Keeps the pool's process running and knows how it is: ready, its workers, their restarts. Lives on the proxy's event loop.

Knows the start line, the settings and the events of `proxy.pool.server`; knows nothing of jobs.
"""

import asyncio
import os
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

from proxy.pool.protocol import EVENT, SETTINGS, Event, Reason, Settings

BACKOFF_SECONDS = (0.5, 30.0)
"""First and longest pause before the process is started again."""

STOP_SECONDS = 2.0

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
"""Native libraries must not start threads before the fork."""


class Supervisor:
    """The pool's process, started again whenever it ends."""

    def __init__(self, socket: Path, settings: Settings, *, module: str) -> None:
        self._socket = socket
        self._settings = settings
        self._module = module
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self.workers = 0
        """Alive now."""
        self.restarts: Counter[Reason] = Counter(dict.fromkeys(Reason, 0))
        """Workers replaced since the start; the end of the whole process is one crash."""

    @property
    def ready(self) -> bool:
        """Whether workers take jobs."""
        return self._ready.is_set()

    async def start(self, seconds: float) -> None:
        """Return when workers take jobs. Raises TimeoutError after `seconds`, RuntimeError if the process ends before."""
        self._task = asyncio.create_task(self._keep_running(), name="inspection pool")
        ready = asyncio.create_task(self._ready.wait())
        try:
            done, _ = await asyncio.wait({self._task, ready}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if self._task in done:
            self._task.result()
        if not done:
            await self.stop()
            raise TimeoutError("the inspection pool was not ready in time")

    async def stop(self) -> None:
        """End the process and its workers."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if self._process and self._process.returncode is None:
            await _end(self._process)
        self._down()
        self._socket.unlink(missing_ok=True)

    async def _keep_running(self) -> None:
        pause, ever_ready = BACKOFF_SECONDS[0], False
        while True:
            self._process = await self._launch()
            was_ready = await self._follow(self._process)
            code = await self._process.wait()
            self._down()
            ever_ready |= was_ready
            if was_ready:
                pause = BACKOFF_SECONDS[0]
            elif not ever_ready:
                raise RuntimeError(f"the inspection pool ended with status {code} before it was ready")
            self.restarts[Reason.CRASH] += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, BACKOFF_SECONDS[1])

    async def _launch(self) -> asyncio.subprocess.Process:
        # -P: the folder that the proxy was started in is no place to import from.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", self._module, "--socket", str(self._socket)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | ONE_THREAD,
            start_new_session=True,
        )
        assert process.stdin
        process.stdin.write(SETTINGS.dump_json(self._settings))
        with suppress(BrokenPipeError, ConnectionResetError):
            await process.stdin.drain()
        process.stdin.close()
        return process

    async def _follow(self, process: asyncio.subprocess.Process) -> bool:
        assert process.stdout
        async for line in process.stdout:
            event: Event = EVENT.validate_json(line)
            self.workers = event.workers
            if event.restart:
                self.restarts[event.restart] += 1
            self._ready.set()
        return self.ready

    def _down(self) -> None:
        self.workers = 0
        self._ready.clear()


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
