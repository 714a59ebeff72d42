"""Who bears a token, and for which clients: the file in its short and its long form, and whatever else may stand in it."""

from hashlib import sha256
from pathlib import Path

import pytest

from ledger.held import Approver
from proxy.waiting.approvers import add, approver_of, read
from rules.model import ConfigError

DIGEST = sha256(b"secret").hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "approvers.yaml"


def said(file: Path, text: str) -> Approver | None:
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")
    return approver_of(file, "Bearer secret")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(f"sv01: {DIGEST}\n", Approver(account="sv01", tenants=None), id="short"),
        pytest.param(f"sv01: {{token: {DIGEST}}}\n", Approver(account="sv01", tenants=None), id="long"),
        pytest.param(
            f"sv01:\n  token: {DIGEST}\n  tenants: [a, b]\n", Approver(account="sv01", tenants=frozenset({"a", "b"})), id="limited"
        ),
        pytest.param(
            f"acd: {{token: {DIGEST}, only: [calls]}}\n",
            Approver(account="acd", tenants=None, only=frozenset({"calls"})),
            id="for one thing",
        ),
        pytest.param(f"acd: {{token: {DIGEST}, only: []}}\n", None, id="for nothing"),
        pytest.param(f"sv02: {'f' * 64}\nsv01: {DIGEST}\n", Approver(account="sv01", tenants=None), id="among others"),
        pytest.param(f'"007": {DIGEST}\n', Approver(account="007", tenants=None), id="a number for a name"),
        pytest.param("", None, id="empty"),
        pytest.param(f"sv01: {'f' * 64}\n", None, id="of another token"),
        pytest.param("sv01: secret\n", None, id="the token itself"),
        pytest.param(f"sv01: {{token: {DIGEST}, tenants: []}}\n", None, id="limited to none"),
        pytest.param(f"sv01: {{token: {DIGEST}, tenants: alpha}}\n", None, id="clients are a list"),
        pytest.param(f"sv01: {{token: {DIGEST}, tenant: [alpha]}}\n", None, id="a word misspelt gives no wider access"),
        pytest.param(f"sv01: {DIGEST}\nsv02: 5\n", None, id="a fault elsewhere"),
        pytest.param(f"- sv01: {DIGEST}\n", None, id="no accounts"),
        pytest.param("{", None, id="not YAML"),
    ],
)
def test_the_file_says_who_it_is(file: Path, text: str, found: Approver | None) -> None:
    assert said(file, text) == found


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic secret", "secret", "Bearer other", "Bearer \udcff", f"Bearer {DIGEST}"])
def test_anything_else_is_nobody(file: Path, header: str) -> None:
    said(file, f"sv01: {DIGEST}\n")
    assert approver_of(file, header) is None
    assert approver_of(file.with_name("missing"), header) is None


def test_a_file_that_others_may_read_lets_nobody_in(file: Path) -> None:
    assert said(file, f"sv01: {DIGEST}\n")
    file.chmod(0o644)
    assert approver_of(file, "Bearer secret") is None


def test_a_new_token_ends_the_former_one_with_its_limits(file: Path) -> None:
    first, other = add(file, "sv01", ["beta", "alpha"]), add(file, "sv02")
    assert approver_of(file, f"bearer {first}") == Approver(account="sv01", tenants=frozenset({"alpha", "beta"}))
    second = add(file, "sv01")
    assert approver_of(file, f"Bearer {first}") is None
    assert approver_of(file, f"Bearer {second}") == Approver(account="sv01", tenants=None)
    assert approver_of(file, f"Bearer {other}") == Approver(account="sv02", tenants=None)
    assert first not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_machine_gets_a_token_for_one_thing(file: Path) -> None:
    token = add(file, "acd", only=["calls"])
    assert approver_of(file, f"Bearer {token}") == Approver(account="acd", tenants=None, only=frozenset({"calls"}))
    add(file, "sv01", ["alpha"])
    assert approver_of(file, f"Bearer {token}") == Approver(account="acd", tenants=None, only=frozenset({"calls"}))


def test_a_file_with_a_fault_is_told_and_left_as_it_was(file: Path) -> None:
    said(file, text := f"sv01: {DIGEST}\nsv02: {{token: 1}}\n")
    with pytest.raises(ConfigError, match=r"approvers.yaml:2"):
        read(file)
    with pytest.raises(ConfigError):
        add(file, "sv03")
    assert file.read_text() == text


@pytest.mark.parametrize("account", ["12e4", "10E234", "007", "yes", "null", "0x1F", "2026-01-01", "a: b", "#1", "山田", "CORP\\sato"])
def test_any_account_can_be_read_again(file: Path, account: str) -> None:
    token = add(file, account, tenants=["12e4"])
    assert approver_of(file, f"Bearer {token}") == Approver(account=account, tenants=frozenset({"12e4"}))
