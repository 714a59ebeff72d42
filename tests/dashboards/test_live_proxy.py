"""The real proxy with real transfers through it: what its metrics show on the boards, in enforcement and in monitor mode."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from dashboards.board import Panel
from dashboards.grafana import HOME_METRIC
from dashboards.output import BOARDS
from rules.model import JST
from tests.dashboards.prometheus import EXTRAPOLATED, Prometheus
from tests.support.deployment import STRANGER, Deployment, write
from tests.support.origin import Answer
from tests.support.people import as_csv, as_json, as_zip, customers, record

pytestmark = [
    pytest.mark.servers,
    pytest.mark.model,
    pytest.mark.skipif(shutil.which("prometheus") is None, reason="prometheus is not installed (Debian: prometheus)"),
]
PANELS = {panel.title: panel for board in BOARDS for panel in board.panels()}
EMPTY_HERE = {"監視モードの残り", "防止なら止めていた転送", "例外の使用"}
MONITOR_DAYS = 3
SENT = 7
"""Transfers of `send`."""


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("watched"))
    deployment.start()
    yield deployment
    deployment.close()


@pytest.fixture(scope="module")
def prometheus(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    with Prometheus(tmp_path_factory.mktemp("prometheus"), urlsplit(deployment.management).netloc) as running:
        running.wait("up == 1")
        send(deployment)
        running.wait(f"sum(sekimori_transfers_total) >= {SENT}")
        running.settle()
        running.wait("job:sekimori_transfer_errors:ratio_rate3d >= 0")
        yield running


def send(deployment: Deployment) -> None:
    many = as_csv(customers(0, 1_200), "cp932")
    with deployment.client() as client:
        post(client, deployment.url("unknown"), many, "text/csv")
        post(client, deployment.url("approved"), as_json(customers(2_000, 30)), "application/json")
        post(client, deployment.url("approved"), json.dumps(record(7)).encode(), "application/json")
        post(client, deployment.url("personal-storage"), as_zip("a.csv", many)[:2_000], "application/zip")
        crm = deployment.origins["crm"]
        crm.answer = lambda _: Answer(body=as_csv(customers(5_000, 300), "utf-8"), headers=(("content-type", "text/csv"),))
        client.get(deployment.url("crm", "/export"))
        crm.answer = lambda _: Answer(body=as_json(customers(9_000, 25)), headers=(("content-type", "application/json"),))
        client.get(deployment.url("crm", "/list"))
    with deployment.client(account=STRANGER) as stranger:
        post(stranger, deployment.url("approved"), json.dumps(record(8)).encode(), "application/json")


def post(client: httpx.Client, url: str, body: bytes, media_type: str) -> None:
    client.post(url, content=body, headers={"content-type": media_type})


def number(prometheus: Prometheus, panel: Panel) -> float:
    ((series,),) = prometheus.shows(panel)
    return float(series["value"][1])


@pytest.mark.parametrize("title", [pytest.param(title, id=title) for title in PANELS if title not in EMPTY_HERE])
def test_a_panel_shows_something(prometheus: Prometheus, title):
    for query, found in zip(PANELS[title].queries, prometheus.shows(PANELS[title]), strict=True):
        assert found, query.expr


@pytest.mark.parametrize("title", [pytest.param(title, id=title) for title in sorted(EMPTY_HERE)])
def test_what_does_not_happen_here_shows_nothing(prometheus: Prometheus, title):
    assert prometheus.shows(PANELS[title]) == [[]]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("止めた外部送信", 3, id="uploads"),
        pytest.param("止めた一括取得(CRM)", 1, id="downloads"),
        pytest.param("送信された人数", 31, id="people-out"),
        pytest.param("取得された人数(CRM)", 25, id="people-taken"),
        pytest.param("1,000人を超える許可", 0, id="bulk"),
        pytest.param("台帳の書き込み失敗", 0, id="ledger"),
        pytest.param("動作モード", 0, id="enforcing"),
        pytest.param("方針の読み込み", 1, id="policy"),
        pytest.param("言語モデル", 1, id="model"),
    ],
)
def test_a_number_is_what_happened(prometheus: Prometheus, title, expected):
    assert number(prometheus, PANELS[title]) == pytest.approx(expected, rel=EXTRAPOLATED)


def test_the_boards_find_the_instance(prometheus: Prometheus):
    (instance,) = prometheus.query(HOME_METRIC)
    assert instance["metric"]["job"] == "sekimori"


def test_a_stopped_bulk_transfer_raises_its_alert(prometheus: Prometheus):
    prometheus.wait('ALERTS{alertname="SekimoriBulkPeopleAttempted",alertstate="firing"}')
    assert prometheus.query('ALERTS{alertname="SekimoriBulkPeopleEgressed"}') == []


def test_every_rule_evaluates(prometheus: Prometheus):
    assert {rule["name"]: rule.get("lastError") for rule in prometheus.rules() if rule["health"] != "ok"} == {}


def test_monitor_mode_is_seen(prometheus: Prometheus, deployment: Deployment):
    last_day = datetime.now(JST).date() + timedelta(days=MONITOR_DAYS)
    write(deployment.home / "policy" / "monitor.yaml", {"mode": "monitor", "monitor_until": last_day})
    prometheus.wait('sekimori_policy_mode{mode="monitor"} == 1')
    with deployment.client() as client:
        answer = client.post(deployment.url("unknown"), content=as_csv(customers(0, 20), "utf-8"), headers={"content-type": "text/csv"})
    assert answer.status_code == httpx.codes.OK
    prometheus.wait('sum(increase(sekimori_rule_matches_total{mode="monitor"}[1m])) > 0')
    assert number(prometheus, PANELS["動作モード"]) == 1
    left = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), JST) - datetime.now(JST)
    assert number(prometheus, PANELS["監視モードの残り"]) == pytest.approx(left.total_seconds(), abs=60)
    assert prometheus.shows(PANELS["防止なら止めていた転送"]) != [[]]
