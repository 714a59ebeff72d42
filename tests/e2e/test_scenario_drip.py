"""Eighty people a day: each day passes, and the thirtieth waits. Days by the ledger's own way in, the last one through the proxy."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from detectors.config import DetectorConfig
from detectors.inspector import Inspector
from ledger.committer import Committer
from ledger.store import Ledger
from proxy.home import Home
from proxy.transfer_id import new_transfer_id
from rules.model import JST, Action, Actor, Direction, Transfer
from rules.policy import load
from rules.scan import inspect_file
from sekimori import app
from tests.support.deployment import CLASSES, Deployment, write
from tests.support.midnight import away_from_midnight
from tests.support.people import as_csv, customers

ACCOUNT, UNIT = "drip-01", "東京"
A_DAY, DAYS, LIMIT = 80, 30, 2350
SLOW = {
    "id": "slow",
    "purpose": "少しずつの持ち出しを、積み上がった日に止めて確かめる",
    "when": {"direction": "upload", "class": "approved"},
    "over": {"people": {"30d": LIMIT}},
    "action": "hold",
}


def people_of(day: int) -> bytes:
    return as_csv(customers(500_000 + day * A_DAY, A_DAY), "utf-8")


def live(site: Deployment, folder: Path) -> list[Action]:
    """Put every day but the last on record as it would have been, by the real inspector, policy and ledger; return the verdicts."""
    home = Home(site.home)
    key, policy = home.read_fingerprint_key(), load([home.policy])
    looker = Inspector(DetectorConfig(model=False), key.secret)
    file, noon = folder / "day.csv", datetime.now(JST).replace(hour=12)
    actor = Actor(id=ACCOUNT, known=True, unit=UNIT, tenants=("alpha",))
    there = policy.destination(CLASSES["approved"], site.origins["approved"].port)
    ledger = Ledger(f"sqlite:///{site.home}/ledger/sekimori.sqlite", node="history", key_id=key.id)
    verdicts = []
    with Committer(ledger) as committer:
        for day in range(1, DAYS):
            file.write_bytes(people_of(day))
            at = noon - timedelta(days=DAYS - day)
            size = file.stat().st_size
            moved = Transfer(id=new_transfer_id(), actor=actor, destination=there, direction=Direction.UPLOAD, at=at, size_bytes=size)
            settled = committer.submit(moved, inspect_file(file, looker), policy, at).result(30)
            verdicts.append(settled.verdict.action)
    ledger.close()
    return verdicts


@pytest.fixture
def one_day() -> None:
    """All tests here are of the day on which the site was made."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    away_from_midnight(120)
    folder = tmp_path_factory.mktemp("drip")
    deployment = Deployment(folder, settings={"model": False}, policy={"rules": [SLOW]})
    write(deployment.home / "directory.yaml", {"accounts": {ACCOUNT: {"unit": UNIT, "employment": "dispatch", "tenants": ["alpha"]}}})
    verdicts = live(deployment, folder)
    assert set(verdicts) <= {Action.ALLOW, Action.ALERT}, "each day alone is ordinary"
    deployment.start()
    yield deployment
    deployment.close()


def send(site: Deployment, body: bytes) -> dict[str, Any]:
    with site.client(account=ACCOUNT) as client:
        answer = client.post(site.url("approved", "/u"), content=body, headers={"content-type": "text/csv", "accept": "application/json"})
    return {} if answer.status_code == 200 else dict(answer.json())


def told(site: Deployment, *arguments: str) -> str:
    """Return what a command prints, without starting a process for each."""
    result = CliRunner().invoke(app, [*arguments, "--home", str(site.home)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def stopped(site: Deployment) -> dict[str, Any]:
    """What the terminal was told on the thirtieth day."""
    answer = send(site, people_of(DAYS))
    assert not site.origins["approved"].received
    return answer


def test_the_thirtieth_day_waits_and_the_same_people_again_do_not(site: Deployment, stopped: dict[str, Any]) -> None:
    assert stopped["type"] == "urn:sekimori:problem:approval-needed"
    record = json.loads(told(site, "ledger", "search", "--actor", ACCOUNT, "--action", "hold", "--format", "json"))
    (match,) = [one for one in record["matches"] if one["rule"] == "slow"]
    assert (match["measure"], match["found"], match["threshold"]) == ("people.30d", A_DAY * DAYS, LIMIT)
    assert not send(site, people_of(3)), "who was sent before is nobody new"
    assert site.origins["approved"].bodies == people_of(3)


def test_the_reports_say_that_a_part_has_passed_already(site: Deployment, stopped: dict[str, Any]) -> None:
    number = json.loads(told(site, "ledger", "search", "--actor", ACCOUNT, "--action", "hold", "--format", "json"))["transfer"]
    found = json.loads(told(site, "incident", number, "--format", "json"))
    passed = found["passed"]
    assert [(one["case"], one["client"]) for one in found["candidates"]] == [("t4", "")]
    assert (passed["egress"], passed["bytes"], passed["before"]) == ("partial_egress", None, A_DAY * (DAYS - 1))
    page = told(site, "report", "digest", "--unit", UNIT, "--format", "markdown")
    assert f"| {number} |" in page
    assert "先に一部が渡った" in page
    notice = told(site, "report", "tenant-notice", number, "--tenant", "alpha")
    assert "同じ期間の先の転送が既に渡っています" in notice
    assert "| 渡った量 | 未確認 |" in notice
