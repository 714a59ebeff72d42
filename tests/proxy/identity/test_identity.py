"""The ways to know who it is: their order, what each is worth, and that nothing secret comes out."""

import base64
import logging
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from mitmproxy.http import Headers
from prometheus_client import CollectorRegistry

from proxy.home import write_new
from proxy.identity import Challenge, Directory, load_identity
from proxy.identity.answer import Refused
from proxy.identity.directory import Account
from proxy.identity.identity import Ways
from proxy.metrics import Metrics
from proxy.settings import IdentitySettings
from rules.model import Actor, Employment

SECRET = "s3cret-pass:word"
DIRECTORY = Directory({"sato": Account(unit="東京", employment=Employment.DISPATCH, tenants=("acme",))})
ALL: dict[str, Any] = {
    "header": {"name": "X-Seat", "from": ["10.9.0.1/32"]},
    "addresses": {"10.1.0.0/16": "office", "10.1.2.0/24": "seat-2", "fd00::/8": "six"},
}


def ways(tmp_path: Path, *, basic: bool = True, **settings: Any) -> Ways:
    if basic:
        path = tmp_path / "users.htpasswd"
        write_new(path, b"sato:" + bcrypt.hashpw(SECRET.encode(), bcrypt.gensalt(4)))
        settings["htpasswd"] = path
    return load_identity(IdentitySettings.model_validate(settings), DIRECTORY, Metrics(CollectorRegistry()))


def headers(**fields: str) -> Headers:
    return Headers([(name.replace("_", "-").encode(), value.encode()) for name, value in fields.items()])


def credentials(password: str = SECRET) -> str:
    return "Basic " + base64.b64encode(f"sato:{password}".encode()).decode()


def count(found: Ways, name: str, **labels: str) -> float | None:
    return found.metrics.registry.get_sample_value(name, labels)


@pytest.mark.parametrize(
    ("fields", "address", "account"),
    [
        pytest.param({"X_Seat": "sato"}, "10.9.0.1", "sato", id="trusted header"),
        pytest.param({"X_Seat": " SATO "}, "10.9.0.1", "sato", id="a login in capitals is nobody else"),
        pytest.param({"X_Seat": "ｓａｔｏ"}, "10.9.0.1", "sato", id="nor is one in wide letters"),
        pytest.param({"X_Seat": "Tanaka"}, "10.9.0.1", "tanaka", id="nor of somebody who is in no directory"),
        pytest.param(
            {"X_Seat": "mallory", "Proxy_Authorization": credentials()}, "10.9.0.2", "sato", id="header from elsewhere is worth nothing"
        ),
        pytest.param({"Proxy_Authorization": credentials()}, "10.1.2.3", "sato", id="a person comes before an address"),
        pytest.param({}, "10.1.2.3", "seat-2", id="the narrowest range"),
        pytest.param({}, "10.1.3.3", "office", id="the wider range"),
        pytest.param({}, "::ffff:10.1.3.3", "office", id="mapped address"),
        pytest.param({}, "fd00::1%eth0", "six", id="scoped address"),
    ],
)
async def test_known(tmp_path: Path, fields: dict[str, str], address: str, account: str) -> None:
    found = await ways(tmp_path, **ALL).identify(headers(**fields), address)
    assert isinstance(found, Actor)
    assert (found.id, found.known, found.source) == (account, True, address)


@pytest.mark.parametrize(
    ("fields", "address", "source", "many"),
    [
        pytest.param({"X_Seat": "sato", "X_Forwarded_For": "10.1.2.3"}, "10.9.0.1", "10.1.2.3", False, id="named by the front proxy"),
        pytest.param({"X_Seat": "sato", "X_Forwarded_For": "1.1.1.1, 10.1.2.3"}, "10.9.0.1", "10.1.2.3", False, id="the last one"),
        pytest.param({"X_Seat": "sato", "X_Forwarded_For": "fd00::7"}, "10.9.0.1", "fd00::7", False, id="ipv6"),
        pytest.param({"X_Seat": "sato", "X_Forwarded_For": "unknown"}, "10.9.0.1", "10.9.0.1", True, id="no address"),
        pytest.param({"X_Seat": "sato"}, "10.9.0.1", "10.9.0.1", True, id="not named"),
        pytest.param(
            {"X_Forwarded_For": "10.1.2.3", "Proxy_Authorization": credentials()}, "10.2.0.9", "10.2.0.9", False, id="named by the terminal"
        ),
        pytest.param({}, "10.1.2.3", "10.1.2.3", True, id="an account of a network"),
        pytest.param({}, "10.3.0.1", "10.3.0.1", False, id="an account of one address"),
    ],
)
async def test_terminals(tmp_path: Path, fields: dict[str, str], address: str, source: str, many: bool) -> None:
    header = {**ALL["header"], "terminal": "X-Forwarded-For"}
    known = ways(tmp_path, header=header, addresses={**ALL["addresses"], "10.3.0.1/32": "desk"})
    found = await known.identify(headers(**fields), address)
    assert isinstance(found, Actor)
    assert (found.source, found.many_terminals) == (source, many)
    sent = headers(**fields, Accept="text/html")
    known.strip(sent)
    assert list(sent.keys()) == ["Accept"]


async def test_attributes_come_from_the_directory(tmp_path: Path) -> None:
    found = await ways(tmp_path).identify(headers(Proxy_Authorization=credentials()), "192.0.2.1")
    assert found == Actor(id="sato", known=True, unit="東京", employment=Employment.DISPATCH, tenants=("acme",), source="192.0.2.1")


@pytest.mark.parametrize(
    ("fields", "address", "reason"),
    [
        pytest.param({}, "192.0.2.1", Refused.MISSING, id="nothing given"),
        pytest.param({"Proxy_Authorization": credentials("guess")}, "192.0.2.1", Refused.BAD_CREDENTIALS, id="wrong password"),
        pytest.param(
            {"Proxy_Authorization": credentials("guess")}, "10.1.2.3", Refused.BAD_CREDENTIALS, id="wrong password, known address"
        ),
        pytest.param({"Proxy_Authorization": "Basic ?"}, "192.0.2.1", Refused.MALFORMED, id="malformed"),
        pytest.param({"X_Seat": "sato"}, "192.0.2.1", Refused.MISSING, id="header from elsewhere"),
    ],
)
async def test_challenged(tmp_path: Path, fields: dict[str, str], address: str, reason: Refused) -> None:
    found = ways(tmp_path, **ALL)
    assert await found.identify(headers(**fields), address) == Challenge(reason=reason)
    if reason is not Refused.MISSING:
        assert count(found, "sekimori_auth_failures_total", reason=reason) == 1


async def test_without_passwords_a_stranger_is_an_unknown_actor(tmp_path: Path) -> None:
    found = ways(tmp_path, basic=False, **ALL)
    actor = await found.identify(headers(Proxy_Authorization=credentials()), "192.0.2.1")
    assert actor == Actor(id="192.0.2.1", known=False, source="192.0.2.1")
    assert count(found, "sekimori_identity_anomalies_total", kind="unknown_id") == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param([b"sato", b"tanaka"], "malformed", id="two names"),
        pytest.param([b""], "malformed", id="no name"),
        pytest.param([b"x" * 129], "malformed", id="too long"),
        pytest.param(["㍿".encode() * 128], "malformed", id="too long when unfolded"),
    ],
)
async def test_a_trusted_header_must_say_one_name(tmp_path: Path, values: list[bytes], reason: str) -> None:
    found = ways(tmp_path, basic=False, **ALL)
    actor = await found.identify(Headers([(b"X-Seat", value) for value in values]), "10.9.0.1")
    assert isinstance(actor, Actor)
    assert not actor.known
    assert count(found, "sekimori_auth_failures_total", reason=reason) == 1


def test_no_destination_sees_an_identity(tmp_path: Path) -> None:
    sent = headers(X_Seat="sato", Proxy_Authorization=credentials(), Accept="text/html")
    ways(tmp_path, **ALL).strip(sent)
    assert list(sent.keys()) == ["Accept"]


async def test_credentials_are_nowhere_to_be_seen(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    found = ways(tmp_path, **ALL)
    right = await found.identify(headers(Proxy_Authorization=credentials()), "192.0.2.1")
    wrong = await found.identify(headers(Proxy_Authorization=credentials("other-guess")), "192.0.2.1")
    shown = "\n".join([caplog.text, repr(found), repr(found.basic), repr(vars(found.basic)), repr(right), repr(wrong)])
    for secret in (SECRET, "other-guess", credentials().split()[1], "$2b$"):
        assert secret not in shown


def test_networks_are_networks(tmp_path: Path) -> None:
    assert ip_network("10.1.2.0/24") in ways(tmp_path, **ALL).addresses
