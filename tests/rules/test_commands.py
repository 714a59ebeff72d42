"""The policy commands: what they print and their exit status."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rules.commands import app
from rules.policy import DEFAULT
from tests.rules.made import NOTICE, write


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["rules", *map(str, words)])
    return result.exit_code, result.output


def test_check_shows_every_fault_of_every_file(tmp_path: Path) -> None:
    one, two = write(tmp_path, "mod: x\nrules: 3\n", "1.yaml"), write(tmp_path, "staff: [a]\nstaff: [b]\n", "2.yaml")
    status, output = run("check", one, two)
    assert status == 1
    assert output.splitlines() == [
        f"{one}:1: error: unknown word 'mod'; did you mean 'mode'?",
        f"{one}:2: error: rules: must be a list",
        f"{two}:2: error: 'staff' is said twice (first on line 1)",
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("missing.yaml", "no such file or folder", id="no file"),
        pytest.param("missing/", "no such file or folder", id="no folder"),
        pytest.param("file.yaml/more", "cannot be read: Not a directory", id="below a file"),
        pytest.param("empty", "no policy in this folder: no file in it ends with .yaml or .yml", id="folder without a policy"),
    ],
)
@pytest.mark.parametrize("command", [("check",), ("check", "--strict"), ("test",), ("diff", "file.yaml")])
def test_a_path_without_a_policy_is_an_unusable_argument(
    command: tuple[str, ...], name: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, NOTICE, "file.yaml")
    (tmp_path / "empty").mkdir()
    assert run(*command, name) == (2, f"{name.rstrip('/')}: {told}\n")


def test_every_path_without_a_policy_is_named(tmp_path: Path) -> None:
    good, one, two = write(tmp_path, NOTICE), tmp_path / "1.yaml", tmp_path / "2.yaml"
    assert run("check", one, good, two) == (2, f"{one}: no such file or folder\n{two}: no such file or folder\n")


def test_check_warns(tmp_path: Path) -> None:
    path = write(tmp_path, NOTICE + "mode: monitor\nmonitor_until: 2999-12-31\non_gap: {}\n")
    status, output = run("check", path)
    assert status == 0
    assert f"{path}:3: warning: 'monitor_until' is more than a year away" in output
    assert f"{path}:4: warning: 'on_gap' has no 'purpose'" in output
    assert f"{path}:4: warning: 'on_gap' has no 'owner'" in output
    assert "ok: 0 rules, mode monitor until 3000-01-01 00:00 JST" in output
    assert f"{path}:1: warning: no rules: only what is built in decides" in output
    assert output.endswith(", 4 warnings\n")
    assert run("check", path, "--strict") == (1, output)


@pytest.mark.parametrize("command", ["check", "test"])
def test_the_shipped_policy_passes(command: str) -> None:
    status, output = run(command)
    assert status == 0, output
    assert "warning" not in output
    assert run(command, DEFAULT.parent)[0] == 0


def test_failed_cases_are_shown_with_their_place(tmp_path: Path) -> None:
    path = write(tmp_path, NOTICE)
    (tmp_path / "tests").mkdir()
    file = write(tmp_path / "tests", "cases:\n- {name: good, expect: {action: allow}}\n- {name: bad, expect: {action: block}}\n")
    status, output = run("test", path)
    assert status == 1
    assert output.splitlines() == [
        "pass  good",
        "FAIL  bad",
        f"      {file}:3: expected block, decided allow by no rule",
        "examples of all rules pass; 1 of 2 cases pass",
    ]
    file.write_text("cases:\n- {name: x, expct: {}}\n")
    status, output = run("test", path)
    assert status == 1
    assert f"{file}:2: error: unknown word 'expct'; did you mean 'expect'?" in output


def test_schema_is_for_editors() -> None:
    status, output = run("schema")
    schema = json.loads(output)
    assert status == 0
    assert schema["properties"]["mode"]["enum"] == ["enforce", "monitor"]
    assert "Names (" in schema["$defs"]["DestinationEntry"]["properties"]["hosts"]["description"]
    assert schema["$defs"]["Action"]["enum"] == ["allow", "alert", "justify", "hold", "block"]
    one, several = schema["$defs"]["Many_Direction_"]["anyOf"]
    assert one == several["items"] == {"$ref": "#/$defs/Direction"}
    assert "cases" in json.loads(run("schema", "--cases")[1])["properties"]
