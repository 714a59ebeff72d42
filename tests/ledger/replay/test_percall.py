"""Limits on people for each call, and on terminals, in rows: what was not kept is left open, never passed over."""

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from detectors.model import Gap, GapReason, Inspection, People
from detectors.peopleset import PeopleSet
from ledger.facts import NUMBER, row
from ledger.recording import Written, of_transfer
from ledger.replay.again import Again, Block, Decided
from rules.facts import Facts
from rules.model import JST, Action, Actor, Count, Destination, DestinationClass, Direction, Outcome, Past, Transfer, Verdict, Window
from rules.policy import Policy
from tests.rules.made import policy_of

AT = datetime(2026, 11, 24, 10, tzinfo=JST)
PLAIN = Window(direction=Direction.UPLOAD, categories=frozenset({DestinationClass.APPROVED}), days=7)
ASKED = Window(direction=Direction.UPLOAD, categories=frozenset({DestinationClass.APPROVED}), days=7, per_call=True)


def policy(folder: Path, over: str) -> Policy:
    place = "destinations: [{class: approved, hosts: a.example}]\n"
    rule = f"rules: [{{id: r, when: {{class: approved, direction: upload}}, over: {over}, action: block}}]\n"
    return policy_of(folder, place + rule)


def block(
    past: Past, people: int = 1, gaps: tuple[Gap, ...] = (), category: DestinationClass = DestinationClass.APPROVED
) -> tuple[str, Block]:
    """Return the scene and the row of a transfer with that past."""
    there = Destination(host="a.example", category=category)
    transfer = Transfer(id="x", actor=Actor(id="op", known=True), destination=there, direction=Direction.UPLOAD, at=AT)
    inspection = Inspection(people=People(persons=PeopleSet.of(range(people))), gaps=gaps)
    written = Written(node="n", seq=1, key_id="k", at=AT)
    record = of_transfer(transfer, inspection, Verdict(action=Action.ALLOW), past, written, Outcome.RELEASED)
    made = row(record, Facts.of(transfer, inspection, past))
    counts = np.frombuffer(made.counts, NUMBER).reshape(1, -1).astype(np.int64)
    return made.scene, Block(shape=made.shape, at=np.array([int(AT.timestamp() * 1_000_000)]), scenes=np.array([0]), counts=counts)


def decided(policy: Policy, scene: str, one: Block) -> Decided:
    again = Again(policy)
    again.meet([scene])
    return again.decide(one)


@pytest.mark.parametrize(
    ("past", "expected", "left_open"),
    [
        pytest.param(Past(counts=((ASKED, Count(people=9, calls=4)),), terminals=1), Action.BLOCK, False, id="over"),
        pytest.param(Past(counts=((ASKED, Count(people=8, calls=4)),), terminals=1), Action.ALLOW, False, id="not-over"),
        pytest.param(Past(counts=((ASKED, Count(people=3, calls=0)),), terminals=1), Action.BLOCK, False, id="without-a-call"),
        pytest.param(Past(counts=((ASKED, Count(people=9)),), terminals=1), Action.ALLOW, True, id="calls-not-known-then"),
        pytest.param(Past(counts=((PLAIN, Count(people=9)),), terminals=1), Action.ALLOW, True, id="nobody-asked-for-calls"),
        pytest.param(Past(terminals=1), Action.ALLOW, True, id="nothing-counted"),
    ],
)
def test_people_for_each_call(tmp_path: Path, past: Past, expected: Action, left_open: bool) -> None:
    found = decided(policy(tmp_path, "{people_per_call: {7d: 2}}"), *block(past))
    assert (list(Action)[found.action[0]], bool(found.open)) == (expected, left_open)


def test_a_place_of_another_class_has_no_window_of_its_own(tmp_path: Path) -> None:
    past = Past(counts=((ASKED, Count(people=9, calls=4)),), terminals=1)
    found = decided(policy(tmp_path, "{people_per_call: {7d: 2}}"), *block(past, category=DestinationClass.UNKNOWN))
    assert (list(Action)[found.action[0]], bool(found.open)) == (Action.ALLOW, True)


@pytest.mark.parametrize(
    ("terminals", "people", "gap", "expected", "left_open"),
    [
        pytest.param(2, 1, None, Action.BLOCK, False, id="two"),
        pytest.param(1, 1, None, Action.ALLOW, False, id="one"),
        pytest.param(0, 1, None, Action.ALLOW, True, id="not-looked-at-then"),
        pytest.param(0, 0, GapReason.ENCRYPTED, Action.ALLOW, True, id="a-gap-not-looked-at-then"),
        pytest.param(0, 0, GapReason.TLS_PASSTHROUGH, Action.ALLOW, False, id="nobody-at-work"),
        pytest.param(0, 0, None, Action.ALLOW, False, id="nothing-in-it"),
    ],
)
def test_terminals(tmp_path: Path, terminals: int, people: int, gap: GapReason | None, expected: Action, left_open: bool) -> None:
    gaps = (Gap(reason=gap, place="a", size_bytes=1),) if gap else ()
    rule = "rules: [{id: r, over: {terminals: {transfer: 1}}, action: block}]\n"
    again = Again(policy_of(tmp_path, "destinations: [{class: approved, hosts: a.example}]\non_gap: {actions: {default: allow}}\n" + rule))
    scene, one = block(Past(terminals=terminals), people, gaps)
    again.meet([scene])
    found = again.decide(one)
    assert (list(Action)[found.action[0]], [again.names[place] for place in found.open]) == (expected, ["r"] if left_open else [])
