"""Windows by way of months and years, against the plain union of their days."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import datasketches
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from detectors.model import Inspection, People
from detectors.peopleset import PeopleSet
from ledger import schema, sketches
from ledger.sketchrows import EXACT_LIMIT, Pair, grouped, of
from ledger.store import Ledger
from rules.model import JST, Action, Count, DestinationClass, Direction, Past, Window
from tests.ledger.made import NOON, Limit, inspection, people, transfer, verdict

TEN_YEARS = Window(direction=Direction.UPLOAD, days=3653)
START = datetime(2016, 1, 1, 12, tzinfo=JST)


@contextmanager
def nodes(number: int, empty_file: Path) -> Iterator[list[Ledger]]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_file, f"{folder}/ledger.db")
        opened = [Ledger(f"sqlite:///{folder}/ledger.db", node=f"node-{n}", key_id="k") for n in range(number)]
        yield opened
        for one in opened:
            one.close()


def release(ledger: Ledger, at: datetime, *numbers: int, category: DestinationClass = DestinationClass.APPROVED) -> None:
    with ledger.transaction():
        ledger.append(transfer(at=at, category=category), inspection(*numbers), verdict(Action.ALERT), Past(), now=at)


def counted(ledger: Ledger, at: datetime, *windows: Window) -> list[Count]:
    with ledger.transaction():
        return [count for _, count in ledger.past(transfer(at=at), people(), Limit(asked=windows)).counts]


def periods(ledger: Ledger, length: int) -> list[str]:
    period = schema.sketches.c.period
    query = select(period).where(schema.sketches.c.kind == "actor", func.length(period) == length).order_by(period)
    with ledger.engine.connect() as connection:
        return list(connection.execute(query).scalars())


moves = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=1200),
        st.sampled_from([DestinationClass.CRM, DestinationClass.APPROVED]),
        st.sets(st.integers(min_value=0, max_value=30), min_size=1, max_size=5),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(moves, st.lists(st.integers(min_value=1, max_value=1300), min_size=1, max_size=3, unique=True))
def test_any_window_is_the_union_of_its_days(
    empty_file: Path, history: list[tuple[int, DestinationClass, set[int]]], lengths: list[int]
) -> None:
    """Days come in any order, as from a clock that steps back and forth, from two nodes that look at the past in turn."""
    classes = frozenset[DestinationClass](), frozenset({DestinationClass.CRM})
    windows = [Window(direction=Direction.UPLOAD, categories=categories, days=days) for days in lengths for categories in classes]
    with nodes(2, empty_file) as both:
        for turn, (day, category, numbers) in enumerate(history):
            release(both[turn % 2], START + timedelta(days=day), *numbers, category=category)
            for one, at in zip(both, (day, day + 40), strict=True):
                for window, count in zip(windows, counted(one, START + timedelta(days=at), *windows), strict=True):
                    chosen = window.categories or frozenset(DestinationClass)
                    inside = [n for d, c, n in history[: turn + 1] if at - window.days < d <= at and c in chosen]
                    assert count == Count(people=len(set().union(*inside)))


def registers(people: PeopleSet) -> str:
    merged = datasketches.hll_union(14)
    merged.update(datasketches.hll_sketch.deserialize(people.sketched.packed[1:]))
    return str(merged.get_result(datasketches.tgt_hll_type.HLL_8).to_string(False, True, False, True))


@pytest.mark.parametrize("each", [pytest.param(20, id="exact"), pytest.param(600, id="sketches"), pytest.param(5000, id="sketched-days")])
def test_roll_ups_hold_what_their_days_hold(empty_file: Path, each: int) -> None:
    with nodes(1, empty_file) as (ledger,):
        ats = [START + timedelta(days=days) for days in (0, 3, 30, 31, 45, 200, 364, 365, 366, 395)]
        for number, at in enumerate(ats):
            persons = PeopleSet.of([(i * 0x9E3779B97F4A7C15 + 1) % 2**64 for i in range(number * each // 2, number * each // 2 + each)])
            seen = Inspection(entities=(("PERSON", each),), people=People(persons=persons))
            with ledger.transaction():
                ledger.append(transfer(at=at), seen, verdict(Action.ALERT), Past(), now=at)
        counted(ledger, START + timedelta(days=500), TEN_YEARS)
        scope = sketches.scope_of(transfer(), "actor", Direction.UPLOAD)
        assert (periods(ledger, 7), periods(ledger, 4)) == (["2016-01", "2016-02", "2016-07", "2016-12", "2017-01"], ["2016"])
        with ledger.engine.connect() as connection:
            days = list(of(connection, scope, periods(ledger, 10)))
            for length in (7, 4):
                rolled = {(row.period, row.category): row.pair for row in of(connection, scope, periods(ledger, length))}
                for key, pair in rolled.items():
                    plain = Pair(PeopleSet().union(*(d.pair.persons for d in days if d.period[:length] == key[0]), exact_limit=EXACT_LIMIT))
                    assert pair.persons.exact == plain.persons.exact
                    assert registers(pair.persons) == registers(plain.persons)
                    assert pair.persons == plain.persons or not plain.persons.exact
                assert set(rolled) <= set(grouped(days, length))


def test_a_month_is_rolled_up_when_it_is_over(ledger: Ledger) -> None:
    last = datetime(2026, 4, 30, 23, 59, tzinfo=JST)
    release(ledger, last, 1)
    assert periods(ledger, 7) == []
    assert counted(ledger, last + timedelta(minutes=2), TEN_YEARS, Window(direction=Direction.UPLOAD)) == [Count(people=1), Count(people=0)]
    assert periods(ledger, 7) == ["2026-04"]


def test_a_transfer_that_began_before_midnight_counts_for_its_month(ledger: Ledger, other: Ledger) -> None:
    """It is settled when the month is rolled up already, on both nodes."""
    last, then = datetime(2026, 4, 30, 23, 59, tzinfo=JST), datetime(2026, 5, 1, 0, 1, tzinfo=JST)
    month = Window(direction=Direction.UPLOAD, days=31)
    release(ledger, last, 1)
    assert counted(ledger, then, month) == counted(other, then, month) == [Count(people=1)]
    release(ledger, last, 2)
    assert periods(ledger, 7) == []
    assert counted(other, then, month, TEN_YEARS) == [Count(people=2), Count(people=2)]
    assert periods(ledger, 7) == ["2026-04"]
    release(other, last, 3)
    assert counted(ledger, then, month, TEN_YEARS) == counted(other, then, month, TEN_YEARS) == [Count(people=3), Count(people=3)]


def test_roll_ups_are_found_again_after_a_restart(url: str, ledger: Ledger) -> None:
    for days in (0, 40, 400):
        release(ledger, START + timedelta(days=days), days)
    again = Ledger(url, node="node-b", key_id="key-1")
    assert counted(again, START + timedelta(days=800), TEN_YEARS) == [Count(people=3)]
    assert periods(again, 4) == ["2016", "2017"]
    again.close()


def test_a_late_day_of_a_month_with_nobody_counts_in_its_year(url: str, ledger: Ledger) -> None:
    """The year is rolled up by its other months; a node that starts later must not take it for all there is."""
    late, then = datetime(2024, 7, 9, 12, tzinfo=JST), datetime(2025, 2, 1, 12, tzinfo=JST)
    release(ledger, datetime(2024, 3, 5, 12, tzinfo=JST), 1)
    assert counted(ledger, then, TEN_YEARS) == [Count(people=1)]
    for node, number in (("node-b", 2), ("node-c", 3)):
        again = Ledger(url, node=node, key_id="key-1")
        release(again, late, number)
        assert counted(again, then, TEN_YEARS) == counted(ledger, then, TEN_YEARS) == [Count(people=number)]
        again.close()


def test_no_spelling_of_an_account_has_counts_of_its_own(ledger: Ledger, other: Ledger) -> None:
    """Nodes may have staff directories that write it otherwise, or one that is corrected."""
    window = Window(direction=Direction.UPLOAD, days=1)
    for number, (node, account) in enumerate(((ledger, "op-17"), (other, "OP-17"), (ledger, "ｏｐ-17 "))):
        with node.transaction():
            past = node.past(transfer(actor=account), people(number), Limit(asked=(window,)))
            node.append(transfer(actor=account), inspection(number), verdict(Action.ALERT), past, now=NOON)
        assert past.count(window) == Count(people=number + 1)


def test_a_failed_roll_up_is_made_again(ledger: Ledger) -> None:
    release(ledger, START, 1)
    later = START + timedelta(days=400)

    def fail() -> None:
        with ledger.transaction():
            ledger.past(transfer(at=later), people(), Limit(asked=(TEN_YEARS,)))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert periods(ledger, 7) == []
    assert counted(ledger, later, TEN_YEARS) == [Count(people=1)]
    assert periods(ledger, 7) == ["2016-01"]


def test_what_is_kept_is_bounded(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketches, "MAX_BYTES", 2000)
    for number in range(6):
        moved = transfer(actor=f"op-{number}")
        with ledger.transaction():
            past = ledger.past(moved, people(number), Limit(asked=(TEN_YEARS,)))
            ledger.append(moved, inspection(number), verdict(Action.ALERT), past, now=NOON)
    with ledger.transaction():
        tenant = Window(per="tenant", direction=Direction.UPLOAD, days=30)
        assert ledger.past(transfer(actor="op-0"), people(), Limit(asked=(tenant, TEN_YEARS))).counts == (
            (tenant, Count(people=6)),
            (TEN_YEARS, Count(people=1)),
        )
