"""A row holds all that the rules looked at, and so do the rows made of older records."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import orjson
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from detectors.model import GapReason
from ledger import schema
from ledger.factrows import fill
from ledger.facts import LADDER, NUMBER, facts_of, key_of, ladder, row, shape_of, transfer_of, window_of
from ledger.records import Kind, Record
from ledger.store import Ledger
from rules.facts import Facts
from rules.model import Action, Count, DestinationClass, Direction, Employment, Past, Window, WorkOrder
from rules.policy import Policy
from tests.ledger.made import ENCRYPTED, NOON, inspection, transfer, verdict

windows = st.builds(
    Window,
    per=st.sampled_from(["actor", "tenant"]),
    direction=st.sampled_from(Direction),
    categories=st.frozensets(st.sampled_from(DestinationClass), max_size=3),
    days=st.integers(1, 3660),
    uninspected=st.none() | st.frozensets(st.sampled_from(GapReason), max_size=2),
    drawn=st.just(False),
) | st.builds(Window, direction=st.just(Direction.UPLOAD), days=st.integers(1, 3660), drawn=st.just(True))
some = st.integers(1, 10**12)
entities = st.dictionaries(st.sampled_from(["PERSON", "LOCATION", "MEMBER_NUMBER"]), some, max_size=3)


@st.composite
def found(draw: st.DrawFn) -> Facts:
    names = draw(entities)
    past = {w: Count(people=draw(some), names_only=draw(some)) for w in draw(st.lists(windows, max_size=4, unique=True))}
    gaps = draw(st.lists(st.sampled_from(GapReason), max_size=2, unique=True))
    return Facts(
        people=draw(some | st.just(0)),
        names_only=draw(some | st.just(0)),
        entities=names,
        gaps={reason: draw(some) for reason in gaps},
        gap_bytes={reason: draw(some) for reason in gaps},
        customers=((("alpha",), draw(some)), (("alpha", "beta"), draw(some))) if draw(st.booleans()) else (),
        foreign_customers=draw(some | st.just(0)),
        canaries=draw(some | st.just(0)),
        past={w: Count(people=0, uninspected=c.people) if w.uninspected is not None else c for w, c in past.items()},
    )


@given(found())
def test_a_row_gives_back_what_the_rules_looked_at(looked_at: Facts) -> None:
    made = row(Record(node="n", seq=1, kind=Kind.TRANSFER, at=NOON), looked_at)
    direction, columns = shape_of(made.shape)
    assert direction is Direction.UPLOAD
    assert facts_of(columns, np.frombuffer(made.counts, NUMBER)) == looked_at


@given(windows)
def test_a_window_is_text_and_back(window: Window) -> None:
    assert window_of(key_of(window)) == window


def test_the_ladder_has_every_length_for_all_classes_and_for_its_own() -> None:
    steps = ladder(transfer(category=DestinationClass.CRM, direction=Direction.DOWNLOAD))
    assert {(step.days, step.categories) for step in steps} == {
        (days, classes) for days in LADDER for classes in (frozenset(), frozenset({DestinationClass.CRM}))
    }
    assert {(step.per, step.direction) for step in steps} == {("actor", Direction.DOWNLOAD)}


def stored(ledger: Ledger) -> Iterator[tuple[int, str, int, str, str, bytes]]:
    scene, shape, facts = schema.words.alias(), schema.words.alias(), schema.facts.c
    query = select(facts.at, facts.node, facts.seq, scene.c.text, shape.c.text, facts.counts)
    joined = schema.facts.join(scene, scene.c.id == facts.scene).join(shape, shape.c.id == facts.shape)
    with ledger.engine.connect() as connection:
        for line in connection.execute(query.select_from(joined).order_by(facts.seq)):
            yield line.at, line.node, line.seq, line[3], line[4], line.counts


def test_each_record_has_its_row(ledger: Ledger, policy: Policy) -> None:
    moved = replace(transfer(), refusal="too_large")
    seen = inspection(1, 2, entities=(("PHONE_NUMBER", 2),), gaps=(ENCRYPTED,))
    with ledger.transaction():
        past = ledger.past(moved, seen.people, policy, seen.gaps)
        record = ledger.append(moved, seen, verdict(Action.BLOCK), past, now=NOON)
        ledger.append(transfer(), inspection(), verdict(Action.ALLOW), Past(), now=NOON)
    assert record
    ((at, node, seq, scene, shape, counts),) = stored(ledger)
    assert (at, node, seq) == (int(NOON.timestamp() * 1_000_000), record.node, record.seq)
    rebuilt = transfer_of(scene, NOON)
    assert (rebuilt.actor.id, rebuilt.actor.unit, rebuilt.actor.employment) == ("op-17", "第一課", Employment.DISPATCH)
    assert (rebuilt.destination.host, rebuilt.tenant, rebuilt.refusal) == ("files.example.net", "alpha", "too_large")
    looked_at = facts_of(shape_of(shape)[1], np.frombuffer(counts, NUMBER))
    assert (looked_at.people, dict(looked_at.entities), dict(looked_at.gap_bytes)) == (2, {"PHONE_NUMBER": 2}, {GapReason.ENCRYPTED: 900})
    assert set(looked_at.past) == {*policy.windows(moved), *ladder(moved)}


def test_a_row_keeps_its_work_order_and_rows_without_one_stay_as_they_were(ledger: Ledger) -> None:
    order = WorkOrder(ticket="W-1", accounts=frozenset({"op-17"}), begins=NOON, ends=NOON, people=50)
    for under in (None, order):
        with ledger.transaction():
            ledger.append(replace(transfer(), order=under), inspection(1), verdict(Action.ALERT), Past(), now=NOON)
    without, inside = (scene for _, _, _, scene, _, _ in stored(ledger))
    assert transfer_of(without, NOON).order is None
    assert len(orjson.loads(without)) == 11
    kept = transfer_of(inside, NOON).order
    assert kept
    assert (kept.ticket, kept.people) == ("W-1", 50)


def test_a_failed_transaction_leaves_no_word_behind(ledger: Ledger, policy: Policy) -> None:
    def append(*, fail: bool) -> None:
        with ledger.transaction():
            ledger.append(transfer(), inspection(1), verdict(Action.ALERT), Past(), now=NOON)
            if fail:
                raise ZeroDivisionError

    for fail in (True, False, False):
        try:
            append(fail=fail)
        except ZeroDivisionError:
            continue
    assert len(list(stored(ledger))) == 2


def test_the_rows_of_older_records_are_made_of_them(ledger: Ledger, policy: Policy) -> None:
    for number in range(3):
        with ledger.transaction():
            past = Past(counts=ledger.past(transfer(), inspection(number + 1).people, policy).counts)
            seen = inspection(*range(number + 1), gaps=(ENCRYPTED,) * number)
            ledger.append(transfer(), seen, verdict(Action.ALERT), past, now=NOON)
    before = list(stored(ledger))
    with ledger.engine.begin() as connection:
        connection.execute(delete(schema.facts))
        connection.execute(delete(schema.words))
        fill(connection)
    assert list(stored(ledger)) == before
