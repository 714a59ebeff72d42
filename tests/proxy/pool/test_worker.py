import mmap
import socket
import threading
import time
from pathlib import Path

import pytest

from detectors.wire import loads
from proxy.pool import worker
from proxy.pool.protocol import Job, Reason, close_all, read_reply, receive, send
from proxy.pool.worker import private_bytes, work
from tests.proxy.pool.conftest import body, settings
from tests.proxy.pool.toy import Toy


def job(**values: object) -> bytes:
    return Job(**({"size_bytes": 4, "deadline": time.monotonic() + 60, "sent": time.monotonic()} | values)).pack()  # type: ignore[arg-type]


def ask(path: str, payload: bytes, *fds: int) -> bytes:
    """Return the answer, empty if the worker gave none."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asker:
        asker.settimeout(60)
        asker.connect(path)
        if payload:
            send(asker, payload, fds)
        try:
            answer, got = receive(asker)
        except ConnectionResetError:
            return b""
        close_all(got)
        return answer


def test_work_outlives_bad_askers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "RECEIVE_SECONDS", 1)
    path = str(tmp_path / "s")
    answers: list[bytes] = []

    def askers() -> None:
        with body(b"abcd") as fd:
            answers.extend(
                (
                    ask(path, b""),
                    ask(path, b"noise", fd),
                    ask(path, job()),
                    ask(path, job(), fd, fd),
                    ask(path, job(size_bytes=5), fd),
                    ask(path, job(deadline=time.monotonic() - 1), fd),
                    ask(path, job(key=b"no key of this length"), fd),
                    ask(path, job(), fd),
                )
            )

    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(path)
        listener.listen()
        thread = threading.Thread(target=askers)
        thread.start()
        values = settings(jobs_per_worker=8)
        assert work(listener, Toy(values.detectors, values.key), values) is Reason.RETIRED
        thread.join()
    assert answers[:-1] == [b""] * 7
    assert loads(bytes(read_reply(answers[-1])[1])).size_bytes == 4


def test_private_memory_counts_what_is_kept() -> None:
    before = private_bytes()
    with mmap.mmap(-1, 32 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as kept:  # fresh pages, whatever the allocator still holds
        for page in range(0, len(kept), mmap.PAGESIZE):
            kept[page] = 1
        assert private_bytes() - before >= len(kept) // 2
