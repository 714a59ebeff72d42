"""Cases beside a policy run against the real decision, as if it were enforced."""

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
