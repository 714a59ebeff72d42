"""Transfers that wait: who may answer, what may then pass, how often and how long."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ledger import engine, holds, readers, schema
from ledger.committer import Committer, Settled
from ledger.held import Approver, Event, Held, HoldRefused, Refusal, State
from ledger.records import Kind, parse
from ledger.store import Ledger
from ledger.verify import verify
from rules.model import Action, DestinationClass, Outcome, Past, Transfer
from rules.policy import Policy, load
from tests.ledger.made import DAY, NOON, inspection, transfer, verdict

CONTENT, OTHER = "a" * 64, "b" * 64
WAIT, LASTS = timedelta(hours=24), timedelta(hours=8)


def settle(
    ledger: Ledger, moved: Transfer, content: str = CONTENT, *, action: Action = Action.HOLD, needed: int = 1, now: datetime = NOON
) -> tuple[bool, Held]:
    """Decide `action` for a transfer of three people; return whether it passed, and what it waits under."""
    seen = inspection(1, 2, 3)
    with ledger.transaction():
        decided, held = ledger.holds().claim(moved, seen, verdict(action), content, wait=WAIT, needed=needed, now=now)
        ledger.append(moved, seen, decided, Past(), now=now, hold=held.id)
    return decided.releases, held


def answer(ledger: Ledger, work: Callable[[holds.Holds], Held]) -> Held:
    with ledger.transaction():
        return work(ledger.holds())


def approver(account: str, *tenants: str) -> Approver:
    return Approver(account=account, tenants=frozenset(tenants) or None)


def approve(ledger: Ledger, held: Held, by: str, now: datetime = NOON) -> Held:
    return answer(ledger, lambda h: h.approve(held.id, by=approver(by), reason="確認済み", lasts=LASTS, now=now))


def deny(ledger: Ledger, held: Held, by: str, now: datetime = NOON) -> Held:
    return answer(ledger, lambda h: h.deny(held.id, by=approver(by), reason="業務外", now=now))


def events(ledger: Ledger) -> list[tuple[str, str]]:
    with ledger.engine.connect() as connection:
        bodies = connection.execute(select(schema.records.c.body).order_by(schema.records.c.seq)).scalars()
        return [(r.what, r.actor) for r in map(parse, bodies) if r.kind is Kind.HOLD]


def test_an_approved_transfer_passes_once_and_is_counted_then(ledger: Ledger) -> None:
    passed, held = settle(ledger, transfer())
    assert not passed
    approve(ledger, held, "sv-1")
    assert settle(ledger, transfer()) == (True, answer(ledger, lambda h: h.get(held.id)))
    passed, again = settle(ledger, transfer())
    assert not passed
    assert again.id != held.id
    assert events(ledger) == [("asked", "op-17"), ("approved", "sv-1"), ("released", "op-17"), ("asked", "op-17")]
    with ledger.engine.connect() as connection:
        records = [parse(body) for body in connection.execute(select(schema.records.c.body).order_by(schema.records.c.seq)).scalars()]
        assert not [report.flaw for report in verify(connection) if report.flaw]
    moved = [r for r in records if r.kind is Kind.TRANSFER]
    assert [r.outcome for r in moved] == [Outcome.STOPPED, Outcome.RELEASED, Outcome.STOPPED]
    assert [r.granted for r in moved] == ["", held.id, ""]
    assert [r.hold for r in moved] == [held.id, held.id, again.id]
    with ledger.transaction():
        past = ledger.past(transfer(), inspection(9).people, type("One", (), {"windows": lambda _, t: (DAY,), "escalation": None})())
    assert past.count(DAY).people == 4, "three released once, and the new one"


@pytest.mark.parametrize(
    ("moved", "content", "action"),
    [
        pytest.param(transfer(), OTHER, Action.HOLD, id="other content"),
        pytest.param(transfer(actor="op-18"), CONTENT, Action.HOLD, id="another person"),
        pytest.param(transfer(host="other.example.net"), CONTENT, Action.HOLD, id="another place"),
    ],
)
def test_an_approval_is_for_nothing_else(ledger: Ledger, moved: Transfer, content: str, action: Action) -> None:
    _, held = settle(ledger, transfer())
    approve(ledger, held, "sv-1")
    assert not settle(ledger, moved, content, action=action)[0]
    assert settle(ledger, transfer())[0]


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        pytest.param("op-17", Refusal.OWN, id="oneself"),
        pytest.param("OP-17", Refusal.OWN, id="in capitals"),
        pytest.param("ｏｐ－１７", Refusal.OWN, id="in wide letters"),
        pytest.param("EXAMPLE\\op-17", Refusal.OWN, id="with the domain before"),
        pytest.param("op-17@example.jp", Refusal.OWN, id="with the domain behind"),
    ],
)
def test_nobody_approves_or_denies_their_own(ledger: Ledger, by: str, refusal: Refusal) -> None:
    _, held = settle(ledger, transfer())
    for work in (
        lambda h: h.approve(held.id, by=approver(by), reason="", lasts=LASTS, now=NOON),
        lambda h: h.deny(held.id, by=approver(by), reason="", now=NOON),
        lambda h: h.give(held.id, by=by, reason="", lasts=LASTS, now=NOON),
    ):
        with pytest.raises(HoldRefused):
            answer(ledger, work)
    with pytest.raises(HoldRefused, match=refusal.value):
        approve(ledger, held, by)
    assert not settle(ledger, transfer())[0]
    assert events(ledger) == [("asked", "op-17")]


@pytest.mark.parametrize(
    ("by", "sees"),
    [
        pytest.param(approver("sv-1"), True, id="of all clients"),
        pytest.param(approver("sv-1", "alpha"), True, id="of this client"),
        pytest.param(approver("sv-1", "beta", "alpha"), True, id="of this client too"),
        pytest.param(approver("sv-1", "beta"), False, id="of another client"),
        pytest.param(approver("sv-1", "ALPHA"), False, id="of none of this name"),
        pytest.param(approver("sv-1", "unassigned"), False, id="of what is nobody's"),
        pytest.param(Approver(account="sv-1", tenants=frozenset()), False, id="of none"),
    ],
)
def test_an_approver_answers_for_their_clients_alone(ledger: Ledger, by: Approver, sees: bool) -> None:
    _, held = settle(ledger, transfer())
    with engine.transaction(ledger.engine, write=False) as connection:
        assert [one.id for one in holds.for_approver(connection, by)] == ([held.id] if sees else [])
    assert by.answers_for(held) is sees
    if sees:
        assert answer(ledger, lambda h: h.approve(held.id, by=by, reason="", lasts=LASTS, now=NOON)).state is State.READY
        return
    for at in (NOON, NOON + WAIT):
        for work in (
            lambda h, at=at: h.approve(held.id, by=by, reason="", lasts=LASTS, now=at),
            lambda h, at=at: h.deny(held.id, by=by, reason="", now=at),
        ):
            with pytest.raises(HoldRefused, match=Refusal.TENANT.value):
                answer(ledger, work)
    answer(ledger, lambda h: h.refused(held.id, by=by, why=Refusal.TENANT, now=NOON))
    assert events(ledger) == [("asked", "op-17"), ("refused", "sv-1")]
    assert not settle(ledger, transfer())[0]


def test_all_that_is_open_is_found_however_much(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holds, "MAX_LISTED", 3)
    made = {settle(ledger, transfer(), f"{number:064x}")[1].id for number in range(5)}
    with engine.transaction(ledger.engine, write=False) as connection:
        assert holds.still_open(connection, NOON) == holds.Open(frozenset(made), over=False, waiting={Action.HOLD: (5, NOON)})
        assert len(holds.for_approver(connection, approver("sv-1"))) == 3
    _, *later = [settle(ledger, transfer(), f"{number:064x}", now=NOON + timedelta(minutes=number))[1] for number in range(5, 9)]
    for number in made | {one.id for one in later}:
        answer(ledger, lambda h, number=number: h.deny(number, by=approver("sv-1"), reason="", now=NOON))
    with engine.transaction(ledger.engine, write=False) as connection:
        first, *rest = holds.for_approver(connection, approver("sv-1"))
        assert (first.state, {one.state for one in rest}) == (State.WAITING, {State.DENIED}), "what waits comes first"


@pytest.mark.parametrize("number", ["", "NONE", "\ud800", "\x00", "0" * 500, "' OR 1=1 --"])
def test_a_number_that_is_none_is_unknown(ledger: Ledger, number: str) -> None:
    with engine.transaction(ledger.engine, write=False) as connection, pytest.raises(HoldRefused, match=Refusal.UNKNOWN.value):
        holds.get(connection, number)


def test_two_different_people_where_two_are_needed(ledger: Ledger) -> None:
    _, held = settle(ledger, transfer(), needed=2)
    assert approve(ledger, held, "sv-1").state is State.WAITING
    assert not settle(ledger, transfer(), needed=2)[0]
    with pytest.raises(HoldRefused, match=Refusal.TWICE.value):
        approve(ledger, held, "SV-1")
    assert approve(ledger, held, "sv-2").state is State.READY
    assert settle(ledger, transfer(), needed=2)[0]


def test_a_no_stays_a_no_and_asks_nobody_again(ledger: Ledger) -> None:
    _, held = settle(ledger, transfer())
    deny(ledger, held, "sv-1")
    passed, again = settle(ledger, transfer())
    assert (passed, again.id, again.state) == (False, held.id, State.DENIED)
    with pytest.raises(HoldRefused, match=Refusal.DENIED.value):
        approve(ledger, held, "sv-2")
    later, new = settle(ledger, transfer(), now=NOON + WAIT)
    assert (later, new.id == held.id) == (False, False)


def test_a_no_takes_an_unused_approval_back(ledger: Ledger) -> None:
    _, held = settle(ledger, transfer())
    approve(ledger, held, "sv-1")
    deny(ledger, held, "sv-2")
    assert not settle(ledger, transfer())[0]


@pytest.mark.parametrize(
    ("answered", "tried", "passes"),
    [
        pytest.param(timedelta(), LASTS - timedelta(seconds=1), True, id="in time"),
        pytest.param(timedelta(), LASTS, False, id="approval is over"),
        pytest.param(WAIT - timedelta(seconds=1), WAIT, True, id="approved at the last moment"),
        pytest.param(None, WAIT, False, id="nobody answered"),
    ],
)
def test_time_runs_out(ledger: Ledger, answered: timedelta | None, tried: timedelta, passes: bool) -> None:
    _, held = settle(ledger, transfer())
    if answered is not None:
        approve(ledger, held, "sv-1", NOON + answered)
    assert settle(ledger, transfer(), now=NOON + tried)[0] is passes


def test_what_is_over_cannot_be_answered_and_is_written_down_once(ledger: Ledger) -> None:
    _, held = settle(ledger, transfer())
    for work in (approve, deny):
        with pytest.raises(HoldRefused, match=Refusal.EXPIRED.value):
            work(ledger, held, "sv-1", NOON + WAIT)
    with ledger.transaction():
        assert ledger.holds().expire(NOON + WAIT - timedelta(seconds=1)) == []
    for expected in (1, 0):
        with ledger.transaction():
            assert len(ledger.holds().expire(NOON + WAIT)) == expected
    assert events(ledger)[-1] == (Event.EXPIRED, "sekimori")


def test_a_reason_lets_pass_once_and_an_approval_is_more(ledger: Ledger) -> None:
    _, asked = settle(ledger, transfer(), action=Action.JUSTIFY)
    with pytest.raises(HoldRefused, match=Refusal.OTHER.value):
        answer(ledger, lambda h: h.give(asked.id, by="op-18", reason="other", lasts=LASTS, now=NOON))
    with pytest.raises(HoldRefused, match=Refusal.KIND.value):
        approve(ledger, asked, "sv-1")
    answer(ledger, lambda h: h.give(asked.id, by="op-17", reason="other", lasts=LASTS, now=NOON))
    passed, held = settle(ledger, transfer(), action=Action.HOLD, now=NOON + timedelta(minutes=1))
    assert not passed, "a reason is no approval"
    assert settle(ledger, transfer(), action=Action.JUSTIFY, now=NOON + timedelta(minutes=2))[0], "what waits longer does not hide it"
    assert not settle(ledger, transfer(), action=Action.JUSTIFY)[0]
    approve(ledger, held, "sv-1")
    assert settle(ledger, transfer(), action=Action.JUSTIFY)[0], "an approval is as good as a reason"


def test_two_nodes_release_once_between_them(ledger: Ledger, other: Ledger) -> None:
    _, held = settle(ledger, transfer())
    approve(other, held, "sv-1")
    assert [settle(one, transfer())[0] for one in (other, ledger, other)] == [True, False, False]


def test_what_waits_is_still_there_after_a_restart(url: str, ledger: Ledger) -> None:
    _, held = settle(ledger, transfer())
    approve(ledger, held, "sv-1")
    with ledger.engine.connect() as connection:
        assert holds.get(connection, held.id).approvers == ("sv-1",)
        assert holds.of_actor(connection, "op-18") == []
        assert holds.get(connection, held.id).at(NOON + LASTS) is State.EXPIRED
    assert settle(ledger, transfer())[0]


def test_parallel_repeats_share_one_release(ledger: Ledger, policy_that_holds: Policy) -> None:
    with Committer(ledger) as committer:

        def submit() -> Settled:
            to = transfer(category=DestinationClass.APPROVED)
            return committer.submit(to, inspection(1, 2), policy_that_holds, NOON, CONTENT).result(30)

        first = submit()
        assert first.held
        assert not first.verdict.releases
        approve(ledger, first.held, "sv-1")
        waiting = [committer.submit(transfer(), inspection(1, 2), policy_that_holds, NOON, CONTENT) for _ in range(10)]
        assert sum(one.result(30).verdict.releases for one in waiting) == 1
        without = committer.submit(transfer(), inspection(1, 2), policy_that_holds, NOON).result(30)
        assert (without.held, without.verdict.releases) == (None, False)


@pytest.fixture
def policy_that_holds(tmp_path: Path) -> Policy:
    file = tmp_path / "holds.yaml"
    file.write_text(
        "notice: {purpose: 目的, owner: 管理者, contact: 窓口}\n"
        "rules:\n- {id: some, action: hold, when: {class: approved}, over: {people: {transfer: 1}}}\n",
        encoding="utf-8",
    )
    return load([file])


def test_a_notice_is_read_once_by_each_person(ledger: Ledger) -> None:
    with ledger.transaction():
        assert ledger.acknowledge("op-17", "d1", now=NOON)
        assert ledger.acknowledge("op-17", "d1", now=NOON) is None
        assert ledger.acknowledge("op-17", "d2", now=NOON)
    with engine.transaction(ledger.engine, write=False) as connection:
        assert readers.has_read(connection, "op-17", "d1")
        assert not readers.has_read(connection, "op-18", "d1")
        assert not [report.flaw for report in verify(connection) if report.flaw]
