"""The management server over a real socket: three paths, bounded, honest about readiness."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from proxy import management
from proxy.catalogue import METRICS
from proxy.management import Management
from proxy.metrics import Metrics
from proxy.settings import Address

MISSING: list[str] = []


@pytest.fixture
async def server() -> AsyncIterator[Management]:
    MISSING.clear()
    registry = CollectorRegistry()
    Metrics(registry)
    async with Management(Address("127.0.0.1", 0), registry, lambda: list(MISSING)) as running:
        yield running


@pytest.fixture
async def client(server: Management) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://{server.address}", trust_env=False, timeout=60) as made:
        yield made


async def raw(server: Management, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*server.address)
    writer.write(sent)
    await writer.drain()
    received = await reader.read()
    writer.close()
    return received


async def test_metrics(client: httpx.AsyncClient) -> None:
    plain = await client.get("/metrics")
    assert plain.status_code == 200
    assert plain.headers["content-type"].startswith("text/plain")
    assert "sekimori_inflight_transfers 0.0" in plain.text
    openmetrics = await client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    families = {family.name for family in text_string_to_metric_families(openmetrics.text)}  # type: ignore[no-untyped-call]
    assert {metric.name.removesuffix("_total") for metric in METRICS} <= families


async def test_health_and_readiness(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"alive": True}
    assert (await client.get("/readyz")).json() == {"ready": True, "missing": []}
    MISSING.append("model")
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": ["model"]})
    assert (await client.get("/healthz")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/", 404, id="root"),
        pytest.param("GET", "/metrics/..", 404, id="beside"),
        pytest.param("GET", "/debug", 404, id="unknown"),
        pytest.param("POST", "/metrics", 405, id="post"),
        pytest.param("HEAD", "/healthz", 200, id="head"),
    ],
)
async def test_nothing_else(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("sent", "begins"),
    [
        pytest.param(b"nonsense\r\n\r\n", b"HTTP/1.1 400", id="nonsense"),
        pytest.param(b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 18_000, b"HTTP/1.1 431", id="large head"),
        pytest.param(b"GET /healthz HTTP/1.1\r\n\r\n", b"HTTP/1.1 400", id="no host"),
        pytest.param(b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx", b"HTTP/1.1 405", id="body is not read"),
    ],
)
async def test_bad_requests(server: Management, sent: bytes, begins: bytes) -> None:
    assert (await raw(server, sent)).startswith(begins)


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        pytest.param(b"Content-Length: 90000", b"x" * 90_000, id="its length declared"),
        pytest.param(
            b"Transfer-Encoding: chunked", b"8000\r\n" + b"x" * 0x8000 + b"\r\n8000\r\n" + b"x" * 0x8000 + b"\r\n0\r\n\r\n", id="in pieces"
        ),
    ],
)
async def test_a_body_that_is_too_large_is_told_so(
    server: Management, monkeypatch: pytest.MonkeyPatch, framing: bytes, body: bytes
) -> None:
    async def api(method: str, path: str, bearer: str, body: bytes) -> tuple[HTTPStatus, dict[str, object]]:
        raise AssertionError(method, path, bearer, len(body))

    server.api = api
    monkeypatch.setattr(management, "BODY_BYTES", 50_000)
    answer = await raw(server, b"POST /api/calls HTTP/1.1\r\nHost: a\r\n" + framing + b"\r\n\r\n" + body)
    assert answer.startswith(b"HTTP/1.1 413")


async def test_slow_and_silent_clients_are_let_go(server: Management, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(management, "REQUEST_SECONDS", 0.05)
    assert await raw(server, b"GET /heal") == b""


async def test_connections_are_bounded(server: Management, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(management, "CONNECTIONS", 0)
    assert await raw(server, b"") == b""
