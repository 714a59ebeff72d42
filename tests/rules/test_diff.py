"""Two policies side by side: each change has its effect and its words, in both languages."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rules.commands import app
from rules.diff import differences
from rules.diff_words import told
from rules.merge import merge, read
from rules.schema import PolicyFile
from tests.rules.made import NOTICE, write

RULE = "rules:\n- {id: a, when: {class: approved}, over: {people: {transfer: 10, 1d: 50}}, action: block}\n"
EXCEPTION = "exceptions:\n- {id: e, rules: a, when: {host: x.jp}, reason: 移行, owner: 佐藤, control: 立会い, expires: 2026-12-01}\n"


NET = "rules:\n- {{id: unknown-user, purpose: {purpose}, owner: 個人情報保護管理者, when: {{unknown_user: true}}, action: block}}\n"


def file_of(folder: Path, text: str) -> PolicyFile:
    return merge(read([write(folder, NOTICE + text)]))


ORDER = """\
tenants: [{id: alpha, name: 見本商事, sector: private}]
work_orders:
- ticket: W-1
  accounts: [op-1]
  tenants: [alpha]
  begins: 2026-11-24T09:00
  ends: 2026-11-24T17:00
  people: 100
  owner: 佐藤
  reason: 定期保守
"""
NO_ORDER = "tenants: [{id: alpha, name: 見本商事, sector: private}]\n"
NEW = "looser: work order W-1 is new: op-1, alpha, 100 people, 2026-11-24 09:00 – 2026-11-24 17:00 (佐藤)"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(RULE, RULE, [], id="the same"),
        pytest.param(RULE, RULE + "staff: []\n", [], id="the same said otherwise"),
        pytest.param(
            NET.format(purpose="だれの操作か分からない通信で個人情報を扱わせない"),
            "",
            [
                "other: rule unknown-user, kitei: – → 個人情報取扱規程 第9条(識別と認証)",
                "other: rule unknown-user, law: – → 個人情報保護法 第23条、ガイドライン(通則編) 10-6",
                "other: rule unknown-user, severity: medium → high",
                "other: rule unknown-user, message ja: – → 利用者を確認できないため、この通信を止めました。"
                "会社のアカウントでログオンしてから、もう一度お試しください。",
                "other: rule unknown-user, message en: – → This was stopped because we do not know who you are. "
                "Log on with your company account and try again.",
                "other: rule unknown-user: examples changed",
            ],
            id="left out, and held all the same",
        ),
        pytest.param(
            "",
            "mode: monitor\nmonitor_until: 2027-01-31\n",
            ["looser: the whole policy: enforce → monitor until 2027-01-31"],
            id="monitor",
        ),
        pytest.param(
            "mode: monitor\nmonitor_until: 2027-01-31\n",
            "mode: monitor\nmonitor_until: 2027-02-28\n",
            ["looser: end of monitor mode is later: 2027-01-31 → 2027-02-28"],
            id="monitor longer",
        ),
        pytest.param("", "profile: 厳格\n", ["stricter: profile: standard → strict"], id="stricter profile"),
        pytest.param("profile: strict\n", "profile: 緩い\n", ["looser: profile: strict → lenient"], id="looser profile"),
        pytest.param(
            RULE,
            RULE.replace("id: a", "id: a, profile: 緩い"),
            ["other: rule a, its own profile: that of all → lenient"],
            id="profile of a rule",
        ),
        pytest.param(NO_ORDER, ORDER, [NEW], id="work order opened"),
        pytest.param(ORDER, NO_ORDER, ["stricter: work order W-1 is gone"], id="work order gone"),
        pytest.param(ORDER, ORDER.replace("100", "5000"), ["looser: work order W-1, people: 100 → 5,000"], id="more people"),
        pytest.param(
            ORDER,
            ORDER.replace("T09", "T08").replace("T17", "T16"),
            [
                "looser: work order W-1, begins: 2026-11-24 09:00 → 2026-11-24 08:00",
                "stricter: work order W-1, ends: 2026-11-24 17:00 → 2026-11-24 16:00",
            ],
            id="work order moved",
        ),
        pytest.param(ORDER, ORDER.replace("op-1", "op-1, op-2"), ["looser: work order W-1, accounts: op-1 → op-1 op-2"], id="who more"),
        pytest.param(ORDER, ORDER.replace("  tenants: [alpha]\n", ""), ["looser: work order W-1, tenants: alpha → *"], id="every client"),
        pytest.param(ORDER.replace("  tenants: [alpha]\n", ""), ORDER, ["stricter: work order W-1, tenants: * → alpha"], id="one client"),
        pytest.param(ORDER, ORDER.replace("定期", "臨時"), ["other: work order W-1, reason: 定期保守 → 臨時保守"], id="another reason"),
        pytest.param("", RULE, ["stricter: rule a is new: block, class approved, over people.transfer 10, people.1d 50"], id="rule added"),
        pytest.param(
            "",
            "rules: [{id: a, mode: monitor, action: hold, when: {holiday: true, host: [a.jp, b.jp]}}]\n",
            ["other: rule a is new: hold, recorded only, host a.jp b.jp, holiday true"],
            id="rule added that only watches",
        ),
        pytest.param(RULE, "", ["looser: rule a is gone"], id="rule removed"),
        pytest.param(RULE.replace("}\n", ", mode: monitor}\n"), "", ["other: rule a is gone"], id="watching rule removed"),
        pytest.param(RULE, RULE.replace("block", "alert"), ["looser: rule a: block → alert"], id="weaker action"),
        pytest.param(RULE, RULE.replace("50", "40"), ["stricter: rule a, threshold of people.1d: 50 → 40"], id="lower threshold"),
        pytest.param(RULE, RULE.replace("10", "20"), ["looser: rule a, threshold of people.transfer: 10 → 20"], id="higher threshold"),
        pytest.param(
            RULE, RULE.replace(", 1d: 50", ""), ["looser: rule a, threshold of people.1d: no longer counted (50)"], id="window gone"
        ),
        pytest.param(
            RULE.replace(", 1d: 50", ""), RULE, ["stricter: rule a, threshold of people.1d: counted too, over 50"], id="window new"
        ),
        pytest.param(RULE, RULE.replace("over: {people: {transfer: 10, 1d: 50}}, ", ""), ["stricter: rule a applies always"], id="always"),
        pytest.param(
            RULE, RULE.replace("approved", "[approved, crm]"), ["stricter: rule a looks at class: approved → approved crm"], id="wider"
        ),
        pytest.param(
            RULE,
            RULE.replace("approved", "approved, hours: '09:00-18:00'"),
            ["looser: rule a looks at hours: all → 09:00-18:00"],
            id="narrower",
        ),
        pytest.param(RULE, RULE.replace("id: a", "id: a, owner: 管理者"), ["other: rule a, owner: – → 管理者"], id="owner"),
        pytest.param(
            "",
            EXCEPTION + RULE,
            [
                "looser: exception e is new: a do not decide for host x.jp until 2026-12-01 (佐藤)",
                "stricter: rule a is new: block, class approved, over people.transfer 10, people.1d 50",
            ],
            id="exception added",
        ),
        pytest.param(EXCEPTION + RULE, RULE, ["stricter: exception e is gone"], id="exception gone"),
        pytest.param(
            EXCEPTION + RULE,
            EXCEPTION.replace("2026-12-01", "2027-03-31") + RULE,
            ["looser: end of exception e is later: 2026-12-01 → 2027-03-31"],
            id="exception extended",
        ),
        pytest.param(
            EXCEPTION + RULE,
            EXCEPTION.replace("x.jp", "y.jp") + RULE,
            ["looser: exception e, when host: x.jp → y.jp"],
            id="exception for others",
        ),
        pytest.param(
            "",
            "destinations: [{class: approved, hosts: www.dropbox.com}]\n",
            ["looser: www.dropbox.com: personal-storage → approved"],
            id="host of the list approved",
        ),
        pytest.param(
            "destinations: [{class: crm, hosts: '*.c.jp'}]\n",
            "destinations: [{class: approved, hosts: '*.c.jp'}]\n",
            ["looser: *.c.jp: crm → approved"],
            id="answers no longer inspected",
        ),
        pytest.param(
            "destinations: [{class: approved, hosts: a.jp}]\n", "", ["stricter: a.jp: approved → unknown"], id="host no longer approved"
        ),
        pytest.param(
            "",
            "passthrough: [{hosts: p.jp, reason: r, owner: o}]\ninternal_destinations: 10.0.0.5\n",
            ["looser: TLS is not opened, new: p.jp", "looser: internal host, new: 10.0.0.5"],
            id="not looked into",
        ),
        pytest.param(
            "staff: [山田]\n",
            "staff: [佐藤, 鈴木]\n",
            ["looser: 2 more values are never counted (staff)", "stricter: 1 values are counted again (staff)"],
            id="staff, without the values",
        ),
        pytest.param(
            "zones: {a: [10.1.0.0/16, 10.2.0.0/16], b: 10.3.0.1}\n",
            "zones: {a: [10.2.0.0/16, 10.4.0.0/16]}\n",
            ["other: zone a, new: 10.4.0.0/16", "other: zone a, gone: 10.1.0.0/16", "other: zone b, gone: 10.3.0.1"],
            id="zones",
        ),
        pytest.param(
            "shifts: {a: {hours: '09:00-18:00'}, b: {holidays: only}}\nholidays: {closed: 2026-12-30}\n",
            "shifts: {a: {hours: '09:00-18:00', weekdays: mon, holidays: true}}\nholidays: {closed: 2026-12-31, open: 2026-11-03}\n",
            [
                "other: shift a: 09:00-18:00 holidays=false → mon 09:00-18:00 holidays=true",
                "other: shift b: holidays=only → -",
                "other: days closed, new: 2026-12-31",
                "other: days closed, gone: 2026-12-30",
                "other: holidays worked, new: 2026-11-03",
            ],
            id="shifts and holidays",
        ),
        pytest.param(
            "zones: {z: 10.0.0.1, y: 10.0.0.2}\n" + RULE.replace("approved", "approved, outside_zone: z, zone: y"),
            "zones: {z: 10.0.0.1, y: 10.0.0.2}\n" + RULE.replace("approved", "approved, outside_zone: [z, y], zone: [y, z]"),
            ["looser: rule a looks at outside_zone: z → z y", "stricter: rule a looks at zone: y → y z"],
            id="more zones within and without",
        ),
        pytest.param(
            RULE,
            RULE.replace("approved", "approved, holiday: true"),
            ["looser: rule a looks at holiday: all → true"],
            id="holidays alone",
        ),
        pytest.param(
            "", "on_gap: {actions: {approved: alert}}\n", ["looser: not inspected (approved, every reason): block → alert"], id="gaps"
        ),
        pytest.param(
            "",
            "on_gap: {actions: {crm: {timeout: alert, bomb: alert}}}\n",
            ["looser: not inspected (crm, bomb timeout): block → alert"],
            id="gaps by reason",
        ),
        pytest.param(
            "groups: {g: {units: [一課]}}\n",
            "groups: {g: {units: [一課, 二課]}}\n",
            ["other: groups g units: 一課 → 一課 二課"],
            id="anything else",
        ),
    ],
)
def test_changes(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    found = differences(file_of(tmp_path, old), file_of(tmp_path, new))
    assert [f"{change.effect}: {change.en}" for change in found] == expected
    assert "山田" not in told(found)[0]


def test_what_is_new_is_told_in_japanese(tmp_path: Path) -> None:
    found = differences(file_of(tmp_path, ""), file_of(tmp_path, RULE.replace("action", "mode: monitor, action") + EXCEPTION))
    assert [change.ja for change in found] == [
        "例外 e が加わる: host x.jp について a を 2026-12-01 まで外す(佐藤、移行)",
        "規則 a が加わる: 遮断、記録のみ、class approved、しきい値 人数(今回) 10、人数(1日間) 50",
    ]


def test_the_page_in_both_languages(tmp_path: Path) -> None:
    old = write(tmp_path, NOTICE + RULE, "old.yaml")
    new = write(tmp_path, NOTICE + RULE.replace("10", "20").replace("50", "40"), "new.yaml")
    result = CliRunner().invoke(app, ["rules", "diff", str(old), str(new)])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "緩くなる:",
        "- 規則 a のしきい値 人数(今回): 10 → 20",
        "厳しくなる:",
        "- 規則 a のしきい値 人数(1日間): 50 → 40",
        "",
        "Looser:",
        "- rule a, threshold of people.transfer: 10 → 20",
        "Stricter:",
        "- rule a, threshold of people.1d: 50 → 40",
    ]
    assert "違い" in CliRunner().invoke(app, ["rules", "diff", str(old), str(old), "--lang", "ja"]).output
    missing = CliRunner().invoke(app, ["rules", "diff", str(old), str(tmp_path / "missing.yaml")])
    assert (missing.exit_code, "missing.yaml: no such file or folder" in missing.output) == (2, True)
