"""The threshold lab on a small ledger: what changes, for whom, and what cannot be said."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from ledger import engine
from ledger.pseudonyms import pseudonym, salt_of
from ledger.replay import blocks
from ledger.replay.blocks import Blocks
from ledger.replay.lab import compare
from ledger.replay.labels import ENGLISH, JAPANESE
from ledger.replay.labhtml import page as html
from ledger.replay.labprint import page
from ledger.replay.summary import Summary, summary
from ledger.replay.unknowns import counted_by_the_minute, unknowns
from ledger.store import Ledger
from rules.decide import decide
from rules.model import Action, WorkOrder
from rules.policy import Policy, load
from tests.ledger.made import ENCRYPTED, NOON, inspection, transfer, verdict
from tests.rules.made import NOTICE, write

PLACES = "destinations: [{class: approved, hosts: [files.example.net, other.example.net]}, {class: crm, hosts: crm.example}]\n"
NOW = (
    NOTICE
    + PLACES
    + """\
rules:
- {id: few, when: {class: approved}, over: {people: {transfer: 3}}, action: alert}
- {id: many, when: {class: approved}, over: {people: {transfer: 8, 1d: 12}}, action: block}
"""
)
PLANNED = "work_orders: [{ticket: P-1, accounts: op-9, begins: 2026-04-10, ends: 2026-04-11, people: 5, owner: 管理者, reason: 保守}]\n"


@pytest.fixture
def now(tmp_path: Path) -> Policy:
    return load([write(tmp_path, NOW, "now.yaml")])


@pytest.fixture
def filled(ledger: Ledger, now: Policy) -> Ledger:
    """Three people move something on three days; what is empty is counted by the minute."""
    moves = [
        ("op-1", 0, range(2)),
        ("op-1", 0, range(10, 15)),
        ("op-2", 1, range(20, 30)),
        ("op-2", 1, range(40, 46)),
        ("op-3", 2, range(50, 52)),
        ("op-3", 2, range(0)),
    ]
    for actor, day, numbers in moves:
        moved, seen = transfer(actor=actor, at=NOON + timedelta(days=day), tenant=f"t-{actor[-1]}"), inspection(*numbers)
        with ledger.transaction():
            past = ledger.past(moved, seen.people, now, seen.gaps)
            ledger.append(moved, seen, decide(moved, seen, past, now, moved.at), past, now=moved.at)
    return ledger


def replayed(ledger: Ledger, now: Policy, draft: Policy) -> Summary:
    with engine.transaction(ledger.engine, write=False) as connection:
        read = Blocks(connection, NOON - timedelta(days=1), None)
        done: list[int] = []
        tally = compare(read, now, draft, done.append)
        assert sum(done) == tally.transfers == read.total()
        empty = counted_by_the_minute(connection, NOON - timedelta(days=1), None)
        found = list(unknowns(now, draft, total=tally.transfers, empty=empty))
        return summary(tally, read.scenes, found, salt_of(connection))


def draft_of(tmp_path: Path, *changes: tuple[str, str]) -> Policy:
    text = NOW
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load([write(tmp_path, text, "draft.yaml")])


def test_nothing_changes_under_the_same_policy(filled: Ledger, now: Policy) -> None:
    found = replayed(filled, now, now)
    assert (found.transfers, found.changed, found.first, found.unknown) == (5, 0, (), ())
    days = [(day.day, day.alerts_now, day.stops_now) for day in found.days]
    assert days == [("2026-04-10", 1, 0), ("2026-04-11", 1, 1), ("2026-04-12", 0, 0)]


def test_a_rule_on_work_orders_is_tried_on_those_that_were_open(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    order = WorkOrder(ticket="W-1", accounts=frozenset({"op-1"}), begins=NOON, ends=NOON, people=1)
    moved, seen = replace(transfer(actor="op-1"), order=order), inspection(1)
    with filled.transaction():
        filled.append(moved, seen, verdict(Action.ALERT), filled.past(moved, seen.people, now, ()), now=NOON)
    rule = "{id: ordered, action: hold, when: {work_order: true}, over: {people: {transfer: 0}}}"
    late = "{id: late, action: block, when: {work_order: true}, over: {beyond_order: {transfer: 0}}}"
    draft = load([write(tmp_path, f"{NOW}- {rule}\n- {late}\n{PLANNED}", "draft.yaml")])
    found = replayed(filled, now, draft)
    assert {line.name: line.transfers for line in found.changes} == {"hold": {"hold": 1}}
    assert [(one.what.partition(":")[0], one.transfers) for one in found.unknown] == [("rule late", 1), ("work orders differ", 6)]


def test_changes_are_told_by_rule_unit_tenant_and_destination(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    found = replayed(filled, now, draft_of(tmp_path, ("{transfer: 3}", "{transfer: 1}"), ("transfer: 8, 1d: 12", "transfer: 5")))
    assert {line.name: (line.transfers, line.people) for line in found.changes} == {
        "alert": ({"alert": 2}, {"alert": 4}),
        "block": ({"block": 1}, {"block": 6}),
    }
    assert {line.name: line.transfers for line in found.rules} == {"few": {"alert": 2}, "many": {"block": 1}}
    assert {line.name: line.transfers for line in found.tenants} == {"t-1": {"alert": 1}, "t-2": {"block": 1}, "t-3": {"alert": 1}}
    assert [(line.name, sum(line.transfers.values())) for line in found.units] == [("第一課", 3)]
    assert [(line.name, sum(line.people.values())) for line in found.destinations] == [("files.example.net", 10)]
    assert found.alerts_a_day == (2 / 3, 1.0)


def test_releases_are_told_by_the_rule_that_stops_today(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    found = replayed(filled, now, draft_of(tmp_path, ("transfer: 8, 1d: 12", "transfer: 80")))
    assert [(line.name, line.transfers) for line in found.changes] == [("released", {"released": 1})]
    assert [line.name for line in found.rules] == ["many"]
    assert found.first == ()


def test_a_transfer_that_was_stopped_before_its_end_is_tried_with_all_that_came(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    moved, begun, whole = transfer(actor="op-7", at=NOON), inspection(*range(100, 109)), inspection(*range(100, 400))
    with filled.transaction():
        past = filled.past(moved, begun.people, now, begun.gaps)
        filled.append(moved, begun, decide(moved, begun, past, now, NOON), past, now=NOON)
    with filled.transaction():
        filled.recount(moved, whole, released=False)
    found = replayed(filled, now, draft_of(tmp_path, ("transfer: 8, 1d: 12", "transfer: 80, 1d: 280")))
    assert [(line.name, line.transfers, line.people) for line in found.changes] == [("released", {"released": 1}, {"released": 10})]
    looser = replayed(filled, now, draft_of(tmp_path, ("transfer: 8, 1d: 12", "transfer: 800, 7d: 300")))
    assert [(line.name, line.people) for line in looser.changes] == [("released", {"released": 310})]
    assert [(one.what.partition(" today")[0], one.transfers) for one in looser.unknown] == [("stopped before their end", 1)]
    assert replayed(filled, now, now).unknown == ()


def test_a_count_of_the_rest_that_failed_takes_nothing_back(filled: Ledger, now: Policy) -> None:
    moved, begun = transfer(actor="op-7", at=NOON), inspection(*range(100, 109))
    with filled.transaction():
        past = filled.past(moved, begun.people, now, begun.gaps)
        filled.append(moved, begun, decide(moved, begun, past, now, NOON), past, now=NOON)
    with filled.transaction():
        filled.recount(moved, inspection(gaps=(ENCRYPTED,)), released=False)
    assert replayed(filled, now, now).days[0].stops_now == 1


def test_who_is_hit_first_is_told_by_pseudonym(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    found = replayed(filled, now, draft_of(tmp_path, ("{transfer: 3}", "{transfer: 1}")))
    with filled.engine.connect() as connection:
        salt = salt_of(connection)
    assert [(hit.person, hit.first, hit.rule, hit.change, hit.transfers, hit.people) for hit in found.first] == [
        (pseudonym("op-1", salt), "2026-04-10 12:00", "few", "alert", 1, 2),
        (pseudonym("op-3", salt), "2026-04-12 12:00", "few", "alert", 1, 2),
    ]
    assert "op-1" not in repr(found)


def test_what_cannot_be_replayed_is_said(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    more = """\
- {id: week, per: tenant, when: {class: approved}, over: {people: {7d: 4}}, action: block}
- {id: empty, when: {class: approved}, action: alert}
"""
    draft = draft_of(tmp_path, ("rules:\n", "rules:\n" + more), ("notice:", "staff: [0120-000-000]\nnotice:"))
    assert {(one.what.partition(":")[0].partition(",")[0], one.transfers) for one in replayed(filled, now, draft).unknown} == {
        ("rule week", 2),
        ("rule empty", 1),
        ("staff differ", 5),
    }


def test_transfers_that_met_divided_limits_are_said(filled: Ledger, now: Policy) -> None:
    moved, seen = transfer(actor="op-7", at=NOON), inspection(*range(200, 205))
    with filled.transaction():
        past = replace(filled.past(moved, seen.people, now, ()), step=2)
        filled.append(moved, seen, decide(moved, seen, past, now, NOON), past, now=NOON)
    (one,) = replayed(filled, now, now).unknown
    assert (one.what.partition(" then")[0], one.transfers) == ("met divided limits", 1)


def test_rules_of_today_that_cannot_be_tried_are_said(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    weekly = "- {id: week, per: tenant, when: {class: approved}, over: {people: {7d: 4}}, action: block}\n"
    today = draft_of(tmp_path, ("rules:\n", "rules:\n" + weekly))
    assert [(one.what.partition(":")[0], one.transfers) for one in replayed(filled, today, now).unknown] == [("rule week of today", 2)]
    assert [one.what.partition(":")[0] for one in replayed(filled, today, today).unknown] == ["rule week"]


def test_blocks_are_read_in_pieces(filled: Ledger, now: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_of(tmp_path, ("{transfer: 3}", "{transfer: 1}"))
    whole = replayed(filled, now, draft)
    monkeypatch.setattr(blocks, "AT_ONCE", 2)
    assert replayed(filled, now, draft) == whole


def test_a_draft_may_move_a_destination(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    found = replayed(filled, now, draft_of(tmp_path, ("[files.example.net, other.example.net]", "[other.example.net]")))
    assert {line.name: line.transfers for line in found.rules} == {"unknown-destination-people": {"block": 4}}


@pytest.fixture
def shown(filled: Ledger, now: Policy, tmp_path: Path) -> Summary:
    more = "- {id: empty, when: {class: approved}, action: alert}\n"
    return replayed(filled, now, draft_of(tmp_path, ("{transfer: 3}", "{transfer: 1}"), ("rules:\n", "rules:\n" + more)))


def test_a_terminal_shows_bars(shown: Summary) -> None:
    console = Console(width=160, record=True, file=StringIO())
    console.print(page(shown, ENGLISH))
    text = console.export_text()
    for words in ("newly alerted", "█", "hit first", "person-", "not replayed", "alerts under the draft", "2026-04-11"):
        assert words in text


def test_a_terminal_shows_all_of_it_in_japanese(shown: Summary) -> None:
    console = Console(width=160, record=True, file=StringIO())
    console.print(page(shown, JAPANESE))
    text = console.export_text()
    for words in (
        *JAPANESE.lists,
        *JAPANESE.days,
        *JAPANESE.first,
        *JAPANESE.untried,
        *JAPANESE.as_it_was,
        "新たに通知",
        "規則 empty: 中身が空で",
    ):
        assert words in text
    assert not [word for word in ("newly", "alerts", "transfers", "draft", "unit") if word in text]


def test_a_pipe_tells_changes_apart_without_colours(filled: Ledger, now: Policy, tmp_path: Path) -> None:
    found = replayed(filled, now, draft_of(tmp_path, ("{transfer: 3}", "{transfer: 1}"), ("transfer: 8, 1d: 12", "transfer: 5")))
    console = Console(width=80, file=StringIO(), no_color=True)
    console.print(page(found, ENGLISH))
    assert isinstance(console.file, StringIO)
    text = console.file.getvalue()
    assert (
        "█ newly blocked  ▓ newly held  ▒ newly asked for a reason\n░ newly alerted  + released, stopped today  - eased otherwise\n" in text
    )
    (line,) = (line for line in text.splitlines() if line.startswith("files.example.net"))
    assert line.rstrip().endswith("█" * 10 + "░" * 20)
    assert "with whom the draft would have stopped.\n" in text


def test_a_page_needs_nothing_else(shown: Summary) -> None:
    text = html(shown)
    assert text.startswith("<!doctype html>")
    assert "<svg" in text
    assert "<rect" in text
    assert all(word not in text for word in ("http:", "https:", "<script", "src=", "@import", "op-1"))
    assert "初めに当たる人" in text
    assert "規則 empty: 中身が空で" in text
    assert "counted by the minute" not in text
    assert ">04-10</text>" in text
    assert "いちばん高い棒は 2 件です" in text


def test_a_page_of_nothing(now: Policy, ledger: Ledger) -> None:
    found = replayed(ledger, now, now)
    assert (found.transfers, found.days, found.alerts_a_day) == (0, (), (0.0, 0.0))
    assert "記録が一件もない" in html(found)
    console = Console(width=80, record=True, file=StringIO())
    console.print(page(found, ENGLISH))
    assert "says nothing of the draft" in console.export_text()
