from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from ledger.digest import Digest, Excused, Line, Unread, digest
from ledger.egress import Egress
from ledger.pseudonyms import pseudonym, salt_of
from ledger.store import Ledger
from rules.model import JST, Action, DestinationClass, Direction, Past, Transfer, Verdict
from rules.schema import Tenant
from tests.ledger.made import ENCRYPTED, NOON, inspection, transfer, verdict

DAY = date(2026, 4, 10)
MIDNIGHT = NOON.replace(hour=0)
CLIENTS = {"city": Tenant(id="city", name="見本市", sector="public")}
UNIT = "第一課"


def put(ledger: Ledger, moved: Transfer, decided: Verdict, *numbers: int, gaps: bool = False, hold: str = "") -> None:
    with ledger.transaction():
        seen = inspection(*numbers, gaps=(ENCRYPTED,) if gaps else ())
        ledger.append(moved, seen, decided, Past(), now=moved.at, hold=hold)


def excused(*, lapsed: bool) -> Verdict:
    """Return a verdict that an exception changed, or would have."""
    base = verdict(Action.BLOCK) if lapsed else verdict(Action.ALLOW, would=Action.BLOCK)
    (match,) = base.matches
    return replace(base, matches=(replace(match, lapsed="old" if lapsed else "", excused_by="" if lapsed else "new"),))


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A day of two people, the minutes around it, and another unit."""
    put(ledger, transfer(at=MIDNIGHT - timedelta(seconds=1)), verdict(Action.BLOCK), *range(9))
    put(ledger, transfer(at=MIDNIGHT, category=DestinationClass.PASTE), verdict(Action.BLOCK), *range(2000))
    put(ledger, transfer(actor="op-18", tenant="city"), verdict(Action.ALERT), *range(101))
    put(ledger, transfer(actor="op-18"), verdict(Action.ALLOW), 1, 2)
    put(ledger, transfer(actor="op-19"), verdict(Action.HOLD), 1, 2, 3)
    put(ledger, transfer(actor="op-20"), excused(lapsed=True), 1)
    put(ledger, transfer(actor="op-20", direction=Direction.DOWNLOAD), excused(lapsed=False), 1, 2, gaps=True)
    put(ledger, transfer(at=MIDNIGHT + timedelta(days=1)), verdict(Action.BLOCK), *range(7))
    elsewhere = transfer()
    put(ledger, replace(elsewhere, actor=replace(elsewhere.actor, unit="第二課")), verdict(Action.BLOCK), *range(5))
    return ledger


def of(ledger: Ledger, unit: str = UNIT, day: date = DAY) -> Digest:
    with ledger.engine.connect() as connection:
        return digest(connection, unit, day, CLIENTS)


def test_the_numbers_of_a_day(filled: Ledger) -> None:
    assert of(filled).total == Line(name="", blocked=2, waiting=1, alerted=1, released=3, people_stopped=2004, people_released=105)


def test_by_rule_client_and_kind_of_place(filled: Ledger) -> None:
    found = of(filled)
    assert {line.name: line.released for line in found.tenants} == {"alpha": 2, "city": 1}
    assert {line.name: line.blocked for line in found.categories} == {"upload:paste": 1, "upload:approved": 1, "download:approved": 0}
    assert found.rules == (Line(name="bulk-day", blocked=2, waiting=1, alerted=1, released=2, people_stopped=2004, people_released=103),)


def test_the_rule_that_decided_is_told_not_all_that_were_met(ledger: Ledger) -> None:
    (match,) = verdict(Action.BLOCK).matches
    excused, held = replace(match, enforced=False, excused_by="new"), replace(match, rule="ask", action=Action.HOLD)
    put(ledger, transfer(), replace(verdict(Action.HOLD), matches=(excused, held), would=Action.BLOCK), 1)
    found = of(ledger)
    assert [(line.name, line.waiting) for line in found.rules] == [("ask", 1)]
    assert [one.rule for one in found.incidents] == ["ask"]


def test_what_weighs_most_comes_first_and_nobody_is_named(filled: Ledger) -> None:
    found = of(filled)
    with filled.engine.connect() as connection:
        salt = salt_of(connection)
    assert [(one.action, one.people, one.egress) for one in found.incidents] == [
        (Action.BLOCK, 2000, Egress.BLOCKED),
        (Action.ALLOW, 2, Egress.EGRESSED),
        (Action.BLOCK, 1, Egress.BLOCKED),
        (Action.HOLD, 3, Egress.BLOCKED),
        (Action.ALERT, 101, Egress.EGRESSED),
    ]
    assert found.incidents[0].at == "00:00"
    assert found.incidents[0].candidates == ("t3", "t4 自社", "t4 委託元 alpha")
    assert found.incidents[-1].candidates == ("t4 委託元 city",)
    assert [line.name for line in found.who] == [pseudonym(f"op-{n}", salt) for n in (17, 18, 20, 19)]
    assert "op-" not in repr(found)


def test_exceptions_and_what_was_not_inspected(filled: Ledger) -> None:
    found = of(filled)
    assert found.exceptions == (
        Excused(exception="old", rule="bulk-day", lapsed=True, transfers=1, people=1),
        Excused(exception="new", rule="bulk-day", lapsed=False, transfers=1, people=2),
    )
    assert found.unread == (Unread(reason=ENCRYPTED.reason, parts=1, size_bytes=900, released=1),)


@pytest.mark.parametrize(
    ("unit", "day", "units"),
    [
        pytest.param("第三課", DAY, ("第一課", "第二課"), id="no-such-unit"),
        pytest.param(UNIT, date(2026, 5, 1), (), id="no-such-day"),
    ],
)
def test_a_day_without_records_says_which_units_have_some(filled: Ledger, unit: str, day: date, units: tuple[str, ...]) -> None:
    found = of(filled, unit, day)
    assert found.total == Line(name="")
    assert (found.units, found.incidents) == (units, ())


def test_a_count_that_went_on_is_the_one_that_counts(ledger: Ledger) -> None:
    moved = transfer(at=datetime.now(JST))
    put(ledger, moved, verdict(Action.BLOCK), 1)
    with ledger.transaction():
        ledger.recount(moved, inspection(*range(50)), released=False)
    assert of(ledger, day=moved.at.date()).total.people_stopped == 50


def test_what_passed_after_an_answer_is_told(ledger: Ledger) -> None:
    moved, seen = transfer(), inspection(1)
    with ledger.transaction():
        holds = ledger.holds()
        _, held = holds.claim(moved, seen, verdict(Action.JUSTIFY), "x", wait=timedelta(hours=1), needed=0, now=NOON)
        ledger.append(moved, seen, verdict(Action.JUSTIFY), Past(), now=NOON, hold=held.id)
        holds.give(held.id, by="op-17", reason="", lasts=timedelta(hours=1), now=NOON)
        again, _ = holds.claim(moved, seen, verdict(Action.JUSTIFY), "x", wait=timedelta(hours=1), needed=0, now=NOON)
        ledger.append(transfer(), seen, again, Past(), now=NOON)
    found = of(ledger)
    assert (found.total.waiting, found.total.released) == (1, 1)
    assert {one.egress for one in found.incidents} == {Egress.EGRESSED}
