"""Work orders (作業申請) through the real proxy: a maintenance account and the web CRM, by the shipped policy; what the CRM saw decides."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest
import yaml

from rules.model import JST
from tests.support.deployment import CLASSES, Deployment, run, write
from tests.support.origin import Answer
from tests.support.people import as_csv, as_json, customers
from tests.support.waiting import BROWSER, database, token, until

WORKER, OTHER = "hoshu-01", "hoshu-02"
EXPORT, MORE = as_csv(customers(1000, 5000), "cp932"), as_csv(customers(20_000, 300), "cp932")


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    places = [{"class": name, "hosts": [host]} for name, host in CLASSES.items() if name != "unknown"]
    policy = {
        "destinations": [place | {"tenant": "alpha"} if place["class"] == "crm" else place for place in places],
        "tenants": [
            {"id": "alpha", "name": "見本商事", "sector": "private", "approvals": 2},
            {"id": "beta", "name": "見本市", "sector": "public"},
        ],
    }
    deployment = Deployment(tmp_path_factory.mktemp("orders"), settings={"model": False}, policy=policy)
    vendor = {"unit": "保守会社", "employment": "maintenance"}
    accounts = {"op0042": {"unit": "札幌", "employment": "dispatch"}, WORKER: vendor, OTHER: vendor}
    write(deployment.home / "directory.yaml", {"accounts": accounts})
    deployment.start()
    yield deployment
    deployment.close()


@pytest.fixture
def site(site: Deployment) -> Deployment:
    site.origins["crm"].answer = lambda _: Answer(body=EXPORT, headers=(("content-type", "text/csv"),))
    return site


@pytest.fixture(scope="module")
def tokens(shared_site: Deployment) -> dict[str, str]:
    made = {account: token(shared_site, account) for account in ("sv01", "sv02", WORKER)}
    return made | {"client-b": token(shared_site, "client-b", "beta")}


def order(ticket: str, **changes: Any) -> dict[str, Any]:
    now = datetime.now(JST)
    return {
        "ticket": ticket,
        "accounts": [WORKER],
        "tenants": ["alpha"],
        "begins": (now - timedelta(hours=1)).isoformat(),
        "ends": (now + timedelta(hours=1)).isoformat(),
        "people": 5000,
        "reason": "月次の移行。連絡先 090-1234-5678",
    } | changes


def api(site: Deployment, token: str, method: str, path: str = "", content: Any = None, *, of: str = "work-orders") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(method, f"{site.management}/api/{of}{path}", headers=headers, json=content, trust_env=False, timeout=60)


def get(site: Deployment, *, path: str = "/export", account: str = WORKER, headers: dict[str, str] | None = None) -> httpx.Response:
    with site.client(account=account) as client:
        return client.get(site.url("crm", path), headers=headers or {})


def close(site: Deployment, token: str, ticket: str) -> None:
    assert api(site, token, "POST", f"/{ticket}/close", {"reason": "終わり"}).status_code == 200


def test_outside_an_order_the_crm_is_not_even_asked(site: Deployment) -> None:
    stopped = get(site, headers=BROWSER)
    assert stopped.status_code == 403
    assert "作業申請" in stopped.text
    assert "maintenance-outside-order" in stopped.text
    assert not site.origins["crm"].received
    with site.client(account=WORKER) as client:
        sent = client.post(site.url("approved", "/u"), content=as_json(customers(10, 1)), headers={"content-type": "application/json"})
        assert (sent.status_code, sent.json()["rules"][0]["rule"]) == (403, "maintenance-data-outside-order")
        assert client.get(site.url("unknown", "/manual")).status_code == 200, "reading without data is nobody's concern"
    assert not site.origins["approved"].bodies


def test_others_work_as_before(site: Deployment) -> None:
    site.origins["crm"].answer = lambda _: Answer(body=as_csv(customers(9000, 3), "cp932"), headers=(("content-type", "text/csv"),))
    assert get(site, account="op0042").status_code == 200


def test_inside_it_waits_for_two_approvals_passes_once_and_ends_with_the_order(site: Deployment, tokens: dict[str, str]) -> None:
    opened = api(site, tokens["sv01"], "POST", "", order("W-100"))
    assert (opened.status_code, opened.json()["state"], opened.json()["owner"]) == (201, "open", "sv01")
    stopped = get(site).json()
    assert stopped["type"] == "urn:sekimori:problem:approval-needed"
    hold = stopped["held"]
    assert api(site, tokens[WORKER], "POST", f"/{hold}/approve", {}, of="holds").status_code == 403
    assert api(site, tokens["sv01"], "POST", f"/{hold}/approve", {}, of="holds").json()["state"] == "waiting"
    assert api(site, tokens["sv02"], "POST", f"/{hold}/approve", {}, of="holds").json()["state"] == "ready"
    with site.client(account=WORKER) as client:
        release = client.get(stopped["status_url"]).json()["release"]["href"]
        assert client.post(release).content == EXPORT
        assert client.post(release).status_code == 403
    (listed,) = [one for one in api(site, tokens["sv02"], "GET").json()["orders"] if one["ticket"] == "W-100"]
    assert listed["people"] == 5000
    assert listed["passed"] == pytest.approx(5000, rel=0.02), "an estimate beyond some thousand people"
    assert site.metric("sekimori_work_order_transfers_total", outcome="released") >= 1
    until(lambda: site.metric("sekimori_work_orders_open") == 1)

    site.origins["crm"].answer = lambda _: Answer(body=MORE, headers=(("content-type", "text/csv"),))
    beyond = get(site, path="/more").json()
    assert beyond["rules"][0]["rule"] == "beyond-work-order"
    assert beyond["type"] == "urn:sekimori:problem:stopped"
    shown = run("incident", beyond["incident"], "--home", str(site.home)).stdout
    assert "W-100" in shown
    assert "5,000 people expected" in shown
    explained = run("rules", "explain", beyond["incident"], "--home", str(site.home)).stdout
    assert "作業申請 W-100: 見込み 5,000 人、数えた人数" in explained

    site.stop()
    site.start()
    assert get(site, path="/more").json()["rules"][0]["rule"] == "beyond-work-order", "what was counted outlives the process"
    close(site, tokens["sv02"], "W-100")
    site.origins["crm"].forget()
    assert get(site, path="/more").json()["rules"][0]["rule"] == "maintenance-outside-order"
    assert not site.origins["crm"].received
    assert api(site, tokens["sv01"], "POST", "/W-100/close", {}).status_code == 409
    exported = run("ledger", "export", "--home", str(site.home)).stdout
    records = [orjson.loads(orjson.loads(line)["body"]) for line in exported.splitlines()]
    steps = [one for one in records if one["kind"] == "order"]
    assert [(one["what"], one["actor"], one["order"]) for one in steps] == [("opened", "sv01", "W-100"), ("closed", "sv02", "W-100")]
    assert "090-1234-5678" not in exported
    assert "sound" in run("ledger", "verify", "--home", str(site.home)).stdout


@pytest.mark.parametrize(
    ("account", "content", "status", "said"),
    [
        pytest.param("", order("W-200"), 401, "token", id="no-token"),
        pytest.param(WORKER, order("W-200"), 403, "own account", id="by-its-own-account"),
        pytest.param("client-b", order("W-200", tenants=["alpha"]), 400, "unknown tenant", id="another-client"),
        pytest.param("client-b", order("W-200", tenants=[]), 403, "does not answer for", id="every-client"),
        pytest.param("sv01", order("W-200", tenants=["alfa"]), 400, "did you mean 'alpha'", id="unknown-tenant"),
        pytest.param("sv01", order("W-200", people=0), 400, "people", id="nobody"),
        pytest.param("sv01", order("W-200", ends="2099-01-01T00:00"), 400, "92 days", id="too-long"),
        pytest.param("sv01", order("W-200", ends="2020-01-01T00:00"), 400, "not after", id="ends-before-it-begins"),
        pytest.param("sv01", order("W-200", owner="sv02"), 400, "leave it out", id="owner-named"),
        pytest.param("sv01", [], 400, "JSON object", id="no-object"),
        pytest.param("sv01", {"ticket": "W 200"}, 400, "'ends' is missing", id="each-fault-is-named"),
    ],
)
def test_what_is_not_opened(site: Deployment, tokens: dict[str, str], account: str, content: Any, status: int, said: str) -> None:
    answer = api(site, tokens.get(account, ""), "POST", "", content)
    assert answer.status_code == status
    assert said in answer.text
    assert "W-200" not in api(site, tokens["sv01"], "GET").text


def test_approvers_of_a_client_know_their_orders_only(site: Deployment, tokens: dict[str, str]) -> None:
    assert api(site, tokens["sv01"], "POST", "", order("W-300")).status_code == 201
    try:
        assert api(site, tokens["client-b"], "GET").json() == {"orders": []}
        assert api(site, tokens["client-b"], "POST", "/W-300/close", {}).status_code == 403
        assert api(site, tokens["sv01"], "POST", "", order("W-300")).status_code == 409
        assert api(site, tokens["sv01"], "POST", "/W-301/close", {}).status_code == 404
    finally:
        close(site, tokens["sv01"], "W-300")


def test_the_commands_do_the_same(site: Deployment, tokens: dict[str, str]) -> None:
    common = ("--home", str(site.home), "--url", site.management, "--token", tokens["sv01"])
    later = (datetime.now(JST) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    ask = ("--account", WORKER, "--tenant", "alpha", "--people", "10", "--reason", "点検")
    opened = run("orders", "open", "W-400", *ask, "--ends", later, *common).stdout
    assert orjson.loads(opened)["state"] == "open"
    faults = run("orders", "open", "W 401", *ask[:4], "--people", "0", "--reason", "点検", "--ends", later, *common, status=2).stderr
    assert "ticket" in faults
    assert "people" in faults
    assert "W-400" in run("orders", "list", *common).stdout
    assert orjson.loads(run("orders", "close", "W-400", *common).stdout)["state"] == "closed"
    steps = run("ledger", "search", "--home", str(site.home), "--kind", "order").stdout
    assert "W-400; opened" in steps
    assert "W-400; closed" in steps


def test_an_order_that_another_node_closes_covers_not_one_request_more(site: Deployment, tokens: dict[str, str]) -> None:
    few = as_csv(customers(50_000, 5), "cp932")
    site.origins["crm"].answer = lambda _: Answer(body=few, headers=(("content-type", "text/csv"),))
    assert api(site, tokens["sv01"], "POST", "", order("W-500", accounts=[OTHER])).status_code == 201
    assert get(site, account=OTHER).content == few
    site.origins["crm"].forget()
    with closing(sqlite3.connect(database(site), timeout=60)) as connection, connection:  # as the other node's transaction leaves it
        connection.execute("UPDATE work_orders SET closed = ends - 1 WHERE ticket = 'W-500'")
    assert get(site, account=OTHER).json()["rules"][0]["rule"] == "maintenance-outside-order"
    assert not site.origins["crm"].received


def test_an_order_of_the_policy_counts_when_the_file_is_read_again(site: Deployment, tokens: dict[str, str]) -> None:
    file = site.home / "policy" / "orders.yaml"
    few = as_csv(customers(40_000, 5), "cp932")
    site.origins["crm"].answer = lambda _: Answer(body=few, headers=(("content-type", "text/csv"),))
    assert get(site, account=OTHER).status_code == 403
    ours = order("P-1", accounts=[OTHER], people=5) | {"owner": "sv01"}
    file.write_text(yaml.safe_dump({"work_orders": [ours]}, allow_unicode=True), encoding="utf-8")
    try:
        until(lambda: get(site, account=OTHER).status_code == 200)
        assert api(site, tokens["sv01"], "POST", "", order("P-1")).status_code == 409
    finally:
        file.unlink()
    until(lambda: get(site, account=OTHER).status_code == 403)
