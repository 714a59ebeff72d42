"""`sekimori init` makes a folder that can be used as it is, and never overwrites."""

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from proxy.ca import read_authority
from proxy.home import Home
from proxy.settings import load_settings
from sekimori import app


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("init") / "home")
    result = run("init", "--home", made.path)
    assert result.exit_code == 0, result.output
    return made


def test_everything_is_there_and_secrets_are_private(home: Home) -> None:
    assert load_settings(home).policy == home.policy
    assert home.read_fingerprint_key().id
    assert home.read_node_key()
    assert read_authority(home).expires
    assert (home.policy / "default.yaml").is_file()
    for path in home.path.rglob("*"):
        if path.is_dir() or path.suffix in (".key", ".sqlite"):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_second_time_changes_nothing(home: Home) -> None:
    before = {path: path.read_bytes() for path in home.path.rglob("*") if path.is_file() and "ledger" not in path.parts}
    result = run("init", "--home", home.path)
    assert result.exit_code == 0
    assert "made" not in result.output
    assert {path: path.read_bytes() for path in before} == before


def test_settings_that_cannot_be_used_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "sekimori.yaml").write_text("listne: 127.0.0.1:1\n")
    result = run("init", "--home", tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path / 'sekimori.yaml'}:1: unknown word 'listne'; did you mean 'listen'?" in result.stderr


def test_a_passphrase_protects_the_root(tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text("hush hush\n")
    assert run("init", "--home", tmp_path / "home", "--passphrase-file", tmp_path / "phrase").exit_code == 0
    assert run("ca", "renew", "--home", tmp_path / "home").exit_code == 2
    assert run("ca", "renew", "--home", tmp_path / "home", "--passphrase-file", tmp_path / "phrase").exit_code == 0


def test_ca_show_and_export(home: Home, tmp_path: Path) -> None:
    shown = run("ca", "show", "--home", home.path)
    assert shown.exit_code == 0
    assert read_authority(home).fingerprint in shown.output
    assert run("ca", "export", "--home", home.path, "--der", "--to", tmp_path / "root.crt").exit_code == 0
    assert (tmp_path / "root.crt").read_bytes() == home.root_certificate.with_suffix(".crt").read_bytes()
    assert run("ca", "export", "--home", home.path).stdout_bytes == home.root_certificate.read_bytes()


def test_ca_without_a_home_is_unusable(tmp_path: Path) -> None:
    result = run("ca", "show", "--home", tmp_path)
    assert result.exit_code == 2
    assert "sekimori init" in result.stderr
