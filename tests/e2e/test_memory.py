"""What a large upload costs in memory, all processes and shared memory together, as the kernel counts it."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from tests.support.deployment import Deployment

MEGABYTE = 1 << 20
GROWTH = 40 * MEGABYTE
SIZE = 200 * MEGABYTE


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in listed.splitlines())}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def held(pid: int) -> int:
    """Return the bytes that a process holds in memory; what several hold is shared out among them (PSS), so that a fork adds nothing."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # gone meanwhile
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0) * 1024


class Peak:
    """The highest sum while it is entered."""

    def __init__(self, pid: int) -> None:
        self.pid, self.bytes, self._end = pid, 0, threading.Event()
        self._watcher = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._end.wait(0.25):
            self.bytes = max(self.bytes, sum(map(held, family(self.pid))))


def body(size: int) -> Iterator[bytes]:
    """Yield text in which nobody is."""
    line = ("在庫の確認をお願いします。" * 50 + "\n").encode()
    piece = line * (MEGABYTE // len(line))
    for _ in range(size // len(piece)):
        yield piece


def test_the_proxy_itself_holds_no_language_model(narrow: Deployment) -> None:
    assert narrow.process
    maps = Path(f"/proc/{narrow.process.pid}/maps").read_text(encoding="utf-8")
    assert "mitmproxy" in maps
    assert "/spacy/" not in maps


def test_an_upload_of_200_megabytes_costs_little_memory(narrow: Deployment) -> None:
    assert narrow.process
    headers = {"content-type": "text/plain; charset=utf-8"}
    with narrow.client(timeout=120) as client:
        for size in (MEGABYTE, 20 * MEGABYTE):  # what is loaded with the first use is no cost of the size
            client.post(narrow.url("approved", "/u"), content=body(size), headers=headers)
        before = sum(map(held, family(narrow.process.pid)))
        with Peak(narrow.process.pid) as peak:
            answer = client.post(narrow.url("approved", "/u"), content=body(SIZE), headers=headers)
    assert answer.status_code in (200, 403)
    assert peak.bytes - before <= GROWTH, f"{(peak.bytes - before) / MEGABYTE:.0f} MB"
