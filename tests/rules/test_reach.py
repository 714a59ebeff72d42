"""Rules that never decide, as real policies have them: what is found, and what is left in peace."""

from pathlib import Path

import pytest

from rules.check import warnings
from rules.merge import read
from rules.policy import load
from tests.rules.made import NOTICE, NOW, write

PLACES = """\
tenants: [{id: alpha, name: 甲, sector: private}, {id: beta, name: 乙, sector: private}]
destinations:
- {class: crm, hosts: [crm.example.jp, 10.1.2.0/24], tenant: alpha}
- {class: approved, hosts: ["*.example.jp", 10.1.0.0/16], tenant: beta}
groups: {a: {accounts: op-1}, b: {accounts: op-2}}
on_gap: {purpose: p, owner: o, actions: {approved: alert, crm: {default: block, unsupported: allow}}}
"""
PEOPLE = "over: {people: {transfer: 5}}"
DAY = "over: {people: {1d: 5}}"
NO_DOWNLOADS = "none of its hosts is guarded, so there are no downloads"
MORE = PEOPLE.replace("5", "9")


def rules(*entries: str) -> str:
    said = "purpose: p, owner: o, kitei: k, message: {ja: あ, en: a}"
    return "rules:\n" + "".join(f"- {{id: {name}, {said}, {entry}}}\n" for name, entry in zip("abcdef", entries, strict=False))


def excepted(rule: str, when: str) -> str:
    return f"exceptions:\n- {{id: e, rules: {rule}, when: {{{when}}}, reason: r, control: c, owner: o, expires: 2027-01-31}}\n"


def warned(folder: Path, text: str) -> list[str]:
    path = write(folder, NOTICE + PLACES + text)
    found = warnings(read([path]), load([path]), NOW)
    return [w.message for w in found if "examples" not in w.message]


@pytest.mark.parametrize(
    ("when", "why"),
    [
        pytest.param("host: a.example.jp, class: crm", "its hosts are of other classes", id="host of another class"),
        pytest.param('host: "*.tokyo.example.jp", class: crm', "its hosts are of other classes", id="all names of another class"),
        pytest.param('host: "*.example.jp", class: crm', "", id="names of another class, and one of this"),
        pytest.param('host: "*.example.jp", class: [crm, approved]', "", id="one of two classes"),
        pytest.param("host: 10.1.3.0/24, class: crm", "its hosts are of other classes", id="network of another class"),
        pytest.param("host: 10.1.0.0/16, class: crm", "", id="network with one of this class inside"),
        pytest.param("host: a.example.jp, tenant: alpha", "its hosts are of other clients", id="host of another client"),
        pytest.param("host: a.example.jp, tenant: [alpha, beta]", "", id="host of one of two clients"),
        pytest.param("host: a.example.org, tenant: alpha", "", id="host of nobody: the client may be the person's"),
        pytest.param("host: a.example.jp, direction: download", NO_DOWNLOADS, id="no downloads"),
        pytest.param("host: crm.example.jp, direction: download", "", id="downloads"),
        pytest.param("host: a.example.jp, direction: [download, upload]", "", id="uploads at least"),
    ],
)
def test_a_rule_that_never_matches_is_told(tmp_path: Path, when: str, why: str) -> None:
    expected = [f"rule 'a' can never match: {why}"] if why else []
    assert warned(tmp_path, rules(f"action: block, when: {{{when}}}, {PEOPLE}")) == expected


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        pytest.param(PEOPLE, PEOPLE, "b", id="the second of twins alone"),
        pytest.param(MORE, PEOPLE, "a", id="the higher of two numbers"),
        pytest.param(DAY, PEOPLE, "b", id="a day holds the transfer"),
        pytest.param("over: {people: {30d: 5}}", "over: {people: {1d: 9}}", "b", id="a month holds the day"),
        pytest.param(DAY, "over: {people: {30d: 9}}", "", id="a day does not hold the month"),
        pytest.param("over: {people: {1d: 6}}", PEOPLE, "", id="a day with a higher number"),
        pytest.param(DAY, "per: tenant, over: {people: {1d: 9}}", "", id="another's count"),
        pytest.param(f"{DAY}, when: {{class: approved}}", f"{DAY}, when: {{host: a.example.jp}}", "", id="less is counted"),
        pytest.param("over: {drawdown: {30d: 5}}", "over: {drawdown: {7d: 9}}", "", id="draw-down is not said to grow"),
        pytest.param(PEOPLE, f"{PEOPLE}, when: {{class: approved}}", "b", id="all classes hold one"),
        pytest.param(f"{PEOPLE}, when: {{class: approved}}", f"{MORE}, when: {{host: a.example.jp}}", "b", id="a class holds its host"),
        pytest.param(f"{PEOPLE}, when: {{class: approved}}", f'{MORE}, when: {{host: "*.example.jp"}}', "", id="not all of its names"),
        pytest.param(f'{PEOPLE}, when: {{host: "*.example.jp"}}', f"{MORE}, when: {{host: a.example.jp}}", "b", id="names hold a name"),
        pytest.param(f'{PEOPLE}, when: {{host: "*.example.jp"}}', f"{MORE}, when: {{host: example.jp}}", "", id="but not the name itself"),
        pytest.param(f"{PEOPLE}, when: {{host: [a.jp, b.jp]}}", f"{MORE}, when: {{host: b.jp}}", "b", id="a list holds one of it"),
        pytest.param(f"{PEOPLE}, when: {{host: b.jp}}", f"{MORE}, when: {{host: [a.jp, b.jp]}}", "", id="one does not hold the list"),
        pytest.param(f"{PEOPLE}, when: {{host: 10.0.0.0/8}}", f"{MORE}, when: {{host: 10.9.0.0/16}}", "b", id="a network holds a part"),
        pytest.param(f"{PEOPLE}, when: {{hours: '09:00-18:00'}}", f"{MORE}, when: {{hours: '10:00-12:00'}}", "b", id="hours hold hours"),
        pytest.param(f"{PEOPLE}, when: {{hours: '09:00-18:00'}}", f"{MORE}, when: {{hours: '10:00-18:01'}}", "", id="but no minute more"),
        pytest.param(f"{PEOPLE}, when: {{weekdays: [mon, tue]}}", f"{MORE}, when: {{weekdays: mon}}", "b", id="days hold a day"),
        pytest.param("over: {people: {transfer: 3}}", f"profile: 厳格, {MORE}", "", id="names count in one alone"),
        pytest.param(f"severity: low, {PEOPLE}", f"severity: high, {MORE}", "", id="a graver one is told as such"),
        pytest.param(f"severity: high, {PEOPLE}", f"severity: low, {MORE}", "b", id="a lighter one"),
        pytest.param(f"mode: monitor, {PEOPLE}", MORE, "", id="one that only watches"),
        pytest.param(f"{PEOPLE}, when: {{group: [a, b]}}", f"{MORE}, when: {{group: a}}", "b", id="two groups hold one"),
    ],
)  # fmt: skip
def test_a_rule_in_the_shade_is_told(tmp_path: Path, first: str, second: str, name: str) -> None:
    found = warned(tmp_path, rules(f"action: block, {first}", f"action: block, {second}"))
    other = "b" if name == "a" else "a"
    assert found == ([f"rule {name!r} never changes a verdict: {other!r} does as much for the same or more"] if name else [])


@pytest.mark.parametrize(
    ("exception", "shaded"),
    [
        pytest.param(excepted("a", "host: a.example.jp"), False, id="the stronger one is lifted there"),
        pytest.param(excepted("[a, b]", "host: a.example.jp"), True, id="both are lifted"),
        pytest.param(excepted("a", "class: crm"), True, id="lifted elsewhere"),
    ],
)
def test_a_rule_that_stands_in_for_another_is_no_shade(tmp_path: Path, exception: str, shaded: bool) -> None:
    """Whoever is excused from the limit of all may still have one of his own."""
    found = warned(tmp_path, rules(f"action: block, {PEOPLE}", f"action: block, {MORE}, when: {{class: approved}}") + exception)
    assert found == (["rule 'b' never changes a verdict: 'a' does as much for the same or more"] if shaded else [])


@pytest.mark.parametrize(
    ("rule", "when", "useless"),
    [
        pytest.param("a", "host: a.example.jp", False, id="host of the class"),
        pytest.param("a", "host: crm.example.jp", True, id="host of another class"),
        pytest.param("a", 'host: "*.example.jp"', False, id="names of the class"),
        pytest.param("b", "host: a.example.jp", True, id="another host"),
        pytest.param("b", 'host: "*.example.jp"', False, id="names around the host"),
        pytest.param("gap-encrypted", "class: approved", False, id="gap, where it alerts"),
        pytest.param("gap-encrypted", "class: crm", False, id="gap, where it blocks"),
        pytest.param("gap-encrypted", "class: personal-storage", False, id="gap, where nothing is said"),
        pytest.param("gap-unsupported", "class: crm", True, id="gap that is allowed there"),
    ],
)
def test_an_exception_that_excuses_nothing_is_told(tmp_path: Path, rule: str, when: str, useless: bool) -> None:
    text = rules(f"action: alert, when: {{class: approved}}, {PEOPLE}", f"action: block, when: {{host: b.example.jp}}, {MORE}")
    found = warned(tmp_path, text + excepted(rule, when))
    assert found == ([f"exception 'e' never excuses: rule {rule!r} does not look at such transfers"] if useless else [])


@pytest.mark.parametrize(
    ("host", "closed"),
    [
        pytest.param("crm.example.jp", True, id="the CRM itself"),
        pytest.param('"*.example.jp"', True, id="names with the CRM among them"),
        pytest.param("10.0.0.0/8", True, id="a network around the CRM"),
        pytest.param("a.example.jp", False, id="a host that is not inspected"),
        pytest.param("10.1.3.0/24", False, id="a network beside it"),
    ],
)
def test_a_crm_whose_tls_stays_closed_is_told(tmp_path: Path, host: str, closed: bool) -> None:
    some_rule = rules(f"action: block, {PEOPLE}")
    found = warned(tmp_path, f"passthrough:\n- {{hosts: {host}, reason: r, owner: o}}\n{some_rule}")
    assert [text.split(" is of class ")[1] for text in found] == (
        ["crm, and its TLS is not opened: its answers are never inspected"] if closed else []
    )
