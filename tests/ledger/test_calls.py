import json
from dataclasses import replace
from datetime import timedelta

import pytest

from ledger import recall, schema
from ledger.calls import Taken
from ledger.callsheet import of_csv
from ledger.facts import facts_of, row, shape_of
from ledger.records import Kind, parse
from ledger.store import Ledger
from rules.model import Action, Count, DestinationClass, Direction, Transfer, Window
from tests.ledger.made import NOON, Limit, inspection, transfer, verdict

TODAY = "2026-04-10"
WEEK = Window(direction=Direction.UPLOAD, days=7, per_call=True)


def take_in(ledger: Ledger, sheet: dict[tuple[str, str], int]) -> Taken:
    with ledger.transaction():
        return ledger.take_in_calls(sheet, by="acd", digest="d", reason="nightly")


def move(ledger: Ledger, moved: Transfer, *numbers: int) -> None:
    with ledger.transaction():
        past = ledger.past(moved, inspection(*numbers).people, Limit())
        ledger.append(moved, inspection(*numbers), verdict(Action.ALERT), past, now=moved.at)


def known(ledger: Ledger, window: Window = WEEK, *, moved: Transfer | None = None) -> int | None:
    with ledger.transaction():
        return ledger.past(moved or transfer(), inspection(99).people, Limit(asked=(window,))).count(window).calls


def days_ago(days: int, **what: object) -> Transfer:
    return transfer(at=NOON - timedelta(days=days), **what)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        pytest.param({TODAY: 9, "2026-04-08": 30}, 39, id="every-day-with-people"),
        pytest.param({TODAY: 9, "2026-04-08": 30, "2026-04-05": 4, "2026-04-03": 500}, 43, id="and-days-without-but-none-before"),
        pytest.param({TODAY: 0, "2026-04-08": 0}, 0, id="no-call-is-known-too"),
        pytest.param({"2026-04-08": 30}, None, id="not-of-today"),
        pytest.param({TODAY: 9}, None, id="not-of-a-day-with-people"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_calls_are_known_for_all_days_with_people_or_not_at_all(ledger: Ledger, sheet: dict[str, int], expected: int | None) -> None:
    move(ledger, days_ago(2), 1, 2)
    move(ledger, days_ago(7), 3)
    move(ledger, days_ago(3, direction=Direction.DOWNLOAD), 4)
    if sheet:
        take_in(ledger, {("op-17", day): number for day, number in sheet.items()})
    assert known(ledger) == expected


def test_only_people_whom_the_rule_counts_need_calls(ledger: Ledger) -> None:
    move(ledger, days_ago(2, category=DestinationClass.PASTE), 1)
    take_in(ledger, {("op-17", TODAY): 5})
    assert known(ledger) is None
    assert known(ledger, replace(WEEK, categories=frozenset({DestinationClass.APPROVED}))) == 5
    assert known(ledger, replace(WEEK, days=1)) == 5


def test_of_another_account_nothing_is_known(ledger: Ledger) -> None:
    take_in(ledger, {("op-18", TODAY): 5})
    assert known(ledger) is None
    assert known(ledger, moved=transfer(actor="op-18")) == 5


def test_an_account_is_found_whatever_its_capitals_and_width(ledger: Ledger) -> None:
    """The telephone system need not write it as the staff directory does."""
    move(ledger, transfer(actor="Op-17"), 1)
    taken = take_in(ledger, of_csv("account,day,calls\nＯＰ-17,2026-04-10,5\nop-18,2026-04-10,7\n".encode(), TODAY))
    assert (taken.accounts, taken.unseen) == (2, 1)
    assert known(ledger, moved=transfer(actor="Op-17")) == 5


def test_windows_that_ask_for_no_calls_get_none(ledger: Ledger) -> None:
    take_in(ledger, {("op-17", TODAY): 5})
    assert known(ledger, replace(WEEK, per_call=False)) is None


def test_a_day_taken_in_again_replaces_it(ledger: Ledger, other: Ledger) -> None:
    move(ledger, transfer(), 1)
    first = take_in(ledger, {("op-17", TODAY): 5, ("op-18", TODAY): 7, ("op-17", "2026-04-09"): 4})
    assert (first.rows, first.calls, first.accounts, first.replaced, first.unseen) == (3, 16, 2, 0, 1)
    assert (first.first, first.last) == ("2026-04-09", TODAY)
    again = take_in(other, {("op-17", TODAY): 6, ("op-18", TODAY): 7})
    assert (again.rows, again.replaced) == (2, 1)
    assert known(ledger) == 10


def test_many_accounts_at_once(ledger: Ledger) -> None:
    sheet = {(f"op-{number}", TODAY): number for number in range(1200)}
    assert take_in(ledger, sheet).replaced == 0
    assert take_in(ledger, {key: number + 1 for key, number in sheet.items()}).replaced == 1200


def test_taking_in_is_on_record_without_anybody(ledger: Ledger) -> None:
    take_in(ledger, {("op-17", TODAY): 5})
    take_in(ledger, {("op-17", TODAY): 6})
    records = schema.records
    with ledger.engine.connect() as connection:
        query = records.select().where(records.c.kind == "calls").order_by(records.c.seq)
        bodies = [row.body for row in connection.execute(query)]
    found = [parse(body) for body in bodies]
    assert [(one.kind, one.actor, one.rows, one.digest, one.reason) for one in found] == [(Kind.CALLS, "acd", 1, "d", "nightly")] * 2
    assert found[1].what == f"1 rows, 1 accounts (1 unseen), {TODAY}: 6 calls, 1 rows replaced"
    assert "op-17" not in json.dumps(bodies)


def test_records_and_rows_keep_the_calls(ledger: Ledger) -> None:
    take_in(ledger, {("op-17", TODAY): 0})
    seen = inspection(1, 2)
    with ledger.transaction():
        past = ledger.past(transfer(), seen.people, Limit(asked=(WEEK,)))
        record = ledger.append(transfer(), seen, verdict(Action.ALERT), past)
    assert record
    assert past.count(WEEK) == Count(people=2, calls=0)
    facts = recall.facts_of(record)
    assert facts.past[WEEK] == Count(people=2, calls=0)
    kept = row(record, facts)
    columns = shape_of(kept.shape)[1]
    numbers = [int.from_bytes(kept.counts[place * 8 : place * 8 + 8], "little") for place in range(len(columns))]
    assert facts_of(columns, numbers).past[WEEK] == Count(people=2, calls=0)
