"""A destination, stock mitmdump and our proxy side by side on loopback, each in a process of its own."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import trustme
import yaml

from benchmarks.terminal import Way

APPROVED, UNKNOWN = "127.0.0.3", "127.0.0.5"
START_SECONDS = 120
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A running proxy."""

    process: int
    port: int
    origin_port: int

    def way(self, host: str = APPROVED) -> Way:
        """Return the way through it."""
        return Way(proxy_port=self.port, host=host, port=self.origin_port)

    @property
    def cpu_seconds(self) -> float:
        """CPU time of all its processes so far."""
        return sum(sum(map(int, _stat(pid)[11:13])) for pid in self.processes()) / TICK

    @property
    def memory_bytes(self) -> int:
        """Resident memory of all its processes without shared memory, and the machine's shared memory, memory files included."""
        resident = sum(int(_status(pid)[name].split()[0]) for pid in self.processes() for name in ("RssAnon", "RssFile"))
        return 1024 * (resident + int(_fields("/proc/meminfo")["Shmem"].split()[0]))

    def processes(self) -> list[int]:
        """Return it and its descendants."""
        found = [self.process]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The folder and the destination that both proxies share."""

    folder: Path
    origin_port: int

    @contextmanager
    def stock(self) -> Iterator[Proxy]:
        """Give `mitmdump -q`, told nothing but which authority to trust."""
        with _free_port() as port:
            options = {"confdir": self.folder / "mitmproxy", "ssl_verify_upstream_trusted_ca": self.folder / "authority.pem"}
        sets = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
        command = [str(Path(sys.executable).with_name("mitmdump")), "-q", "--listen-port", str(port), *sets]
        with _running(command) as process:
            _wait_for(port)
            yield Proxy(process=process.pid, port=port, origin_port=self.origin_port)

    @contextmanager
    def ours(self, *, monitor: bool = False) -> Iterator[Proxy]:
        """Give `sekimori run`; with `monitor` it judges and records, and stops nothing."""
        home = self.folder / ("monitor" if monitor else "enforce")
        subprocess.run([*SEKIMORI, "init", "--home", str(home)], check=True, stdout=subprocess.DEVNULL)
        _write(home / "sekimori.yaml", self._settings())
        _write(home / "policy" / "site.yaml", _policy(monitor=monitor))
        with _running([*SEKIMORI, "run", "--home", str(home)], heard=True) as process:
            assert process.stdout
            port = _serving(process.stdout)
            yield Proxy(process=process.pid, port=port, origin_port=self.origin_port)

    def _settings(self) -> dict[str, object]:
        return {
            "listen": "127.0.0.1:0",
            "management": "127.0.0.1:0",
            "connect_ports": [self.origin_port],
            "upstream_ca": str(self.folder / "authority.pem"),
            "identity": {"addresses": {"127.0.0.0/8": "op0042"}},
            "limits": {"inspection_seconds": 300},
        }


SEKIMORI = (sys.executable, "-c", "import sekimori; sekimori.main()")


def _policy(*, monitor: bool) -> dict[str, object]:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
    return {
        "destinations": [{"class": "approved", "hosts": [APPROVED]}],
        "internal_destinations": ["127.0.0.0/8"],
        **({"mode": "monitor", "monitor_until": tomorrow} if monitor else {}),
    }


@contextmanager
def site() -> Iterator[Site]:
    """Give a destination over TLS, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(folder / "authority.pem"))
        authority.issue_cert(APPROVED, UNKNOWN).private_key_and_cert_chain_pem.write_to_path(str(folder / "origin.pem"))
        command = [sys.executable, "-m", "benchmarks.origin", str(folder / "origin.pem"), APPROVED, UNKNOWN]
        with _running(command, heard=True) as process:
            assert process.stdout
            yield Site(folder=folder, origin_port=int(process.stdout.readline()))


@contextmanager
def _running(command: list[str], *, heard: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE if heard else subprocess.DEVNULL, stderr=subprocess.STDOUT) as process:
        try:
            yield process
        finally:
            process.terminate()


def _drain(output: IO[bytes]) -> None:
    with suppress(ValueError):  # closed at the end
        for _ in output:
            pass


def _serving(output: IO[bytes]) -> int:
    """Return the port from the line that says that it serves; goes on reading behind, so that the pipe never fills."""
    for line in output:
        entry = json.loads(line) if line.startswith(b"{") else {}
        if entry.get("event") == "serving":
            threading.Thread(target=_drain, args=(output,), daemon=True).start()
            return int(entry["listen"].rpartition(":")[2])
    raise RuntimeError("the proxy did not start")


@contextmanager
def _free_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the proxy did not start")


def _write(path: Path, content: dict[str, object]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _status(pid: int) -> dict[str, str]:
    return _fields(f"/proc/{pid}/status")


def _fields(path: str) -> dict[str, str]:
    return dict(line.split(":", 1) for line in Path(path).read_text().splitlines())
