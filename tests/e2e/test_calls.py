"""Calls from the telephone system, while the day runs: over the API into a proxy that decides by them; and from files, by the command."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from rules.model import JST
from tests.support.deployment import Deployment, run
from tests.support.origin import Answer
from tests.support.people import as_json, customers

RULE = {
    "id": "people-per-call",
    "when": {"direction": "download", "class": "crm"},
    "over": {"people_per_call": {"1d": 3}},
    "action": "alert",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("calls"), settings={"model": False}, policy={"rules": [RULE]})
    deployment.start()
    yield deployment
    deployment.close()


def today() -> str:
    return datetime.now(JST).date().isoformat()


def told(site: Deployment, calls: Any, token: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.post(f"{site.management}/api/calls", json=calls, headers=headers, trust_env=False, timeout=60)


def view(site: Deployment, first: int, people: int) -> list[tuple[str, int, int | None]]:
    """Look at customers; return the rules on calls that matched: measure, what was found, and the calls that the record keeps."""
    site.origins["crm"].answer = lambda _: Answer(body=as_json(customers(first, people)), headers=(("content-type", "application/json"),))
    with site.client() as client:
        assert client.get(site.url("crm", "/customer")).status_code == 200
    said = run("ledger", "search", "--home", str(site.home), "--actor", "op0042", "--limit", "1", "--format", "json").stdout
    record = json.loads(said)
    (kept,) = [one["calls"] for one in record["past"] if one["per_call"]]
    return [(one["measure"], one["found"], kept) for one in record["matches"] if one["rule"] == "people-per-call"]


def test_calls_decide_while_the_day_runs(site: Deployment) -> None:
    token = run("holds", "token", "acd", "--only", "calls", "--home", str(site.home)).stdout.strip()
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{site.management}/api/holds", headers=headers, trust_env=False, timeout=60).status_code == 403
    assert view(site, 1, 5) == [], "nobody knows the calls"
    assert told(site, [{"account": "op0042", "day": today(), "calls": 1}], "").status_code == 401
    assert told(site, [{"account": "op0042", "day": today(), "calls": 2}], token).json()["rows"] == 1
    assert view(site, 6, 1) == [], "six people, two calls"
    assert view(site, 7, 1) == [("people_per_call.1d", 4, 2)]
    faulty = told(site, [{"account": "op0042", "day": today(), "calls": 30}, {"account": "op0043", "day": "yesterday", "calls": 1}], token)
    assert (faulty.status_code, [fault[:7] for fault in faulty.json()["faults"]]) == (400, ["item 2:"])
    assert view(site, 7, 1) == [("people_per_call.1d", 4, 2)]
    assert told(site, [{"account": "op0042", "day": today(), "calls": 30}], token).json()["replaced"] == 1
    assert view(site, 7, 1) == []
    (record,) = [json.loads(line) for line in search(site, "calls")[:1]]
    assert (record["actor"], record["rows"]) == ("acd", 1)
    assert "op0042" not in "".join(search(site, "calls"))


def search(site: Deployment, kind: str) -> list[str]:
    return run("ledger", "search", "--home", str(site.home), "--kind", kind, "--format", "json").stdout.splitlines()


def test_a_nightly_export_is_loaded_beside_the_running_proxy(site: Deployment) -> None:
    yesterday = (datetime.now(JST) - timedelta(days=1)).date()
    file = site.home / "acd.csv"
    file.write_bytes(f"ログインID,日付,応対件数,お客様番号\r\nop0042,{yesterday:%Y/%m/%d},31,0312345678\r\n".encode("cp932"))
    assert "1 rows" in run("calls", "load", str(file), "--home", str(site.home)).stdout
    file.write_bytes("ログインID,日付,応対件数\r\nop0042,2026/02/30,31\r\n".encode("cp932"))
    refused = run("calls", "load", str(file), "--home", str(site.home), status=2)
    assert "line 2: the day" in refused.stderr
    report = run("report", "calls", "--home", str(site.home), "--since", yesterday.isoformat(), "--format", "json")
    (own,) = [one for one in map(json.loads, report.stdout.splitlines()) if one["who"] == "op0042"]
    assert (own["calls"] >= 31, own["unit"]) == (True, "札幌")
    assert "0312345678" not in "".join(path.read_bytes().decode("latin-1") for path in (site.home / "ledger").iterdir())
    assert "sound" in run("ledger", "verify", "--home", str(site.home)).stdout
