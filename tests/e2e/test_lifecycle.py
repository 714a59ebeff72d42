"""Start, reload, stop: with good configuration, bad configuration, and work under way."""

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.deployment import COMMAND, Deployment, run, write
from tests.support.origin import Answer
from tests.support.people import as_json, customers
from tests.support.waiting import until


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path, settings={"model": False})
    yield deployment
    deployment.close()


def fails_to_start(deployment: Deployment) -> str:
    """Start the proxy, expect status 2 and one clear message, and no traceback."""
    done = subprocess.run([*COMMAND, "run", "--home", str(deployment.home)], capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    return done.stderr


def test_every_fault_of_the_settings_is_said_with_its_line(own: Deployment) -> None:
    (own.home / "sekimori.yaml").write_text("listen: nowhere\nmode: magic\nlimitz: 3\n")
    said = fails_to_start(own)
    assert all(f"sekimori.yaml:{line}:" in said for line in (1, 2, 3))
    assert "limits" in said


def test_every_fault_of_the_policy_is_said_with_its_line(own: Deployment) -> None:
    (own.home / "policy" / "site.yaml").write_text("destinations:\n  - class: crmm\n    hosts: [a.example]\nrulez: []\n")
    said = fails_to_start(own)
    assert "site.yaml:2:" in said
    assert "site.yaml:4:" in said


def test_a_missing_key_is_said(own: Deployment) -> None:
    (own.home / "keys" / "fingerprint.key").unlink()
    assert "fingerprint.key" in fails_to_start(own)


def test_an_unreadable_policy_is_said(own: Deployment) -> None:
    (own.home / "policy" / "site.yaml").write_bytes("destinations: [顧客]".encode("cp932"))
    said = fails_to_start(own)
    assert "site.yaml:" in said
    assert "UTF-8" in said


def test_an_unwritable_ledger_is_said(own: Deployment) -> None:
    write(
        own.home / "sekimori.yaml",
        {"ledger": "sqlite:////proc/nowhere/ledger.sqlite", "listen": "127.0.0.1:0", "management": "127.0.0.1:0"},
    )
    assert "ledger" in fails_to_start(own).lower()


@pytest.mark.parametrize("which", ["listen", "management"])
def test_a_port_in_use_is_said(own: Deployment, which: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        other = "management" if which == "listen" else "listen"
        write(own.home / "sekimori.yaml", {which: address, other: "127.0.0.1:0", "pool": {"workers": 1}, "model": False})
        assert address in fails_to_start(own)


def test_a_reload_takes_a_good_policy_and_keeps_the_old_one_on_a_fault(own: Deployment) -> None:
    own.start()
    site = own.home / "policy" / "site.yaml"
    good = site.read_text()
    body, headers = as_json(customers(50, 5)), {"content-type": "application/json"}

    def send() -> int:
        with own.client() as client:
            return client.post(own.url("unknown", "/u"), content=body, headers=headers).status_code

    assert send() == 403
    site.write_text(good + "\nrulez: 1\n")
    until(lambda: own.metric("sekimori_policy_last_reload_successful") == 0)
    assert send() == 403
    site.write_text(good.replace("hosts:\n  - 127.0.0.3", "hosts:\n  - 127.0.0.3\n  - 127.0.0.5"))
    assert own.process
    own.process.send_signal(signal.SIGHUP)
    until(lambda: own.metric("sekimori_policy_last_reload_successful") == 1)
    assert send() == 200


def test_monitor_mode_releases_and_reports_what_it_would_have_stopped(own: Deployment) -> None:
    site = own.home / "policy" / "site.yaml"
    site.write_text(site.read_text() + "\nmode: monitor\nmonitor_until: 2099-12-31\n")
    own.start()
    body = as_json(customers(50, 7))
    with own.client() as client:
        assert client.post(own.url("unknown", "/u"), content=body, headers={"content-type": "application/json"}).status_code == 200
    assert own.origins["unknown"].bodies == body
    assert own.metric("sekimori_policy_mode", mode="monitor") == 1
    own.stop()
    said = run("report", "would-have", "--home", str(own.home), "--format", "json").stdout
    assert "unknown-destination-people" in said


def test_stopping_lets_a_transfer_finish_and_refuses_new_ones(own: Deployment) -> None:
    answered = threading.Event()

    def slow(_: object) -> Answer:
        assert answered.wait(100)
        return Answer(body=b"finished")

    own.origins["approved"].answer = slow
    own.start()
    results: list[str] = []

    def send() -> None:
        with own.client() as client:
            results.append(client.post(own.url("approved", "/u"), content=b"plain words").text)

    sender = threading.Thread(target=send)
    sender.start()
    until(lambda: bool(own.origins["approved"].received))
    assert own.process
    os.kill(own.process.pid, signal.SIGTERM)

    host, _, port = own.proxy.removeprefix("http://").partition(":")

    def refused() -> bool:
        # A bare connection: a request that slips in before the listener closes would wait for its answer.
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
        except OSError:
            return True
        return False

    until(refused)
    answered.set()
    sender.join(60)
    assert results == ["finished"]
    assert own.process.wait(60) == 0


def test_health_and_readiness_are_told_on_the_management_port_alone(deployment: Deployment) -> None:
    assert httpx.get(f"{deployment.management}/healthz", trust_env=False, timeout=60).status_code == 200
    until(lambda: httpx.get(f"{deployment.management}/readyz", trust_env=False, timeout=60).status_code == 200)
    assert httpx.get(f"{deployment.management}/other", trust_env=False, timeout=60).status_code == 404
    assert "sekimori_" not in httpx.get(f"{deployment.proxy}/metrics", trust_env=False, timeout=60).text
