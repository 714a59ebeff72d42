from pathlib import Path

import pytest

from rules.model import ConfigError
from rules.trial import run
from tests.rules.made import policy_of, write

ENTITY = """
entities:
  - SITE_CODE
  - name: MEMBER_NUMBER
    pattern: 'M-?[0-9]{8}'
    check_digit: luhn
    labels: [会員番号]
    anywhere: true
    identifies: true
    match: M-12345674
    no_match: [M-12345678, '12345674']
  - {name: PROJECT, deny_list: [暁光作戦]}
rules:
  - id: members
    when: {direction: upload, class: approved, entity: MEMBER_NUMBER}
    over: {findings: {transfer: 1}}
    action: block
  - {id: project, when: {entity: PROJECT}, action: alert}
"""

CASES = """
cases:
  - name: members
    class: approved
    payload: 番号はM-12345674とM12345682です
    expect: {action: block, rules: members, entities: {MEMBER_NUMBER: 2}, people: 2}
  - {name: wrong digit, class: approved, payload: "番号はM-12345678です", expect: {action: allow, entities: {MEMBER_NUMBER: 0}}}
  - {name: words, class: approved, payload: "暁光作戦のこと", expect: {action: alert, rules: project}}
  - {name: fails, class: approved, payload: "暁光作戦のこと", expect: {action: alert, entities: {PROJECT: 2}}}
"""


def test_cases_try_the_entities_of_the_site_on_real_text(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, ENTITY)
    assert (policy.entities, [one.name for one in policy.custom]) == (
        ("SITE_CODE", "MEMBER_NUMBER", "PROJECT"),
        ["MEMBER_NUMBER", "PROJECT"],
    )
    outcomes = run([write(tmp_path, CASES, "cases.yaml")], policy)
    assert [one.ok for one in outcomes] == [True, True, True, False], [str(one.place) for one in outcomes]
    assert "expected 2 of PROJECT, found 1" in outcomes[-1].place.message


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        pytest.param("{name: A, pattern: '[', anywhere: true}", "is no regular expression", id="pattern"),
        pytest.param("{name: A, pattern: '[0-9]*', anywhere: true}", "matches nothing at all", id="empty"),
        pytest.param("{name: A, pattern: '[0-9]{8}', check_digit: lunh, anywhere: true}", "did you mean 'luhn'", id="scheme"),
        pytest.param("{name: A, pattern: '[0-9]{8}'}", "would never be found", id="never found"),
        pytest.param("{name: A, labels: [番号]}", "needs a 'pattern'", id="nothing to find"),
        pytest.param("{name: A, pattern: '[0-9]{8}', anywhere: true, match: ['1', '12345678']}", "example 1 of 'match'", id="example"),
        pytest.param("{name: PERSON, deny_list: [a]}", "already known from Sekimori itself", id="taken"),
        pytest.param("{name: A, deny_list: [a], no_match: a}", "example 1 of 'no_match'", id="counterexample"),
        pytest.param("lower", "pattern", id="name"),
    ],
)
def test_every_fault_has_its_line(tmp_path: Path, entry: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        policy_of(tmp_path, f"entities:\n  - {{name: OK, deny_list: [x]}}\n  - {entry}\n")
    assert [(fault.line, says in str(fault)) for fault in caught.value.faults] == [(4, True)], str(caught.value)


def test_cases_try_presidios_recognisers(tmp_path: Path) -> None:
    recogniser = """
recognizers:
  - name: Site codes
    supported_language: ja
    supported_entity: SITE_CODE
    patterns: [{name: code, regex: "ZQ[0-9]{4}", score: 0.8}]
"""
    policy = policy_of(tmp_path, "entities: [SITE_CODE]\nrules: [{id: code, when: {entity: SITE_CODE}, action: block}]\n")
    cases = "cases:\n  - {name: code, class: approved, payload: 番号はZQ1234です, expect: {action: block, entities: {SITE_CODE: 1}}}\n"
    file = write(tmp_path, cases, "cases.yaml")
    assert [one.ok for one in run([file], policy, [write(tmp_path, recogniser, "presidio.yaml")])] == [True]
    assert [one.ok for one in run([file], policy)] == [False]
