"""Cases that became known, or are feared, through the real proxy: what the far side got, what the ledger and its reports say."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from rules.model import JST
from sekimori import app
from tests.support.aeszip import as_aes_zip
from tests.support.deployment import Deployment, write
from tests.support.people import Row, as_csv, as_json, canaries, customers

ALERTS = Path(__file__).parents[2] / "dashboards" / "rules" / "sekimori.yml"
ACCOUNTS = {
    "temp-01": {"unit": "札幌", "employment": "dispatch", "tenants": ["alpha"]},
    "city-01": {"unit": "札幌", "employment": "employee", "tenants": ["city"]},
    "shop-01": {"unit": "札幌", "employment": "employee", "tenants": ["alpha"]},
    "late-01": {"unit": "仙台", "employment": "employee", "tenants": ["alpha"]},
    "good-01": {"unit": "仙台", "employment": "employee", "tenants": ["alpha"]},
    "shut-01": {"unit": "福岡", "employment": "employee", "tenants": ["alpha"]},
}
CLOSED_A_DAY = 50_000
"""Bytes that nobody could look into, of one account, one day."""


def exception(name: str, account: str, days: int) -> dict[str, Any]:
    """Return an exception for one account that ends so many days from today."""
    ends = (datetime.now(JST) + timedelta(days=days)).date()
    return {
        "id": name,
        "rules": ["approved-bulk"],
        "when": {"class": "approved", "group": account},
        "reason": "月末の締め",
        "control": "上長が一件ずつ確かめる",
        "owner": "業務部長",
        "expires": ends,
    }


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    closed = {"id": "closed-files", "when": {"direction": "upload", "class": "approved"}, "action": "block"}
    policy = {
        "tenants": [
            {"id": "alpha", "name": "見本商事", "sector": "private"},
            {"id": "city", "name": "見本市", "sector": "public"},
        ],
        "groups": {account: {"accounts": [account]} for account in ("late-01", "good-01")},
        "exceptions": [exception("month-end", "late-01", -1), exception("audit-week", "good-01", 7)],
        "rules": [closed | {"over": {"uninspected_bytes": {"1d": CLOSED_A_DAY}}}],
    }
    deployment = Deployment(tmp_path_factory.mktemp("scenarios"), settings={"model": False}, policy=policy)
    write(deployment.home / "directory.yaml", {"accounts": ACCOUNTS})
    deployment.start()
    yield deployment
    deployment.close()


def send(site: Deployment, account: str, place: str, body: bytes, content_type: str = "application/json") -> dict[str, Any]:
    """Upload and return what the terminal was told; {} if it passed."""
    with site.client(account=account) as client:
        answer = client.post(site.url(place, "/u"), content=body, headers={"content-type": content_type, "accept": "application/json"})
    assert answer.status_code in (200, 403)
    assert site.origins[place].bodies == (body if answer.status_code == 200 else b"")
    return {} if answer.status_code == 200 else dict(answer.json())


def told(site: Deployment, *arguments: str) -> str:
    """Return what a command prints, without starting a process for each."""
    result = CliRunner().invoke(app, [*arguments, "--home", str(site.home)])
    assert result.exit_code == 0, result.output
    return result.stdout


def last(site: Deployment, account: str) -> dict[str, Any]:
    """Return the newest record of an account."""
    return dict(json.loads(told(site, "ledger", "search", "--actor", account, "--limit", "1", "--format", "json")))


def incident(site: Deployment, number: str) -> dict[str, Any]:
    return dict(json.loads(told(site, "incident", number, "--format", "json")))


def cases(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["case"], one["client"]) for one in found["candidates"]]


def tools_and_customers(rows: list[Row]) -> bytes:
    """Return an archive with somebody's own tools, and a list of customers among them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "tool/main.py", "import csv\n\n\ndef rows(path):\n    with open(path) as file:\n        return list(csv.reader(file))\n"
        )
        archive.writestr("tool/README.md", "# dialler\n\nStarts with `python main.py`.\n")
        archive.writestr("tool/sample/customers.csv", as_csv(rows, "cp932"))
        archive.writestr("tool/view.js", "export const show = (row) => console.log(row.length);\n")
    return packed.getvalue()


def test_a_temp_takes_his_tools_home_with_the_customers_in_them(site: Deployment) -> None:
    """A dispatched worker, a cloud storage of his own, one day. **Source:** the case of 2023-03-30; PPC guidance of 2024-02."""
    rows = customers(100_000, 10_000)
    refused = send(site, "temp-01", "personal-storage", tools_and_customers(rows), "application/zip")
    assert site.origins["personal-storage"].connections == 0
    assert refused["people"] == 10_000
    number = last(site, "temp-01")["transfer"]
    found = incident(site, number)
    assert (found["action"], found["people"], found["exact"]) == ("block", 10_000, True)
    assert cases(found) == [("t3", ""), ("t4", "")]
    assert (found["passed"]["egress"], found["passed"]["bytes"]) == ("blocked_before_egress", 0)
    day = datetime.fromisoformat(found["at"]).astimezone(JST).date().isoformat()
    (digest,) = [json.loads(told(site, "report", "digest", "--unit", "札幌", "--day", day, "--format", "json"))]
    assert number in [top["id"] for top in digest["incidents"]]
    page = told(site, "report", "digest", "--unit", "札幌", "--day", day, "--format", "markdown")
    assert re.search(rf"\| {number} \|.*\| 遮断 \| 渡っていない \| 10,000 \| unknown-destination-people \|.*t3、t4 自社", page)
    notice = told(site, "report", "tenant-notice", number, "--tenant", "alpha", "--known-at", datetime.now(JST).isoformat())
    for part in ("【案】", "見本商事", "10,000 人", "渡っていない", "派遣", "規則7条4号", "t3)なら"):
        assert part in notice
    said = page + notice + json.dumps(digest, ensure_ascii=False)
    assert not [value[:2] for value in canaries(rows) | {"temp-01"} if value in said]


def test_an_exception_that_has_ended_excuses_nobody_and_somebody_is_told(site: Deployment) -> None:
    refused = send(site, "late-01", "approved", as_json(customers(200_000, 101)))
    assert refused["people"] == 101
    (match,) = [one for one in last(site, "late-01")["matches"] if one["rule"] == "approved-bulk"]
    assert (match["enforced"], match["lapsed"], match["excused_by"]) == (True, "month-end", "")
    assert site.metric("sekimori_exception_uses_total", exception="month-end", result="lapsed") == 1
    rules = [rule for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    assert [rule["alert"] for rule in rules if 'sekimori_exception_uses_total{result="lapsed"}' in rule.get("expr", "")]
    page = told(site, "report", "digest", "--unit", "仙台", "--format", "markdown")
    assert "| month-end | approved-bulk | 期限切れ(規則のとおり判定) | 1 | 101 |" in page


def test_an_exception_that_runs_excuses_and_is_counted(site: Deployment) -> None:
    assert not send(site, "good-01", "approved", as_json(customers(201_000, 101)))
    assert site.metric("sekimori_exception_uses_total", exception="audit-week", result="excused") == 1
    assert incident(site, last(site, "good-01")["transfer"])["passed"]["egress"] == "egressed"


def closed(number: int) -> bytes:
    return as_aes_zip("名簿.csv", as_csv(customers(number, 300), "cp932"), b"made-up")


def test_what_is_closed_with_a_password_is_decided_as_unreadable_and_charged(site: Deployment) -> None:
    before = site.metric("sekimori_uninspected_total", reason="encrypted")
    assert send(site, "shut-01", "personal-storage", closed(300_000), "application/zip")
    record = last(site, "shut-01")
    assert (record["people"], record["matches"][0]["measure"]) == (0, "gap.encrypted")
    assert site.metric("sekimori_uninspected_total", reason="encrypted") == before + 1
    size = len(closed(300_000))
    fitting = CLOSED_A_DAY // size
    assert 0 < fitting < 5
    for number in range(fitting):
        site.origins["approved"].forget()
        assert not send(site, "shut-01", "approved", closed(310_000 + number * 300), "application/zip")
    site.origins["approved"].forget()
    assert send(site, "shut-01", "approved", closed(320_000), "application/zip")
    stopped = last(site, "shut-01")["matches"][0]
    assert (stopped["rule"], stopped["measure"], stopped["threshold"]) == ("closed-files", "uninspected_bytes.1d", CLOSED_A_DAY)
    page = told(site, "report", "digest", "--unit", "福岡", "--format", "markdown")
    assert re.search(rf"\| 暗号化された部分\(パスワード付きなど\) \| {fitting + 2} \| [0-9,]+ \| {fitting} \|", page)


@pytest.mark.parametrize(
    ("account", "people", "expected"),
    [
        pytest.param("city-01", 101, [("t3", ""), ("t4", "city")], id="101-of-a-city"),
        pytest.param("city-01", 100, [], id="a-hundred-of-a-city"),
        pytest.param("shop-01", 101, [("t3", "")], id="101-of-a-company"),
    ],
)
def test_a_public_client_has_a_line_of_its_own(site: Deployment, account: str, people: int, expected: list[tuple[str, str]]) -> None:
    assert bool(send(site, account, "approved", as_json(customers(400_000 + people, people)))) is (people > 100)
    number = last(site, account)["transfer"]
    found = incident(site, number)
    assert cases(found) == expected
    if ("t4", "city") in expected:
        shown = told(site, "incident", number)
        assert "t4 委託元 city(規則43条)" in shown
        assert "自社の線1,000人には達していません" in shown
        assert "規則43条" in told(site, "report", "tenant-notice", number, "--tenant", "city")
