"""An explanation names the rules, the counts and the nearest other rule, in both languages, and nothing that was found."""

from dataclasses import replace
from pathlib import Path

from detectors.model import GapReason, Inspection
from rules.decide import decide
from rules.explain import explain, nearest
from rules.facts import Facts
from rules.model import Action, DestinationClass, Direction, Transfer
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


def test_words() -> None:
    transfer = transfer_to(DestinationClass.APPROVED)
    inspection = found(50, 0, GapReason.ENCRYPTED)
    past = past_alone(transfer, inspection, POLICY)
    japanese, english = explain(decide(transfer, inspection, past, POLICY, NOW), nearest(transfer, facts(transfer, inspection), POLICY))
    assert japanese.splitlines() == [
        "判定: 通知",
        "- approved-many: 通知 … 人数(今回) 50(しきい値 10 超) [個人情報取扱規程 第13条(データの受け渡し)]",
        "- gap-encrypted: 通知 … 未検査(encrypted) 1(しきい値 0 超) [個人情報取扱規程 第12条(社外への持ち出しの禁止)]",
        "次に近い規則: approved-bulk(遮断) … 人数(今回) 50(しきい値 100 超)、あと 51",
    ]
    assert english.splitlines() == [
        "Verdict: alert",
        "- approved-many: alert; people.transfer 50, over 10",
        "- gap-encrypted: alert; gap.encrypted 1, over 0",
        "Nearest other rule: approved-bulk (block); people.transfer 50 of over 100: 51 more",
    ]


def test_words_without_a_rule_and_in_monitor_mode(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "mode: monitor\nmonitor_until: 2026-12-31\n")
    transfer = transfer_to(known=False)
    japanese, english = explain(decide(transfer, found(), past_alone(transfer, found(), policy), policy, NOW), None)
    assert japanese.splitlines()[1:] == [
        "- unknown-user: 遮断、記録のみ … 条件に該当 [個人情報取扱規程 第9条(識別と認証)]",
        "すべての規則が有効なら: 遮断",
    ]
    assert english.splitlines()[1:] == [
        "- unknown-user: block, recorded only; its condition (unknown_user)",
        "If every rule decided: block",
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
        "- many: 遮断 … 人数(今回) 30(しきい値 25 超)",
    ]
    assert english.splitlines()[1] == "After repeated attempts, limits on numbers of people were divided by 4."
