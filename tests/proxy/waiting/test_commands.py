"""What an approver types: words that can be no number of a transfer never reach the proxy, and are not said again."""

from pathlib import Path

import pytest

from tests.support.deployment import run


@pytest.mark.parametrize("command", ["show", "approve", "deny"])
@pytest.mark.parametrize(
    "typed", [pytest.param("", id="nothing"), pytest.param("090-1234-5678", id="another number"), pytest.param("../x", id="a path")]
)
def test_what_is_no_number_is_not_asked_for(command: str, typed: str) -> None:
    said = run("holds", command, typed, "--url", "http://127.0.0.1:1", "--token", "t", status=2).output
    assert "this is no number of a transfer" in said
    assert not typed or typed not in said


@pytest.mark.parametrize("limits", [pytest.param((), id="for all"), pytest.param(("--tenant", "alpha"), id="for a client")])
@pytest.mark.parametrize(
    ("home", "missing"), [pytest.param("hme", "hme", id="no folder"), pytest.param("", "keys", id="a folder that init did not make")]
)
def test_a_token_needs_the_folder_of_an_installation(tmp_path: Path, home: str, missing: str, limits: tuple[str, ...]) -> None:
    said = run("holds", "token", "sv01", *limits, "--home", str(tmp_path / home), status=2)
    told = "no such folder; say with --home which one `sekimori init` made"
    assert said.output == f"sekimori holds: {tmp_path / missing}: {told}\n"
    assert not list(tmp_path.iterdir())
