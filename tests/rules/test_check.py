"""What a policy that loads is warned of."""

from pathlib import Path

import pytest

from rules.check import warnings
from rules.merge import read
from rules.policy import DEFAULT, load
from tests.rules.made import NOTICE, NOW, write

FULL = "purpose: p, owner: o, kitei: k, message: {ja: あ, en: a}"


def warned(folder: Path, text: str) -> list[str]:
    path = write(folder, NOTICE + text)
    return [f"{w.line}: {w.message}" for w in warnings(read([path]), load([path]), NOW)]


def rule(name: str, rest: str, match: str = "people: 2", no_match: str = "people: 0") -> str:
    return f"- {{id: {name}, {FULL}, {rest}, examples: {{match: [{{{match}}}], no_match: [{{{no_match}}}]}}}}\n"


WORK = """\
zones: {centre: 10.1.0.0/16, floor: 10.1.2.0/24}
shifts: {day: {weekdays: [mon, tue], hours: "09:00-18:00"}, night: {weekdays: [mon, fri], hours: "22:00-07:00"}}
"""
SOME = "match: [{people: 2}], "
NO_TIME, NO_PLACE = "its hours, days and shifts never come together", "all of its zones lie in those of 'outside_zone'"
ORDERED = "rules:\n" + rule("a", "action: block, when: {class: crm, work_order: false}", "order: null", "order: 5")


def order(ends: str, people: int) -> str:
    line = f"{{ticket: W-1, accounts: op-1, begins: 2026-11-20T09:00, ends: {ends}, people: {people}, owner: o, reason: r}}"
    return f"work_orders:\n- {line}\n"


NO_RULES = "1: no rules: only what is built in decides, on unknown users, unknown destinations and what cannot be inspected"
BLOCK = "action: block, when: {class: approved}, over: {people: {transfer: 1}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [NO_RULES], id="no rules"),
        pytest.param("staff: [a]\nrules: []\n", ["3" + NO_RULES.removeprefix("1")], id="a list without rules"),
        pytest.param(ORDERED + order("2026-11-25T17:00", 1000), [], id="work order"),
        pytest.param(ORDERED + order("2026-11-23T17:00", 1000), ["5: work order 'W-1' has ended"], id="work order over"),
        pytest.param(
            ORDERED + order("2026-11-25T17:00", 1001),
            ["5: work order 'W-1' expects 1,001 people, above the 1,000 of whom a leak must be reported"],
            id="work order for more than the legal thousand",
        ),
        pytest.param(order("2026-11-25T17:00", 9), [NO_RULES, "2: no rule looks at work orders"], id="order for no rule"),
        pytest.param("rules:\n" + rule("a", BLOCK), [], id="nothing"),
        pytest.param(
            "rules:\n- {id: a, action: alert, over: {people: {transfer: 1}}, when: {class: crm}}\n",
            [f"3: rule 'a' has no '{word}'" for word in ("purpose", "owner", "kitei", "message")] + ["3: rule 'a' has no examples"],
            id="nothing said of it",
        ),
        pytest.param(
            "rules:\n" + rule("a", BLOCK).replace("purpose: p, owner: o", "purpose: '', owner: '\u3000'"),
            ["3: rule 'a' has no 'purpose'", "3: rule 'a' has no 'owner'"],
            id="blanks for an owner",
        ),
        pytest.param(
            "rules:\n" + rule("a", BLOCK).replace("ja: あ", 'ja: "{people.1d}人、{people.transfer}人まで"'),
            ["3: the message of rule 'a' names {people.1d}, and the rule has no such number: people would read just that"],
            id="number in a message that the rule does not have",
        ),
        pytest.param("rules:\n" + rule("a", BLOCK.replace("block", "allow")), ["3: rule 'a' allows"], id="allow"),
        pytest.param(
            "rules:\n" + rule("a", BLOCK) + rule("b", BLOCK.replace("1}", "5}"), "people: 6"),
            ["4: rule 'b' never changes a verdict: 'a' does as much"],
            id="covered by a lower threshold",
        ),
        pytest.param(
            "rules:\n" + rule("a", BLOCK) + rule("b", BLOCK.replace("block", "alert").replace("1}", "0}"), "people: 1"),
            [],
            id="weaker and earlier is not covered",
        ),
        pytest.param(
            "rules:\n" + rule("a", BLOCK) + rule("b", BLOCK.replace("approved", "[approved, crm]")),
            ["3: rule 'a' never changes a verdict: 'b' does as much"],
            id="covered by more classes",
        ),
        pytest.param(
            "rules:\n" + rule("a", "action: block, when: {direction: download, class: paste}, over: {people: {transfer: 1}}"),
            ["3: rule 'a' can never match: no destination of these classes is guarded"],
            id="no downloads there",
        ),
        pytest.param(
            "destinations: [{class: paste, hosts: p.example.jp, guarded: true}]\nrules:\n"
            + rule("a", "action: block, when: {direction: download, class: paste}, over: {people: {transfer: 1}}"),
            [],
            id="downloads there",
        ),
        pytest.param(
            "rules:\n"
            + rule(
                "a", "action: block, when: {host: www.dropbox.com, class: approved}, over: {people: {transfer: 1}}", "people: 2, host: x.jp"
            ).replace("match: [{people: 2, host: x.jp}], ", ""),
            ["3: rule 'a' has no examples", "3: rule 'a' can never match: its hosts are of other classes"],
            id="host of another class",
        ),
        pytest.param(
            "rules:\n"
            + rule("a", BLOCK)
            + "exceptions:\n- {id: e, rules: a, when: {host: x.example.jp}, reason: r, control: c, owner: o, expires: 2026-11-01}\n",
            ["5: exception 'e' has expired: its rules decide again"],
            id="expired exception",
        ),
        pytest.param(
            "mode: monitor\nmonitor_until: 2026-11-01\n",
            [NO_RULES, "3: 'monitor_until' has passed: the policy enforces"],
            id="monitor mode ended",
        ),
        pytest.param(
            "on_gap: {actions: {approved: alert}}\n",
            [NO_RULES, "2: 'on_gap' has no 'purpose'", "2: 'on_gap' has no 'owner'"],
            id="on_gap of nobody",
        ),
        pytest.param("mode: monitor\nmonitor_until: 2027-11-24\n", [NO_RULES], id="monitor mode for a year"),
        pytest.param(
            "mode: monitor\nmonitor_until: 2027-11-26\n",
            [NO_RULES, "3: 'monitor_until' is more than a year away: nothing is stopped until then"],
            id="monitor mode without an end",
        ),
        pytest.param(
            "rules:\n" + rule("a", BLOCK.replace("1}", "1001}"), "people: 1002"),
            ["3: rule 'a' waits for 1,001 people, above the 1,000 of whom a leak must be reported"],
            id="above the legal thousand",
        ),
        pytest.param("rules:\n" + rule("a", BLOCK.replace("1}", "1000}"), "people: 1001"), [], id="the legal thousand"),
        *(
            pytest.param(
                "rules:\n" + rule("a", f"action: block, when: {{class: approved}}, over: {{{measure}: {{{word}: {number}}}}}", match),
                ["3: rule 'a' waits for 1,001 people"] if number > 1000 else [],
                id=f"{number} of {measure}",
            )
            for number in (1000, 1001)
            for measure, word, match in (
                ("drawdown", "30d", f"people: 1, drawdown: {{30d: {number + 1}}}"),
                ("customers", "transfer", f"people: 1, customers: {{beta: {number + 1}}}"),
                ("foreign_customers", "transfer", f"people: 1, actor: {{id: x, tenants: [alpha]}}, customers: {{beta: {number + 1}}}"),
            )
        ),
        *(
            pytest.param(
                f"profile: {profile}\ntenants: [{{id: city, name: 市, sector: public}}]\nrules:\n"
                + rule("a", "action: block, when: {class: approved, tenant: city}, over: {people: {1d: 80}}", "people: 81, tenant: city"),
                ["5: rule 'a' waits for 160 people, above the 100"] if profile == "緩い" else [],
                id=f"the number in force, {profile}",
            )
            for profile in ("緩い", "標準")
        ),
        pytest.param(
            "rules:\n"
            + rule("a", "action: block, when: {direction: download}, over: {people: {30d: 5000}}", "people: 1, past: {30d: 5001}"),
            [],
            id="received over a month",
        ),
        pytest.param(
            "tenants: [{id: city, name: 市, sector: public}]\nrules:\n"
            + rule("a", "action: block, when: {class: approved, tenant: city}, over: {people: {1d: 101}}", "people: 102, tenant: city"),
            ["4: rule 'a' waits for 101 people, above the 100"],
            id="above the hundred of a public body",
        ),
        *(
            pytest.param(
                "tenants: [{id: city, name: 市, sector: public}]\n"
                "destinations: [{class: approved, hosts: c.example.jp, tenant: city}, {class: approved, hosts: d.example.jp}]\nrules:\n"
                + rule(
                    "a", f"action: block, when: {{host: {hosts}}}, over: {{people: {{transfer: 101}}}}", "people: 102, host: c.example.jp"
                ),
                ["5: rule 'a' waits for 101 people, above the 100"] if public else [],
                id=f"hosts {hosts}",
            )
            for hosts, public in (("c.example.jp", True), ("[c.example.jp, d.example.jp]", False))
        ),
        pytest.param(
            "rules:\n" + rule("a", BLOCK.replace("{transfer: 1}", "{transfer: 9, 7d: 5, 1d: 3}"), "people: 10"),
            ["3: 'people' over 'transfer' of rule 'a' never decides: '1d' is passed first"],
            id="hidden by a longer window",
        ),
        pytest.param(
            "groups: {g: {}}\nrules:\n" + rule("a", BLOCK.replace("{class", "{group: g, class")).replace(SOME, ""),
            ["4: rule 'a' has no examples", "4: rule 'a' can never match: nobody is in 'g'"],
            id="nobody in the group",
        ),
        pytest.param(
            "destinations: [{class: crm, hosts: c.jp}]\nrules:\n" + rule("a", BLOCK),
            ["4: rule 'a' can never match: no destination is of these classes"],
            id="no place of the class",
        ),
        pytest.param(
            "rules:\n"
            + rule("a", BLOCK)
            + "exceptions:\n- {id: e, rules: a, when: {class: crm}, reason: r, control: c, owner: o, expires: 2028-01-01}\n",
            ["5: exception 'e' never excuses: rule 'a' does not look at such", "5: exception 'e' runs for more than a year"],
            id="useless and endless exception",
        ),
        pytest.param(
            "destinations: [{class: crm, hosts: '*.c.jp'}]\npassthrough:\n- hosts: [x.jp, a.c.jp]\n  reason: r\n  owner: o\n",
            [NO_RULES, "4: 'a.c.jp' is of class crm, and its TLS is not opened: its answers are never inspected"],
            id="crm that nobody looks into",
        ),
        *(
            pytest.param(
                WORK + "rules:\n" + rule("a", BLOCK.replace("{class", f"{{{words}, class")).replace(SOME, ""),
                ["5: rule 'a' has no examples", f"5: rule 'a' can never match: {why}"] if why else ["5: rule 'a' has no examples"],
                id=words,
            )
            for words, why in (
                ("shift: day, outside_shift: day", NO_TIME),
                ("shift: day, weekdays: sat", NO_TIME),
                ("shift: day, holiday: true", NO_TIME),
                ("shift: night, holiday: true", ""),
                ("shift: night, hours: '07:00-22:00'", NO_TIME),
                ("shift: night, weekdays: sat, holiday: true", ""),
                ("weekdays: mon, hours: '09:00-10:00'", ""),
                ("zone: floor, outside_zone: centre", NO_PLACE),
                ("zone: centre, outside_zone: floor", ""),
                ("zone: [floor, centre]", ""),
            )
        ),
        *(
            pytest.param(
                "rules:\n" + rule("a", f"action: block, when: {{{words}}}, over: {{beyond_order: {{transfer: 0}}}}").replace(SOME, ""),
                ["3: rule 'a' has no examples", *(["3: rule 'a' can never match: outside of work orders"] if never else [])],
                id=f"beyond an order, {words}",
            )
            for words, never in (("work_order: false", True), ("work_order: true", False), ("class: crm", False))
        ),
        *(
            pytest.param(
                WORK
                + "rules:\n"
                + rule("a", BLOCK.replace("{class", f"{{{words}, class")).replace(SOME, "")
                + f"exceptions:\n- {{id: e, rules: a, when: {{{when}}}, reason: r, control: c, owner: o, expires: 2026-12-01}}\n",
                ["5: rule 'a' has no examples", *(["7: exception 'e' never excuses"] if never else [])],
                id=f"{words} but {when}",
            )
            for words, when, never in (
                ("outside_shift: day", "shift: day", True),
                ("shift: day", "weekdays: [mon, sat]", False),
                ("holiday: true", "holiday: false", True),
                ("outside_zone: centre", "zone: floor", True),
                ("outside_zone: floor", "zone: centre", False),
            )
        ),
        pytest.param(
            WORK
            + "rules:\n"
            + rule("a", BLOCK)
            + "".join(
                rule(name, BLOCK.replace("{class", f"{{{words}, class")).replace(SOME, "")
                for name, words in (("b", "shift: day"), ("c", "outside_zone: centre"), ("d", "holiday: false"))
            ).replace("block", "alert"),
            [
                line
                for number, name in enumerate("bcd", 6)
                for line in (f"{number}: rule '{name}' has no examples", f"{number}: rule '{name}' never changes a verdict: 'a'")
            ],
            id="covered whenever and wherever",
        ),
        pytest.param(
            WORK
            + "rules:\n"
            + "".join(
                rule(name, BLOCK.replace("{class", f"{{{words}, class")).replace(SOME, "")
                for name, words in (("b", "shift: day"), ("c", "outside_zone: [centre, floor]"), ("e", "outside_zone: floor"))
            ),
            [
                "5: rule 'b' has no examples",
                "6: rule 'c' has no examples",
                "6: rule 'c' never changes a verdict: 'e'",
                "7: rule 'e' has no examples",
            ],
            id="not covered by another time or place",
        ),
    ],
)
def test_warnings(tmp_path: Path, text: str, expected: list[str]) -> None:
    found = warned(tmp_path, text)
    assert len(found) == len(expected), found
    for told, start in zip(found, expected, strict=True):
        assert told.startswith(start)


def test_rules_of_one_file_are_those_of_all(tmp_path: Path) -> None:
    paths = [write(tmp_path, NOTICE, "1.yaml"), write(tmp_path, "rules:\n" + rule("a", BLOCK), "2.yaml")]
    assert warnings(read(paths), load(paths), NOW) == ()


def test_the_shipped_policy_has_nothing_to_warn_of() -> None:
    assert warnings(read([DEFAULT]), load([DEFAULT]), NOW) == ()
