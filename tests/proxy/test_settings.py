"""The settings file: its defaults are the strict ones, and every mistake is told with its line."""

import dataclasses
from ipaddress import ip_network
from pathlib import Path

import pytest

from detectors.model import Limits
from proxy.home import Home
from proxy.settings import Address, LimitSettings, Settings, load_settings
from rules.model import ConfigError


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "policy").mkdir()
    return Home(tmp_path)


def faults(home: Home, text: str, overrides: dict[str, str] | None = None) -> list[str]:
    home.settings.write_text(text)
    with pytest.raises(ConfigError) as error:
        load_settings(home, overrides)
    return [f"{Path(f.path).name}:{f.line}: {f.message}" for f in error.value.faults]


def test_an_empty_file_gives_the_strict_defaults(home: Home) -> None:
    home.settings.write_text("# nothing\n")
    settings = load_settings(home)
    assert settings.listen == Address("127.0.0.1", 8080)
    assert settings.management.host == "127.0.0.1"
    assert (settings.mode, settings.http2, settings.connect_ports) == ("regular", False, (443,))
    assert settings.policy == home.path / "policy"
    assert settings.ledger == f"sqlite:///{home.path}/ledger/sekimori.sqlite"
    assert settings.limits.detectors == Limits()


def test_the_limits_are_all_of_those_that_detectors_know() -> None:
    assert {field.name for field in dataclasses.fields(Limits)} <= set(LimitSettings.model_fields)


def test_a_full_file(home: Home) -> None:
    for name in ("users.htpasswd", "directory.yaml", "ca.pem", "cert.pem", "key.pem"):
        (home.path / name).touch(0o600)
    home.settings.write_text("""
listen: "[::]:3128"
mode: upstream:http://parent.example:3128
tls: {certificate: cert.pem, key: key.pem}
ledger: postgresql+psycopg://db.example/sekimori
identity:
  header: {name: X-Seat, from: [10.9.0.1/32]}
  addresses: {10.1.0.0/16: desk}
  htpasswd: users.htpasswd
  directory: directory.yaml
limits: {max_depth: 3, inspection_seconds: 5}
pool: {workers: 4}
connect_ports: [443, 8443]
upstream_ca: ca.pem
webhook: https://hooks.example/sekimori
""")
    settings = load_settings(home)
    assert settings.listen == Address("::", 3128)
    assert str(settings.listen) == "[::]:3128"
    assert settings.ledger.startswith("postgresql")
    assert settings.identity.header
    assert settings.identity.header.sources == (ip_network("10.9.0.1/32"),)
    assert settings.identity.addresses == {ip_network("10.1.0.0/16"): "desk"}
    assert settings.identity.htpasswd == home.path / "users.htpasswd"
    assert settings.limits.detectors.max_depth == 3


def test_all_mistakes_are_told_at_once_with_their_lines(home: Home) -> None:
    found = faults(home, "listen: nowhere\nmangement: 127.0.0.1:1\nhttp2: maybe\nidentity:\n  htpaswd: x\n")
    assert [line.split(": ")[0] for line in found] == ["sekimori.yaml:1", "sekimori.yaml:2", "sekimori.yaml:3", "sekimori.yaml:5"]
    assert "did you mean 'management'?" in found[1]
    assert "did you mean 'htpasswd'?" in found[3]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("mode: sideways", "no mode", id="unknown mode"),
        pytest.param("mode: dns", "not supported", id="mode of mitmproxy that we do not inspect"),
        pytest.param("mode: reverse:tcp://127.0.0.1:5", "not inspected", id="reverse of bytes"),
        pytest.param("mode: reverse:dns://127.0.0.1:53", "not inspected", id="reverse of names"),
        pytest.param("mode: socks5\ntls: {certificate: policy, key: policy}", "speak TLS", id="tls where nobody speaks it"),
        pytest.param("listen: 127.0.0.1:99999", "HOST:PORT", id="port out of range"),
        pytest.param("listen: 127.0.0.1:9464", "must not be the address of the proxy", id="management on the proxy port"),
        pytest.param("identity: {htpasswd: nobody.htpasswd}", "does not exist", id="missing file"),
        pytest.param("mode: transparent\nidentity: {htpasswd: policy}", "regular and upstream", id="passwords where none can be asked"),
        pytest.param("recognisers: [own.yaml]", "own.yaml does not exist", id="missing recognisers"),
        pytest.param("identity: {header: {name: X-User, from: []}}", "is empty", id="header from nowhere"),
        pytest.param("identity: {header: {name: X-User}}", "'from' is missing", id="header from anywhere"),
        pytest.param("identity: {addresses: {10.0.0.0/33: a}}", "valid ip", id="bad network"),
        pytest.param("limits: {max_depth: 0}", "greater than 0", id="limit of zero"),
        pytest.param("connect_ports: []", "is empty", id="no port"),
        pytest.param("webhook: ftp://x.example/", "scheme", id="webhook scheme"),
    ],
)
def test_mistakes(home: Home, text: str, says: str) -> None:
    assert says in faults(home, text)[0].replace("IP", "ip").replace("valid IP", "valid ip")


def test_a_listener_key_open_to_others_is_refused(home: Home) -> None:
    (home.path / "cert.pem").touch()
    (home.path / "key.pem").touch()
    (home.path / "key.pem").chmod(0o644)
    assert "chmod 600" in faults(home, "tls:\n  certificate: cert.pem\n  key: key.pem\n")[0]


def test_the_command_line_wins_and_is_checked_as_strictly(home: Home) -> None:
    home.settings.write_text("listen: 127.0.0.1:3128\nhttp2: true\n")
    settings = load_settings(home, {"listen": "127.0.0.1:4000", "mode": "socks5"})
    assert (settings.listen.port, settings.mode, settings.http2) == (4000, "socks5", True)
    assert faults(home, "", {"mode": "sideways"})[0].startswith("command line:")
    assert faults(home, "", {"policy": "/nonexistent"})[0].startswith("command line:0: /nonexistent does not exist")


def test_every_setting_is_described() -> None:
    def undescribed(model: type) -> list[str]:
        fields = model.model_fields  # type: ignore[attr-defined]
        return [name for name, field in fields.items() if not field.description]

    assert not undescribed(Settings) + undescribed(LimitSettings)
