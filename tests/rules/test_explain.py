"""An explanation names the rules, the counts and the nearest other rule, in both languages, and nothing that was found."""

from dataclasses import replace
from pathlib import Path

import pytest

from detectors.model import GapReason, Inspection
from rules.decide import decide
from rules.explain import explain, nearest
from rules.facts import Facts
from rules.model import Action, DestinationClass, Direction, Transfer, Verdict
from rules.policy import DEFAULT, load
from tests.rules.made import NOW, found, past_alone, policy_of, transfer_to

POLICY = load([DEFAULT])


def facts(transfer: Transfer, inspection: Inspection) -> Facts:
    return Facts.of(transfer, inspection, past_alone(transfer, inspection, POLICY))


def test_nearest_rule() -> None:
    transfer = transfer_to(DestinationClass.CRM, direction=Direction.DOWNLOAD)
    for people, rule, action, threshold, left in ((15, "download-many", Action.ALERT, 20, 6), (90, "download-bulk", Action.BLOCK, 100, 11)):
        inspection = found(people)
        near = nearest(transfer, facts(transfer, inspection), POLICY)
        assert near is not None
        assert (near.rule, near.action, near.threshold, near.left) == (rule, action, threshold, left)
    assert nearest(transfer_to(DestinationClass.CRM), facts(transfer, found(5)), POLICY) is None


def test_of_two_rules_that_count_people_the_one_with_fewer_left_is_nearest(tmp_path: Path) -> None:
    """Half of 300 is a larger share than a quarter of 100, and yet further away."""
    rules = "{id: once, action: block, over: {people: {transfer: 100}}}, {id: month, action: alert, over: {people: {30d: 300}}}"
    bytes_rule = "{id: closed, action: hold, over: {uninspected_bytes: {transfer: 1000}}}"
    policy = policy_of(tmp_path, f"rules: [{rules}, {bytes_rule}]\n")
    transfer = transfer_to(DestinationClass.APPROVED)
    for inspection, rule, left in ((found(25), "once", 76), (found(25, 0, GapReason.ENCRYPTED, size=900), "closed", 101)):
        past = past_alone(transfer, inspection, policy)
        month = tuple((window, replace(count, people=162) if window.uninspected is None else count) for window, count in past.counts)
        near = nearest(transfer, Facts.of(transfer, inspection, replace(past, counts=month)), policy)
        assert near is not None
        assert (near.rule, near.left) == (rule, left)


def test_words() -> None:
    transfer = transfer_to(DestinationClass.APPROVED)
    inspection = found(50, 0, GapReason.ENCRYPTED)
    past = past_alone(transfer, inspection, POLICY)
    japanese, english = explain(decide(transfer, inspection, past, POLICY, NOW), nearest(transfer, facts(transfer, inspection), POLICY))
    assert japanese.splitlines() == [
        "判定: 通知",
        "- approved-many: 通知 … 人数(今回) 50 人(しきい値 10 人を超えました) [個人情報取扱規程 第13条(データの受け渡し)]",
        "- gap-encrypted: 通知 … 検査できない部分: 暗号化された部分(パスワード付きなど) [個人情報取扱規程 第12条(社外への持ち出しの禁止)]",
        "次に近い規則: approved-bulk(遮断) … 人数(今回) 50 人(しきい値 100 人)、あと 51 人で当てはまります",
    ]
    assert english.splitlines() == [
        "Verdict: alert",
        "- approved-many: alert; people.transfer 50, over 10",
        "- gap-encrypted: alert; a part was not inspected: encrypted",
        "Nearest other rule: approved-bulk (block); people.transfer 50, not over 100: 51 more and it applies",
    ]


def test_words_without_a_rule_and_in_monitor_mode(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "mode: monitor\nmonitor_until: 2026-12-31\n")
    transfer = transfer_to(known=False)
    japanese, english = explain(decide(transfer, found(), past_alone(transfer, found(), policy), policy, NOW), None)
    assert japanese.splitlines()[1:] == [
        "- unknown-user: 遮断、記録のみ … 条件に該当 [個人情報取扱規程 第9条(識別と認証)]",
        "すべての規則が有効なら: 遮断",
        "ほかに、この転送を数える規則はありません。",
    ]
    assert english.splitlines()[1:] == [
        "- unknown-user: block, recorded only; its condition (unknown_user)",
        "If every rule decided: block",
        "No other rule counts anything of this transfer.",
    ]
    transfer = transfer_to(DestinationClass.CRM)
    assert "No rule applied." in explain(decide(transfer, found(), past_alone(transfer, found(), policy), policy, NOW), None)[1]


def test_lower_limits_are_told(tmp_path: Path) -> None:
    rule = "{id: many, action: block, when: {class: approved}, over: {people: {transfer: 100}}}"
    policy = policy_of(tmp_path, f"escalation: {{divide: [2, 4]}}\nrules: [{rule}]\n")
    transfer, inspection = transfer_to(DestinationClass.APPROVED), found(30)
    past = replace(past_alone(transfer, inspection, policy), step=2)
    japanese, english = explain(decide(transfer, inspection, past, policy, NOW), None)
    assert japanese.splitlines()[1:] == [
        "短い間に何度も止められたため、人数の上限は通常の4分の1でした。",
        "- many: 遮断 … 人数(今回) 30 人(しきい値 25 人を超えました)",
        "ほかに、この転送を数える規則はありません。",
    ]
    assert english.splitlines()[1] == "After repeated attempts, limits on numbers of people were divided by 4."


def test_a_lockout_is_told_as_one(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "escalation: {divide: [2], lockout_minutes: 30}\n")
    transfer, inspection = transfer_to(DestinationClass.APPROVED), found(1)
    past = replace(past_alone(transfer, inspection, policy), step=2)
    japanese, english = explain(decide(transfer, inspection, past, policy, NOW), None)
    assert japanese.splitlines()[-2] == "- escalation-lockout: 遮断 … 何度も止められたため、お客様の情報をすべて止めている間でした"
    assert english.splitlines()[-2] == "- escalation-lockout: block; nothing with customers' data passes during a lockout"


def test_that_no_rule_is_near_is_told() -> None:
    japanese, english = explain(Verdict(action=Action.ALLOW, policy="p"), None)
    assert japanese.splitlines()[-1] == "ほかに、この転送を数える規則はありません。"
    assert english.splitlines()[-1] == "No other rule counts anything of this transfer."


@pytest.mark.parametrize(
    ("rule", "entities", "near"),
    [
        pytest.param("when: {entity: CREDIT_CARD}, over: {people: {transfer: 20}}", {}, None, id="asks for what was not found"),
        pytest.param("when: {entity: CREDIT_CARD}, over: {people: {transfer: 20}}", {"CREDIT_CARD": 1}, 6, id="asks for what was found"),
        pytest.param("when: {gap: encrypted}, over: {people: {transfer: 20}}", {}, None, id="asks for a part not inspected"),
        pytest.param("over: {beyond_order: {transfer: 0}}", {}, None, id="what is left of an order is not known"),
        pytest.param("over: {findings: {transfer: 3}}", {"CREDIT_CARD": 1}, 3, id="pieces"),
    ],
)
def test_only_a_rule_that_more_of_the_same_would_reach_is_near(
    tmp_path: Path, rule: str, entities: dict[str, int], near: int | None
) -> None:
    policy = policy_of(tmp_path, f"rules: [{{id: a, action: block, {rule}}}]\n")
    transfer, inspection = transfer_to(DestinationClass.APPROVED), found(15, entities=entities)
    found_near = nearest(transfer, Facts.of(transfer, inspection, past_alone(transfer, inspection, policy)), policy)
    assert (found_near and found_near.left) == near
