"""A real Prometheus scrapes the real management port: every panel's query succeeds, every panel shows something, every rule evaluates."""

import asyncio
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from prometheus_client import CollectorRegistry

from dashboards.output import BOARDS
from detectors.model import Gap, GapReason, Inspection, People
from detectors.peopleset import PeopleSet
from proxy.catalogue import LIMITS, Named
from proxy.management import Management
from proxy.metrics import Metrics
from proxy.settings import Address
from rules.model import Action, Actor, Destination, DestinationClass, Direction, Outcome, RuleMatch, Transfer, Verdict
from tests.dashboards.prometheus import EXTRAPOLATED, WAIT_SECONDS, Prometheus

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(shutil.which("prometheus") is None, reason="prometheus is not installed (Debian: prometheus)"),
]
NOW = datetime.now(UTC)
SERIES_LIMIT = 6_000
"""Of one instance with as many tenants, units and rules as get series of their own."""


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Metrics, str]]:
    registry = CollectorRegistry()
    metrics = Metrics(
        registry,
        tenants=[f"tenant{number}" for number in range(LIMITS[Named.TENANTS])],
        units=[f"unit{number}" for number in range(LIMITS[Named.UNITS])],
        rules=[f"rule{number}" for number in range(LIMITS[Named.RULES])],
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    management = Management(Address("127.0.0.1", 0), registry, list)
    asyncio.run_coroutine_threadsafe(management.__aenter__(), loop).result(WAIT_SECONDS)
    yield metrics, str(management.address)
    asyncio.run_coroutine_threadsafe(management.__aexit__(None, None, None), loop).result(WAIT_SECONDS)
    asyncio.run_coroutine_threadsafe(rest(), loop).result(WAIT_SECONDS)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(WAIT_SECONDS)
    loop.close()


async def rest() -> None:
    """Let answers that are still on their way end."""
    if others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)


@pytest.fixture(scope="module")
def prometheus(served: tuple[Metrics, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    metrics, address = served
    show_state(metrics)
    with Prometheus(tmp_path_factory.mktemp("prometheus"), address) as running:
        running.wait("up == 1")
        move(metrics, Direction.UPLOAD, Action.BLOCK, Outcome.STOPPED, people=1_200)
        move(metrics, Direction.UPLOAD, Action.ALERT, Outcome.RELEASED, people=30)
        move(metrics, Direction.DOWNLOAD, Action.ALERT, Outcome.RELEASED, people=1_500)
        move(metrics, Direction.DOWNLOAD, Action.BLOCK, Outcome.STOPPED, people=200)
        happen(metrics)
        running.wait("sum(sekimori_transfers_total) == 4")
        running.settle()
        running.wait("job:sekimori_transfer_errors:ratio_rate3d >= 0")
        yield running


def show_state(metrics: Metrics) -> None:
    metrics.policy_loaded(digest="0" * 64, mode="monitor", rules=["rule0"], now=NOW, monitor_until=NOW + timedelta(days=3))
    metrics.queue(3, 64)
    metrics.workers(starting=0, idle=1, busy=1)
    metrics.model_loaded(True)
    metrics.ledger_size(1 << 20, 1 << 30)
    metrics.ca_expires(NOW + timedelta(days=90))


def move(metrics: Metrics, direction: Direction, action: Action, outcome: Outcome, *, people: int) -> None:
    transfer = Transfer(
        id="0000-0000-0000-0000",
        actor=Actor(id="op0001", known=True, unit="unit1"),
        destination=Destination(host="site.example", category=DestinationClass.UNKNOWN, tenant="tenant1"),
        direction=direction,
        at=NOW,
    )
    inspection = Inspection(
        people=People(persons=PeopleSet.of(range(people))),
        entities=(("PHONE_NUMBER", people),),
        gaps=(Gap(reason=GapReason.ENCRYPTED, place="body", size_bytes=1),),
        seconds=(("total", 0.2), ("ner", 0.1)),
        size_bytes=10_000,
    )
    matches = tuple(RuleMatch(rule="rule0", action=action, enforced=enforced, lapsed="move") for enforced in (True, False))
    metrics.transfer_began()
    metrics.scan(direction, inspection)
    metrics.transfer_done(transfer, inspection, Verdict(action=action, matches=matches), outcome, 0.3)


def happen(metrics: Metrics) -> None:
    metrics.queue_waited(0.01)
    metrics.loop_lag(0.001)
    metrics.ledger_appended("transfer", 0.005)


PANELS = [pytest.param(panel, id=f"{board.uid}-{panel.title}") for board in BOARDS for panel in board.panels()]


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_shows_something(prometheus: Prometheus, panel):
    for query, found in zip(panel.queries, prometheus.shows(panel), strict=True):
        assert found, query.expr


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("送信された人数", 30, id="people-out"),
        pytest.param("取得された人数(CRM)", 1_500, id="people-taken"),
        pytest.param("1,000人を超える許可", 1, id="bulk"),
        pytest.param("止めた外部送信", 1, id="blocked"),
    ],
)
def test_a_number_is_what_happened(prometheus: Prometheus, title, expected):
    (panel,) = [panel for board in BOARDS for panel in board.panels() if panel.title == title]
    ((series,),) = prometheus.shows(panel)
    assert float(series["value"][1]) == pytest.approx(expected, rel=EXTRAPOLATED)


def test_every_rule_evaluates(prometheus: Prometheus):
    assert {rule["name"]: rule.get("lastError") for rule in prometheus.rules() if rule["health"] != "ok"} == {}


@pytest.mark.parametrize("alert", ["SekimoriBulkPeopleEgressed", "SekimoriBulkPeopleAttempted", "SekimoriBulkDownload", "Watchdog"])
def test_a_first_event_is_enough_for_an_alert(prometheus: Prometheus, alert):
    prometheus.wait(f'ALERTS{{alertname="{alert}",alertstate="firing"}}')


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (Debian: prometheus)")
def test_promtool_finds_nothing_wrong_with_the_metrics(served: tuple[Metrics, str]):
    text = httpx.get(f"http://{served[1]}/metrics", trust_env=False, timeout=60).text
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_largest_instance_has_few_series(prometheus: Prometheus):
    (total,) = prometheus.query('count({job="sekimori",__name__=~"sekimori_.+"})')
    assert int(total["value"][1]) < SERIES_LIMIT
