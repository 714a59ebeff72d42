"""What a replay cannot tell is said: one line for each, and none where nothing is in doubt."""

from pathlib import Path

import pytest

from ledger.replay.unknowns import unknowns
from rules.policy import Policy, load
from tests.rules.made import NOTICE, write

BASE = (
    NOTICE
    + """\
staff: [0120-000-000]
groups: {night: {units: 夜間}, hands: {employment: dispatch}}
zones: {centre: 10.1.0.0/16}
shifts: {day: {hours: "09:00-18:00"}}
tenants: [{id: shop, name: 例の通販, sector: private}]
destinations: [{class: approved, hosts: a.example}, {class: crm, hosts: crm.example, tenant: shop}]
passthrough: [{hosts: bank.example, reason: 証明書を固定した機器, owner: 管理者}]
rules:
- {id: night, when: {group: night, class: approved}, action: alert}
- {id: outside, when: {outside_zone: centre}, action: alert}
- {id: late, when: {outside_shift: day}, action: alert}
- {id: few, when: {group: hands, class: approved}, over: {people: {transfer: 3}}, action: alert}
- {id: foreign, over: {foreign_customers: {transfer: 0}}, action: block}
"""
)
ESCALATION = "escalation: {after: 3, divide: [2]}\n"
MONITOR = "mode: monitor\nmonitor_until: 2099-12-31\n"


def policy(folder: Path, text: str) -> Policy:
    return load([write(folder, text)])


def said(now: Policy, draft: Policy) -> list[tuple[str, int]]:
    found = list(unknowns(now, draft, total=7, empty=5))
    assert all(one.ja and not one.ja.isascii() for one in found)
    return [(one.what.partition(":")[0].partition(",")[0].partition(" (")[0], one.transfers) for one in found]


def test_the_same_policy_leaves_nothing_unknown(tmp_path: Path) -> None:
    assert said(policy(tmp_path, BASE), policy(tmp_path, BASE)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("rules:\n", "rules:\n- {id: new, when: {class: approved}, action: block}\n", [("rule new", 5)], id="new-rule"),
        pytest.param("night: {units: 夜間}", "night: {units: [夜間, 昼間]}", [("rule night", 5)], id="group"),
        pytest.param("hands: {employment: dispatch}", "hands: {employment: employee}", [("rule night", 5)], id="groups-together"),
        pytest.param("10.1.0.0/16", "10.1.0.0/24", [("rule outside", 5)], id="zone"),
        pytest.param("09:00-18:00", "10:00-18:00", [("rule late", 5)], id="shift"),
        pytest.param("hosts: a.example", "hosts: b.example", [("rule night", 5)], id="place"),
        pytest.param("id: night, when", "id: night, purpose: 夜の送信に気付く, when", [], id="other-words"),
        pytest.param("class: approved}, action: alert}", "class: approved}, action: block}", [("rule night", 5)], id="action"),
        pytest.param("{people: {transfer: 3}}", "{people: {transfer: 2}}", [], id="threshold"),
        pytest.param("[0120-000-000]", "[0120-000-001]", [("staff differ", 7)], id="staff"),
        pytest.param("hosts: bank.example", "hosts: other.example", [("what is looked into differs", 7)], id="passthrough"),
        pytest.param(
            "hosts: a.example}", "hosts: a.example, guarded: true}", [("rule night", 5), ("what is looked into differs", 7)], id="guarded"
        ),
        pytest.param(
            "hosts: a.example}", "hosts: a.example, tenant: shop}", [("rule night", 5), ("tenants of destinations differ", 7)], id="tenant"
        ),
        pytest.param("rules:\n", ESCALATION + "rules:\n", [("escalation differs", 7)], id="escalation"),
        pytest.param("rules:\n", MONITOR + "rules:\n", [("the draft is in monitor mode", 7)], id="monitor"),
    ],
)
def test_what_differs_is_said(tmp_path: Path, old: str, new: str, expected: list[tuple[str, int]]) -> None:
    assert old in BASE
    assert said(policy(tmp_path, BASE), policy(tmp_path, BASE.replace(old, new))) == expected


def test_monitor_mode_of_today_is_said(tmp_path: Path) -> None:
    now = policy(tmp_path, MONITOR + ESCALATION + BASE)
    assert said(now, now) == [("today's policy is in monitor mode", 7), ("the draft is in monitor mode", 7)]


def test_monitor_mode_that_has_ended_is_none(tmp_path: Path) -> None:
    now = policy(tmp_path, MONITOR.replace("2099", "2020") + BASE)
    assert said(now, now) == []


def test_a_policy_without_places_looks_where_today_looks(tmp_path: Path) -> None:
    now = policy(tmp_path, BASE)
    draft = policy(tmp_path, NOTICE + "staff: [0120-000-000]\nrules: [{id: few, over: {people: {transfer: 3}}, action: alert}]\n")
    assert [one for one, _ in said(now, draft)] == ["what is looked into differs"]  # it opens what was passed through
