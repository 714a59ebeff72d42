import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text

from detectors.model import People
from detectors.peopleset import PeopleSet
from ledger import schema
from ledger.errors import LedgerError
from ledger.records import Record, parse
from ledger.store import Ledger
from rules.model import Action, Count, DestinationClass, Direction, Outcome, Transfer, Window
from tests.ledger.made import DAY, ENCRYPTED, MONTH, NOON, TENANT_DAY, Limit, inspection, people, transfer, verdict


def put(ledger: Ledger, moved: Transfer, *numbers: int, action: Action = Action.ALERT) -> Record | None:
    with ledger.transaction():
        past = ledger.past(moved, people(*numbers), Limit())
        return ledger.append(moved, inspection(*numbers), verdict(action), past, now=moved.at)


def count(ledger: Ledger, moved: Transfer, window: Window, *numbers: int) -> Count:
    with ledger.transaction():
        return ledger.past(moved, people(*numbers), Limit(asked=(window,))).count(window)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        pytest.param(DAY, 3, id="today-with-this-transfer"),
        pytest.param(Window(direction=Direction.UPLOAD, days=2), 4, id="two-days"),
        pytest.param(MONTH, 5, id="thirty-days"),
        pytest.param(Window(direction=Direction.UPLOAD, days=3653), 6, id="ten-years"),
        pytest.param(Window(direction=Direction.DOWNLOAD, days=30), 1, id="other-direction-without-this-transfer"),
        pytest.param(TENANT_DAY, 4, id="tenant-counts-all-actors"),
        pytest.param(Window(direction=Direction.UPLOAD, categories=frozenset({DestinationClass.PASTE})), 1, id="other-class"),
        pytest.param(Window(direction=Direction.UPLOAD, categories=frozenset({DestinationClass.APPROVED})), 2, id="own-class"),
    ],
)
def test_past_counts_distinct_people_of_the_window(ledger: Ledger, window: Window, expected: int) -> None:
    put(ledger, transfer(), 1)
    put(ledger, transfer(category=DestinationClass.PASTE), 2)
    put(ledger, transfer(at=NOON - timedelta(days=1)), 1, 3)
    put(ledger, transfer(at=NOON - timedelta(days=29)), 4)
    put(ledger, transfer(at=NOON - timedelta(days=3652)), 5)
    put(ledger, transfer(at=NOON - timedelta(days=3653)), 6)
    put(ledger, transfer(direction=Direction.DOWNLOAD), 7)
    put(ledger, transfer(actor="op-18"), 8)
    put(ledger, transfer(actor="op-19", tenant="beta"), 9)
    assert count(ledger, transfer(), window, 1, 10) == Count(people=expected)


def test_a_day_is_a_day_of_japan(ledger: Ledger) -> None:
    put(ledger, transfer(at=NOON.replace(hour=0, minute=5)), 1)
    put(ledger, transfer(at=NOON.replace(hour=0) - timedelta(minutes=5)), 2)
    assert count(ledger, transfer(), DAY).people == 1


@pytest.mark.parametrize(
    ("action", "counted"),
    [pytest.param(a, a.releases, id=a.value) for a in Action],
)
def test_only_released_people_are_counted(ledger: Ledger, action: Action, counted: bool) -> None:
    record = put(ledger, transfer(), 1, 2, action=action)
    assert record is not None
    assert record.outcome is (Outcome.RELEASED if counted else Outcome.STOPPED)
    assert count(ledger, transfer(), DAY).people == (2 if counted else 0)


def test_names_alone_are_counted_apart(ledger: Ledger) -> None:
    names = People(persons=PeopleSet.of([1]), names=PeopleSet.of([2, 3]))
    with ledger.transaction():
        assert ledger.past(transfer(), names, Limit()).count(DAY) == Count(people=1, names_only=2)


def test_many_people_become_a_sketch_that_still_merges(ledger: Ledger) -> None:
    many = [(i * 0x9E3779B97F4A7C15) % 2**64 for i in range(1, 6001)]
    put(ledger, transfer(at=NOON - timedelta(days=1)), *many[:4000])
    assert count(ledger, transfer(), MONTH, *many[:4000]) == Count(people=4000)
    found = count(ledger, transfer(), MONTH, *many)
    assert not found.exact
    assert abs(found.people - 6000) < 6000 * 0.025
    put(ledger, transfer(), *many)
    again = count(ledger, transfer(), MONTH, *many[:100])
    assert again.people == found.people


def test_a_past_day_written_late_is_seen(ledger: Ledger) -> None:
    assert count(ledger, transfer(), MONTH).people == 0
    put(ledger, transfer(at=NOON - timedelta(days=3)), 1)
    assert count(ledger, transfer(), MONTH).people == 1


def test_what_another_node_writes_is_seen(ledger: Ledger, other: Ledger) -> None:
    put(ledger, transfer(), 1)
    assert count(other, transfer(), DAY).people == 1
    assert count(other, transfer(), MONTH).people == 1
    put(ledger, transfer(), 2)
    put(ledger, transfer(at=NOON - timedelta(days=5)), 3)
    assert count(other, transfer(), DAY).people == 2
    assert count(other, transfer(), MONTH).people == 3


def test_a_failed_transaction_leaves_nothing(ledger: Ledger) -> None:
    put(ledger, transfer(), 1)
    moved = transfer()

    def fail() -> None:
        with ledger.transaction():
            ledger.append(moved, inspection(2), verdict(Action.ALERT), ledger.past(moved, people(2), Limit()))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert count(ledger, transfer(), DAY).people == 1
    record = put(ledger, transfer(), 3)
    assert record is not None
    assert record.seq == 2


def test_a_record_holds_the_evidence_and_no_text(ledger: Ledger) -> None:
    moved = transfer()
    with ledger.transaction():
        seen = inspection(1, 2, entities=(("JP_ADDRESS", 1), ("PHONE_NUMBER", 2)), gaps=(ENCRYPTED,))
        past = ledger.past(moved, seen.people, Limit())
        ledger.append(moved, seen, verdict(Action.BLOCK, found=2), past, now=NOON)
    with ledger.engine.connect() as connection:
        body = connection.execute(select(schema.records.c.body)).scalar_one()
    record = parse(body)
    assert (record.transfer, record.actor, record.host, record.people) == (moved.id, "op-17", "files.example.net", 2)
    assert (record.action, record.outcome, record.content_type) == (Action.BLOCK, Outcome.STOPPED, "text/csv")
    assert record.matches[0].rule == "bulk-day"
    assert record.past[0].people == 2
    assert record.gaps[0].reason == "encrypted"
    assert record.key_id == "key-1"
    assert all(secret not in body for secret in ("山田太郎", "田太", "客先.zip"))


@pytest.mark.parametrize("reason", [pytest.param("", id="none"), pytest.param("too_large", id="too-large")])
def test_a_record_says_why_it_was_refused(ledger: Ledger, reason: str) -> None:
    record = put(ledger, replace(transfer(), refusal=reason), 1, action=Action.BLOCK)
    assert record is not None
    assert record.refusal == reason
    assert parse(record.body()) == record


def test_an_unfit_character_does_not_stop_the_record(ledger: Ledger) -> None:
    record = put(ledger, transfer(actor="op\x00\ud800", content_type="text/\x00", host="h\n.example"), 1)
    assert record is not None
    assert (record.actor, record.content_type, record.host) == ("op??", "other", "h?.example")


def test_outside_of_a_transaction_nothing_works(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError, match="inside"):
        ledger.past(transfer(), people(1), Limit())


def test_a_node_keeps_its_key(url: str, ledger: Ledger) -> None:
    put(ledger, transfer(), 1)
    impostor = Ledger(url, node="node-a", key_id="key-1")
    with pytest.raises(LedgerError, match="another key"), impostor.transaction():
        pass
    impostor.close()


def test_days_of_the_first_schema_are_counted_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    with monkeypatch.context() as patch:
        patch.setattr("ledger.upgrade.HEAD", "0001")
        Ledger(url, node="n", key_id="k").close()
    engine = create_engine(url)
    with engine.begin() as connection:
        columns = "kind, scope, direction, category, day, persons, names, version"
        for day, number in (("2025-11-30", 1), ("2026-03-31", 2), ("2026-04-10", 3)):
            values = {"day": day, "persons": people(number).persons.packed, "names": b"E"}
            row = "'actor', 'op-17', 'upload', 'approved', :day, :persons, :names, 0"
            connection.execute(text(f"INSERT INTO sketches ({columns}) VALUES ({row})"), values)
    engine.dispose()
    ledger = Ledger(url, node="n", key_id="k")
    assert count(ledger, transfer(), DAY).people == 1
    assert count(ledger, transfer(), Window(direction=Direction.UPLOAD, days=3653)).people == 3
    ledger.close()


def test_a_newer_schema_is_refused(url: str, ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerError, match="schema 9999, and this program knows up to"):
        Ledger(url, node="node-a", key_id="key-1")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("mysql://h/x", "not the URL", id="other-database"),
        pytest.param("nonsense", "not the URL", id="no-url"),
        pytest.param("sqlite://", "not the URL", id="memory"),
        pytest.param("sqlite:////nonexistent/none.db", "there is no ledger at", id="missing"),
        pytest.param("postgresql://u:secret@127.0.0.1:1/x", "cannot be reached", id="no-server"),
    ],
)
def test_an_unusable_url_is_said_in_one_line(url: str, message: str) -> None:
    with pytest.raises(LedgerError, match=message) as raised:
        Ledger(url, node="n", key_id="k", create=False)
    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(LedgerError, match="is not a ledger"):
        Ledger(f"sqlite:///{file}", node="n", key_id="k")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path}/ledger.db", tmp_path / "ledger.db"
    ledger = Ledger(url, node="n", key_id="k")
    for number in range(50):
        put(ledger, transfer(), number)
    ledger.close()
    content = file.read_bytes()
    file.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    with pytest.raises(LedgerError, match="is damaged"):
        put(Ledger(url, node="n", key_id="k"), transfer(), 1)


def test_the_file_is_private(tmp_path: Path) -> None:
    Ledger(f"sqlite:///{tmp_path}/new/ledger.db", node="n", key_id="k").close()
    assert (tmp_path / "new" / "ledger.db").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


moves = st.lists(
    st.tuples(
        st.sampled_from(["op-1", "op-2"]),
        st.sampled_from([DestinationClass.CRM, DestinationClass.PASTE]),
        st.integers(min_value=0, max_value=9),
        st.sets(st.integers(min_value=0, max_value=15), max_size=6),
        st.sampled_from([Action.ALERT, Action.BLOCK]),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves, st.integers(min_value=1, max_value=9), st.sampled_from(["actor", "tenant"]))
def test_counts_are_those_of_plain_sets(
    empty_file: Path, history: list[tuple[str, DestinationClass, int, set[int], Action]], days: int, per: str
) -> None:
    """Two nodes write in turn; each count is what a set of all released people of the window would give."""
    window = Window(per=per, direction=Direction.UPLOAD, categories=frozenset({DestinationClass.CRM}), days=days)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_file, f"{folder}/ledger.db")
        both = [Ledger(f"sqlite:///{folder}/ledger.db", node=f"node-{n}", key_id="k") for n in range(2)]
        released: list[tuple[str, DestinationClass, int, set[int]]] = []
        for turn, (actor, category, day, numbers, action) in enumerate(history):
            moved = transfer(actor=actor, category=category, at=NOON + timedelta(days=day))
            counted = count(both[turn % 2], moved, window, *numbers)
            ours = [n for a, c, d, n in released if c is DestinationClass.CRM and day - days < d <= day and per_matches(per, a, actor)]
            own = numbers if category is DestinationClass.CRM else set()
            assert counted.people == len(own.union(*ours))
            put(both[turn % 2], moved, *numbers, action=action)
            if action.releases:
                released.append((actor, category, day, numbers))
        for one in both:
            one.close()


def per_matches(per: str, left: str, right: str) -> bool:
    return per == "tenant" or left == right
