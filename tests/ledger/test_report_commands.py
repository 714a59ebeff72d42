import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ledger.store import Ledger
from rules.model import Action
from sekimori import app
from tests.ledger.made import NOON, Limit, inspection, transfer, verdict

type Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a report on a ledger with a block, an alert, and what a monitored rule would have blocked."""
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger/sekimori.sqlite", node="node-a", key_id="key-1")
    with ledger.transaction():
        for number, decided in enumerate((verdict(Action.BLOCK), verdict(Action.ALERT), verdict(Action.ALLOW, would=Action.BLOCK))):
            moved = transfer(actor=f"op-{number}", at=NOON + timedelta(days=number))
            seen = inspection(*range(10 * (number + 1)))
            ledger.append(moved, seen, decided, ledger.past(moved, seen.people, Limit()), now=moved.at)
    ledger.close()
    monkeypatch.setenv("SEKIMORI_HOME", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(app, ["report", *map(str, arguments)])


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_would_have_lists_what_monitor_mode_let_out(run: Run) -> None:
    assert [record["actor"] for record in lines(run("would-have", "--format", "json"))] == ["op-2"]
    assert lines(run("would-have", "--format", "json", "--since", "2026-05-01")) == []
    assert "bulk-day" in run("would-have").stdout
