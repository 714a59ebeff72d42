"""What an approver types: words that can be no number of a transfer never reach the proxy, and are not said again."""

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
