"""What passes through unopened is charged: by size and direction, while it lasts and at its end, and a budget that is used up ends it."""

import json
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import yaml

from proxy.gate.ticket import PIECE_BYTES
from rules.model import JST
from tests.support.deployment import ACCOUNT_HEADER, CLASSES, Deployment, run, write
from tests.support.origin import Answer, Origin
from tests.support.people import as_json, customers
from tests.support.waiting import token, until
from tests.support.wire import connect, read_all, read_head, status

BUDGET = 10_000_000
SLACK = 300_000
"""Handshakes, the frames of TLS, and what was on its way when a connection was dropped."""
RULE = {"id": "tunnel-budget", "when": {"gap": "tls_passthrough"}, "over": {"uninspected_bytes": {"1d": BUDGET}}, "action": "block"}
STAFF = tuple(f"op{number:02}" for number in range(1, 9))
WORKER = "hoshu-01"


def made(site: Deployment) -> Deployment:
    """Start a deployment with a destination that is passed through."""
    site.origins["pinned"] = Origin(ca=site.ca)
    site.configure(connect_ports=[origin.port for origin in site.origins.values()])
    accounts = {name: {"employment": "dispatch"} for name in STAFF} | {WORKER: {"employment": "maintenance"}}
    write(site.home / "directory.yaml", {"accounts": accounts})
    return site.start()


def policy() -> dict[str, Any]:
    places = [{"class": name, "hosts": [host]} for name, host in CLASSES.items() if name != "unknown"]
    return {
        "destinations": [*places, {"class": "approved", "hosts": ["localhost"]}],
        "passthrough": [{"hosts": ["localhost"], "reason": "pinned", "owner": "IT"}],
        "rules": [RULE],
    }


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = made(Deployment(tmp_path_factory.mktemp("passages"), settings={"model": False}, policy=policy()))
    yield deployment
    deployment.close()


def tunnel(site: Deployment, account: str) -> ssl.SSLSocket:
    """Open a tunnel to the destination that is passed through, and start TLS in it."""
    raw, head = connect(site, f"localhost:{site.origins['pinned'].port}", headers=f"{ACCOUNT_HEADER}: {account}\r\n")
    assert status(head) == 200
    return ssl._create_unverified_context().wrap_socket(raw, server_hostname="localhost")


def untouched(stream: ssl.SSLSocket) -> bool:
    """Whether nobody stands between: the proxy's own certificates come from another authority."""
    return b"trustme" in (stream.getpeercert(binary_form=True) or b"")


def head(size: int) -> bytes:
    return f"POST /u HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n".encode()


def charged(site: Deployment, account: str) -> dict[str, int]:
    """Return the bytes that were charged to `account`, by direction."""
    shown = run("report", "uninspected", "--home", str(site.home), "--reason", "点検", "--limit", "0", "--format", "json").stdout
    rows = map(json.loads, shown.splitlines())
    return {row["direction"]: row["bytes"] for row in rows if row["who"] == account and row["reason"] == "tls_passthrough"}


def test_what_passed_is_charged_once_by_direction_when_it_ends(site: Deployment) -> None:
    origin, sent, received = site.origins["pinned"], 1_000_000, b"d" * 3_000_000
    origin.answer = lambda _: Answer(body=received)
    with tunnel(site, "op01") as stream:
        assert untouched(stream)
        stream.sendall(head(sent) + b"u" * sent)
        read_head(stream)
        left = len(received)
        while left > 0:
            left -= len(stream.recv(65536))
    assert origin.bodies == b"u" * sent
    until(lambda: set(charged(site, "op01")) == {"upload", "download"} and charged(site, "op01")["upload"] >= sent)
    found = charged(site, "op01")
    assert 1_000_000 <= found["upload"] < 1_000_000 + SLACK
    assert 3_000_000 <= found["download"] < 3_000_000 + SLACK


def test_it_is_charged_while_it_lasts(site: Deployment) -> None:
    with tunnel(site, "op02") as stream:
        stream.sendall(head(2 * PIECE_BYTES) + b"u" * PIECE_BYTES)
        until(lambda: sum(charged(site, "op02").values()) >= PIECE_BYTES)
        stream.sendall(b"u" * PIECE_BYTES)
        assert status(read_head(stream)) == 200
    assert len(site.origins["pinned"].bodies) == 2 * PIECE_BYTES


def test_an_upload_that_uses_up_its_budget_is_cut_then_and_there(site: Deployment) -> None:
    origin, size = site.origins["pinned"], 60_000_000
    before = site.metric("sekimori_rule_matches_total", rule="tunnel-budget", action="block")
    with tunnel(site, "op03") as stream, suppress(OSError):
        stream.sendall(head(size) + b"u" * size)
        assert read_head(stream) == b""
    assert len(origin.bodies) < BUDGET + PIECE_BYTES + SLACK
    assert not any(one.complete for one in origin.received)
    until(lambda: charged(site, "op03").get("upload", 0) > BUDGET)  # what left is charged, though the verdict was no release
    assert len(origin.bodies) <= charged(site, "op03")["upload"] < BUDGET + PIECE_BYTES + SLACK
    assert site.metric("sekimori_rule_matches_total", rule="tunnel-budget", action="block") > before
    with tunnel(site, "op03") as again:
        assert not untouched(again)  # looked into from now on
    with tunnel(site, "op04") as other:
        assert untouched(other)


def test_a_download_is_cut_too(site: Deployment) -> None:
    site.origins["pinned"].answer = lambda _: Answer(body=b"d" * 60_000_000)
    with tunnel(site, "op05") as stream:
        stream.sendall(head(0))
        arrived = len(read_all(stream))
    assert arrived < BUDGET + PIECE_BYTES + SLACK
    until(lambda: charged(site, "op05").get("download", 0) > BUDGET)


def test_outside_an_order_maintenance_is_looked_into(site: Deployment) -> None:
    origin, body = site.origins["pinned"], as_json(customers(7000, 3))
    with tunnel(site, WORKER) as stream:
        assert not untouched(stream)
        stream.sendall(head(len(body)).replace(b"\r\n\r\n", b"\r\nContent-Type: application/json\r\n\r\n") + body)
        assert status(read_head(stream)) == 403
    assert not origin.received


def orders(site: Deployment, bearer: str, path: str, content: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {bearer}"}
    answer = httpx.post(f"{site.management}/api/work-orders{path}", headers=headers, json=content, trust_env=False, timeout=60)
    assert answer.is_success, answer.text


def test_a_connection_does_not_outlive_its_order(site: Deployment) -> None:
    origin, bearer, size, now = site.origins["pinned"], token(site, "sv01"), 60_000_000, datetime.now(JST)
    times = {"begins": (now - timedelta(hours=1)).isoformat(), "ends": (now + timedelta(hours=1)).isoformat()}
    orders(site, bearer, "", {"ticket": "CHG-1", "accounts": [WORKER], "tenants": [], "people": 10, "reason": "点検"} | times)
    with tunnel(site, WORKER) as stream, suppress(OSError):
        assert untouched(stream)
        stream.sendall(head(size) + b"u" * 100_000)
        until(lambda: len(origin.bodies) == 100_000)
        orders(site, bearer, "/CHG-1/close", {"reason": "終わり"})
        stream.sendall(b"u" * (size - 100_000))
        assert read_head(stream) == b""
    assert len(origin.bodies) < PIECE_BYTES + SLACK


def unopened(site: Deployment, account: str) -> bool:
    with tunnel(site, account) as stream:
        return untouched(stream)


def test_a_connection_to_a_host_that_is_passed_through_no_longer_is_cut(site: Deployment) -> None:
    origin, size, file = site.origins["pinned"], 60_000_000, site.home / "policy" / "site.yaml"
    text = file.read_text(encoding="utf-8")
    with tunnel(site, "op07") as stream, suppress(OSError):
        assert untouched(stream)
        stream.sendall(head(size) + b"u" * 100_000)
        until(lambda: len(origin.bodies) == 100_000)
        try:
            write(file, {word: said for word, said in yaml.safe_load(text).items() if word != "passthrough"})
            until(lambda: not unopened(site, "op08"))
            stream.sendall(b"u" * (size - 100_000))
            assert read_head(stream) == b""
        finally:
            file.write_text(text, encoding="utf-8")
            until(lambda: unopened(site, "op08"))
    assert len(origin.bodies) < PIECE_BYTES + SLACK
    until(lambda: charged(site, "op07").get("upload", 0) >= len(origin.bodies))


def test_what_passed_is_charged_when_the_proxy_goes_down(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = made(Deployment(tmp_path_factory.mktemp("going"), settings={"model": False}, policy=policy()))
    origin = own.origins["pinned"]
    with tunnel(own, "op06") as stream:
        stream.sendall(head(2_000_000) + b"u" * 1_000_000)
        until(lambda: len(origin.bodies) == 1_000_000)
        assert own.stop() == 0
    assert 1_000_000 <= charged(own, "op06")["upload"] < 1_000_000 + SLACK
    assert len(origin.bodies) == 1_000_000
    own.close()
