"""Steps in a ledger: attempts of one person at several nodes, repetitions, restarts, clocks that go back, resets."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from detectors.model import Inspection
from ledger import engine, schema
from ledger.committer import Committer, Settled
from ledger.escalation import Counted, Event, Place, Refusal, ResetRefused, Steps, listed
from ledger.records import Kind, Record, parse
from ledger.standings import LONGEST, Standings
from ledger.store import Ledger
from ledger.verify import verify
from rules.model import Action
from rules.policy import Policy, load
from rules.schema_work import Escalation
from tests.ledger.conftest import KEY
from tests.ledger.made import NOON, inspection, transfer

POLICY = """\
notice: {purpose: p, owner: o, contact: c}
escalation: {after: 3, quiet_minutes: 30, apart_minutes: 5, divide: [2, 4], lockout_minutes: 20}
rules:
- {id: many, action: block, when: {class: approved}, over: {people: {transfer: 20}}}
"""
PLAN = Escalation(after=3, quiet_minutes=30, apart_minutes=5, divide=(2, 4), lockout_minutes=20)
MINUTE = timedelta(minutes=1)
MANY, SOME, FEW = (inspection(*range(number)) for number in (21, 11, 1))


@pytest.fixture
def steep(tmp_path: Path) -> Policy:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return load([tmp_path / "policy.yaml"])


def settle(
    ledger: Ledger, policy: Policy, minute: float, seen: Inspection = MANY, *, endpoint: str | None = None, actor: str = "op-17"
) -> Settled:
    """Settle a transfer that begins after so many minutes, at an endpoint of its own unless one is named."""
    at = NOON + minute * MINUTE
    moved = transfer(actor=actor, at=at)
    moved = replace(moved, endpoint=moved.id if endpoint is None else endpoint)
    with Committer(ledger) as committer:
        return committer.submit(moved, seen, policy, at).result(10)


def where(settled: Settled) -> int:
    assert settled.place
    return settled.place.step


def counted(settled: Settled) -> Counted | None:
    return settled.tried.result if settled.tried else None


def recorded(ledger: Ledger, kind: Kind = Kind.STEP) -> list[Record]:
    with ledger.engine.connect() as connection:
        bodies = connection.execute(select(schema.records.c.body).order_by(schema.records.c.at, schema.records.c.seq)).scalars()
        return [record for record in map(parse, bodies) if record.kind is kind]


def test_repeats_halve_what_passes_and_quiet_gives_it_back(ledger: Ledger, steep: Policy) -> None:
    assert settle(ledger, steep, 0, SOME).verdict.action is Action.ALLOW
    assert [where(settle(ledger, steep, minute)) for minute in (1, 2, 3)] == [0, 0, 1]
    stricter = settle(ledger, steep, 4, SOME)
    assert (stricter.verdict.action, stricter.verdict.divisor, stricter.past.step) == (Action.BLOCK, 2, 1)
    assert counted(stricter) is None, "what only a divided limit stopped holds nothing against anybody"
    assert settle(ledger, steep, 5, FEW).verdict.action is Action.ALLOW
    assert settle(ledger, steep, 5, SOME, actor="op-18").verdict.action is Action.ALLOW
    assert settle(ledger, steep, 32, SOME).verdict.action is Action.BLOCK
    assert settle(ledger, steep, 33, SOME).verdict.action is Action.ALLOW


def test_what_is_on_record(ledger: Ledger, steep: Policy) -> None:
    last = [settle(ledger, steep, minute) for minute in range(9)][-1]
    assert last.record
    assert [(r.what.split()[0], r.actor, r.step, r.divisor) for r in recorded(ledger)] == [
        ("raised", "op-17", 1, 2),
        ("raised", "op-17", 2, 4),
        ("locked", "op-17", 3, 4),
    ]
    assert recorded(ledger)[-1].transfer == last.record.transfer
    assert recorded(ledger)[-1].what == "locked op-17, falls 2026-04-10T12:28:00+0900"
    assert [r.step for r in recorded(ledger, Kind.TRANSFER)] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    with ledger.engine.connect() as connection:
        assert not [report.flaw for report in verify(connection) if report.flaw]


def test_a_lockout_ends_whatever_is_tried(ledger: Ledger, steep: Policy) -> None:
    for minute in range(9):
        settle(ledger, steep, minute)
    during = [settle(ledger, steep, 8 + minute) for minute in range(1, 20)]
    assert {counted(one) for one in during} == {Counted.LOCKED}
    assert {one.place.falls_at for one in during if one.place} == {NOON + 28 * MINUTE}
    assert settle(ledger, steep, 27.9, FEW).verdict.rules == ("escalation-lockout",)
    after = settle(ledger, steep, 28, FEW)
    assert (after.verdict.action, where(after)) == (Action.ALLOW, 2)
    assert where(settle(ledger, steep, 58, FEW)) == 1
    assert where(settle(ledger, steep, 88, FEW)) == 0


def test_software_that_repeats_itself_counts_once(ledger: Ledger, steep: Policy) -> None:
    polls = [settle(ledger, steep, minute, endpoint="status") for minute in range(50)]
    assert [counted(one) for one in polls] == [Counted.COUNTED] + [Counted.REPEATED] * 49
    assert where(polls[-1]) == 0
    assert counted(settle(ledger, steep, 50, endpoint="status", actor="op-18")) is Counted.COUNTED
    assert counted(settle(ledger, steep, 53.9, endpoint="status")) is Counted.REPEATED
    assert counted(settle(ledger, steep, 58.9, endpoint="status")) is Counted.COUNTED, "it was quiet for five minutes"


@pytest.mark.parametrize("apart", [1, 6, 14.9, 29.9, 30, 44, 90])
def test_software_climbs_at_no_pace_unless_the_plan_says_so(ledger: Ledger, apart: float) -> None:
    plan = Escalation(after=2, quiet_minutes=30)
    with ledger.transaction():
        tries = [ledger.steps(plan).attempt("op-17", "status", "", NOON + number * apart * MINUTE) for number in range(20)]
        assert ledger.steps(plan).place("op-17", NOON + 19 * apart * MINUTE).points < plan.after
    assert {one.event for one in tries} == {None}


def test_polling_keeps_nobody_on_a_step(ledger: Ledger, steep: Policy) -> None:
    for minute in range(3):
        settle(ledger, steep, minute, endpoint=str(minute))
    assert [where(settle(ledger, steep, minute, endpoint="2")) for minute in range(3, 40, 4)] == [1] * 8 + [0] * 2


def test_two_nodes_count_together(ledger: Ledger, other: Ledger, steep: Policy) -> None:
    assert [where(settle(node, steep, minute)) for minute, node in enumerate((ledger, other, ledger))] == [0, 0, 1]
    assert settle(other, steep, 3, SOME).verdict.action is Action.BLOCK
    assert counted(settle(other, steep, 4, endpoint="same")) is Counted.COUNTED
    assert counted(settle(ledger, steep, 4, endpoint="same")) is Counted.REPEATED
    with other.transaction():
        other.steps(PLAN).reset("op-17", by="sv-1", reason="", now=NOON + 5 * MINUTE)
    assert settle(ledger, steep, 5, SOME).verdict.action is Action.ALLOW


def test_a_restart_forgets_nothing(url: str, ledger: Ledger, steep: Policy) -> None:
    for minute in range(3):
        settle(ledger, steep, minute)
    ledger.close()
    again = Ledger(url, node="node-a", key_id="key-1", signing_key=KEY)
    try:
        assert settle(again, steep, 3, SOME).verdict.action is Action.BLOCK
    finally:
        again.close()


@pytest.mark.parametrize("attempts", [3, 9], ids=["a-step", "a-lockout"])
def test_a_clock_that_was_set_back_makes_nothing_longer(ledger: Ledger, steep: Policy, attempts: int) -> None:
    for minute in range(attempts):
        settle(ledger, steep, minute)
    back = -60 * 24 * 365
    assert where(settle(ledger, steep, back, FEW)) == attempts // 3
    assert where(settle(ledger, steep, back + 20 + 3 * 30, FEW)) == 0


def test_a_failed_transaction_counts_nothing(ledger: Ledger) -> None:
    for minute in range(2):
        attempt(ledger, f"{minute}", minute)
    with pytest.raises(ZeroDivisionError):
        fail(ledger)
    with ledger.transaction():
        assert ledger.steps(PLAN).place("op-17", NOON + 2 * MINUTE).points == 2


def fail(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.steps(PLAN).attempt("op-17", "2", "", NOON)
        raise ZeroDivisionError


def attempt(ledger: Ledger, endpoint: str, minute: float, account: str = "op-17") -> None:
    with ledger.transaction():
        ledger.steps(PLAN).attempt(account, endpoint, "", NOON + minute * MINUTE)


def reset(ledger: Ledger, account: str, by: str) -> Place:
    with ledger.transaction():
        return ledger.steps(PLAN).reset(account, by=by, reason="確認済み", now=NOON + 5 * MINUTE)


def test_somebody_else_resets_it(ledger: Ledger) -> None:
    for number in range(4):
        attempt(ledger, str(number), number)
    assert (reset(ledger, "op-17", "sv-1").step, reset_refused(ledger, "op-17", "sv-1")) == (1, Refusal.NOTHING)
    with ledger.transaction():
        assert ledger.steps(PLAN).place("op-17", NOON + 5 * MINUTE).points == 0
    last = recorded(ledger)[-1]
    assert (last.what, last.actor, last.reason, last.step) == ("reset op-17", "sv-1", "確認済み", 1)


@pytest.mark.parametrize("by", ["op-17", "OP-17", "corp\\op-17", "op-17@example.jp"])
def test_nobody_resets_their_own(ledger: Ledger, by: str) -> None:
    for number in range(3):
        attempt(ledger, str(number), number)
    assert reset_refused(ledger, "op-17", by) is Refusal.OWN
    with ledger.transaction():
        assert ledger.steps(PLAN).place("op-17", NOON + 5 * MINUTE).step == 1
        ledger.steps(PLAN).refused("op-17", by=by, now=NOON + 5 * MINUTE)
    assert recorded(ledger)[-1].what == f"{Event.REFUSED} op-17"


def reset_refused(ledger: Ledger, account: str, by: str) -> Refusal:
    with pytest.raises(ResetRefused) as error:
        reset(ledger, account, by)
    return error.value.refusal


def test_an_account_stands_on_one_step_however_it_is_written(ledger: Ledger, other: Ledger) -> None:
    for number, (node, account) in enumerate(((ledger, "op-17"), (other, "OP-17"), (ledger, "ｏｐ-17"))):
        attempt(node, str(number), number, account)
    assert reset(other, "Op-17", "sv-1").step == 1


def test_everybody_who_stands_on_a_step_is_listed(ledger: Ledger) -> None:
    for account, number in (("op-1", 2), ("op-2", 3), ("op-3", 6)):
        for endpoint in range(number):
            attempt(ledger, str(endpoint), endpoint, account)
    with engine.transaction(ledger.engine, write=False) as connection:
        found = list(listed(connection, PLAN, NOON + 6 * MINUTE))
        assert [(one.account, one.step, one.points) for one in found] == [("op-3", 2, 6), ("op-2", 1, 3)]
        assert (found[0].since, found[0].falls_at, found[0].normal_at) == tuple(NOON + minutes * MINUTE for minutes in (2, 35, 65))
        assert not list(listed(connection, PLAN, NOON + 65 * MINUTE))


def accounts(ledger: Ledger) -> list[str]:
    with ledger.engine.connect() as connection:
        return list(connection.execute(select(schema.escalations.c.actor).order_by(schema.escalations.c.actor)).scalars())


def test_no_row_is_kept_of_those_who_are_back_to_normal(ledger: Ledger) -> None:
    longest = Escalation(after=1, quiet_minutes=1440, divide=(2, 3, 4, 5, 6), lockout_minutes=1440)
    for account, number in (("op-1", 1), ("op-2", 9), ("op-3", 3)):
        for endpoint in range(number):
            attempt(ledger, str(endpoint), 0, account)
    reset(ledger, "op-3", "sv-1")
    week = LONGEST / MINUTE
    attempt(ledger, "a", week, "op-4")
    assert accounts(ledger) == ["op-1", "op-2", "op-4"], "op-3 has nothing to go back from"
    with engine.transaction(ledger.engine, write=False) as connection:
        assert [one.account for one in listed(connection, longest, NOON + LONGEST)] == ["op-4"], "whatever the plan, the others are normal"
    attempt(ledger, "b", week + 21, "op-4")
    assert accounts(ledger) == ["op-4"]


trials = st.lists(st.tuples(st.floats(0, 40), st.integers(0, 4)), max_size=40)


@given(trials)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_it_always_ends(ledger: Ledger, waits: Iterable[tuple[float, int]]) -> None:
    account, now = transfer().id, NOON
    with ledger.transaction():
        steps = ledger.steps(PLAN)
        for wait, endpoint in waits:
            now += wait * MINUTE
            before = steps.place(account, now)
            tried = steps.attempt(account, str(endpoint), "", now)
            after = steps.place(account, now)
            assert after.step <= 3
            if tried.result is not Counted.COUNTED:
                assert after == before, "what does not count changes nothing"
            if before.locked:
                assert after.falls_at == before.falls_at
            assert after.step == 0 or (after.falls_at and now < after.falls_at <= now + 30 * MINUTE)
            assert after.normal_at is None or steps.place(account, after.normal_at).step == 0
        assert steps.place(account, now + 110 * MINUTE).step == 0


def test_steps_are_kept_in_memory_while_nobody_else_writes(ledger: Ledger) -> None:
    attempt(ledger, "a", 0)
    standings = Standings()
    with ledger.engine.connect() as connection:
        steps = Steps(connection, standings, PLAN, lambda *_: None)
        assert steps.place("op-17", NOON).points == 1
        connection.exec_driver_sql("UPDATE escalations SET points = 2")
        assert steps.place("op-17", NOON).points == 1
        standings.begin(trust=False)
        assert steps.place("op-17", NOON).points == 2
