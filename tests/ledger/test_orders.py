"""Work orders: who may open and close them, what is on record of it, and the people that pass under them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.model import People
from detectors.peopleset import PeopleSet
from ledger import engine, orders
from ledger.committer import Committer
from ledger.held import Approver
from ledger.orders import Filed, OrderRefused, Orders, Refusal
from ledger.records import Kind, Record
from ledger.search import Query, search
from ledger.store import Ledger
from ledger.verify import verify
from rules.model import Action, Count, Direction, Past, Transfer, Window, WorkOrder
from rules.policy import load
from rules.schema_work import WorkOrderEntry
from tests.ledger.conftest import KEY
from tests.ledger.made import NOON, Limit, inspection, people, transfer, verdict
from tests.ledger.test_sketches import nodes

HOUR = timedelta(hours=1)
BOSS = Approver(account="sv-1", tenants=None)
UNDER = Window(per="order", direction=Direction.UPLOAD, days=93)
ORDER = WorkOrder(ticket="W-1", accounts=frozenset({"op-17"}), begins=NOON - HOUR, ends=NOON + HOUR, people=5)


def entry(
    ticket: str = "W-1", *, accounts: tuple[str, ...] = ("op-17",), tenants: tuple[str, ...] = (), ends: datetime = NOON + HOUR
) -> WorkOrderEntry:
    return WorkOrderEntry(
        ticket=ticket, accounts=accounts, tenants=tenants, begins=ends - 2 * HOUR, ends=ends, people=5, owner="-", reason="定期保守"
    )


def step(ledger: Ledger, work: Callable[[Orders], Filed]) -> Filed:
    with ledger.transaction():
        return work(ledger.orders())


def opened(ledger: Ledger, what: WorkOrderEntry, *, by: Approver = BOSS, taken: tuple[str, ...] = (), now: datetime = NOON) -> Filed:
    return step(ledger, lambda found: found.open(what, by=by, reason=what.reason, taken=taken, now=now))


def closed(ledger: Ledger, ticket: str = "W-1", *, by: Approver = BOSS, now: datetime = NOON) -> Filed:
    return step(ledger, lambda found: found.close(ticket, by=by, reason="終わった", now=now))


def running(ledger: Ledger, now: datetime = NOON) -> list[str]:
    with engine.transaction(ledger.engine, write=False) as connection:
        return [order.ticket for order in orders.running(connection, now)]


def records(ledger: Ledger) -> list[Record]:
    with engine.transaction(ledger.engine, write=False) as connection:
        assert not [report.flaw for report in verify(connection) if report.flaw]
        return list(reversed(list(search(connection, Query(kinds=(Kind.ORDER,))))))


def test_an_order_is_opened_and_closed_and_both_are_on_record(ledger: Ledger, other: Ledger) -> None:
    filed = opened(ledger, entry(tenants=("alpha", "beta")))
    assert (filed.order.owner, filed.state(NOON), running(other)) == ("sv-1", "open", ["W-1"])
    later = NOON + HOUR / 2
    assert closed(other, by=Approver(account="sv-2", tenants=None), now=later).state(later) == "closed"
    assert running(ledger) == []
    first, second = records(ledger)
    assert [(r.order, r.order_people, r.what, r.actor, r.reason) for r in (first, second)] == [
        ("W-1", 5, "opened", "sv-1", "定期保守"),
        ("W-1", 5, "closed", "sv-2", "終わった"),
    ]
    assert first.work
    assert (first.work.accounts, first.work.tenants) == (("op-17",), ("alpha", "beta"))
    assert (first.work.begins, first.work.ends) == (NOON - HOUR, NOON + HOUR)


@pytest.mark.parametrize(
    ("work", "why"),
    [
        pytest.param(lambda o: o.open(entry(accounts=("op-17", "sv-1")), by=BOSS, reason="", taken=(), now=NOON), Refusal.OWN, id="own"),
        pytest.param(
            lambda o: o.open(entry(accounts=("CORP\\SV-1",)), by=BOSS, reason="", taken=(), now=NOON),
            Refusal.OWN,
            id="own-otherwise-written",
        ),
        pytest.param(lambda o: o.open(entry("W-0"), by=BOSS, reason="", taken=(), now=NOON), Refusal.TWICE, id="twice"),
        pytest.param(lambda o: o.open(entry("P-1"), by=BOSS, reason="", taken={"P-1"}, now=NOON), Refusal.TWICE, id="in-the-policy"),
        pytest.param(lambda o: o.open(entry(ends=NOON), by=BOSS, reason="", taken=(), now=NOON), Refusal.PAST, id="over-already"),
        pytest.param(lambda o: o.close("W-9", by=BOSS, reason="", now=NOON), Refusal.UNKNOWN, id="unknown"),
        pytest.param(lambda o: o.close("W-0", by=BOSS, reason="", now=NOON + HOUR), Refusal.OVER, id="it-ended"),
    ],
)
def test_what_is_refused(ledger: Ledger, work: Callable[[Orders], Filed], why: Refusal) -> None:
    opened(ledger, entry("W-0"))
    with pytest.raises(OrderRefused) as refused:
        step(ledger, work)
    assert refused.value.refusal is why
    assert running(ledger) == ["W-0"]
    assert len(records(ledger)) == 1


def test_a_closed_ticket_is_not_used_again(ledger: Ledger) -> None:
    opened(ledger, entry())
    closed(ledger)
    for work in (lambda: opened(ledger, entry()), lambda: closed(ledger)):
        with pytest.raises(OrderRefused):
            work()


@pytest.mark.parametrize(
    ("tenants", "may"),
    [
        pytest.param(("alpha",), True, id="theirs"),
        pytest.param(("alpha", "beta"), False, id="theirs-and-another"),
        pytest.param((), False, id="every-client"),
    ],
)
def test_an_approver_of_some_clients_knows_of_no_other(ledger: Ledger, tenants: tuple[str, ...], may: bool) -> None:
    theirs = Approver(account="sv-a", tenants=frozenset({"alpha"}))
    opened(ledger, entry(tenants=tenants))
    with engine.transaction(ledger.engine, write=False) as connection:
        assert bool(orders.listed(connection, theirs)) is may
    for work in (lambda: opened(ledger, entry("W-2", tenants=tenants), by=theirs), lambda: closed(ledger, by=theirs)):
        if may:
            work()
        else:
            with pytest.raises(OrderRefused) as refused:
                work()
            assert refused.value.refusal is Refusal.TENANT


def test_an_attempt_is_on_record(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.orders().refused(ORDER, by=BOSS, why=Refusal.OWN, now=NOON)
    assert [(r.what, r.actor, r.reason) for r in records(ledger)] == [("refused", "sv-1", Refusal.OWN.value)]


@pytest.mark.parametrize(
    ("now", "state"),
    [(NOON - 2 * HOUR, "planned"), (NOON - HOUR, "open"), (NOON + HOUR, "ended")],
)
def test_states(now: datetime, state: str) -> None:
    assert Filed(order=ORDER, reason="").state(now) == state


POLICY = """\
notice: {purpose: p, owner: o, contact: c}
work_orders:
- {ticket: P-1, accounts: op-17, begins: 2026-04-10T09:00, ends: 2026-04-10T17:00, people: 100, owner: 管理者, reason: 定期保守}
rules:
- {id: outside, action: block, when: {work_order: false, class: approved}, over: {people: {transfer: 0}}}
- {id: beyond, action: block, when: {work_order: true, class: approved}, over: {beyond_order: {transfer: 0}}}
"""


def test_an_order_that_is_closed_while_a_body_is_inspected_covers_it_no_more(ledger: Ledger, other: Ledger, tmp_path: Path) -> None:
    """At whatever node: what the ledger says when it is decided counts. One that ends meanwhile covers what began before."""
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    policy = load([tmp_path / "policy.yaml"])
    order = opened(ledger, entry()).order
    planned = replace(policy.work_orders[0], people=200)  # it was changed since
    with Committer(ledger) as committer:

        def settled(order: WorkOrder, at: datetime = NOON) -> tuple[Action, str]:
            found = committer.submit(under(order, at=at), inspection(1), policy, at).result(10)
            assert found.record
            return found.verdict.action, found.record.order

        assert settled(order) == (Action.ALLOW, "W-1")
        closed(other)
        assert settled(order) == (Action.BLOCK, "")
        assert settled(planned) == (Action.ALLOW, "P-1")
        assert settled(replace(planned, ticket="P-2")) == (Action.BLOCK, ""), "the policy has it no more"
        ending = opened(other, entry("W-2")).order
        assert settled(ending, NOON + HOUR) == (Action.ALLOW, "W-2")


def under(order: WorkOrder | None, *, actor: str = "op-17", at: datetime = NOON) -> Transfer:
    return replace(transfer(actor=actor, at=at), order=order)


def release(ledger: Ledger, moved: Transfer, *numbers: int) -> None:
    with ledger.transaction():
        ledger.append(moved, inspection(*numbers), verdict(Action.ALERT), Past(), now=moved.at)


def beyond(ledger: Ledger, moved: Transfer, *numbers: int) -> Count:
    with ledger.transaction():
        return ledger.past(moved, people(*numbers), Limit(asked=(UNDER,))).count(UNDER)


def test_people_under_an_order_count_once_for_all_its_accounts_and_nodes(ledger: Ledger, other: Ledger) -> None:
    release(ledger, under(ORDER), 1, 2, 3)
    release(other, under(ORDER, actor="op-18", at=NOON + HOUR / 2), 3, 4, 5)
    release(ledger, under(None), 6, 7, 8)
    release(ledger, under(replace(ORDER, ticket="W-2")), 9)
    assert beyond(ledger, under(ORDER), 1, 5).people == 0
    assert beyond(other, under(ORDER), 5, 6, 7).people == 2
    assert beyond(ledger, under(None), 6, 7).people == 0
    with engine.transaction(ledger.engine, write=False) as connection:
        assert orders.passed(connection, "W-1", names_too=False) == 5


def test_people_count_once_whichever_way_they_go(ledger: Ledger) -> None:
    received = replace(under(ORDER), direction=Direction.DOWNLOAD)
    release(ledger, received, 1, 2, 3)
    assert beyond(ledger, under(ORDER), 1, 2, 3).people == 0, "what was received may be sent back"
    assert beyond(ledger, under(ORDER), 4, 5, 6).people == 1
    release(ledger, under(ORDER), 3, 4, 5)
    with engine.transaction(ledger.engine, write=False) as connection:
        assert orders.passed(connection, "W-1", names_too=False) == 5


def test_names_alone_are_counted_beside_the_people_of_an_order(ledger: Ledger) -> None:
    """For those who take a name alone for a person: so many more are beyond. Five people are expected."""

    def asked(persons: tuple[int, ...], names: tuple[int, ...]) -> Count:
        with ledger.transaction():
            seen = People(persons=PeopleSet.of(persons), names=PeopleSet.of(names))
            return ledger.past(under(ORDER), seen, Limit(asked=(UNDER,))).count(UNDER)

    assert asked((), (11, 12, 13, 14, 15)) == Count(people=0)
    assert asked((), (11, 12, 13, 14, 15, 16)) == Count(people=0, names_only=1)
    release(ledger, under(ORDER), 1, 2, 3)
    assert asked((4,), (11, 12)) == Count(people=0, names_only=1)
    assert asked((4, 5, 6), (11, 12)) == Count(people=1, names_only=2)


def test_the_count_survives_a_restart_and_the_end_of_a_month(ledger: Ledger, url: str) -> None:
    release(ledger, under(ORDER), 1, 2, 3)
    release(ledger, under(ORDER, at=NOON + timedelta(days=40)), 4)
    again = Ledger(url, node="node-a", key_id="key-1", signing_key=KEY)
    try:
        assert beyond(again, under(ORDER, at=NOON + timedelta(days=80)), 3, 4, 5, 6, 7) == Count(people=2)
    finally:
        again.close()


def test_two_accounts_at_two_nodes_at_once_get_no_more_people_than_the_order_expects(ledger: Ledger, other: Ledger, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    policy = load([tmp_path / "policy.yaml"])
    order = opened(ledger, entry(accounts=("op-17", "op-18"))).order
    with Committer(ledger) as one, Committer(other) as two:
        answers = [
            committer.submit(under(order, actor=actor), inspection(number + first), policy, NOON)
            for number in range(0, 24, 2)
            for first, (committer, actor) in enumerate(((one, "op-17"), (two, "op-18")))
        ]
        released = [answer.result(30).verdict.action.releases for answer in answers]
    assert released.count(True) == order.people == 5
    with engine.transaction(ledger.engine, write=False) as connection:
        assert orders.passed(connection, order.ticket, names_too=False) == 5


def test_an_estimate_leans_low_and_the_transfer_itself_is_exact(ledger: Ledger) -> None:
    large = replace(ORDER, people=6000)
    numbers = [(i * 0x9E3779B97F4A7C15 + 1) % 2**64 for i in range(6001)]
    assert beyond(ledger, under(large), *numbers[:6000]).people == 0
    assert beyond(ledger, under(large), *numbers).people == 1
    release(ledger, under(large), *numbers[:3000])
    release(ledger, under(large), *numbers[3000:6000])
    assert beyond(ledger, under(large), numbers[0]).people == 0
    more = [(i * 0x9E3779B97F4A7C15 + 1) % 2**64 for i in range(6001, 7000)]
    assert beyond(ledger, under(large), *more).people > 500


takings = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["W-1", "W-2", ""]), st.sets(st.integers(1, 40), min_size=1, max_size=6)), max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(takings, st.integers(1, 20))
def test_the_number_beyond_is_that_of_plain_sets(empty_file: Path, history: list[tuple[int, str, set[int]]], expected: int) -> None:
    seen: dict[str, set[int]] = {"W-1": set(), "W-2": set(), "": set()}
    with nodes(2, empty_file) as both:
        for node, ticket, numbers in history:
            moved = under(replace(ORDER, ticket=ticket, people=expected) if ticket else None)
            wanted = max(0, len(seen[ticket] | numbers) - expected) if ticket else 0
            assert beyond(both[node], moved, *numbers).people == wanted
            release(both[node], moved, *numbers)
            seen[ticket] |= numbers
