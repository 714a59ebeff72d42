"""A loaded policy knows hosts, groups, windows and its mode; the shipped one decides as it says."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.model import GapReason
from rules.decide import decide
from rules.model import JST, Action, Count, DestinationClass, Direction, Past, Window
from rules.policy import DEFAULT, load
from tests.rules.generated import built, policies
from tests.rules.made import NOTICE, NOW, found, past_alone, policy_of, transfer_to, write

C = DestinationClass
SITE = """
tenants: [{id: shop, name: 例の通販, sector: private}, {id: city, name: 例の市, sector: public}]
destinations:
- {class: crm, hosts: [crm.example.jp, 10.20.0.0/16], tenant: shop}
- {class: approved, hosts: ["*.box.com"]}
- {class: approved, hosts: portal.example.jp, tenant: city, guarded: true}
passthrough: [{hosts: "*.pay.example.jp", reason: 決済の画面, owner: 経理}]
internal_destinations: [10.20.0.0/16, intra.example.jp]
"""


@pytest.mark.parametrize(
    ("host", "category", "tenant", "guarded"),
    [
        pytest.param("crm.example.jp", C.CRM, "shop", True, id="crm is guarded"),
        pytest.param("CRM.example.jp.", C.CRM, "shop", True, id="as written by others"),
        pytest.param("10.20.1.1", C.CRM, "shop", True, id="address"),
        pytest.param("portal.example.jp", C.APPROVED, "city", True, id="guarded on request"),
        pytest.param("app.box.com", C.APPROVED, "", False, id="the site wins over the shipped list"),
        pytest.param("box.com", C.PERSONAL_STORAGE, "", False, id="but only where it says so"),
        pytest.param("www.dropbox.com", C.PERSONAL_STORAGE, "", False, id="storage"),
        pytest.param("110.gigafile.nu", C.PERSONAL_STORAGE, "", False, id="ギガファイル便"),
        pytest.param("firestorage.jp", C.PERSONAL_STORAGE, "", False, id="firestorage"),
        pytest.param("www.datadeliver.net", C.PERSONAL_STORAGE, "", False, id="データ便"),
        pytest.param("okurin.bitpark.co.jp", C.PERSONAL_STORAGE, "", False, id="おくりん坊"),
        pytest.param("box.yahoo.co.jp", C.PERSONAL_STORAGE, "", False, id="Yahoo!ボックス"),
        pytest.param("mail.google.com", C.WEBMAIL, "", False, id="webmail"),
        pytest.param("chatgpt.com", C.GENERATIVE_AI, "", False, id="generative AI"),
        pytest.param("pastebin.com", C.PASTE, "", False, id="paste"),
        pytest.param("evildropbox.com", C.UNKNOWN, "", False, id="looks like"),
        pytest.param("example.com", C.UNKNOWN, "", False, id="unknown"),
    ],
)
def test_destination(tmp_path: Path, host: str, category: DestinationClass, tenant: str, guarded: bool) -> None:
    place = policy_of(tmp_path, SITE).destination(host, 8443)
    assert (place.category, place.tenant, place.guarded, place.port) == (category, tenant, guarded, 8443)


def test_hosts_of_other_kinds(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, SITE + "destinations_pack: none\n")
    assert policy.passthrough("a.pay.example.jp")
    assert not policy.passthrough("pay.example.jp")
    assert policy.internal("10.20.3.4")
    assert policy.internal("intra.example.jp")
    assert not policy.internal("10.21.0.1")
    assert policy.destination("www.dropbox.com", 443).category is C.UNKNOWN
    assert [t.id for t in policy.tenants] == ["shop", "city"]


def test_windows_and_early_stop(tmp_path: Path) -> None:
    policy = load([DEFAULT])
    download = transfer_to(C.CRM, direction=Direction.DOWNLOAD)
    approved = transfer_to(C.APPROVED)
    assert policy.windows(transfer_to()) == ()
    assert policy.windows(download) == tuple(Window(direction=Direction.DOWNLOAD, days=days) for days in (1, 30, 365, 3650))
    day = Window(direction=Direction.UPLOAD, categories=frozenset({C.APPROVED}), days=1)
    month, ten_years = replace(day, days=30), replace(day, days=3650)
    assert set(policy.windows(approved)) == {day, replace(day, uninspected=frozenset()), month, ten_years, replace(month, drawn=True)}
    assert policy.stop_at(transfer_to()) == 1
    assert policy.stop_at(approved) == 101
    assert policy.stop_at(download) == 101
    assert policy.stop_at(transfer_to(C.CRM)) is None
    assert policy.stop_at(transfer_to(C.CRM, known=False)) == 1
    silent = policy_of(tmp_path, "mode: monitor\nmonitor_until: 2026-12-31\n")
    assert silent.stop_at(transfer_to()) is None


def test_large_downloads_are_looked_at_whatever_the_reason() -> None:
    (rule,) = (rule for rule in load([DEFAULT]).rules if rule.id == "download-uninspected")
    assert rule.condition.gaps == set(GapReason) - {GapReason.TLS_PASSTHROUGH}


def test_stop_at_is_enough_for_a_block() -> None:
    policy = load([DEFAULT])
    for category in DestinationClass:
        for direction in Direction:
            transfer = transfer_to(category, direction=direction)
            enough = policy.stop_at(transfer)
            if enough is not None:
                inspection = found(enough)
                assert decide(transfer, inspection, past_alone(transfer, inspection, policy), policy, NOW).action is Action.BLOCK


def test_what_may_not_be_found_stops_nothing_early(tmp_path: Path) -> None:
    for word in ("gap: encrypted", "entity: CREDIT_CARD", "customers_of: shop"):
        policy = policy_of(tmp_path, SITE + f"rules:\n- {{id: a, when: {{class: approved, {word}}}, action: block}}\n")
        assert policy.stop_at(transfer_to(C.APPROVED)) is None


@settings(max_examples=150, deadline=None)
@given(words=policies(), data=st.data())
def test_stop_at_is_enough_for_a_block_whatever_the_policy_says(words: dict[str, Any], data: st.DataObject) -> None:
    policy = built(words)
    category, direction = data.draw(st.sampled_from(C)), data.draw(st.sampled_from(Direction))
    source = data.draw(st.sampled_from(["", "10.1.2.3", "10.2.0.1"]))
    at = NOW + timedelta(hours=data.draw(st.integers(0, 170)))
    moved = transfer_to(category, direction=direction, known=data.draw(st.booleans()), at=at)
    transfer = replace(moved, actor=replace(moved.actor, source=source))
    if (enough := policy.stop_at(transfer)) is not None:
        inspection = found(enough)
        assert decide(transfer, inspection, past_alone(transfer, inspection, policy), policy, transfer.at).action is Action.BLOCK


def test_monitor_mode_ends_by_itself(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "mode: monitor\nmonitor_until: 2026-12-31\n")
    assert policy.monitor_until == datetime(2027, 1, 1, tzinfo=JST)
    assert policy.effective_mode(datetime(2026, 12, 31, 23, 59, tzinfo=JST)) == "monitor"
    assert policy.effective_mode(datetime(2027, 1, 1, tzinfo=JST)) == "enforce"
    assert policy.enforcing().effective_mode(NOW) == "enforce"


def test_digest_follows_what_is_said(tmp_path: Path) -> None:
    one = policy_of(tmp_path, "staff: [a, b]\n")
    assert one.digest == policy_of(tmp_path, "staff:\n- b\n# a remark\n- a\n").digest
    assert one.digest != policy_of(tmp_path, "staff: [a]\n").digest
    assert one.digest != policy_of(tmp_path, "staff: [a, b]\ndestinations_pack: none\n").digest
    assert "staff" not in repr(one)


def test_a_policy_that_says_nothing_still_stops(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "")
    for transfer, inspection in (
        (transfer_to(C.CRM, known=False), found()),
        (transfer_to(), found(1)),
        (transfer_to(C.APPROVED), found(0, 0, GapReason.ENCRYPTED)),
    ):
        assert decide(transfer, inspection, Past(), policy, NOW).action is Action.BLOCK


@pytest.mark.parametrize(
    ("rule", "net"),
    [
        pytest.param("{id: a, action: alert, when: {unknown_user: true}}", {"unknown-destination-people"}, id="all unknown users"),
        pytest.param(
            "{id: a, action: alert, when: {unknown_user: true, class: crm}}", {"unknown-user", "unknown-destination-people"}, id="some"
        ),
        pytest.param(
            "{id: a, action: alert, when: {class: [unknown, paste]}, over: {people: {transfer: 5}}}", {"unknown-user"}, id="all uploads"
        ),
        pytest.param("{id: a, action: alert, over: {people: {transfer: 5}}}", {"unknown-user"}, id="all transfers"),
        pytest.param(
            "{id: a, action: alert, when: {class: unknown, host: a.jp}, over: {people: {transfer: 5}}}",
            {"unknown-user", "unknown-destination-people"},
            id="some uploads",
        ),
        pytest.param(
            "{id: a, action: alert, when: {direction: upload}, over: {people: {30d: 300}}}",
            {"unknown-user", "unknown-destination-people"},
            id="many over time",
        ),
    ],
)
def test_the_net_is_there_unless_a_rule_is_for_all(tmp_path: Path, rule: str, net: set[str]) -> None:
    rules = policy_of(tmp_path, f"rules:\n- {rule}\n").rules
    assert {r.id for r in rules if not r.id.startswith("gap-")} == {"a", *net}


D, U = Direction.DOWNLOAD, Direction.UPLOAD


@pytest.mark.parametrize(
    ("category", "direction", "people", "names", "day", "action"),
    [
        *(pytest.param(c, U, 0, 0, 0, Action.ALLOW, id=f"{c}: nothing") for c in C),
        *(pytest.param(c, U, 1, 0, 1, Action.BLOCK, id=f"{c}: one person") for c in C if c not in (C.CRM, C.APPROVED)),
        *(pytest.param(c, U, 0, 1, 0, Action.ALERT, id=f"{c}: a name") for c in C if c not in (C.CRM, C.APPROVED)),
        pytest.param(C.APPROVED, U, 10, 9, 10, Action.ALLOW, id="approved: 10"),
        pytest.param(C.APPROVED, U, 11, 0, 11, Action.ALERT, id="approved: 11"),
        pytest.param(C.APPROVED, U, 100, 0, 300, Action.ALERT, id="approved: 100, 300 today"),
        pytest.param(C.APPROVED, U, 101, 0, 101, Action.BLOCK, id="approved: 101"),
        pytest.param(C.APPROVED, U, 1, 0, 301, Action.BLOCK, id="approved: 301 today"),
        pytest.param(C.CRM, U, 5000, 0, 5000, Action.ALLOW, id="crm: upload"),
        pytest.param(C.CRM, D, 20, 0, 20, Action.ALLOW, id="crm download: 20"),
        pytest.param(C.CRM, D, 21, 0, 21, Action.ALERT, id="crm download: 21"),
        pytest.param(C.CRM, D, 100, 0, 500, Action.ALERT, id="crm download: 100, 500 today"),
        pytest.param(C.CRM, D, 101, 0, 101, Action.BLOCK, id="crm download: 101"),
        pytest.param(C.CRM, D, 1, 0, 501, Action.BLOCK, id="crm download: 501 today"),
    ],
)
def test_shipped_thresholds(category: C, direction: Direction, people: int, names: int, day: int, action: Action) -> None:
    policy = load([DEFAULT])
    transfer = transfer_to(category, direction=direction)
    past = Past(counts=tuple((window, Count(people=day)) for window in policy.windows(transfer)))
    verdict = decide(transfer, found(people, names), past, policy, NOW)
    assert verdict.action is action
    assert all(m.kitei and m.law and m.message.count("\n") == 1 for m in verdict.matches)


@pytest.mark.parametrize(
    ("category", "reason", "action"),
    [
        *(pytest.param(c, GapReason.TIMEOUT, Action.BLOCK, id=f"{c}: not inspected") for c in C if c not in (C.CRM, C.APPROVED)),
        *(pytest.param(c, GapReason.BOMB, Action.BLOCK, id=f"{c}: bomb") for c in C),
        *(pytest.param(c, GapReason.TLS_PASSTHROUGH, Action.ALLOW, id=f"{c}: pass-through") for c in (C.UNKNOWN, C.PASTE)),
        pytest.param(C.APPROVED, GapReason.ENCRYPTED, Action.ALERT, id="approved: encrypted"),
        pytest.param(C.CRM, GapReason.OVERLOAD, Action.BLOCK, id="crm: overload"),
        pytest.param(C.CRM, GapReason.ENCRYPTED, Action.BLOCK, id="crm: encrypted"),
        pytest.param(C.CRM, GapReason.UNSUPPORTED, Action.ALLOW, id="crm: picture"),
    ],
)
def test_shipped_gaps(category: C, reason: GapReason, action: Action) -> None:
    policy = load([DEFAULT])
    transfer = transfer_to(category)
    inspection = found(0, 0, reason)
    assert decide(transfer, inspection, past_alone(transfer, inspection, policy), policy, NOW).action is action


def test_exceptions_end(tmp_path: Path) -> None:
    text = """
rules: [{id: stop, action: block, when: {class: approved}, over: {people: {transfer: 0}}}]
groups: {movers: {accounts: op-101}}
exceptions:
- {id: move, rules: stop, when: {group: movers}, reason: 引っ越し, control: 毎日の確認, owner: 部長, expires: 2026-11-30}
"""
    policy = load([write(tmp_path, NOTICE + text)])
    transfer, inspection = transfer_to(C.APPROVED), found(3)
    during = decide(transfer, inspection, Past(), policy, NOW)
    assert (during.action, during.would, during.matches[0].enforced) == (Action.ALLOW, Action.BLOCK, False)
    assert decide(transfer_to(C.APPROVED, account="op-102"), inspection, Past(), policy, NOW).action is Action.BLOCK
    assert decide(transfer, inspection, Past(), policy, NOW + timedelta(days=7)).action is Action.BLOCK
    assert policy.stop_at(transfer) is None
