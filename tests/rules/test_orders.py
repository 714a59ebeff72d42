"""Under which work order a transfer happens."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rules.cases import matches
from rules.decide import decide
from rules.merge import read
from rules.model import Actor, ConfigError, DestinationClass, Transfer, WorkOrder
from rules.orders import covers, open_order
from rules.schema_rule import Case
from tests.rules.made import NOTICE, NOW, found, past_alone, policy_of, transfer_to

HOUR = timedelta(hours=1)
ORDER = WorkOrder(ticket="W-1", accounts=frozenset({"op-101"}), begins=NOW - HOUR, ends=NOW + HOUR, people=100)


@pytest.mark.parametrize(
    ("order", "transfer", "expected"),
    [
        pytest.param(ORDER, transfer_to(), True, id="account-and-time"),
        pytest.param(ORDER, transfer_to(account="OP-101"), True, id="account-in-capitals"),
        pytest.param(replace(ORDER, accounts=frozenset({"Ｏｐ-101"})), transfer_to(), True, id="account-otherwise-written-in-the-order"),
        pytest.param(ORDER, transfer_to(account="op-102"), False, id="another-account"),
        pytest.param(ORDER, transfer_to(at=NOW - HOUR), True, id="its-first-moment"),
        pytest.param(ORDER, transfer_to(at=NOW + HOUR), False, id="its-end-is-over"),
        pytest.param(ORDER, transfer_to(at=NOW - 2 * HOUR), False, id="before-it"),
        pytest.param(replace(ORDER, tenants=frozenset({"alpha"})), transfer_to(tenant="alpha"), True, id="its-tenant"),
        pytest.param(replace(ORDER, tenants=frozenset({"alpha"})), transfer_to(tenant="beta"), False, id="another-tenant"),
        pytest.param(replace(ORDER, tenants=frozenset({"alpha"})), transfer_to(), False, id="a-tenant-nobody-knows"),
        pytest.param(replace(ORDER, tenants=frozenset({"unassigned"})), transfer_to(), False, id="unassigned-is-no-tenant"),
    ],
)
def test_covers(order: WorkOrder, transfer: Transfer, expected: bool) -> None:
    assert covers(order, transfer) is expected


def test_an_unknown_user_works_under_none() -> None:
    stranger = replace(transfer_to(), actor=Actor(id="op-101", known=False))
    assert open_order([ORDER], stranger) is None


def test_of_several_the_one_that_ends_first() -> None:
    sooner = replace(ORDER, ticket="W-2", ends=NOW + HOUR / 2)
    assert open_order([ORDER, sooner, replace(sooner, ticket="W-3")], transfer_to()) is sooner


POLICY = """
work_orders:
- {ticket: W-1, accounts: op-101, begins: 2026-11-24T09:00, ends: 2026-11-24T17:00, people: 100, owner: 情報管理者, reason: 定期保守}
rules:
- id: outside
  action: block
  when: {work_order: false, class: approved}
- id: beyond
  action: block
  when: {work_order: true, class: approved}
  over: {beyond_order: {transfer: 0}}
  examples:
    match: [{order: 100, people: 101}, {order: 100, people: 1, under_order: 101}]
    no_match: [{order: 100, people: 100}, {order: 100, people: 0, under_order: 200}, {people: 500}]
"""


def test_rules_ask_for_it(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, POLICY)
    outside = transfer_to(DestinationClass.APPROVED)
    order = open_order(policy.work_orders, outside)
    assert order
    assert order.ticket == "W-1"
    inside = replace(outside, order=order)
    few = found(3)
    assert decide(outside, few, past_alone(outside, few, policy), policy, NOW).rules == ("outside",)
    assert decide(inside, few, past_alone(inside, few, policy), policy, NOW).rules == ()
    assert any(window.per == "order" for window in policy.windows(inside))
    assert not any(window.per == "order" for window in policy.windows(outside))


@pytest.mark.parametrize(
    ("profile", "people", "names", "under_order", "beyond"),
    [
        pytest.param("標準", 0, 101, 0, False, id="a name alone is nobody"),
        pytest.param("緩い", 0, 101, 0, False, id="nor in the loosest position"),
        pytest.param("厳格", 0, 101, 0, True, id="each is a person"),
        pytest.param("厳格", 0, 100, 0, False, id="as many as expected"),
        pytest.param("厳格", 60, 41, 0, True, id="beside people"),
        pytest.param("厳格", 0, 1, 100, True, id="after people"),
        pytest.param("厳格", 60, 40, 0, False, id="together as many as expected"),
    ],
)
def test_a_name_alone_counts_under_an_order_where_the_dial_makes_it_a_person(
    tmp_path: Path, profile: str, people: int, names: int, under_order: int, beyond: bool
) -> None:
    policy = policy_of(tmp_path, f"profile: {profile}\n{POLICY}")
    entry = read([tmp_path / "policy.yaml"])[0].file.rules[1]
    assert matches(Case(people=people, names_only=names, under_order=under_order, order=100), entry, policy) is beyond


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        pytest.param("9999-12-31T22:00+00:00", "9999-12-31T23:00+00:00", id="later-than-clocks-in-japan-can-tell"),
        pytest.param("0001-01-01T00:00", "0001-01-02T00:00", id="earlier-than-clocks-elsewhere-can-tell"),
        pytest.param("20261124", "20261125", id="seconds-since-1970"),
    ],
)
def test_a_time_that_no_order_can_mean_is_a_fault_with_its_line(tmp_path: Path, begins: str, ends: str) -> None:
    line = (NOTICE + POLICY).splitlines().index("work_orders:") + 2
    with pytest.raises(ConfigError) as error:
        policy_of(tmp_path, POLICY.replace("2026-11-24T09:00", begins).replace("2026-11-24T17:00", ends))
    assert [(fault.line, fault.message.partition(":")[0]) for fault in error.value.faults] == [(line, "begins"), (line, "ends")]


def test_nobody_answers_for_their_own_order_however_they_are_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="somebody else has to answer for it"):
        policy_of(tmp_path, POLICY.replace("owner: 情報管理者", "owner: OP-101"))


@pytest.mark.parametrize(
    ("ticket", "good"),
    [
        pytest.param("2026.W_1-a", True, id="all that may stand in it"),
        pytest.param("a" * 64, True, id="as long as it may be"),
        pytest.param("a" * 65, False, id="longer"),
        pytest.param("申請1", False, id="not plain letters"),
        pytest.param("１２３", False, id="full width"),
        pytest.param("-1", False, id="begins like an option"),
        pytest.param("W/1", False, id="a path"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_a_ticket_number_is_told_in_words(tmp_path: Path, ticket: str, good: bool) -> None:
    text = POLICY.replace("ticket: W-1", f"ticket: '{ticket}'")
    if good:
        assert policy_of(tmp_path, text).work_orders[0].ticket == ticket
        return
    told = "plain letters, digits, '.', '_' and '-', a letter or a digit first, at most 64 characters, such as 'W-2026-17'"
    with pytest.raises(ConfigError) as error:
        policy_of(tmp_path, text)
    assert [(fault.line, fault.message) for fault in error.value.faults] == [(4, f"ticket: {ticket!r} is no ticket number: {told}")]


@pytest.mark.parametrize(
    ("accounts", "fault"),
    [
        pytest.param([f"op-{number}" for number in range(1000)], "", id="as many as there may be"),
        pytest.param(["山田　太郎"], "", id="a wide blank"),
        pytest.param([f"op-{number}" for number in range(1001)], "accounts: ", id="more than anybody reads"),
        pytest.param(["op-1\x1b[2K"], "cannot be printed", id="what moves the cursor of a terminal"),
        pytest.param(["op-1\u202e"], "cannot be printed", id="what turns a line round"),
        pytest.param(["o" * 201], "longer than 200", id="longer than an account is"),
    ],
)
def test_accounts_can_be_read_and_are_not_too_many(tmp_path: Path, accounts: list[str], fault: str) -> None:
    text = POLICY.replace("accounts: op-101", f"accounts: {json.dumps(accounts)}")
    if not fault:
        assert policy_of(tmp_path, text).work_orders[0].accounts == set(accounts)
        return
    with pytest.raises(ConfigError, match=fault):
        policy_of(tmp_path, text)
