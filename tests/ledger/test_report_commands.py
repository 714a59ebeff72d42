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


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        pytest.param("table", "遮断 1 件", id="table"),
        pytest.param("markdown", "| bulk-day | 1 |", id="markdown"),
        pytest.param("json", '"blocked":1', id="json"),
    ],
)
def test_a_digest_is_printed_without_a_name(run: Run, page: str, shown: str) -> None:
    result = run("digest", "--unit", "第一課", "--day", "2026-04-10", "--format", page)
    assert result.exit_code == 0, result.output
    assert shown in result.stdout
    assert "op-" not in result.stdout


def test_a_day_that_is_none_is_refused(run: Run) -> None:
    assert run("digest", "--unit", "第一課", "--day", "gestern").exit_code == 2


def test_every_report_is_on_record(run: Run) -> None:
    run("digest", "--unit", "第一課", "--day", "2026-04-10", "--reason", "日次の確認")
    found = CliRunner().invoke(app, ["ledger", "search", "--kind", "read", "--format", "json"])
    assert "report digest unit=第一課 day=2026-04-10" in [record["what"] for record in lines(found)]
