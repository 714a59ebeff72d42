"""Password files: slow hashes are taken, quick ones are refused with their line."""

from pathlib import Path

import bcrypt
import pytest
from argon2 import PasswordHasher

from proxy.home import write_new
from proxy.identity.htpasswd import load_htpasswd
from rules.model import ConfigError


def hashed(password: str) -> str:
    return bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()


ARGON2 = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def written(tmp_path: Path, text: str) -> Path:
    write_new(tmp_path / "users.htpasswd", text.encode())
    return tmp_path / "users.htpasswd"


@pytest.mark.parametrize(
    ("line", "account", "password", "right"),
    [
        pytest.param(f"sato:{hashed('open sesame')}", "sato", "open sesame", True, id="bcrypt"),
        pytest.param(
            f"sato:{hashed('open sesame').replace('$2b$', '$2y$')}", "sato", "open sesame", True, id="bcrypt as htpasswd writes it"
        ),
        pytest.param(f"sato:{ARGON2.hash('open sesame')}", "sato", "open sesame", True, id="argon2"),
        pytest.param(f"sato:{hashed('合言葉')}", "sato", "合言葉", True, id="Japanese"),
        pytest.param(f"sato:{hashed('x' * 80)}", "sato", "x" * 80, True, id="longer than bcrypt reads"),
        pytest.param(f"sato:{hashed('open sesame')}", "sato", "open", False, id="wrong"),
        pytest.param(f"sato:{ARGON2.hash('open sesame')}", "sato", "", False, id="empty against argon2"),
        pytest.param(f"sato:{hashed('open sesame')}", "tanaka", "open sesame", False, id="no such account"),
    ],
)
def test_verify(tmp_path: Path, line: str, account: str, password: str, right: bool) -> None:
    assert load_htpasswd(written(tmp_path, f"# staff\n\n{line}\n")).verify(account, password) is right


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        pytest.param("a:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", 1, "bcrypt or argon2", id="SHA-1"),
        pytest.param("\na:$apr1$abcdefgh$0123456789012345678901", 2, "bcrypt or argon2", id="MD5"),
        pytest.param("a:letmein", 1, "bcrypt or argon2", id="plain text"),
        pytest.param("a:$argon2id$nonsense", 1, "not an argon2", id="broken argon2"),
        pytest.param("a", 1, "ACCOUNT:HASH", id="no hash"),
        pytest.param(f"a:{hashed('x')}\na:{hashed('y')}", 2, "twice", id="twice"),
        pytest.param("# nobody", 0, "no account", id="empty"),
    ],
)
def test_refused_lines(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as error:
        load_htpasswd(written(tmp_path, text))
    assert error.value.faults[0].line == line
    assert "letmein" not in str(error.value)


def test_a_file_open_to_others_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, f"a:{hashed('x')}")
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_htpasswd(path)


def test_hashes_are_not_shown(tmp_path: Path) -> None:
    assert "$2" not in repr(load_htpasswd(written(tmp_path, f"a:{hashed('x')}")))
