import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.replay.scenarios import SCENARIOS
from sekimori import app
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


def test_a_scenario_is_printed_for_programs(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["rules", "replay", "--scenario", "upload-1d", "--policy", str(write(tmp_path, SMALL)), "--format", "json"])
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    small = next(line for line in lines if (line["way"], line["pace"]) == ("approved-upload", "small files"))
    assert (small["day"], small["people"], small["action"], small["rule"]) == (1, 30, "block", "few")


def test_an_unusable_policy_is_said(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["rules", "replay", "--scenario", "drip-10y", "--policy", str(write(tmp_path, "rules: 3\n"))])
    assert result.exit_code == 2
    assert "policy.yaml:1: error:" in result.stderr
