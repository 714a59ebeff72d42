from dataclasses import replace
from datetime import UTC, datetime

import pytest

from detectors.model import Inspection
from rules.decide import decide
from rules.model import Action, Actor, Destination, Direction, Past, Transfer
from rules.policy import DEFAULT, load
from rules.refusals import REFUSALS

NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)
TRANSFER = Transfer(
    id="T", actor=Actor(id="op", known=True), destination=Destination(host="crm.example.jp"), direction=Direction.UPLOAD, at=NOW
)


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_blocks_under_every_policy(reason: str) -> None:
    policy = load([DEFAULT])
    for one in (policy, replace(policy, mode="monitor", monitor_until=NOW.replace(year=2099), rules=(), by_place={})):
        verdict = decide(replace(TRANSFER, refusal=reason), Inspection(), Past(), one, NOW)
        assert verdict.action is Action.BLOCK
        assert verdict.rules == (f"refused-{reason.replace('_', '-')}",)


def test_no_refusal_blocks_nothing() -> None:
    policy = replace(load([DEFAULT]), rules=(), by_place={})
    assert decide(TRANSFER, Inspection(), Past(), policy, NOW).action is Action.ALLOW
