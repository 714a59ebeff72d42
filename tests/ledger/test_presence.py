import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, func, select

from detectors.model import Gap, GapReason
from ledger import schema
from ledger.presence import active, terminal
from ledger.recall import facts_of
from ledger.records import Record
from ledger.store import Ledger
from rules.model import Action, Actor, Transfer
from tests.ledger.conftest import KEY
from tests.ledger.made import NOON, Limit, inspection, transfer, verdict

HERE, THERE, THIRD = "10.2.0.17", "10.2.0.18", "10.2.0.19"


def move(at: float, source: str, *, actor: str = "op-17") -> Transfer:
    """Make a transfer so many minutes after noon."""
    moved = transfer(actor=actor, at=NOON + timedelta(minutes=at))
    return replace(moved, actor=replace(moved.actor, source=source))


def settle(ledger: Ledger, moved: Transfer) -> Record | None:
    seen = inspection(1)
    with ledger.transaction():
        past = ledger.past(moved, seen.people, Limit())
        return ledger.append(moved, seen, verdict(Action.ALERT), past, now=moved.at)


def terminals(ledger: Ledger, moves: list[tuple[float, str]]) -> list[int]:
    """Return at how many terminals the account was active, after each transfer."""
    records = [settle(ledger, move(*one)) for one in moves]
    return [record.terminals for record in records if record]


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        pytest.param([(0, HERE), (1, HERE), (2, HERE)], [1, 1, 1], id="one"),
        pytest.param([(0, HERE), (1, THERE), (2, HERE)], [1, 1, 2], id="two-woven-into-each-other"),
        pytest.param([(0, HERE), (1, THERE), (2, HERE), (3, THERE), (4, HERE)], [1, 1, 2, 2, 2], id="both-go-on"),
        pytest.param([(0, HERE), (1, THERE), (2, THERE), (3, THERE)], [1, 1, 1, 1], id="a-move-to-another-desk"),
        pytest.param([(0, HERE), (1, THERE), (2, THIRD)], [1, 1, 1], id="two-moves"),
        pytest.param([(0, HERE), (1, THERE), (2, THIRD), (3, HERE)], [1, 1, 1, 3], id="three-terminals"),
        pytest.param([(0, HERE), (1, THERE), (11.5, HERE), (13, HERE)], [1, 1, 1, 1], id="back-after-a-pause"),
        pytest.param([(0, HERE), (8, THERE), (11, HERE), (12, THERE)], [1, 1, 1, 2], id="the-other-stay-goes-on"),
        pytest.param([(0, HERE), (1, THERE), (2, HERE), (8, HERE), (11.5, HERE)], [1, 1, 2, 2, 1], id="the-other-has-ended"),
        pytest.param([(0, HERE), (0.3, THERE), (0.4, THERE), (0.5, HERE)], [1, 1, 1, 2], id="within-a-minute"),
        pytest.param([(0, HERE), (0.5, HERE), (0.6, THERE), (0.7, HERE)], [1, 1, 1, 2], id="written-late-found-all-the-same"),
        pytest.param([(0, HERE), (0.1, THERE), (0.5, HERE), (0.9, HERE)], [1, 1, 2, 2], id="again-and-again"),
        pytest.param([(0, HERE), (1, "2001:db8::7"), (2, HERE), (3, "2001:db8::7")], [1, 1, 1, 1], id="both-families-of-one-terminal"),
        pytest.param([(0, HERE), (1, f"::ffff:{HERE}"), (2, HERE)], [1, 1, 1], id="one-address-written-twice"),
        pytest.param([(0, "2001:db8::7"), (1, "2001:db8::a%eth0"), (2, "2001:db8::7")], [1, 1, 1], id="addresses-of-one-prefix"),
        pytest.param([(0, "2001:db8:1::7"), (1, "2001:db8:2::7"), (2, "2001:db8:1::7")], [1, 1, 2], id="two-prefixes"),
        pytest.param([(0, ""), (1, HERE), (2, "")], [1, 1, 1], id="no-address"),
    ],
)
def test_terminals_in_use_at_once(ledger: Ledger, moves: list[tuple[float, str]], expected: list[int]) -> None:
    assert terminals(ledger, moves) == expected


def test_an_account_is_at_its_terminals_however_it_is_written(ledger: Ledger) -> None:
    records = [
        settle(ledger, move(at, source, actor=account))
        for at, source, account in ((0, HERE, "op-17"), (1, THERE, "OP-17"), (2, HERE, "op-17"))
    ]
    assert [record.terminals for record in records if record] == [1, 1, 2]


@contextlib.contextmanager
def in_memory() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    schema.terminals.create(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def by_definition(moves: list[tuple[float, str]], pause: float) -> list[int]:
    """Count, for each of `moves` in their order, the terminals whose stays are woven into that of the present one."""
    found = []
    for number, (now, here) in enumerate(moves):
        times: dict[str, list[float]] = {}
        for at, source in moves[: number + 1]:
            stay = times.setdefault(source, [])
            if stay and at - stay[-1] > pause:
                stay.clear()
            stay.append(at)
        others = (stay for source, stay in times.items() if source != here)
        found.append(1 + sum(now - stay[-1] <= pause and times[here][0] < stay[-1] for stay in others))
    return found


@given(st.lists(st.tuples(st.floats(0.05, 13), st.sampled_from([HERE, THERE, THIRD])), max_size=12))
def test_it_is_as_defined_to_the_minute(steps: list[tuple[float, str]]) -> None:
    moves, now = [], 0.0
    for gap, source in steps:
        now += gap
        moves.append((now, source))
    with in_memory() as connection:
        counted = [active(connection, move(*one)) for one in moves]
    for least, count, most in zip(by_definition(moves, 8.99), counted, by_definition(moves, 10.01), strict=True):
        assert least <= count <= most


@given(
    st.lists(
        st.tuples(st.sampled_from([HERE, THERE, THIRD]), st.lists(st.floats(0.05, 9), min_size=1, max_size=4)), unique_by=lambda one: one[0]
    )
)
def test_whoever_moves_on_and_never_returns_is_no_finding(desks: list[tuple[str, list[float]]]) -> None:
    now = 0.0
    with in_memory() as connection:
        for source, gaps in desks:
            for gap in gaps:
                now += gap
                assert active(connection, move(now, source)) == 1


def test_late_transfers_of_a_desk_that_was_left_are_no_finding(ledger: Ledger) -> None:
    """An inspection takes its time: what began before the move is settled after it."""
    assert terminals(ledger, [(1, THERE), (0.5, HERE), (2, THERE)]) == [1, 1, 1]


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(-5, id="back"),
        pytest.param(-600, id="far-back"),
        pytest.param(600, id="far-on"),
        pytest.param(-525600, id="a-year-back"),
    ],
)
def test_a_clock_that_steps_finds_nobody_and_goes_on(ledger: Ledger, step: int) -> None:
    assert terminals(ledger, [(0, HERE), (1, HERE), (step, HERE), (step + 1, HERE)]) == [1, 1, 1, 1]
    assert terminals(ledger, [(step + 2, THERE), (step + 3, HERE)])[-1] == 2


def test_two_nodes_see_one_account_together(ledger: Ledger, other: Ledger) -> None:
    assert terminals(ledger, [(0, HERE)]) == [1]
    assert terminals(other, [(1, THERE)]) == [1]
    assert terminals(ledger, [(2, HERE)]) == [2]
    assert terminals(other, [(3, THERE)]) == [2]


def test_a_restart_forgets_nothing(ledger: Ledger, url: str) -> None:
    assert terminals(ledger, [(0, HERE), (1, THERE)]) == [1, 1]
    again = Ledger(url, node="node-a", key_id="key-1", signing_key=KEY)
    assert terminals(again, [(2, HERE)]) == [2]
    again.close()


def test_a_transaction_that_fails_notes_nothing(ledger: Ledger) -> None:
    assert terminals(ledger, [(0, HERE)]) == [1]
    with contextlib.suppress(ZeroDivisionError), ledger.transaction():
        assert ledger.past(move(1, THERE), inspection(1).people, Limit()).terminals == 1
        raise ZeroDivisionError
    assert terminals(ledger, [(2, HERE)]) == [1]


def test_other_accounts_are_other_people(ledger: Ledger) -> None:
    settle(ledger, move(0, HERE))
    settle(ledger, move(1, THERE, actor="op-18"))
    record = settle(ledger, move(2, HERE))
    assert record
    assert record.terminals == 1


def test_only_work_counts(ledger: Ledger) -> None:
    def past(moved: Transfer, *gaps: GapReason) -> int:
        with ledger.transaction():
            found = tuple(Gap(reason=reason, place="body", size_bytes=9) for reason in gaps)
            return ledger.past(moved, inspection().people, Limit(), found).terminals

    settle(ledger, move(0, HERE))
    assert past(move(1, THERE)) == 0, "programs go on at a desk that was left"
    assert past(move(2, THERE), GapReason.TLS_PASSTHROUGH) == 0
    assert past(move(3, HERE), GapReason.ENCRYPTED) == 1
    assert past(move(4, THERE), GapReason.ENCRYPTED) == 1
    assert past(move(5, HERE), GapReason.ENCRYPTED) == 2
    unknown = move(6, THERE)
    for actor in (replace(unknown.actor, known=False), replace(unknown.actor, many_terminals=True)):
        assert past(replace(unknown, actor=actor), GapReason.ENCRYPTED) == 1


def test_the_record_keeps_how_many_and_where(ledger: Ledger) -> None:
    for at, source in ((0, HERE), (1, THERE)):
        settle(ledger, move(at, source))
    record = settle(ledger, move(2, HERE))
    assert record
    assert (record.terminals, record.source, facts_of(record).terminals) == (2, HERE, 2)


def test_what_is_over_is_removed(ledger: Ledger) -> None:
    for number in range(20):
        settle(ledger, move(number * 3, HERE, actor=f"op-{number}"))
    with ledger.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(schema.terminals)).scalar_one() == 4


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("10.2.0.17", "10.2.0.17", id="ipv4"),
        pytest.param("::ffff:10.2.0.17", "10.2.0.17", id="mapped"),
        pytest.param("fe80::1%eth0", "fe80::/64", id="scope"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="ipv6"),
        pytest.param("", "", id="none"),
        pytest.param("desk 7", "", id="no-address"),
    ],
)
def test_what_a_terminal_is_known_by(source: str, expected: str) -> None:
    assert terminal(Actor(id="op-17", known=True, source=source)) == expected
