import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.callsreport import per_call
from ledger.store import Ledger
from rules.model import Action, Direction, Past
from sekimori import app
from tests.ledger.made import NOON, inspection, transfer, verdict

TODAY, YESTERDAY = "2026-04-10", "2026-04-09"


def move(ledger: Ledger, actor: str, *numbers: int, days: int = 0, unit: str = "第一課", direction: Direction = Direction.DOWNLOAD) -> None:
    moved = transfer(actor=actor, at=NOON - timedelta(days=days), direction=direction)
    moved = replace(moved, actor=replace(moved.actor, unit=unit))
    with ledger.transaction():
        ledger.append(moved, inspection(*numbers), verdict(Action.ALERT), Past(), now=moved.at)


def work(ledger: Ledger) -> None:
    move(ledger, "op-1", *range(10))
    move(ledger, "op-1", 3, 4, 11, direction=Direction.UPLOAD)
    move(ledger, "op-1", *range(20, 30), days=1)
    move(ledger, "op-2", *range(20))
    move(ledger, "op-3", *range(60))
    move(ledger, "op-4", 1, 2, 3, unit="第二課")
    move(ledger, "op-5", *range(4))
    move(ledger, "op-5", *range(9), days=2)
    move(ledger, "op-6", *range(5))
    move(ledger, "op-6", *range(5), days=40)
    calls = {("op-1", TODAY): 11, ("op-2", TODAY): 20, ("op-3", TODAY): 20, ("op-4", TODAY): 1, ("op-5", TODAY): 0, ("op-7", TODAY): 30}
    with ledger.transaction():
        ledger.take_in_calls(calls, by="acd", digest="", reason="")


def test_people_are_held_against_calls_and_the_unit(ledger: Ledger) -> None:
    work(ledger)
    with ledger.engine.connect() as connection:
        found = per_call(connection, "2026-03-12", TODAY)
    assert [(one.who, one.calls, one.people, one.people_per_call, one.times_median, one.days_unknown) for one in found] == [
        ("op-5", 0, 4, 4, 2, 1),
        ("op-3", 20, 60, 3, 1.5, 0),
        ("op-4", 1, 3, 3, 1, 0),
        ("op-2", 20, 20, 1, 0.5, 0),
        ("op-1", 11, 11, 1, 0.5, 1),
        ("op-7", 30, 0, 0, None, 0),
        ("op-6", None, 5, None, None, 1),
    ]
    assert {one.who: one.unit for one in found} == {f"op-{n}": {4: "第二課", 7: ""}.get(n, "第一課") for n in range(1, 8)}


def test_an_account_is_one_line_whatever_its_capitals(ledger: Ledger) -> None:
    move(ledger, "OP-1", 1, 2)
    with ledger.transaction():
        ledger.take_in_calls({("op-1", TODAY): 4}, by="acd", digest="", reason="")
    with ledger.engine.connect() as connection:
        assert [(one.who, one.unit, one.calls, one.people) for one in per_call(connection, TODAY, TODAY)] == [("op-1", "第一課", 4, 2)]


def test_a_period_without_anybody(ledger: Ledger) -> None:
    work(ledger)
    with ledger.engine.connect() as connection:
        assert per_call(connection, "2025-01-01", "2025-01-31") == []


@pytest.mark.parametrize("arguments", [[], ["--format", "json"]], ids=["table", "json"])
def test_the_report(tmp_path: Path, arguments: list[str]) -> None:
    url = f"sqlite:///{tmp_path}/l.db"
    ledger = Ledger(url, node="n", key_id="k")
    work(ledger)
    ledger.close()
    asked = ["report", "calls", "--ledger", url, "--since", YESTERDAY, "--last", TODAY, "--limit", "2", *arguments]
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0
    if arguments:
        told = [json.loads(line) for line in result.stdout.splitlines()]
        assert [(one["who"], one["times_median"]) for one in told] == [("op-5", 2), ("op-3", 1.5)]
    else:
        assert "op-3" in result.stdout
        assert "op-4" not in result.stdout
    readings = CliRunner().invoke(app, ["ledger", "search", "--ledger", url, "--kind", "read", "--format", "json"]).stdout
    assert f"report calls since={YESTERDAY} last={TODAY}" in readings
