"""The home folder is found in order, and its secrets are read only when nobody else can read them."""

from pathlib import Path

import pytest

from proxy.home import FingerprintKey, Home, read_secret, write_new
from rules.model import ConfigError


def test_the_folder_given_comes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKIMORI_HOME", str(tmp_path / "environment"))
    assert Home.find(tmp_path / "given").path == tmp_path / "given"
    assert Home.find().path == tmp_path / "environment"
    monkeypatch.delenv("SEKIMORI_HOME")
    assert Home.find().path == Path.home() / ".sekimori"


@pytest.mark.parametrize("mode", [pytest.param(m, id=f"{m:o}") for m in (0o640, 0o604, 0o660, 0o644)])
def test_a_secret_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret"
    write_new(path, b"hush", mode=mode)
    with pytest.raises(ConfigError, match="chmod 600") as error:
        read_secret(path)
    assert "hush" not in str(error.value)


@pytest.mark.parametrize("mode", [pytest.param(m, id=f"{m:o}") for m in (0o600, 0o400)])
def test_a_private_secret_is_read(tmp_path: Path, mode: int) -> None:
    write_new(tmp_path / "secret", b"hush", mode=mode)
    assert read_secret(tmp_path / "secret") == b"hush"


def test_a_missing_secret_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="sekimori init"):
        read_secret(tmp_path / "secret")


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    write_new(home.fingerprint_key, b"short")
    with pytest.raises(ConfigError, match="32 bytes"):
        home.read_fingerprint_key()


def test_a_systemd_credential_takes_the_place_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_new(tmp_path / "credentials" / "fingerprint.key", b"c" * 32, mode=0o440)
    home = Home(tmp_path)
    write_new(home.fingerprint_key, b"f" * 32)
    assert home.read_fingerprint_key().secret == b"f" * 32
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert home.read_fingerprint_key().secret == b"c" * 32


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    write_new(tmp_path / "file", b"first")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "file", b"second")
    assert (tmp_path / "file").read_bytes() == b"first"


def test_the_id_of_a_key_is_stable_and_not_the_key() -> None:
    key = FingerprintKey(b"k" * 32)
    assert key.id == FingerprintKey(b"k" * 32).id != FingerprintKey(b"j" * 32).id
    assert len(key.id) == 8
    assert "kkk" not in repr(key)


def test_a_node_key_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(ConfigError, match="`sekimori init` makes it"):
        home.read_node_key()
    write_new(home.node_key, b"no key")
    with pytest.raises(ConfigError, match="is no Ed25519 key"):
        home.read_node_key()
    home.node_key.chmod(0o644)
    with pytest.raises(ConfigError) as open_to_others:
        home.read_node_key()
    assert "Ed25519" not in str(open_to_others.value)
