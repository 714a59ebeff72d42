import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ledger.drawnreport import DrawnDown, drawn_down
from ledger.store import Ledger
from rules.model import Action, DestinationClass, Direction, Past, Transfer
from sekimori import app
from tests.ledger.made import NOON, inspection, transfer, verdict

CRM, PASTE, DOWN = DestinationClass.CRM, DestinationClass.PASTE, Direction.DOWNLOAD


def move(ledger: Ledger, moved: Transfer, *numbers: int, action: Action = Action.ALERT) -> None:
    with ledger.transaction():
        ledger.append(moved, inspection(*numbers), verdict(action), Past(), now=moved.at)


@pytest.fixture
def moved(ledger: Ledger) -> Ledger:
    move(ledger, transfer(category=CRM, direction=DOWN), 1, 2, 3, 4)
    move(ledger, transfer(category=CRM, direction=DOWN, at=NOON - timedelta(days=29)), 5)
    move(ledger, transfer(category=CRM, direction=DOWN, at=NOON - timedelta(days=30)), 6)
    move(ledger, transfer(category=PASTE), 1, 5, 6, 9)
    move(ledger, transfer(), 2, action=Action.BLOCK)
    move(ledger, transfer(category=CRM), 3)
    move(ledger, transfer(actor="op-18"), 2, 3)
    move(ledger, transfer(actor="op-19", tenant="beta", at=NOON + timedelta(days=1)), 1)
    return ledger


@pytest.mark.parametrize(
    ("per", "expected"),
    [
        pytest.param(
            "actor",
            [
                DrawnDown(who="op-17", received=5, sent=4, shared=2, exact=True),
                DrawnDown(who="op-18", received=0, sent=2, shared=0, exact=True),
            ],
            id="actor",
        ),
        pytest.param("tenant", [DrawnDown(who="alpha", received=5, sent=6, shared=4, exact=True)], id="tenant"),
    ],
)
def test_who_received_and_sent(moved: Ledger, per: str, expected: list[DrawnDown]) -> None:
    with moved.engine.connect() as connection:
        assert drawn_down(connection, per, "2026-03-12", "2026-04-10") == expected


def test_the_share_of_nothing() -> None:
    assert DrawnDown(who="x", received=0, sent=3, shared=0, exact=True).share == 0


@pytest.mark.parametrize("arguments", [[], ["--format", "json"]], ids=["table", "json"])
def test_the_report(tmp_path: Path, arguments: list[str]) -> None:
    url = f"sqlite:///{tmp_path}/l.db"
    ledger = Ledger(url, node="n", key_id="k")
    move(ledger, transfer(category=CRM, direction=DOWN), 1, 2, 3, 4)
    move(ledger, transfer(), 3, 4, 5)
    ledger.close()
    result = CliRunner().invoke(app, ["report", "draw-down", "--ledger", url, "--last", "2026-04-12", *arguments])
    assert result.exit_code == 0
    if arguments:
        assert json.loads(result.stdout) == {"who": "op-17", "received": 4, "sent": 3, "shared": 2, "exact": True}
    else:
        assert "50.0%" in result.stdout
