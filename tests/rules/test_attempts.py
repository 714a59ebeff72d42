"""Which stops are held against a person, and which are not."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import GapReason, Inspection
from rules.attempts import is_attempt
from rules.decide import decide
from rules.escalation import LOCKOUT
from rules.model import Action, DestinationClass, Past, Transfer
from rules.policy import Policy, load
from tests.rules.made import NOTICE, NOW, found, past_alone, policy_of, transfer_to

POLICY = """
escalation: {after: 1, divide: [2, 4], lockout_minutes: 20}
on_gap: {actions: {default: block}}
rules:
- {id: many, action: block, when: {class: approved}, over: {people: {transfer: 100}}}
- {id: some, action: hold, when: {class: crm}, over: {people: {transfer: 100}}}
- {id: watched, action: block, mode: monitor, when: {class: webmail}, over: {people: {transfer: 0}}}
- {id: never, action: block, when: {class: paste}}
- {id: unknown, action: allow, when: {class: unknown}, over: {people: {transfer: 0}}}
exceptions:
- {id: told, rules: [many], when: {tenant: alpha}, reason: r, control: c, owner: o, expires: 2027-01-01}
tenants:
- {id: alpha, name: A, sector: private}
"""
APPROVED = transfer_to(DestinationClass.APPROVED)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return policy_of(tmp_path_factory.mktemp("attempts"), POLICY)


def attempts(policy: Policy, transfer: Transfer, seen: Inspection, step: int = 0) -> bool:
    past = replace(past_alone(transfer, seen, policy), step=step)
    return is_attempt(transfer, seen, decide(transfer, seen, past, policy, NOW), past, policy, NOW)


@pytest.mark.parametrize(
    ("transfer", "seen", "step", "expected"),
    [
        pytest.param(APPROVED, found(101), 0, True, id="too-many"),
        pytest.param(APPROVED, found(100), 0, False, id="not-too-many"),
        pytest.param(APPROVED, found(51), 1, False, id="only-a-divided-limit"),
        pytest.param(APPROVED, found(101), 1, True, id="the-limit-as-written-too"),
        pytest.param(APPROVED, found(1), 3, False, id="only-the-lockout"),
        pytest.param(APPROVED, found(101), 3, True, id="more-than-the-lockout"),
        pytest.param(transfer_to(DestinationClass.CRM), found(101), 0, False, id="it-can-be-approved"),
        pytest.param(transfer_to(DestinationClass.WEBMAIL), found(101), 0, False, id="only-watched"),
        pytest.param(transfer_to(DestinationClass.APPROVED, tenant="alpha"), found(101), 0, False, id="excused"),
        pytest.param(transfer_to(DestinationClass.APPROVED, known=False), found(101), 0, False, id="nobody-knows-who"),
        pytest.param(replace(APPROVED, refusal="upgrade"), found(101), 0, False, id="a-refusal"),
        pytest.param(transfer_to(DestinationClass.PASTE), found(0), 0, False, id="nobody-in-it"),
        pytest.param(transfer_to(DestinationClass.PASTE), found(0, entities={"LOCATION": 3}), 0, False, id="a-place-name-in-it"),
        pytest.param(transfer_to(DestinationClass.PASTE), found(0, 1), 0, True, id="a-name-in-it"),
        pytest.param(transfer_to(DestinationClass.PASTE), found(0, entities={"JP_MY_NUMBER": 1}), 0, True, id="a-number-in-it"),
        pytest.param(APPROVED, found(0, 0, GapReason.ENCRYPTED), 0, True, id="somebody-closed-it"),
        pytest.param(APPROVED, found(5, 0, GapReason.TIMEOUT), 0, False, id="we-were-late"),
        pytest.param(APPROVED, found(5, 0, GapReason.OVERLOAD), 0, False, id="we-were-busy"),
        pytest.param(APPROVED, found(5, 0, GapReason.DETECTOR_ERROR), 0, False, id="we-failed"),
        pytest.param(APPROVED, found(0, 0, GapReason.WEBSOCKET), 0, False, id="a-program-by-itself"),
        pytest.param(APPROVED, found(101, 0, GapReason.TIMEOUT), 0, True, id="we-were-late-with-too-many"),
    ],
)
def test_what_is_held_against_a_person(policy: Policy, transfer: Transfer, seen: Inspection, step: int, expected: bool) -> None:
    assert attempts(policy, transfer, seen, step) is expected


def test_a_policy_that_only_watches_holds_nothing_against_anybody(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(f"{NOTICE}mode: monitor\nmonitor_until: 2027-01-01\n{POLICY}", encoding="utf-8")
    assert not attempts(load([tmp_path / "p.yaml"]), APPROVED, found(101))


@given(people=st.integers(0, 300), step=st.integers(0, 5))
def test_work_that_passes_as_written_never_climbs(policy: Policy, people: int, step: int) -> None:
    seen = found(people)
    written = decide(APPROVED, seen, past_alone(APPROVED, seen, policy), policy, NOW)
    assert attempts(policy, APPROVED, seen, step) is (written.action is Action.BLOCK)


def test_a_lockout_has_a_rule_of_its_own(policy: Policy) -> None:
    seen = found(1)
    verdict = decide(APPROVED, seen, Past(counts=past_alone(APPROVED, seen, policy).counts, step=3), policy, NOW)
    assert verdict.rules == (LOCKOUT,)
