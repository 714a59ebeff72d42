import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from ledger.replay.scenarios import SCENARIOS
from ledger.schema import records
from ledger.store import Ledger
from rules.model import Action, Past
from sekimori import app
from tests.ledger.made import inspection, transfer, verdict
from tests.rules.made import NOTICE, write

RUNNER = CliRunner()
SMALL = NOTICE + "rules: [{id: few, when: {class: approved}, over: {people: {transfer: 10, 1d: 30}}, action: block}]\n"


@pytest.fixture(autouse=True)
def _smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SCENARIOS, "upload-1d", replace(SCENARIOS["upload-1d"], people=6000))


def test_a_scenario_is_printed(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["rules", "replay", "--scenario", "upload-1d", "--policy", str(write(tmp_path, SMALL))])
    assert result.exit_code == 0
    assert "5.96 million people in one day" in result.stdout
    assert "few (people.1d)" in result.stdout


def test_a_scenario_is_printed_in_japanese(tmp_path: Path) -> None:
    asked = ["rules", "replay", "--scenario", "upload-1d", "--policy", str(write(tmp_path, SMALL)), "--lang", "ja"]
    assert "upload-1d: 一日で 596 万人をクラウドへ。方針 " in RUNNER.invoke(app, asked).stdout


def test_a_scenario_is_printed_for_programs(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["rules", "replay", "--scenario", "upload-1d", "--policy", str(write(tmp_path, SMALL)), "--format", "json"])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    small = next(line for line in lines if (line["way"], line["pace"]) == ("approved-upload", "small files"))
    assert (small["day"], small["people"], small["action"], small["rule"]) == (1, 30, "block", "few")


def test_an_unusable_policy_is_said(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["rules", "replay", "--scenario", "drip-10y", "--policy", str(write(tmp_path, "rules: 3\n"))])
    assert result.exit_code == 2
    assert "policy.yaml:1: error:" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "--since 30d", id="neither"),
        pytest.param(["--since", "30d", "--scenario", "drip-10y"], "--since 30d", id="both"),
        pytest.param(["--scenario", "upload-1d", "--format", "html"], "table or json", id="page-of-a-scenario"),
        pytest.param(["--scenario", "upload-1d", "--against", "policy"], "go with --since", id="a-scenario-against-another"),
        pytest.param(["--since", "soon"], "write 30d", id="no-time"),
        pytest.param(["--since", "30w"], "write 30d", id="other-units"),
        pytest.param(["--since", "2026-04-02", "--until", "2026-04-01"], "--until", id="ends-before-it-begins"),
    ],
)
def test_unusable_arguments(arguments: list[str], message: str) -> None:
    result = RUNNER.invoke(app, ["rules", "replay", *arguments])
    assert result.exit_code == 2
    assert message in result.output


@pytest.mark.parametrize("look", ["table", "json", "html"])
def test_the_past_is_replayed(tmp_path: Path, look: str) -> None:
    url, draft = f"sqlite:///{tmp_path}/l.db", str(write(tmp_path, SMALL))
    ledger = Ledger(url, node="n", key_id="k")
    moved, seen = transfer(at=datetime.now(UTC)), inspection(*range(20))
    with ledger.transaction():
        ledger.append(moved, seen, verdict(Action.ALERT), Past(), now=moved.at)
    ledger.close()
    result = RUNNER.invoke(app, ["rules", "replay", "--since", "2d", "--policy", draft, "--ledger", url, "--format", look])
    assert result.exit_code == 0
    if look == "json":
        found = json.loads(result.stdout)
        assert (found["transfers"], found["changed"], found["rules"][0]["name"]) == (1, 1, "few")
    else:
        assert "few" in result.stdout
    reread = Ledger(url, node="n", key_id="k")
    with reread.engine.connect() as connection:
        readings = connection.execute(select(records.c.body).where(records.c.kind == "read")).scalars().all()
    reread.close()
    assert "rules replay since=2d" in readings[0]
