"""The pool's process: loads the inspector once, forks the workers, forks again those that end. Run as `python -m proxy.pool.server`.

Settings come as JSON on standard input, events go out as JSON lines on standard output; neither holds content. Knows nothing of jobs.
"""

import argparse
import ctypes
import gc
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from detectors.config import DetectorConfig
from detectors.model import GapReason
from proxy.pool.protocol import EVENT, SETTINGS, Event, Reason, Settings, address
from proxy.pool.worker import Inspects, work

FORK_GAP_SECONDS = 0.2
"""After a crash: bodies that kill their reader must not become a storm of forks."""

BACKLOG = 1024
"""Jobs that may wait in the socket, over all proxy processes."""

WARM_UP = "お客様の山田花子様（東京都千代田区丸の内1-1-1、電話03-1234-5678）から、配送日を変えたいとのお申し出がありました。".encode()
WARM_UP_SECONDS = 120.0

PR_SET_PDEATHSIG = 1

_EXITS = {Reason.RETIRED: 0, Reason.MEMORY: 3}
_CRASH = 1


class Server:
    """The warm process and its workers."""

    def __init__(self, listener: socket.socket, inspector: Inspects, settings: Settings, events: int) -> None:
        self._listener = listener
        self._inspector = inspector
        self._settings = settings
        self._events = events
        self._workers: set[int] = set()

    def run(self) -> None:
        """Keep the workers alive until a signal ends this process."""
        signal.signal(signal.SIGTERM, self._stop)
        while len(self._workers) < self._settings.workers:
            self._fork()
        self._tell(None)
        while True:
            pid, status = os.wait()
            if pid not in self._workers:
                continue
            self._workers.discard(pid)
            _end_group(pid)
            reason = _reason(status)
            self._tell(reason)
            if reason is Reason.CRASH:
                time.sleep(FORK_GAP_SECONDS)
            self._fork()
            self._tell(None)

    def _fork(self) -> None:
        parent = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        pid = os.fork()
        if pid == 0:
            code = _CRASH
            try:
                self._become_worker(parent)
                code = _EXITS[work(self._listener, self._inspector, self._settings)]
            finally:
                # Also the end of an exception: its traceback is not printed, because it may hold what was inspected.
                os._exit(code)
        # On both sides of the fork, so that the group exists whoever runs first.
        with suppress(ProcessLookupError):
            os.setpgid(pid, pid)
        self._workers.add(pid)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})

    def _become_worker(self, parent: int) -> None:
        os.setpgid(0, 0)
        _die_with_parent(signal.SIGKILL)
        if os.getppid() != parent:
            raise ChildProcessError("the pool's process is gone")
        for name in (signal.SIGTERM, signal.SIGALRM):
            signal.signal(name, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        os.close(self._events)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        _limit_resources(self._settings.address_space_bytes)
        gc.enable()

    def _tell(self, restart: Reason | None) -> None:
        os.write(self._events, EVENT.dump_json(Event(workers=len(self._workers), restart=restart)) + b"\n")

    def _stop(self, *_: object) -> None:
        for pid in self._workers:
            _end_group(pid)
        os._exit(0)


def main(build: Callable[[DetectorConfig, bytes], Inspects]) -> None:
    """Run the pool with the inspector that `build` makes. Ends with status 1 and a line on standard error if it cannot start."""
    parser = argparse.ArgumentParser(prog="proxy.pool.server")
    parser.add_argument("--socket", type=Path, required=True, help="where to listen; made with mode 0600 in a folder with mode 0700")
    path = parser.parse_args().socket
    _die_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints must not be taken for an event.
    events = os.dup(1)
    os.dup2(2, 1)
    settings = SETTINGS.validate_json(sys.stdin.buffer.read())
    inspector = build(settings.detectors, settings.key)
    _warm_up(inspector, settings)
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        # fork(2) copies one thread only: a lock that another one holds would stay locked for ever in the worker.
        sys.exit(f"{threads} threads before the fork: set OPENBLAS_NUM_THREADS=1 and OMP_NUM_THREADS=1")
    gc.collect()
    # The collector writes into the headers of all objects, which would un-share the model's pages.
    gc.disable()
    gc.freeze()
    Server(_listen(path), inspector, settings, events).run()


def _warm_up(inspector: Inspects, settings: Settings) -> None:
    fd = os.memfd_create("warm-up", os.MFD_CLOEXEC)
    try:
        os.write(fd, WARM_UP)
        deadline = time.monotonic() + WARM_UP_SECONDS
        seen = inspector.inspect(fd, content_type="text/plain; charset=utf-8", limits=settings.limits, deadline=deadline)
    finally:
        os.close(fd)
    if any(gap.reason in (GapReason.DETECTOR_ERROR, GapReason.TIMEOUT) for gap in seen.gaps):
        sys.exit("the first inspection failed")


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    os.umask(0o177)
    with address(path) as place:
        listener.bind(place)
    os.umask(0o077)
    listener.listen(BACKLOG)
    return listener


def _limit_resources(address_space_bytes: int) -> None:
    # A core file would hold bodies. 0 does not bind a core_pattern that is a pipe; 1 does. Source: core(5), and do_coredump in Linux.
    core = 0 if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0 else 1
    resource.setrlimit(resource.RLIMIT_CORE, (core, core))
    with open("/proc/self/statm", "rb") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + address_space_bytes,) * 2)


def _die_with_parent(number: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


def _end_group(pid: int) -> None:
    # A worker may have children of its own that parse; its process group is named after it.
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _reason(status: int) -> Reason:
    if os.WIFSIGNALED(status):
        return Reason.TIMEOUT if os.WTERMSIG(status) == signal.SIGALRM else Reason.CRASH
    code = os.WEXITSTATUS(status)
    return next((reason for reason, number in _EXITS.items() if number == code), Reason.CRASH)


if __name__ == "__main__":
    from detectors.inspector import Inspector

    main(Inspector)
