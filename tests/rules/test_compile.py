"""What is written becomes what is asked: the table of gaps, days that end, windows of both directions."""

from datetime import date, datetime

import pytest

from detectors.model import GapReason
from rules.compile import compile_gaps, compile_rule, end_of, gap_action, gap_rule_id
from rules.model import JST, Action, DestinationClass, Direction, Window
from rules.schema import OnGap
from rules.schema_rule import RuleEntry


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        pytest.param({}, Action.BLOCK, id="nothing said"),
        pytest.param({"default": "alert"}, Action.ALERT, id="default"),
        pytest.param({"default": "alert", "crm": "allow"}, Action.ALLOW, id="class"),
        pytest.param({"default": {"default": "alert", "bomb": "block"}, "crm": "allow"}, Action.BLOCK, id="reason beats class"),
        pytest.param({"default": {"bomb": "block"}, "crm": {"bomb": "alert"}}, Action.ALERT, id="reason of the class"),
        pytest.param({"approved": "allow"}, Action.BLOCK, id="other class"),
    ],
)
def test_gap_table(actions: dict[str, object], action: Action) -> None:
    on_gap = OnGap.model_validate({"actions": actions})
    assert gap_action(on_gap, DestinationClass.CRM, GapReason.BOMB) is action


def test_gap_rules_cover_each_class_and_reason_once() -> None:
    on_gap = OnGap.model_validate({"actions": {"default": {"default": "block", "pinned": "allow"}, "crm": "alert"}})
    covered = [(rule.id, category) for rule in compile_gaps(on_gap) for category in rule.condition.categories]
    allowed = {(gap_rule_id(GapReason.PINNED), category) for category in DestinationClass}
    assert len(covered) == len(set(covered))
    assert set(covered) == {(gap_rule_id(r), c) for r in GapReason for c in DestinationClass} - allowed


def test_a_day_ends_at_midnight_in_japan() -> None:
    assert end_of(date(2026, 12, 31)) == datetime(2027, 1, 1, tzinfo=JST)


def test_windows_of_a_rule_for_both_directions() -> None:
    entry = {"id": "a", "action": "block", "per": "tenant", "when": {"class": "crm"}, "over": {"people": {"30d": 9}}}
    (limit,) = compile_rule(RuleEntry.model_validate(entry)).limits
    crm = frozenset({DestinationClass.CRM})
    assert limit.windows == tuple((d, Window(per="tenant", direction=d, categories=crm, days=30)) for d in Direction)


@pytest.mark.parametrize(
    ("when", "sent"),
    [
        pytest.param({}, set(DestinationClass) - {DestinationClass.CRM}, id="all classes"),
        pytest.param({"class": "crm", "direction": "download"}, set(DestinationClass) - {DestinationClass.CRM}, id="the CRM"),
        pytest.param({"class": ["crm", "paste"]}, {DestinationClass.PASTE}, id="one elsewhere"),
    ],
)
def test_draw_down_is_what_was_sent_elsewhere(when: dict[str, object], sent: set[DestinationClass]) -> None:
    entry = {"id": "a", "action": "block", "when": when, "over": {"drawdown": {"30d": 9}}}
    (limit,) = compile_rule(RuleEntry.model_validate(entry)).limits
    assert {window.categories for _, window in limit.windows} == {frozenset(sent)}
