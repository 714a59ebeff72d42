"""`sekimori doctor` finds each thing that would keep the proxy from serving, and says what to do."""

import os
import resource
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detectors.config import DetectorConfig
from proxy import doctor
from proxy.ca import make_intermediate
from proxy.doctor import Finding, State, examine
from proxy.home import Home, write_new
from proxy.init import initialise
from proxy.waiting.approvers import add
from sekimori import app


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(doctor, "_model", lambda _: Finding(check="language model", state=State.OK, seen="tried in a test of its own"))
    made = Home(tmp_path / "home")
    initialise(made, passphrase=None, now=datetime.now(UTC))
    say(made, "")
    return made


def say(home: Home, text: str) -> None:
    home.settings.write_text(f"listen: 127.0.0.1:0\nmanagement: 127.0.0.1:0\n{text}\n")


def of(home: Home, check: str) -> Finding:
    return next(finding for finding in examine(home) if finding.check == check)


def test_a_fresh_home_has_no_failure(home: Home) -> None:
    found = {finding.check: finding for finding in examine(home)}
    assert [finding for finding in found.values() if finding.state is State.FAILED] == []
    assert found["root key"].state is State.WARNING
    assert found["identity"].state is State.WARNING
    assert found["ledger"].state is State.OK
    assert all(finding.remedy for finding in found.values() if finding.state is not State.OK)


def expire(home: Home) -> None:
    make_intermediate(home, passphrase=None, now=datetime.now(UTC) - timedelta(days=100))


def age(home: Home) -> None:
    make_intermediate(home, passphrase=None, now=datetime.now(UTC) - timedelta(days=70))


def touch_in_the_future(home: Home) -> None:
    os.utime(home.settings, (time.time() + 3600, time.time() + 3600))


@pytest.mark.parametrize(
    ("harm", "check", "state"),
    [
        pytest.param(lambda h: h.fingerprint_key.chmod(0o644), "fingerprint key", State.FAILED, id="key open to others"),
        pytest.param(lambda h: h.node_key.write_bytes(b"broken"), "node key", State.FAILED, id="broken key"),
        pytest.param(lambda h: h.path.chmod(0o755), "home folder", State.FAILED, id="home open to others"),
        pytest.param(lambda h: h.intermediate.unlink(), "certificates", State.FAILED, id="no CA"),
        pytest.param(expire, "certificates", State.FAILED, id="CA ended"),
        pytest.param(age, "certificates", State.WARNING, id="CA ends soon"),
        pytest.param(touch_in_the_future, "clock", State.FAILED, id="clock in the past"),
        pytest.param(lambda h: h.settings.write_text("listne: x"), "settings", State.FAILED, id="settings"),
        pytest.param(lambda h: (h.policy / "default.yaml").write_text("rulez: []"), "policy", State.FAILED, id="policy"),
        pytest.param(lambda h: (h.ledger / "sekimori.sqlite").write_bytes(b"x" * 4096), "ledger", State.FAILED, id="ledger broken"),
        pytest.param(lambda h: (h.ledger / "sekimori.sqlite").unlink(), "ledger", State.FAILED, id="ledger missing"),
        pytest.param(lambda h: write_new(h.approvers, b"sv01: x"), "approvers", State.FAILED, id="approvers"),
        pytest.param(lambda h: h.spool.rmdir(), "spool space", State.FAILED, id="no spool"),
    ],
)
def test_harm_is_found(home: Home, harm: Callable[[Home], object], check: str, state: State) -> None:
    harm(home)
    found = of(home, check)
    assert found.state is state, found
    assert found.remedy


@pytest.mark.parametrize(
    ("tokens", "state", "seen"),
    [
        pytest.param([], State.WARNING, "too few for alpha, beta, unassigned", id="nobody"),
        pytest.param([("sv01",)], State.WARNING, "too few for alpha", id="one where two are needed"),
        pytest.param([("sv01",), ("sv02", "beta")], State.WARNING, "too few for alpha", id="the second is of another client"),
        pytest.param([("sv01",), ("sv02", "alpha")], State.OK, "2 may answer", id="enough"),
    ],
)
def test_approvers_are_counted_against_what_clients_need(home: Home, tokens: list[tuple[str, ...]], state: State, seen: str) -> None:
    clients = "tenants:\n- {id: alpha, name: 見本商事, sector: private, approvals: 2}\n- {id: beta, name: 見本市, sector: public}\n"
    rule = "rules:\n- {id: wait, action: hold, when: {class: approved}, over: {people: {transfer: 30}}}\n"
    (home.policy / "clients.yaml").write_text(clients + rule, encoding="utf-8")
    for account, *tenants in tokens:
        add(home.approvers, account, tenants)
    found = of(home, "approvers")
    assert (found.state, found.seen[: len(seen)]) == (state, seen)


def test_the_command_prints_a_table_and_fails_with_a_failed_check(home: Home) -> None:
    whole = CliRunner().invoke(app, ["doctor", "--home", str(home.path)])
    assert whole.exit_code == 0, whole.output
    assert "language model" in whole.output
    home.fingerprint_key.chmod(0o644)
    assert CliRunner().invoke(app, ["doctor", "--home", str(home.path)]).exit_code == 1


def test_a_root_key_that_was_moved_is_not_spoken_of(home: Home, tmp_path: Path) -> None:
    home.root_key.rename(tmp_path / "elsewhere.key")
    assert "root key" not in {finding.check for finding in examine(home)}


def test_a_port_in_use_is_found(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        home.settings.write_text(f"listen: 127.0.0.1:{taken.getsockname()[1]}\nmanagement: 127.0.0.1:0\n")
        assert of(home, "proxy port").state is State.FAILED
        assert of(home, "management port").state is State.OK


def test_passwords_in_clear_are_warned_of(home: Home) -> None:
    (home.path / "users.htpasswd").touch(0o600)
    (home.path / "users.htpasswd").write_text("sato:$2b$04$" + "a" * 53 + "\n")
    home.settings.write_text("listen: 0.0.0.0:0\nidentity: {htpasswd: users.htpasswd}\n")
    assert "in clear" in of(home, "identity").seen


def test_few_open_files_are_warned_of(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OPEN_FILES", resource.getrlimit(resource.RLIMIT_NOFILE)[0] + 1)
    assert of(home, "open files").state is State.WARNING


@pytest.mark.model
def test_the_model_is_loaded_for_real() -> None:
    assert doctor._model(DetectorConfig()).state is State.OK
    assert doctor._model(DetectorConfig(model=False)).state is State.WARNING


def test_an_index_that_cannot_be_used_is_told(home: Home) -> None:
    (home.path / "edm").mkdir()
    assert next(f for f in examine(home) if f.check == "exact data match").state is State.OK
    (home.path / "edm" / "alpha.edm").write_bytes(b"SEKIEDM1 and nothing more")
    found = next(f for f in examine(home) if f.check == "exact data match")
    assert (found.state, "alpha.edm" in found.seen) == (State.FAILED, True)
