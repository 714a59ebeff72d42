"""Basic credentials: read strictly, verified once, throttled, never shown."""

import asyncio
import base64
import threading

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.identity import basic
from proxy.identity.answer import Refused
from proxy.identity.basic import Basic, read_credentials
from proxy.identity.htpasswd import Htpasswd

PASSWORD = "open:sesame:"
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()


def header(account: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{account}:{password}".encode()).decode()


class Counting(Htpasswd):
    """A password file that notes how often it was asked, and from which threads."""

    asked: list[str]

    def verify(self, account: str, password: str) -> bool:
        self.asked.append(threading.current_thread().name)
        return super().verify(account, password)


@pytest.fixture
def passwords() -> Counting:
    found = Counting({"sato": HASH})
    object.__setattr__(found, "asked", [])
    return found


TEXT = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40)


@given(st.text(st.characters(exclude_characters="\0:", codec="utf-8"), min_size=1, max_size=40), TEXT)
def test_what_was_sent_is_read_again(account: str, password: str) -> None:
    found = read_credentials(header(account, password))
    assert found
    assert (found.account, found.password) == (account, password)
    assert repr(found) == "Credentials()"


@given(st.text(max_size=60))
def test_anything_else_is_nothing(text: str) -> None:
    read_credentials(text)
    read_credentials(f"Basic {text}")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param("Bearer abc", id="another scheme"),
        pytest.param("Basic ???", id="no base64"),
        pytest.param("Basic " + base64.b64encode(b"no colon").decode(), id="no colon"),
        pytest.param("Basic " + base64.b64encode(b":x").decode(), id="no account"),
        pytest.param("Basic " + base64.b64encode(b"\xff:\xff").decode(), id="no UTF-8"),
        pytest.param("Basic " + base64.b64encode(b"a:\0").decode(), id="NUL"),
        pytest.param(header("a", "x" * 3000), id="too long"),
    ],
)
async def test_malformed(passwords: Counting, value: str) -> None:
    assert await Basic(passwords).verify(value, "10.0.0.1") is Refused.MALFORMED


async def test_a_password_with_colons_is_verified_off_the_loop_and_remembered(passwords: Counting) -> None:
    verifier = Basic(passwords)
    for _ in range(3):
        assert await verifier.verify(header("sato", PASSWORD), "10.0.0.1") == "sato"
    assert len(passwords.asked) == 1
    assert passwords.asked[0].startswith("passwords")


async def test_connections_at_the_same_time_verify_once(passwords: Counting) -> None:
    verifier = Basic(passwords)
    found = await asyncio.gather(*(verifier.verify(header("sato", PASSWORD), "10.0.0.1") for _ in range(8)))
    assert found == ["sato"] * 8
    assert len(passwords.asked) == 1


async def test_what_is_remembered_ends(passwords: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basic, "REMEMBERED_SECONDS", -1.0)
    verifier = Basic(passwords)
    for _ in range(2):
        assert await verifier.verify(header("sato", PASSWORD), "10.0.0.1") == "sato"
    assert len(passwords.asked) == 2


async def test_an_address_that_keeps_failing_is_throttled_and_others_are_not(passwords: Counting) -> None:
    verifier = Basic(passwords)
    assert await verifier.verify(header("sato", PASSWORD), "10.0.0.1") == "sato"
    for attempt in range(basic.FAILURES):
        assert await verifier.verify(header("sato", f"guess {attempt}"), "10.0.0.1") is Refused.BAD_CREDENTIALS
    asked = len(passwords.asked)
    assert await verifier.verify(header("sato", "one more guess"), "10.0.0.1") is Refused.THROTTLED
    assert len(passwords.asked) == asked
    assert await verifier.verify(header("sato", PASSWORD), "10.0.0.1") == "sato"
    assert await verifier.verify(header("sato", "guess"), "10.0.0.2") is Refused.BAD_CREDENTIALS


async def test_throttling_ends(passwords: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basic, "FAILURE_SECONDS", -1.0)
    verifier = Basic(passwords)
    for attempt in range(basic.FAILURES + 1):
        assert await verifier.verify(header("sato", f"guess {attempt}"), "10.0.0.1") is Refused.BAD_CREDENTIALS


async def test_verifications_at_the_same_time_are_bounded(passwords: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basic, "PENDING", 2)
    verifier = Basic(passwords)
    found = await asyncio.gather(*(verifier.verify(header("sato", f"guess {n}"), f"10.0.0.{n}") for n in range(5)))
    assert found.count(Refused.THROTTLED) == 3
    assert await verifier.verify(header("sato", PASSWORD), "10.0.0.9") == "sato"


async def test_memory_is_bounded(passwords: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(basic, "REMEMBERED", 2)
    verifier = Basic(passwords)
    for last in range(5):
        await verifier.verify(header("sato", "guess"), f"10.0.0.{last}")
    assert len(verifier._failures) == 2
