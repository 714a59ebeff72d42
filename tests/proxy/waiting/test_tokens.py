"""Tokens say what we said, for their purpose, until their time; and nothing that anybody else made."""

import pytest

from proxy.waiting.tokens import check, issue

KEY = bytes(32)
GOOD = issue(KEY, "reason", "op", "01AB", now=1000, seconds=60)


def test_a_token_of_ours_says_what_we_said() -> None:
    assert check(KEY, GOOD, "reason", now=1059) == ("op", "01AB")


@pytest.mark.parametrize(
    ("key", "token", "purpose", "now"),
    [
        pytest.param(KEY, GOOD, "release", 1000, id="purpose"),
        pytest.param(KEY, GOOD, "reason", 1060, id="time"),
        pytest.param(b"1" * 32, GOOD, "reason", 1000, id="key"),
        pytest.param(KEY, GOOD[:-2], "reason", 1000, id="cut"),
        pytest.param(KEY, "", "reason", 1000, id="empty"),
        pytest.param(KEY, "名前", "reason", 1000, id="not ascii"),
    ],
)
def test_anything_else_says_nothing(key: bytes, token: str, purpose: str, now: float) -> None:
    assert check(key, token, purpose, now=now) is None
