"""Transfers that wait, when everything happens at once or breaks off in the middle: each passes once, or not at all."""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ledger import engine, holds, schema
from ledger.held import Approver, Held, HoldRefused, State
from ledger.records import Kind, Record, parse
from ledger.store import Ledger
from ledger.verify import verify
from rules.model import Action, Past
from tests.ledger.conftest import KEY, OTHER_KEY
from tests.ledger.made import NOON, inspection, transfer, verdict
from tests.support.together import together

CONTENT = "c" * 64
WAIT, LASTS = timedelta(hours=24), timedelta(hours=8)
ROOT = Path(__file__).parents[2]


def send(
    ledger: Ledger, actor: str = "op-17", content: str = CONTENT, action: Action = Action.HOLD, needed: int = 1, now: datetime = NOON
) -> tuple[bool, Held]:
    moved, seen = transfer(actor=actor), inspection(1, 2, 3)
    with ledger.transaction():
        decided, held = ledger.holds().claim(moved, seen, verdict(action), content, wait=WAIT, needed=needed, now=now)
        ledger.append(moved, seen, decided, Past(), now=now, hold=held.id)
    return decided.releases, held


def step(ledger: Ledger, work: Callable[[holds.Holds], object]) -> str:
    """Do something, and return why it was refused; empty if it was done."""
    try:
        with ledger.transaction():
            work(ledger.holds())
    except HoldRefused as refused:
        return refused.refusal.name
    return ""


def approve(ledger: Ledger, hold: str, by: str, now: datetime = NOON) -> str:
    return step(ledger, lambda found: found.approve(hold, by=Approver(account=by, tenants=None), reason="", lasts=LASTS, now=now))


def deny(ledger: Ledger, hold: str, by: str, now: datetime = NOON) -> str:
    return step(ledger, lambda found: found.deny(hold, by=Approver(account=by, tenants=None), reason="", now=now))


def records(ledger: Ledger) -> list[Record]:
    with engine.transaction(ledger.engine, write=False) as connection:
        assert [report.flaw for report in verify(connection) if report.flaw] == []
        rows = connection.execute(select(schema.records.c.body).order_by(schema.records.c.at, schema.records.c.seq)).scalars()
        return [parse(body) for body in rows]


def events(ledger: Ledger, hold: str) -> Counter[str]:
    return Counter(record.what for record in records(ledger) if record.kind is Kind.HOLD and record.hold == hold)


def releases(ledger: Ledger, hold: str) -> int:
    return sum(record.granted == hold for record in records(ledger) if record.kind is Kind.TRANSFER)


def state(ledger: Ledger, hold: str) -> State:
    with engine.transaction(ledger.engine, write=False) as connection:
        return holds.get(connection, hold).state


def test_approvals_at_once_are_counted_one_by_one(ledger: Ledger, other: Ledger) -> None:
    _, held = send(ledger, needed=2)
    tries = [(ledger, "sv-1"), (other, "sv-1"), (ledger, "SV-1"), (other, "sv-2"), (ledger, "sv-2"), (other, "op-17")]
    told = together(*[lambda node=node, by=by: approve(node, held.id, by) for node, by in tries])
    assert told.count("") == 2
    assert told[-1] == "OWN"
    assert set(told) <= {"", "TWICE", "READY", "OWN"}
    assert events(ledger, held.id) == {"asked": 1, "approved": 2}
    assert [passed for passed, _ in together(*[lambda node=node: send(node, needed=2) for node in (ledger, other) * 3])].count(True) == 1
    assert (events(ledger, held.id)["released"], releases(ledger, held.id)) == (1, 1)


def test_two_nodes_release_the_same_at_once_and_one_does(ledger: Ledger, other: Ledger) -> None:
    for number in range(5):
        content = f"{number:064x}"
        _, held = send(ledger, content=content)
        approve(other, held.id, "sv-1")
        passed = together(*[lambda node=node, content=content: send(node, content=content)[0] for node in (ledger, other) * 2])
        assert passed.count(True) == 1
        assert (events(other, held.id)["released"], releases(ledger, held.id)) == (1, 1)


@pytest.mark.parametrize("ended", ["expire", "deny"])
def test_a_release_and_an_end_at_once_are_one_or_the_other(ledger: Ledger, other: Ledger, ended: str) -> None:
    for number in range(6):
        content, late = f"{number:064x}", NOON + LASTS
        _, held = send(ledger, content=content)
        approve(other, held.id, "sv-1")

        def end(hold: str = held.id, late: datetime = late) -> bool:
            if ended == "deny":
                return deny(other, hold, "sv-2") == ""
            return step(other, lambda found: found.expire(late)) == ""

        def release(content: str = content) -> bool:
            return send(ledger, content=content, now=NOON + LASTS - timedelta(microseconds=1))[0]

        together(*([end, release] if number % 2 else [release, end]))
        seen = events(ledger, held.id)
        assert seen["released"] + seen["denied"] + seen["expired"] == 1
        assert seen["released"] == releases(ledger, held.id)
        assert state(ledger, held.id) is not State.READY


CRASH = """
import os, sys
from ledger.store import Ledger
from rules.model import Action, Past
from tests.ledger.conftest import KEY
from tests.ledger.made import NOON, inspection, transfer, verdict
from tests.ledger.test_hold_races import CONTENT, WAIT
url, when = sys.argv[1:]
ledger = Ledger(url, node="node-a", key_id="key-1", signing_key=KEY)
moved, seen = transfer(), inspection(1, 2, 3)
with ledger.transaction():
    decided, held = ledger.holds().claim(moved, seen, verdict(Action.HOLD), CONTENT, wait=WAIT, needed=1, now=NOON)
    assert decided.releases
    if when == "between":
        os._exit(9)
    ledger.append(moved, seen, decided, Past(), now=NOON, hold=held.id)
    if when == "before":
        os._exit(9)
os._exit(9)
"""


@pytest.mark.parametrize(
    ("when", "used"),
    [
        pytest.param("between", False, id="between the release and its record"),
        pytest.param("before", False, id="before both are durable"),
        pytest.param("after", True, id="when both are durable"),
    ],
)
def test_a_crash_leaves_the_release_and_its_record_or_neither(url: str, ledger: Ledger, when: str, used: bool) -> None:
    _, held = send(ledger)
    approve(ledger, held.id, "sv-1")
    done = subprocess.run([sys.executable, "-c", CRASH, url, when], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 9, done.stderr
    assert state(ledger, held.id) is (State.RELEASED if used else State.READY)
    assert releases(ledger, held.id) == events(ledger, held.id)["released"] == int(used)
    assert send(ledger)[0] is not used, "the pass that was not used is still there; the used one is gone"
    assert releases(ledger, held.id) == 1


NODE = st.integers(0, 1)
KIND = st.sampled_from([Action.HOLD, Action.HOLD, Action.JUSTIFY])
ANSWER = st.sampled_from(["approve", "approve", "give", "deny"])
STEPS = st.one_of(
    st.tuples(st.just("send"), NODE, st.sampled_from(["op-17", "op-17", "op-18"]), st.sampled_from("aab"), KIND),
    st.tuples(ANSWER, NODE, st.integers(-2, -1), st.sampled_from(["sv-1", "sv-2", "SV-1", "op-17"])),
    st.tuples(st.just("later"), st.sampled_from([1, 9, 25])),
    st.tuples(st.just("sweep"), NODE),
)


@settings(max_examples=150)
@given(steps=st.lists(STEPS, min_size=4, max_size=16), needed=st.integers(1, 2))
def test_whatever_happens_each_pass_was_answered_for_and_used_once(
    steps: list[tuple], needed: int, empty_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("steps") / "ledger.db"
    shutil.copy(empty_file, file)
    nodes = [
        Ledger(f"sqlite:///{file}", node=name, key_id="key-1", signing_key=key) for name, key in (("node-a", KEY), ("node-b", OTHER_KEY))
    ]
    now, made = NOON, {}
    try:
        for name, *rest in steps:
            now += timedelta(seconds=1)
            match name, *rest:
                case "send", node, actor, content, action:
                    _, held = send(nodes[node], actor, content * 64, action, needed if action is Action.HOLD else 0, now)
                    made[held.id] = held
                case "later", hours:
                    now += timedelta(hours=hours)
                case "sweep", node:
                    step(nodes[node], lambda found, now=now: found.expire(now))
                case answer, node, which, by if made:
                    hold = list(made)[max(which, -len(made))]
                    if answer == "give":
                        step(
                            nodes[node], lambda found, now=now, by=by, hold=hold: found.give(hold, by=by, reason="x", lasts=LASTS, now=now)
                        )
                    else:
                        (approve if answer == "approve" else deny)(nodes[node], hold, by, now)
        written = records(nodes[0])
        for held in made.values():
            told = [record for record in written if record.kind is Kind.HOLD and record.hold == held.id]
            passed = [record for record in written if record.kind is Kind.TRANSFER and record.granted == held.id]
            follows_the_rules(held, told, passed)
    finally:
        for node in nodes:
            node.close()


def follows_the_rules(held: Held, told: list[Record], passed: list[Record]) -> None:
    """Read the records of one transfer that waited as an auditor does."""
    names = [record.what for record in told]
    assert names[0] == "asked"
    assert names.count("released") == len(passed) <= 1
    ends = [index for index, name in enumerate(names) if name in ("released", "denied", "expired")]
    assert ends in ([], [len(names) - 1]), "nothing happens after an end"
    assert held.actor not in [record.actor.casefold() for record in told if record.what in ("approved", "denied")]
    if "released" not in names:
        return
    answers = [record for record in told if record.what == ("given" if held.kind is Action.JUSTIFY else "approved")]
    people = {record.actor.casefold() for record in answers}
    assert (people == {held.actor}) if held.kind is Action.JUSTIFY else (len(people) == len(answers) == held.needed)
    assert answers[-1].at < told[-1].at < answers[-1].at + LASTS
    assert passed[0].actor == told[-1].actor == held.actor
    assert told[0].at <= answers[0].at < told[0].at + WAIT


def test_a_denial_goes_before_the_reason_of_the_person_themselves(ledger: Ledger) -> None:
    later = [NOON + timedelta(minutes=minute) for minute in range(5)]
    _, asked = send(ledger, action=Action.JUSTIFY, now=later[0])
    _, held = send(ledger, now=later[1])
    assert not deny(ledger, held.id, "sv-1", later[2])
    assert not step(ledger, lambda found: found.give(asked.id, by="op-17", reason="other", lasts=LASTS, now=later[3]))
    passed, found = send(ledger, action=Action.JUSTIFY, now=later[4])
    assert (passed, found.id) == (False, held.id)
