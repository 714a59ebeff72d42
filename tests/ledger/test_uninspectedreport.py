import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detectors.model import Gap, GapReason
from ledger.store import Ledger
from ledger.uninspectedreport import Uninspected, uninspected_of
from rules.model import Action, DestinationClass, Direction, Past, Transfer
from sekimori import app
from tests.ledger.made import NOON, inspection, transfer, verdict

ENCRYPTED, LATE, UP = GapReason.ENCRYPTED, GapReason.TIMEOUT, Direction.UPLOAD
CRM, APPROVED = DestinationClass.CRM, DestinationClass.APPROVED


def move(ledger: Ledger, moved: Transfer, *gaps: tuple[GapReason, int], action: Action = Action.ALERT) -> None:
    with ledger.transaction():
        seen = inspection(gaps=tuple(Gap(reason=reason, place="a", size_bytes=size) for reason, size in gaps))
        ledger.append(moved, seen, verdict(action), Past(), now=moved.at)


@pytest.fixture
def moved(ledger: Ledger) -> Ledger:
    move(ledger, transfer(), (ENCRYPTED, 600), (LATE, 5))
    move(ledger, transfer(at=NOON - timedelta(days=2)), (ENCRYPTED, 900))
    move(ledger, transfer(at=NOON - timedelta(days=30)), (ENCRYPTED, 7000))
    move(ledger, transfer(actor="op-18", category=CRM, size=40), (LATE, 0))
    move(ledger, transfer(), (ENCRYPTED, 8000), action=Action.BLOCK)
    return ledger


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        pytest.param(
            "actor",
            [
                ("op-17", APPROVED, ENCRYPTED, 1500, 2, 900, "2026-04-08"),
                ("op-18", CRM, LATE, 40, 1, 40, "2026-04-10"),
                ("op-17", APPROVED, LATE, 5, 1, 5, "2026-04-10"),
            ],
            id="actor",
        ),
        pytest.param(
            "tenant",
            [
                ("alpha", APPROVED, ENCRYPTED, 1500, 2, 900, "2026-04-08"),
                ("alpha", CRM, LATE, 40, 1, 40, "2026-04-10"),
                ("alpha", APPROVED, LATE, 5, 1, 5, "2026-04-10"),
            ],
            id="tenant",
        ),
    ],
)
def test_what_was_let_out_uninspected(
    moved: Ledger, per: str, expected: list[tuple[str, DestinationClass, GapReason, int, int, int, str]]
) -> None:
    with moved.engine.connect() as connection:
        found = uninspected_of(connection, per, "2026-03-12", "2026-04-10")
    assert found == [
        Uninspected(who=who, direction=UP, category=category, reason=reason, bytes=size, days=days, most=most, on=on)
        for who, category, reason, size, days, most, on in expected
    ]


@pytest.mark.parametrize("arguments", [[], ["--format", "json"]], ids=["table", "json"])
def test_the_report(tmp_path: Path, arguments: list[str]) -> None:
    url = f"sqlite:///{tmp_path}/l.db"
    ledger = Ledger(url, node="n", key_id="k")
    move(ledger, transfer(), (ENCRYPTED, 1_234_567))
    ledger.close()
    result = CliRunner().invoke(app, ["report", "uninspected", "--ledger", url, "--last", "2026-04-12", *arguments])
    assert result.exit_code == 0
    if arguments:
        assert json.loads(result.stdout)["bytes"] == 1_234_567
    else:
        assert "1,234,567" in result.stdout
