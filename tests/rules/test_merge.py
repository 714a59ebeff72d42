"""Several files make one policy, and every fault of all of them is told at once."""

from pathlib import Path

import pytest

from rules.model import ConfigError
from rules.policy import load
from tests.rules.made import NOTICE, write

RULE = "- {id: a, action: alert, when: {class: crm}, over: {people: {transfer: 1}}}\n"


def faults_of(folder: Path, *texts: str) -> list[str]:
    paths = [write(folder, text, f"{i}.yaml") for i, text in enumerate(texts)]
    with pytest.raises(ConfigError) as caught:
        load(paths)
    return [str(f).replace(f"{folder}/", "") for f in caught.value.faults]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            (NOTICE + "rules:\n- {id: escalation-lockout, action: block, when: {class: paste}}\n",),
            ["0.yaml:3: 'escalation-lockout' is already used in Sekimori itself"],
            id="rule id of our own",
        ),
        pytest.param((NOTICE + "rules:\n" + RULE, "rules:\n" + RULE), ["1.yaml:2: 'a' is already used in 0.yaml:3"], id="rule id twice"),
        pytest.param((NOTICE, NOTICE), ["1.yaml:1: 'notice' is already said in 0.yaml:1"], id="notice twice"),
        pytest.param(("rules: []\n",), ["0.yaml:0: 'notice' is missing: say purpose, owner and contact of the monitoring"], id="no notice"),
        pytest.param(
            (NOTICE + "mode: monitor\n",),
            ["0.yaml:2: 'mode: monitor' needs 'monitor_until': the day on which it ends"],
            id="monitor for ever",
        ),
        pytest.param((NOTICE + "monitor_until: 2027-01-31\n",), ["0.yaml:2: 'monitor_until' without 'mode: monitor'"], id="end of nothing"),
        pytest.param(
            (NOTICE + "groups: {night: {units: 夜間}}\nrules:\n- {id: a, action: alert, when: {group: [nigth]}}\n",),
            ["0.yaml:4: unknown group 'nigth'; did you mean 'night'?"],
            id="unknown group",
        ),
        pytest.param(
            (NOTICE + "rules:\n- {id: a, action: alert, when: {entity: PHONE_NUMBR}}\n",),
            ["0.yaml:3: unknown entity 'PHONE_NUMBR'; did you mean 'PHONE_NUMBER'?"],
            id="unknown entity",
        ),
        pytest.param(
            (NOTICE + "destinations:\n- {class: crm, hosts: crm.example.jp, tenant: shop}\n",),
            ["0.yaml:3: unknown tenant 'shop'; known: unassigned"],
            id="unknown tenant",
        ),
        *(
            pytest.param(
                (NOTICE + f"destinations:\n- {{class: crm, hosts: {one}}}\n- {{class: approved, hosts: '{other}'}}\n",),
                [f"0.yaml:4: '{other}' already has another class, tenant or guard in 0.yaml:3"],
                id=f"{one} and {other}",
            )
            for one, other in (("FD00::/8", "fd00::/8"), ("10.1.2.3", "10.1.2.3/32"), ("10.1.0.0/255.255.0.0", "10.1.0.0/16"))
        ),
        pytest.param(
            (
                NOTICE
                + "destinations:\n- {class: crm, hosts: a.example.jp}\n- class: approved\n  hosts:\n  - b.example.jp\n  - A.example.jp.\n",
            ),
            ["0.yaml:7: 'A.example.jp.' already has another class, tenant or guard in 0.yaml:3"],
            id="host in two classes",
        ),
        pytest.param(
            (NOTICE + "exceptions:\n- {id: e, rules: x, when: {entity: PERSON}, reason: r, control: c, owner: o, expires: 2027-01-01}\n",),
            [
                "0.yaml:3: unknown rule 'x'",
                "0.yaml:3: an exception must not depend on what is found: finding more must never weaken a verdict",
            ],
            id="exception",
        ),
        pytest.param(
            (NOTICE + "exceptions:\n- {id: e,rules: gap-bomb, when: {gap: bomb}, reason: r, control: c, owner: o, expires: 2027-01-01}\n",),
            ["0.yaml:3: an exception must not depend on what is found: finding more must never weaken a verdict"],
            id="exception by what was not inspected",
        ),
        pytest.param(
            ("mod: x\n", "rules:\n- {id: A, action: block}\n"),
            ["0.yaml:1: unknown word 'mod'; did you mean 'mode'?", "1.yaml:2: id: 'A' is no short name"],
            id="faults of all files",
        ),
        pytest.param(
            (NOTICE + "escalation: {divide: [1]}\n",), ["0.yaml:2: divide: must be greater than or equal to 2"], id="divided by one"
        ),
        pytest.param((NOTICE + "escalation: {divide: []}\n",), ["0.yaml:2: divide: is empty"], id="divided by nothing"),
        pytest.param(
            (NOTICE + "hold: {hours: 4}\n", "hold: {hours: 5}\n"), ["1.yaml:1: 'hold' is already said in 0.yaml:2"], id="hold twice"
        ),
        pytest.param(
            (NOTICE + "hold: {hours: 0, approvals: 3}\njustify:\n  reasons: []\n",),
            ["0.yaml:2: hours:", "0.yaml:2: approvals:", "0.yaml:4: reasons:"],
            id="limits of waiting",
        ),
        pytest.param(
            (NOTICE + "justify:\n  reasons:\n  - {id: a, ja: 一, en: one}\n  - {id: a, ja: 二, en: two}\n",),
            ["0.yaml:2: two reasons have the same 'id'"],
            id="reason twice",
        ),
        pytest.param(
            (NOTICE + "rules:\n- {id: a, action: blok, when: {class: crm}}\n",), ["0.yaml:3: action: unknown word 'blok'"], id="action"
        ),
        pytest.param((NOTICE + "rules:\n- {id: a, action: block}\n",), ["0.yaml:3: needs 'when' or 'over'"], id="rule for all"),
        pytest.param(
            (NOTICE + "rules:\n- id: a\n  action: block\n  when: {class: crm}\n  over: {}\n",),
            ["0.yaml:6: 'over' is empty: say a count, such as 'people: {transfer: 100}', or leave the word out"],
            id="over nothing",
        ),
        pytest.param(
            (NOTICE + "rules:\n- id: a\n  action: block\n  when: {class: crm}\n  over:\n    people: {}\n    names_only: {1d: 5}\n",),
            ["0.yaml:7: people: is empty"],
            id="a count without a number",
        ),
        pytest.param(
            (NOTICE + "rules:\n- id: a\n  action: block\n  over:\n    people: {transfr: 1}\n",),
            ["0.yaml:6: transfr: 'transfr' is no window"],
            id="window",
        ),
        *(
            pytest.param(
                (NOTICE + f"rules:\n- id: a\n  action: block\n  over:\n    people:\n      1d: 5\n      {typed}: 9\n",),
                [f"0.yaml:8: {typed}: '{typed}' is no window: 'transfer', or days of Japan such as '1d', '30d', up to '3660d'{hint}"],
                id=f"window {typed}",
            )
            for typed, hint in (
                ("３０d", "; '３０d' is of full width: write '30d'"),
                ("３０ｄ", "; '３０ｄ' is of full width: write '30d'"),
                ("ｔransfer", "; 'ｔransfer' is of full width: write 'transfer'"),
                ("30d：300", "; '30d：300' is of full width: write '30d: 300'"),
                ("３０日", ""),
            )
        ),
        pytest.param(
            (NOTICE + "rules:\n- id: a\n  action: block\n  over:\n    people:\n      30d：300\n",),
            ["0.yaml:6: people: must be words with values, as in 'word: value'; '：' is of full width: write ': '"],
            id="colon of full width alone",
        ),
        pytest.param(
            (NOTICE + "rules:\n- {id: a, action: block, per: tenant, over: {people_per_call: {1d: 1}}}\n",),
            ["0.yaml:3: 'people_per_call' counts the calls of one person: leave out 'per: tenant'"],
            id="calls of a client",
        ),
        pytest.param(
            (NOTICE + "rules:\n- {id: a, action: block, over: {people_per_call: {transfer: 1, 31d: 1}}}\n",),
            ["0.yaml:3: 'people_per_call' is counted over days only"],
            id="calls of a transfer",
        ),
        pytest.param(
            (NOTICE + "rules:\n- {id: a, action: block, over: {people_per_call: {32d: 1}}}\n",),
            ["0.yaml:3: 'people_per_call' is counted over days only, such as '7d', up to '31d'"],
            id="calls of more than a month",
        ),
        pytest.param(
            (NOTICE + "rules:\n- {id: a, action: block, over: {findings: {1d: 1}}}\n",),
            ["0.yaml:3: 'findings' is counted in one 'transfer' only"],
            id="findings over days",
        ),
        pytest.param(
            (NOTICE + "rules:\n- {id: a, action: block, when: {hours: '9-18'}}\n",), ["0.yaml:3: hours: '9-18' are no hours"], id="hours"
        ),
        pytest.param(
            (NOTICE + "rules:\n- {id: a, action: block, over: {people: {transfer: true}}}\n",),
            ["0.yaml:3: transfer: must be"],
            id="boolean count",
        ),
        pytest.param(
            (NOTICE + "on_gap: {actions: {aproved: alert}}\n",),
            ["0.yaml:2: aproved: unknown word 'aproved'; did you mean 'approved'?"],
            id="on_gap",
        ),
        pytest.param(
            (NOTICE + "destinations:\n- class: crm\n  hosts:\n  - crm.example.jp\n  - http://x/\n",),
            ["0.yaml:6: hosts: 'http://x/'"],
            id="host",
        ),
        pytest.param(
            (
                NOTICE
                + "rules:\n- id: a\n  action: block\n  over: {people: {transfer: 5}}\n"
                + "  examples:\n    match:\n    - {people: 6}\n    - {people: 5}\n",
            ),
            ["0.yaml:9: rule 'a' does not match this example"],
            id="example",
        ),
    ],
)
def test_faults(tmp_path: Path, texts: tuple[str, ...], expected: list[str]) -> None:
    found = faults_of(tmp_path, *texts)
    assert len(found) == len(expected), found
    for told, start in zip(found, expected, strict=True):
        assert told.startswith(start)


def test_a_folder_is_one_policy_and_its_layout_does_not_matter(tmp_path: Path) -> None:
    whole = tmp_path / "whole.yaml"
    whole.write_text(NOTICE + "staff: [a]\nrules:\n" + RULE + RULE.replace("id: a", "id: b"))
    folder = tmp_path / "parts"
    folder.mkdir()
    write(folder, "rules:\n" + RULE.replace("id: a", "id: b"), "1.yaml")
    write(folder, "rules:\n" + RULE + "staff: [a]\n" + NOTICE, "2.yml")
    write(folder, "not: read", "notes.txt")
    (folder / "tests").mkdir()
    assert load([folder]).digest == load([whole]).digest
    assert load([folder]).staff == ("a",)


@pytest.mark.parametrize("name", ["missing.yaml", "empty"])
def test_nothing_to_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=r":0: (cannot be read|no policy file here)"):
        load([tmp_path / name])
    with pytest.raises(ConfigError, match="no policy file here"):
        load([])
