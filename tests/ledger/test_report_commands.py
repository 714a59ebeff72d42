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


def incident() -> str:
    """Return the number of the block."""
    (found,) = lines(CliRunner().invoke(app, ["ledger", "search", "--action", "block", "--format", "json"]))
    return str(found["transfer"])


def test_a_notice_to_a_client_is_drafted(run: Run) -> None:
    shown = run("tenant-notice", incident(), "--tenant", "alpha", "--known-at", "2026-04-11T09:00").stdout
    assert shown.startswith("# 【案】")
    assert "確報: 2026-05-10 まで" in shown
    (found,) = lines(run("tenant-notice", incident(), "--tenant", "alpha", "--format", "json"))
    assert (found["status"], found["people"], found["due"]) == ("draft", 10, None)
    assert len(list(found["items"])) == 11  # type: ignore[call-overload]
    assert "op-" not in shown + json.dumps(found)


@pytest.mark.parametrize(
    ("number", "options", "status", "message"),
    [
        pytest.param("", ("--tenant", "beta"), 1, "customers of beta", id="another-client"),
        pytest.param("0000-0000-0000-0000", ("--tenant", "alpha"), 1, "no incident", id="no-incident"),
        pytest.param("", ("--tenant", "alpha", "--known-at", "2026-04-09"), 2, "before it happens", id="known-too-early"),
    ],
)
def test_a_notice_that_cannot_be_drafted(run: Run, number: str, options: tuple[str, ...], status: int, message: str) -> None:
    result = run("tenant-notice", number or incident(), *options)
    assert result.exit_code == status
    assert message in result.stderr
