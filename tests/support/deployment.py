"""A whole deployment, as an administrator makes one: `sekimori init`, files edited, `sekimori run` in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import trustme
import yaml
from click.testing import Result
from typer.testing import CliRunner

from sekimori import app
from tests.support.origin import Origin
from tests.support.terminal import terminal

CLASSES = {"crm": "127.0.0.2", "approved": "127.0.0.3", "personal-storage": "127.0.0.4", "unknown": "127.0.0.5"}
ACCOUNT_HEADER, ACCOUNT, STRANGER = "X-Sekimori-User", "op0042", ""
START_SECONDS = 150
COMMAND = (str(Path(sys.executable).with_name("sekimori")),)


class Deployment:
    """A home folder, destinations of four classes on loopback, and the proxy between."""

    def __init__(self, folder: Path, *, settings: dict[str, Any] | None = None, policy: dict[str, Any] | None = None) -> None:
        self.home = folder / "home"
        self.ca = trustme.CA()
        self.origins = {name: Origin(host=host, ca=self.ca) for name, host in CLASSES.items()}
        self.lines: list[dict[str, Any]] = []
        self.process: subprocess.Popen[str] | None = None
        run("init", "--home", str(self.home))
        self.ca.cert_pem.write_to_path(str(folder / "origins.pem"))
        write(
            self.home / "sekimori.yaml",
            {
                "listen": "127.0.0.1:0",
                "management": "127.0.0.1:0",
                "connect_ports": [origin.port for origin in self.origins.values()],
                "upstream_ca": str(folder / "origins.pem"),
                "identity": {"header": {"name": ACCOUNT_HEADER, "from": ["127.0.0.1/32"]}, "directory": "directory.yaml"},
                "pool": {"workers": 1},
            }
            | (settings or {}),
        )
        write(self.home / "directory.yaml", {"accounts": {"op0042": {"unit": "札幌", "employment": "dispatch", "tenants": ["alpha"]}}})
        write(
            self.home / "policy" / "site.yaml",
            {
                "destinations": [{"class": name, "hosts": [host]} for name, host in CLASSES.items() if name != "unknown"],
                "tenants": [{"id": "alpha", "name": "見本商事", "sector": "private"}],
                "internal_destinations": ["127.0.0.0/8", "localhost"],
            }
            | (policy or {}),
        )

    def configure(self, **settings: Any) -> None:
        """Change settings; they count from the next start on."""
        path = self.home / "sekimori.yaml"
        write(path, yaml.safe_load(path.read_text(encoding="utf-8")) | settings)

    def start(self) -> "Deployment":
        """Start the proxy and wait until it serves."""
        self.process = subprocess.Popen(
            [*COMMAND, "run", "--home", str(self.home)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        up = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(up,), daemon=True)
        self._reader.start()
        deadline = time.monotonic() + START_SECONDS
        while not up.wait(0.1):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"the proxy did not start: {self.lines[-5:]}")
        return self

    def _read(self, up: threading.Event) -> None:
        assert self.process
        assert self.process.stdout
        for line in self.process.stdout:
            try:
                entry = json.loads(line)
            except ValueError:
                entry = {"raw": line}
            self.lines.append(entry)
            if entry.get("event") == "serving":
                self.proxy, self.management = f"http://{entry['listen']}", f"http://{entry['management']}"
                up.set()

    def stop(self) -> int:
        """Stop the proxy as systemd does and return its exit status."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(40)
        self._reader.join(10)
        assert self.process.stdout
        self.process.stdout.close()
        self.process = None
        return status

    def close(self) -> None:
        """End everything."""
        self.stop()
        for origin in self.origins.values():
            origin.close()

    def client(self, *, account: str = ACCOUNT, http2: bool = False, timeout: float = 60) -> httpx.Client:
        """Make a terminal behind the proxy, at which `account` works; somebody unknown if it is empty."""
        headers = {ACCOUNT_HEADER: account} if account else {}
        return terminal(self.proxy, self.home / "ca" / "root.pem", http2=http2, headers=headers, timeout=timeout)

    def url(self, name: str, path: str = "/") -> str:
        """Return the address of a page at the destination of class `name`."""
        origin = self.origins[name]
        return f"https://{origin.host}:{origin.port}{path}"

    def metric(self, name: str, **labels: str) -> float:
        """Return the sum of the samples of a metric that have `labels`."""
        text = httpx.get(f"{self.management}/metrics", trust_env=False, timeout=60).text
        wanted = [f'{key}="{value}"' for key, value in labels.items()]
        lines = [line for line in text.splitlines() if line.startswith((name + "{", name + " ")) and all(w in line for w in wanted)]
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines)

    def said(self) -> str:
        """Return everything that the proxy wrote to its output."""
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in self.lines)


def run(*arguments: str, status: int = 0) -> Result:
    """Run a `sekimori` command in this process, where all that it needs is loaded already, and check its exit status."""
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == status, done.output
    return done


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a YAML file."""
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
