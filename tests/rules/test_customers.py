"""Rules that look at whose customers were found, and at planted people."""

from dataclasses import replace
from pathlib import Path

import pytest

from rules.decide import decide
from rules.model import Action, ConfigError, Destination, DestinationClass, Direction
from rules.policy import DEFAULT, load
from tests.rules.made import NOW, found, past_alone, policy_of, transfer_to

TENANTS = "tenants: [{id: alpha, name: A, sector: private}, {id: beta, name: B, sector: private}]\n"


@pytest.mark.parametrize(
    ("tenant", "tenants", "customers", "action"),
    [
        pytest.param("alpha", (), (("alpha",), 3), Action.ALLOW, id="to their own client"),
        pytest.param("alpha", (), (("beta",), 1), Action.BLOCK, id="to another client"),
        pytest.param("alpha", (), (("alpha", "beta"), 1), Action.ALLOW, id="customers of both"),
        pytest.param("", ("alpha",), (("beta",), 1), Action.BLOCK, id="by somebody of another client"),
        pytest.param("", ("alpha", "beta"), (("beta",), 1), Action.ALLOW, id="by somebody of both"),
        pytest.param("", (), (("beta",), 1), Action.ALLOW, id="by somebody of no client"),
        pytest.param("alpha", ("beta",), (("beta",), 1), Action.BLOCK, id="the destination goes before the person"),
    ],
)
def test_customers_of_another_client_are_stopped(
    tenant: str, tenants: tuple[str, ...], customers: tuple[tuple[str, ...], int], action: Action
) -> None:
    policy = load([DEFAULT])
    transfer = transfer_to(DestinationClass.APPROVED, tenant=tenant, tenants=tenants)
    inspection = replace(found(people=1), customers=(customers,))
    verdict = decide(transfer, inspection, past_alone(transfer, inspection, policy), policy, NOW)
    assert verdict.action is action
    assert ("foreign-customers" in verdict.rules) is (action is Action.BLOCK)


@pytest.mark.parametrize(
    ("direction", "category", "action"),
    [
        pytest.param(Direction.UPLOAD, DestinationClass.APPROVED, Action.BLOCK, id="upload"),
        pytest.param(Direction.UPLOAD, DestinationClass.CRM, Action.BLOCK, id="upload to the CRM"),
        pytest.param(Direction.DOWNLOAD, DestinationClass.CRM, Action.ALERT, id="download"),
    ],
)
def test_one_planted_person_is_an_incident(direction: Direction, category: DestinationClass, action: Action) -> None:
    policy = load([DEFAULT])
    transfer = replace(
        transfer_to(category, direction=direction), destination=Destination(host="h.example.jp", category=category, guarded=True)
    )
    inspection = replace(found(people=1), canaries=("decoy-1",))
    verdict = decide(transfer, inspection, past_alone(transfer, inspection, policy), policy, NOW)
    assert (verdict.action, verdict.matches[0].measure, verdict.matches[0].severity) == (action, "canaries.transfer", "critical")


def test_a_rule_can_ask_for_the_customers_of_one_client(tmp_path: Path) -> None:
    rule = "rules: [{id: many-of-beta, when: {class: approved, customers_of: beta}, over: {customers: {transfer: 2}}, action: block}]\n"
    policy = policy_of(tmp_path, TENANTS + rule)
    transfer = transfer_to(DestinationClass.APPROVED)

    def action(*customers: tuple[tuple[str, ...], int]) -> Action:
        inspection = replace(found(people=9), customers=customers)
        return decide(transfer, inspection, past_alone(transfer, inspection, policy), policy, NOW).action

    assert action((("beta",), 2), (("alpha",), 9)) is Action.ALLOW
    assert action((("beta",), 2), (("alpha", "beta"), 1)) is Action.BLOCK
    assert policy.stop_at(transfer) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("rules: [{id: a, when: {customers_of: gamma}, action: block}]\n", "unknown tenant 'gamma'", id="tenant"),
        pytest.param("rules: [{id: a, over: {canaries: {1d: 0}}, action: block}]\n", "one 'transfer' only", id="window"),
        pytest.param(
            "rules: [{id: a, when: {customers_of: alpha}, action: block}]\n"
            "exceptions: [{id: exc, rules: a, when: {customers_of: alpha}, reason: r, owner: o, control: c, expires: 2030-01-01}]\n",
            "must not depend on what is found",
            id="exception",
        ),
    ],
)
def test_what_cannot_be_meant_has_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        policy_of(tmp_path, TENANTS + text)
    assert [says in fault.message and fault.line > 1 for fault in caught.value.faults] == [True]
