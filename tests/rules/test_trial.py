"""Cases beside a policy run against the real decision, as if it were enforced."""

import json
from pathlib import Path

import pytest

from rules.model import ConfigError
from rules.policy import load
from rules.trial import case_files, run
from tests.rules.made import NOTICE, write

MONITORED = NOTICE + "mode: monitor\nmonitor_until: 2999-12-31\n"


def test_case_files_stand_beside_the_policy(tmp_path: Path) -> None:
    policy = write(tmp_path, NOTICE)
    assert case_files([policy]) == ()
    (tmp_path / "tests").mkdir()
    file = write(tmp_path / "tests", "cases: []")
    write(tmp_path / "tests", "no", "notes.txt")
    assert case_files([policy]) == case_files([tmp_path]) == (file,)


@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        pytest.param("people: 1, expect: {action: block}", "", id="action"),
        pytest.param("people: 1, expect: {action: block, rules: unknown-destination-people}", "", id="action and rules"),
        pytest.param("expect: {action: allow, rules: []}", "", id="no rules"),
        pytest.param(
            "people: 1, expect: {action: allow}", "expected allow, decided block by unknown-destination-people", id="wrong action"
        ),
        pytest.param(
            "people: 1, expect: {action: block, rules: [a]}",
            "expected the rules a; decided by unknown-destination-people",
            id="wrong rules",
        ),
        pytest.param(
            "people: 1, expect: {action: block, rules: []}",
            "expected the rules none; decided by unknown-destination-people",
            id="more rules than expected",
        ),
    ],
)
def test_cases(tmp_path: Path, case: str, wrong: str) -> None:
    file = write(tmp_path, f"cases:\n- {{name: n, {case}}}\n", "cases.yaml")
    (outcome,) = run([file], load([write(tmp_path, MONITORED)]))
    assert (outcome.name, outcome.ok, outcome.place.message, outcome.place.line) == ("n", not wrong, wrong, 2)


def test_faults_of_all_case_files(tmp_path: Path) -> None:
    files = [write(tmp_path, f"cases: {i}\n", f"{i}.yaml") for i in range(2)]
    with pytest.raises(ConfigError) as caught:
        run(files, load([write(tmp_path, NOTICE)]))
    assert [fault.path for fault in caught.value.faults] == [str(file) for file in files]


ROSTER = "氏名,電話番号\n山田 太郎,090-1234-5678\n佐藤 花子,080-2345-6789\n"


def tried(folder: Path, case: str) -> str:
    file = write(folder, f"cases:\n- {{name: n, {case}}}\n", "cases.yaml")
    (outcome,) = run([file], load([write(folder, NOTICE)]))
    return outcome.place.message


@pytest.mark.model
@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        pytest.param("expect: {action: block, rules: unknown-destination-people, people: 2}", "", id="found"),
        pytest.param("charset: cp932, filename: a.csv, expect: {action: block, people: 2}", "", id="in other bytes"),
        pytest.param("class: approved, past: {1d: 7}, expect: {action: allow, rules: []}", "", id="few, where it may go"),
        pytest.param(
            "expect: {action: block, people: 3}",
            "expected 3 people, found 2; decided block by unknown-destination-people",
            id="more people",
        ),
    ],
)
def test_a_payload_is_inspected(tmp_path: Path, case: str, wrong: str) -> None:
    assert tried(tmp_path, f"payload: {json.dumps(ROSTER)}, {case}") == wrong


@pytest.mark.model
def test_a_payload_in_a_file_beside_the_cases(tmp_path: Path) -> None:
    write(tmp_path, ROSTER, "名簿.csv")
    assert tried(tmp_path, "payload_file: 名簿.csv, expect: {action: block, people: 2}") == ""


@pytest.mark.parametrize(
    ("case", "fault"),
    [
        pytest.param("payload: a, payload_file: b.csv", "'payload' and 'payload_file': say one of them", id="two bodies"),
        pytest.param("payload: a, people: 3", "'payload' is counted by inspection: leave out 'people'", id="payload and counts"),
        pytest.param("filename: a.csv", "'filename' needs a 'payload'", id="name of nothing"),
        pytest.param("payload: a, charset: utf-99", "charset: 'utf-99' is no charset", id="unknown charset"),
        pytest.param("payload_file: missing.csv", "missing.csv: no such file beside this one", id="no file"),
    ],
)
def test_payloads_that_cannot_be(tmp_path: Path, case: str, fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        tried(tmp_path, f"{case}, expect: {{action: block}}")
    assert caught.value.faults[0].message.startswith(fault)
