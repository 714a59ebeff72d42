"""Repeated attempts through the real proxy: lower limits, back to normal by themselves, polling, lockouts that end, and a reset."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.deployment import Deployment, run
from tests.support.people import as_json, canaries, customers
from tests.support.waiting import BROWSER, JSON, token

USUAL = as_json(customers(100, 60))
"""Of 60 people: the shipped policy lets 100 go to an approved place at once."""
FEW = as_json(customers(100, 1))
PLAN = {"after": 3, "quiet_minutes": 30, "apart_minutes": 5, "divide": [2, 4], "lockout_minutes": 30}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    deployment = Deployment(tmp_path_factory.mktemp("escalation"), settings={"model": False}, policy={"escalation": PLAN})
    deployment.start()
    yield deployment
    deployment.close()


def send(site: Deployment, account: str, body: bytes, *, place: str = "approved", path: str = "/u", **headers: str) -> httpx.Response:
    with site.client(account=account) as client:
        return client.post(site.url(place, path), content=body, headers={**JSON, **headers})


def attempt(site: Deployment, account: str, *numbers: int) -> list[httpx.Response]:
    """Try to send somebody to an unknown place, each time somewhere else."""
    return [send(site, account, FEW, place="unknown", path=f"/{number}") for number in numbers]


def database(site: Deployment) -> Path:
    return site.home / "ledger" / "sekimori.sqlite"


def age(site: Deployment, minutes: float) -> None:
    """Let so much time pass for what stands in the ledger, as another node would write it."""
    by = int(minutes * 60_000_000)
    with closing(sqlite3.connect(database(site), timeout=10)) as ledger, ledger:
        ledger.execute("UPDATE escalations SET last = max(last - ?, 0), until = max(until - ?, 0), since = max(since - ?, 0)", (by, by, by))
        ledger.execute("UPDATE attempts SET at = at - ?", (by,))
        ledger.execute("UPDATE state SET version = version + 1")


def escalation(site: Deployment, who: str, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    """Run `sekimori escalation` as an approver; return the lines that it prints."""
    lines = ("--format", "json") if arguments[0] == "list" else ()
    done = run("escalation", *arguments, *lines, "--url", site.management, "--token", who, status=status)
    return [json.loads(line) for line in done.stdout.splitlines()] if lines else [json.loads(done.stdout or "{}")]


def test_repeats_halve_the_limits_and_quiet_gives_them_back(site: Deployment) -> None:
    assert send(site, "repeats", USUAL).status_code == 200
    answers = attempt(site, "repeats", 1, 2, 3)
    assert [answer.status_code for answer in answers] == [403] * 3
    assert ["limits" in answer.json() for answer in answers] == [False, False, True]
    stricter = send(site, "repeats", USUAL).json()
    assert (stricter["limits"]["step"], stricter["limits"]["divided_by"], stricter["limits"]["locked"]) == (1, 2, False)
    assert (stricter["rules"][0]["rule"], stricter["rules"][0]["threshold"]) == ("approved-bulk", 50)
    page = send(site, "repeats", USUAL, **BROWSER).text
    assert "人数の上限を通常の2分の1にしています" in page
    assert "divided by 2" in page
    assert send(site, "repeats", FEW).status_code == 200, "work goes on below the limits"
    assert send(site, "somebody-else", USUAL).status_code == 200
    told = ("--home", str(site.home))
    assert "step 1, numbers of people divided by 2" in run("incident", stricter["incident"], *told).stdout
    assert "人数の上限は通常の2分の1でした" in run("rules", "explain", stricter["incident"], *told).stdout
    age(site, 31)
    assert send(site, "repeats", USUAL).status_code == 200


def test_work_under_lower_limits_climbs_no_further(site: Deployment) -> None:
    attempt(site, "worker", 1, 2, 3)
    for number in range(6):
        assert send(site, "worker", as_json(customers(2000, 55 + number)), path=f"/{number}").status_code == 403
    (found,) = [line for line in escalation(site, token(site, "sv01"), "list") if line["account"] == "worker"]
    assert (found["step"], found["points"]) == (1, 3)


def test_software_that_polls_counts_once(site: Deployment) -> None:
    counted, repeated = (site.metric("sekimori_escalation_attempts_total", result=result) for result in ("counted", "repeated"))
    with site.client(account="software") as client:
        polls = [client.post(site.url("unknown", f"/status?n={n}"), content=FEW, headers=JSON).status_code for n in range(50)]
    assert polls == [403] * 50
    assert site.metric("sekimori_escalation_attempts_total", result="counted") == counted + 1
    assert site.metric("sekimori_escalation_attempts_total", result="repeated") == repeated + 49
    assert send(site, "software", USUAL).status_code == 200


def test_a_lockout_has_an_end_whatever_is_tried(site: Deployment) -> None:
    last = attempt(site, "locked", *range(9))[-1].json()["limits"]
    assert last["locked"]
    assert {answer.json()["limits"]["falls_at"] for answer in attempt(site, "locked", *range(20, 26))} == {last["falls_at"]}
    stopped = send(site, "locked", FEW)
    assert (stopped.status_code, [rule["rule"] for rule in stopped.json()["rules"]]) == (403, ["escalation-lockout"])
    assert last["falls_at"] == stopped.json()["limits"]["falls_at"]
    assert "まですべて止めています" in send(site, "locked", FEW, **BROWSER).text
    assert send(site, "locked", b'{"note": "hello"}').status_code == 200, "what holds nobody's data passes"
    age(site, 29)
    assert send(site, "locked", FEW).status_code == 403
    age(site, 1.5)
    assert send(site, "locked", FEW).status_code == 200
    assert send(site, "locked", USUAL).status_code == 403, "it falls one step at a time"
    age(site, 61)
    assert send(site, "locked", USUAL).status_code == 200


def test_an_administrator_sees_and_resets_it(site: Deployment) -> None:
    attempt(site, "op0099", *range(3))
    supervisor = token(site, "sv01")
    (found,) = [line for line in escalation(site, supervisor, "list") if line["account"] == "op0099"]
    assert (found["step"], found["points"], found["divided_by"]) == (1, 3, 2)
    assert found["since"] < found["falls_at"] == found["normal_at"]
    own = run("escalation", "reset", "op0099", "--reason", "x", "--url", site.management, "--token", token(site, "OP0099"), status=1)
    assert "nobody resets their own" in own.stderr
    assert httpx.get(f"{site.management}/api/escalation", trust_env=False, timeout=60).status_code == 401
    run("escalation", "list", "--url", site.management, "--token", token(site, "sv02", "alpha"), status=1)
    assert send(site, "op0099", USUAL).status_code == 403
    (stood,) = escalation(site, supervisor, "reset", "op0099", "--reason", "誤操作を確認 090-1234-5678")
    assert (stood["account"], stood["step"]) == ("op0099", 1)
    assert send(site, "op0099", USUAL).status_code == 200
    run("escalation", "reset", "op0099", "--reason", "again", "--url", site.management, "--token", supervisor, status=1)
    exported = run("ledger", "export", "--home", str(site.home)).stdout
    records = [json.loads(json.loads(line)["body"]) for line in exported.splitlines()]
    steps = [record for record in records if record["kind"] == "step" and "op0099" in record["what"]]
    assert [(record["what"].split()[0], record["actor"]) for record in steps] == [
        ("raised", "op0099"),
        ("refused", "OP0099"),
        ("reset", "sv01"),
    ]
    assert "誤操作を確認" in steps[-1]["reason"]
    assert "090-1234-5678" not in exported
    assert site.metric("sekimori_escalations_total", event="reset") == 1


def test_a_restart_forgets_nothing_and_nothing_private_is_kept(site: Deployment) -> None:
    rows = customers(8000, 1)
    name = rows[0][1]
    for number in range(3):
        send(site, "restart", as_json(rows), place="unknown", path=f"/tel/090-8765-432{number}/{name}")
    site.stop()
    site.start()
    assert send(site, "restart", USUAL).status_code == 403
    with closing(sqlite3.connect(database(site))) as ledger:
        kept = str(ledger.execute("SELECT * FROM attempts").fetchall() + ledger.execute("SELECT body FROM records").fetchall())
    assert "090-8765" not in kept
    assert not [value for value in canaries(rows) if value in kept]
    assert "sound" in run("ledger", "verify", "--home", str(site.home)).stdout
