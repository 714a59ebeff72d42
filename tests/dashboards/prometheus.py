"""A real Prometheus for tests, with the shipped configuration and rules: scrapes one address every second, evaluates as often."""

import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Self

import httpx
import yaml

from dashboards.board import Panel
from tests.dashboards.reading import interpolate

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "deploy" / "prometheus" / "prometheus.yml"
RULES = ROOT / "dashboards" / "rules" / "sekimori.yml"
HOST = "127.0.0.97"
"""Of nobody else: a port that was free here a moment ago is still free."""
WAIT_SECONDS = 60.0
SCRAPES = 10
EXTRAPOLATED = 0.25
"""Share by which `increase` may be off after so many scrapes: half a scrape interval at each edge, and the scrapes of a busy machine."""
EVERYTHING = {"job": ".+", "instance": ".+", "tenant": ".+"}
"""What Grafana puts in for "All"."""


class Prometheus:
    """Runs while it is entered."""

    def __init__(self, folder: Path, target: str) -> None:
        (folder / "rules").mkdir(parents=True)
        (folder / "rules" / RULES.name).write_text(re.sub(r"interval: \d+s", "interval: 1s", RULES.read_text(encoding="utf-8")))
        config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
        config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        config["scrape_configs"][0]["static_configs"] = [{"targets": [target]}]
        del config["alerting"]
        (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
        with socket.create_server((HOST, 0)) as free:  # it takes no port 0, and tells nobody which one it has
            address = f"{HOST}:{free.getsockname()[1]}"
        self._log = (folder / "log").open("wb")
        self._command = [
            str(shutil.which("prometheus")),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={address}",
        ]
        self._client = httpx.Client(base_url=f"http://{address}/api/v1", trust_env=False, timeout=WAIT_SECONDS)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdout=self._log, stderr=subprocess.STDOUT)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)
        self._client.close()
        self._log.close()

    def query(self, expr: str, *, over_time: bool = False) -> list[dict[str, Any]]:
        """Return the series that an expression gives now, or over the last minute. Raises AssertionError with Prometheus' own words."""
        sent = interpolate(expr, **EVERYTHING)
        now = time.time()
        path, when = ("query_range", {"start": now - 60, "end": now, "step": 1}) if over_time else ("query", {"time": now})
        answer = self._client.post(f"/{path}", data={"query": sent, **when}).json()
        assert answer["status"] == "success", f"{sent}: {answer.get('error')}"
        return list(answer["data"]["result"])

    def shows(self, panel: Panel) -> list[list[dict[str, Any]]]:
        """Return the series of each query of a panel."""
        return [self.query(query.expr, over_time=panel.kind.over_time) for query in panel.queries]

    def rules(self) -> list[dict[str, Any]]:
        """Return every rule with its health and state."""
        groups = self._client.get("/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def settle(self) -> None:
        """Return once there are so many scrapes that what `increase` adds at the edges of its window is small."""
        self.wait(f"count_over_time(up[5m]) >= {SCRAPES}")

    def wait(self, expr: str) -> list[dict[str, Any]]:
        """Return the first answer to an expression that is not empty."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            try:
                if found := self.query(expr):
                    return found
            except (httpx.TransportError, ValueError):
                pass  # it is still starting, and says so with no JSON
            time.sleep(0.2)
        raise AssertionError(f"nothing after {WAIT_SECONDS} s: {expr}")
