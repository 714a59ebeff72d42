"""Notices reach a real HTTP server, hold no personal data, are tried again, and never make the proxy wait."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from prometheus_client import CollectorRegistry
from pydantic import HttpUrl

from detectors.model import Finding, Gap, GapReason, Inspection, People, Span
from detectors.peopleset import PeopleSet
from proxy.metrics import Metrics
from proxy.webhook import ATTEMPTS, Webhook, notice
from rules.model import Action, Actor, Destination, Direction, RuleMatch, Transfer, Verdict

TRANSFER = Transfer(
    id="01AB-23CD-45EF-67GH",
    actor=Actor(id="hanako.sato", known=True, unit="東京", tenants=("acme",), source="10.1.2.3"),
    destination=Destination(host="sato-hanako.example"),
    direction=Direction.UPLOAD,
    at=datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
)
INSPECTION = Inspection(
    entities=(("PERSON", 150),),
    findings=(Finding(entity="PERSON", place="body.zip!/佐藤花子.csv", span=Span(0, 4), score=0.9, recogniser="r", masked="佐***"),),
    gaps=(Gap(reason=GapReason.ENCRYPTED, place="body.zip!/山田.xlsx", size_bytes=10),) * 2,
    people=People(persons=PeopleSet.of(range(1, 151))),
)
MATCH = RuleMatch(
    rule="unknown-destination-people", action=Action.BLOCK, enforced=True, severity="high", measure="people.transfer", found=150
)
BLOCK = Verdict(action=Action.BLOCK, would=Action.BLOCK, matches=(MATCH,), policy="abcdef0123456789")
MONITORED = Verdict(action=Action.ALLOW, would=Action.BLOCK)
ALLOW = Verdict(action=Action.ALLOW)


class Receiver:
    """An HTTP server that keeps what it is sent and answers with the statuses it is given, the last one for ever."""

    def __init__(self, statuses: list[int]) -> None:
        self.statuses = statuses
        self.received: list[dict[str, Any]] = []
        self.open = asyncio.Event()
        self.open.set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = next(int(line.split(b":")[1]) for line in head.lower().splitlines() if line.startswith(b"content-length"))
                self.received.append(orjson.loads(await reader.readexactly(length)))
                await self.open.wait()
                status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiving(*statuses: int) -> AsyncIterator[tuple[Receiver, HttpUrl]]:
    receiver = Receiver(list(statuses))
    server = await asyncio.start_server(receiver.connected, "127.0.0.1", 0)
    yield receiver, HttpUrl(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/secret-path")
    server.close()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(CollectorRegistry())


def counted(metrics: Metrics, result: str) -> float | None:
    return metrics.registry.get_sample_value("sekimori_webhook_deliveries_total", {"result": result})


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():
            await asyncio.sleep(0.005)


async def test_each_incident_is_told_by_itself(metrics: Metrics) -> None:
    async with receiving(200) as (receiver, url), Webhook(url, metrics) as webhook:
        for verdict in (BLOCK, ALLOW, MONITORED):
            webhook.notify(TRANSFER, INSPECTION, verdict)
        await until(lambda: counted(metrics, "delivered") == 2)
    assert [(sent["action"], sent["would"]) for sent in receiver.received] == [("block", "block"), ("allow", "block")]
    assert receiver.received[0]["people"] == 150
    assert receiver.received[0]["gaps"] == {"encrypted": 2}
    assert "150 people" in receiver.received[0]["text"]


def test_a_notice_holds_no_personal_data() -> None:
    told = orjson.dumps(notice(TRANSFER, INSPECTION, BLOCK)).decode()
    for private in ("sato", "佐", "山田", "10.1.2.3", "xlsx", "body.zip"):
        assert private not in told


async def test_a_failing_receiver_is_tried_again(metrics: Metrics) -> None:
    async with receiving(503, 429, 200) as (receiver, url), Webhook(url, metrics, backoff_seconds=0.001) as webhook:
        webhook.notify(TRANSFER, INSPECTION, BLOCK)
        await until(lambda: counted(metrics, "delivered") == 1)
    assert len(receiver.received) == 3


@pytest.mark.parametrize(
    ("status", "attempts"),
    [pytest.param(500, ATTEMPTS, id="for a while"), pytest.param(404, 1, id="not when it makes no sense")],
)
async def test_giving_up(metrics: Metrics, status: int, attempts: int) -> None:
    async with receiving(status) as (receiver, url), Webhook(url, metrics, backoff_seconds=0.001) as webhook:
        webhook.notify(TRANSFER, INSPECTION, BLOCK)
        await until(lambda: counted(metrics, "failed") == 1)
    assert len(receiver.received) == attempts


async def test_nobody_there_is_a_failure_and_the_address_stays_secret(metrics: Metrics, capsys: pytest.CaptureFixture[str]) -> None:
    async with receiving(200) as (_, url):
        pass
    async with Webhook(url, metrics, backoff_seconds=0.001) as webhook:
        webhook.notify(TRANSFER, INSPECTION, BLOCK)
        await until(lambda: counted(metrics, "failed") == 1)
    shown = capsys.readouterr()
    assert "secret-path" not in shown.out + shown.err + repr(webhook)


async def test_a_full_queue_drops_and_counts_instead_of_waiting(metrics: Metrics) -> None:
    async with receiving(200) as (receiver, url), Webhook(url, metrics, waiting=1) as webhook:
        receiver.open.clear()
        webhook.notify(TRANSFER, INSPECTION, BLOCK)
        await until(lambda: bool(receiver.received))
        webhook.notify(TRANSFER, INSPECTION, BLOCK)
        webhook.notify(TRANSFER, INSPECTION, BLOCK)
        assert counted(metrics, "dropped") == 1
        receiver.open.set()
    assert counted(metrics, "delivered") == 2


async def test_without_an_address_nothing_is_sent_nor_kept(metrics: Metrics) -> None:
    async with Webhook(None, metrics, waiting=1) as webhook:
        for _ in range(3):
            webhook.notify(TRANSFER, INSPECTION, BLOCK)
    assert [counted(metrics, result) for result in ("delivered", "failed", "dropped")] == [0, 0, 0]
