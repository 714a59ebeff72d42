"""Exceptions: which one excused a rule is on the match, an ended one excuses nothing and is named, and moved ends are found."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decide import decide
from rules.exempt import Move, Term, moves, terms
from rules.model import Action, DestinationClass, Past, Transfer
from tests.rules.made import NOW, found, policy_of, transfer_to

END = NOW + timedelta(days=7)
TEXT = """
rules:
- {id: stop, action: block, when: {class: approved}, over: {people: {transfer: 0}}}
- {id: watch, action: block, mode: monitor, when: {class: approved}, over: {people: {transfer: 0}}}
groups: {movers: {accounts: op-101}}
exceptions:
- {id: move, rules: [stop, watch], when: {group: movers}, reason: 引っ越し, control: 毎日の確認, owner: 部長, expires: 2026-11-30}
- {id: earlier, rules: stop, when: {group: movers}, reason: 引っ越し, control: 毎日の確認, owner: 部長, expires: 2026-11-20}
"""


def transfer(account: str = "op-101") -> Transfer:
    return transfer_to(DestinationClass.APPROVED, account=account)


@pytest.mark.parametrize(
    ("account", "days", "action", "excused_by", "lapsed"),
    [
        pytest.param("op-101", 0, Action.ALLOW, "move", "", id="running, though another has ended"),
        pytest.param("op-101", 7, Action.BLOCK, "", "move", id="ended"),
        pytest.param("op-102", 0, Action.BLOCK, "", "", id="somebody else"),
        pytest.param("op-102", 7, Action.BLOCK, "", "", id="somebody else, after the end"),
    ],
)
def test_use_is_on_the_match(tmp_path: Path, account: str, days: int, action: Action, excused_by: str, lapsed: str) -> None:
    verdict = decide(transfer(account), found(3), Past(), policy_of(tmp_path, TEXT), NOW + timedelta(days=days))
    match = next(match for match in verdict.matches if match.rule == "stop")
    watched = next(match for match in verdict.matches if match.rule == "watch")
    assert (verdict.action, match.excused_by, match.lapsed, match.enforced) == (action, excused_by, lapsed, not excused_by)
    assert (watched.excused_by, watched.lapsed) == ("", "")


@given(people=st.integers(0, 30), more=st.integers(0, 30), days=st.integers(0, 14), account=st.sampled_from(["op-101", "op-102"]))
def test_more_people_never_weaken_the_action_under_exceptions(
    tmp_path_factory: pytest.TempPathFactory, people: int, more: int, days: int, account: str
) -> None:
    policy = policy_of(tmp_path_factory.getbasetemp(), TEXT)
    few, many = (decide(transfer(account), found(n), Past(), policy, NOW + timedelta(days=days)) for n in (people, people + more))
    assert many.action.strength >= few.action.strength


def test_the_end_is_mandatory_and_so_are_owner_reason_and_control(tmp_path: Path) -> None:
    with pytest.raises(ValueError) as caught:
        policy_of(tmp_path, "exceptions:\n- {id: e, rules: unknown-user, when: {class: crm}}\n")
    assert [word for word in ("reason", "control", "owner", "expires") if f"'{word}' is missing" not in str(caught.value)] == []


def test_terms(tmp_path: Path) -> None:
    assert [str(term.until.date()) for term in terms(policy_of(tmp_path, TEXT).exemptions)] == ["2026-12-01", "2026-11-21"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param({"e": 0}, {"e": 0}, [], id="same"),
        pytest.param({}, {"e": 0}, ["exception e added until 2026-11-30"], id="added"),
        pytest.param({"e": 0}, {}, ["exception e removed"], id="removed"),
        pytest.param({"e": 0}, {"e": 30}, ["exception e extended from 2026-11-30 to 2026-12-30"], id="extended"),
        pytest.param({"e": 30}, {"e": 0}, ["exception e shortened from 2026-12-30 to 2026-11-30"], id="shortened"),
    ],
)
def test_moves(before: dict[str, int], after: dict[str, int], told: list[str]) -> None:
    midnight = END.replace(hour=0, minute=0)

    def made(ends: dict[str, int]) -> list[Term]:
        return [Term(id=name, owner="部長", until=midnight + timedelta(days=days)) for name, days in ends.items()]

    found_moves = moves(made(before), made(after))
    assert [str(move) for move in found_moves] == told
    assert all(isinstance(move, Move) and move.owner == "部長" for move in found_moves)
