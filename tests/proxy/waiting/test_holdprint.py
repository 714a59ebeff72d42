"""What an approver reads of one that waits: short, by the clock of Japan, and the same facts as its incident."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from ledger.console import print_table
from ledger.errors import LedgerError
from ledger.held import Held, State
from ledger.records import Record, Sample
from proxy.waiting.api import shown
from proxy.waiting.holdprint import hold_table
from rules.model import Action, Direction, RuleMatch, Verdict
from tests.ledger.made import NOON, inspection, transfer
from tests.ledger.recorded import record

MATCH = RuleMatch(rule="ask", action=Action.HOLD, enforced=True, measure="people.transfer", found=3, threshold=2, kitei="第12条")
MOVED = transfer()
STOPPED: Record = replace(
    record(MOVED, inspection(1, 2, 3), Verdict(action=Action.HOLD, would=Action.HOLD, matches=(MATCH,), policy="p")),
    samples=(Sample(entity="PERSON", masked="山***", place="客***#2", score=0.9, recogniser="made", tenants=("alpha",)),),
)
HELD = Held(
    id=MOVED.id,
    node="n",
    kind=Action.HOLD,
    state=State.DENIED,
    actor="op-17",
    host="files.example.net",
    port=443,
    direction=Direction.UPLOAD,
    tenant="alpha",
    content="c" * 64,
    people=3,
    began=NOON,
    expires=NOON + timedelta(hours=4),
    needed=2,
    approvers=("sv01", "sv02"),
)


def lines(answer: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> list[str]:
    print_table(hold_table(answer))
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_all_of_it_is_its_incident_its_samples_and_how_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    told = lines(shown(HELD) | {"transfer": orjson.loads(STOPPED.body())}, capsys)
    assert f"incident {MOVED.id}" in told
    assert "time (JST) 2026-04-10 12:00:00" in told
    assert "destination files.example.net (approved, upload)" in told
    assert "rule ask: hold; people.transfer 3 over 2; 第12条" in told
    assert "sample PERSON 山*** in 客***#2, customer of alpha" in told
    assert told[-6:] == [
        "kind hold",
        "state denied",
        "approved by sv01 sv02",
        "approvals missing 0",
        "since (JST) 2026-04-10 12:00",
        "until (JST) 2026-04-10 16:00",
    ]
    assert not [line for line in told if line.startswith("candidates")], "they depend on clients that are not known here"
    assert len(told) < 24


def test_what_was_released_has_got_across(capsys: pytest.CaptureFixture[str]) -> None:
    across = {
        state: next(
            line
            for line in lines(shown(replace(HELD, state=state)) | {"transfer": orjson.loads(STOPPED.body())}, capsys)
            if line.startswith("got across")
        )
        for state in (State.DENIED, State.RELEASED)
    }
    assert "止めました" in across[State.DENIED]
    assert "送りました" in across[State.RELEASED]


@pytest.mark.parametrize("rest", [pytest.param({}, id="an answer"), pytest.param({"transfer": None}, id="a record that is gone")])
def test_without_its_record_it_is_whose_and_how_it_stands(rest: dict[str, None], capsys: pytest.CaptureFixture[str]) -> None:
    told = lines(shown(replace(HELD, approvers=())) | rest, capsys)
    assert told == [
        f"id {MOVED.id}",
        "actor op-17",
        "tenant alpha",
        "to/from files.example.net",
        "direction upload",
        "people 3",
        "kind hold",
        "state denied",
        "approvals missing 0",
        "since (JST) 2026-04-10 12:00",
        "until (JST) 2026-04-10 16:00",
    ]


def test_what_is_no_record_is_not_drawn() -> None:
    with pytest.raises(LedgerError):
        hold_table(shown(HELD) | {"transfer": {"node": "n"}})
