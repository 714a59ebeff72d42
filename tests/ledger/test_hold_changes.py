"""What an answer was given for is all that passes under it: not more people, not for another client, not with fewer approvals."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from detectors.model import Inspection
from ledger import engine
from ledger.held import HoldRefused, Refusal, State
from ledger.holds import Open, still_open
from ledger.store import Ledger
from rules.model import Action, Transfer
from tests.ledger.made import NOON, inspection, transfer, verdict
from tests.ledger.test_holds import CONTENT, WAIT, answer, approve, deny, events, settle

THREE = inspection(1, 2, 3)


def again(ledger: Ledger, moved: Transfer, *, seen: Inspection = THREE, needed: int = 1) -> tuple[bool, str]:
    with ledger.transaction():
        decided, held = ledger.holds().claim(moved, seen, verdict(Action.HOLD), CONTENT, wait=WAIT, needed=needed, now=NOON)
    return decided.releases, held.id


@pytest.mark.parametrize("approved", [False, True])
@pytest.mark.parametrize(
    ("moved", "seen", "needed"),
    [
        pytest.param(transfer(), THREE, 2, id="two must approve now"),
        pytest.param(transfer(), inspection(1, 2, 3, 4), 1, id="more people are found in it"),
        pytest.param(
            replace(transfer(), actor=replace(transfer().actor, tenants=("beta",)), destination=replace(transfer().destination, tenant="")),
            THREE,
            1,
            id="it is another client's now",
        ),
    ],
)
def test_what_changed_meanwhile_is_asked_anew(ledger: Ledger, approved: bool, moved: Transfer, seen: Inspection, needed: int) -> None:
    _, held = settle(ledger, transfer())
    if approved:
        approve(ledger, held, "sv-1")
    passed, number = again(ledger, moved, seen=seen, needed=needed)
    assert not passed
    assert number != held.id
    if not approved:
        assert approve(ledger, held, "sv-2").state is State.READY
    assert again(ledger, moved, seen=seen, needed=needed) == (False, number)


@pytest.mark.parametrize(
    ("seen", "needed"), [pytest.param(inspection(1), 1, id="fewer people"), pytest.param(THREE, 0, id="fewer approvals")]
)
def test_what_asks_for_less_passes(ledger: Ledger, seen: Inspection, needed: int) -> None:
    _, held = settle(ledger, transfer())
    approve(ledger, held, "sv-1")
    assert again(ledger, transfer(), seen=seen, needed=needed) == (True, held.id)


def test_a_no_stays_a_no_whatever_changed(ledger: Ledger) -> None:
    _, held = settle(ledger, transfer())
    deny(ledger, held, "sv-1")
    assert again(ledger, transfer(), seen=inspection(1, 2, 3, 4), needed=2) == (False, held.id)


@pytest.mark.parametrize("by", ["CORP¥op-17", "CORP￥op-17", "CORP＼op-17"])
def test_a_domain_is_told_apart_however_a_keyboard_of_japan_writes_it(ledger: Ledger, by: str) -> None:
    _, held = settle(ledger, transfer())
    with pytest.raises(HoldRefused, match=Refusal.OWN.value):
        approve(ledger, held, by)


def test_what_is_over_is_written_down_a_few_at_a_time(ledger: Ledger) -> None:
    made = [settle(ledger, transfer(), f"{number:064x}")[1] for number in range(5)]
    with ledger.transaction():
        assert len(ledger.holds().expire(NOON + WAIT, most=3)) == 3
    with ledger.transaction():
        assert len(ledger.holds().expire(NOON + WAIT, most=3)) == 2
    assert events(ledger)[-5:] == [("expired", "sekimori")] * 5
    assert {answer(ledger, lambda h, number=one.id: h.get(number)).state for one in made} == {State.EXPIRED}


def test_what_is_open_is_told_by_numbers(ledger: Ledger) -> None:
    asked, ready, denied = (settle(ledger, transfer(), f"{number:064x}")[1] for number in range(3))
    why = settle(ledger, transfer(), "e" * 64, action=Action.JUSTIFY, needed=0, now=NOON + timedelta(hours=1))[1]
    approve(ledger, ready, "sv-1")
    deny(ledger, denied, "sv-1")

    def at(now: datetime) -> Open:
        with engine.transaction(ledger.engine, write=False) as connection:
            return still_open(connection, now)

    waiting = {Action.HOLD: (1, NOON), Action.JUSTIFY: (1, NOON + timedelta(hours=1))}
    assert at(NOON) == Open(frozenset({asked.id, ready.id, why.id}), over=False, waiting=waiting)
    assert at(NOON + WAIT) == Open(frozenset({why.id}), over=True, waiting={Action.JUSTIFY: waiting[Action.JUSTIFY]})
    with ledger.transaction():
        assert {one.id for one in ledger.holds().expire(NOON + WAIT)} == {asked.id, ready.id}
    assert not at(NOON + WAIT).over
