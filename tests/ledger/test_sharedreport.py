import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.sharedreport import shared_identities
from ledger.store import Ledger
from rules.decide import decide
from rules.model import JST
from rules.policy import Policy, load
from sekimori import app
from tests.ledger.made import NOON, inspection, transfer

HERE, THERE = "10.2.0.17", "10.2.0.18"
POLICY = """\
notice: {purpose: p, owner: o, contact: c}
rules:
- {id: shared, action: alert, over: {terminals: {transfer: 1}}}
"""


@pytest.fixture
def shared(tmp_path: Path) -> Policy:
    (tmp_path / "shared.yaml").write_text(POLICY, encoding="utf-8")
    return load([tmp_path / "shared.yaml"])


def work(ledger: Ledger, policy: Policy, minutes: float, source: str, actor: str = "op-17") -> None:
    moved = transfer(actor=actor, at=NOON + timedelta(minutes=minutes))
    moved = replace(moved, actor=replace(moved.actor, source=source))
    seen = inspection(1)
    with ledger.transaction():
        past = ledger.past(moved, seen.people, policy)
        ledger.append(moved, seen, decide(moved, seen, past, policy, moved.at), past, now=moved.at)


def worked(ledger: Ledger, policy: Policy) -> None:
    for minutes, source in ((0, HERE), (1, THERE), (2, HERE), (3, THERE), (60, HERE), (61, THERE), (62, HERE)):
        work(ledger, policy, minutes, source)
    for minutes, source in ((0, "10.2.0.30"), (5, "10.2.0.31"), (6, "10.2.0.31")):
        work(ledger, policy, minutes, source, actor="op-18")


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_each_time_is_told_once_newest_first(ledger: Ledger, shared: Policy) -> None:
    worked(ledger, shared)
    with ledger.engine.connect() as connection:
        found = shared_identities(connection, None, None)
    assert [(one.who, one.unit, one.terminals, one.at_once, one.transfers) for one in found] == [
        ("op-17", "第一課", (HERE, THERE), 2, 1),
        ("op-17", "第一課", (HERE, THERE), 2, 2),
    ]
    assert [(one.begins, one.ends) for one in found] == [(at(62), at(62)), (at(2), at(3))]


@pytest.mark.parametrize(
    ("since", "until", "times"),
    [
        pytest.param(at(30), None, 1, id="since"),
        pytest.param(None, at(30), 1, id="until"),
        pytest.param(at(3), at(4), 1, id="in-the-middle"),
        pytest.param(at(100), None, 0, id="nothing"),
    ],
)
def test_a_period(ledger: Ledger, shared: Policy, since: datetime | None, until: datetime | None, times: int) -> None:
    worked(ledger, shared)
    with ledger.engine.connect() as connection:
        found = shared_identities(connection, since, until)
    assert len(found) == times
    assert all(one.terminals == (HERE, THERE) for one in found)


@pytest.mark.parametrize("arguments", [[], ["--format", "json"]], ids=["table", "json"])
def test_the_report(tmp_path: Path, shared: Policy, arguments: list[str]) -> None:
    url = f"sqlite:///{tmp_path}/l.db"
    ledger = Ledger(url, node="n", key_id="k")
    worked(ledger, shared)
    ledger.close()
    result = CliRunner().invoke(app, ["report", "shared-identities", "--ledger", url, "--since", "2026-04-10T12:30", *arguments])
    assert result.exit_code == 0
    if arguments:
        told = json.loads(result.stdout)
        assert (told["who"], told["terminals"], told["at_once"]) == ("op-17", [HERE, THERE], 2)
        assert datetime.fromisoformat(told["begins"]).astimezone(JST) == at(62)
    else:
        assert f"{HERE} {THERE}" in result.stdout
    readings = CliRunner().invoke(app, ["ledger", "search", "--ledger", url, "--kind", "read", "--format", "json"]).stdout
    assert "report shared-identities" in readings
