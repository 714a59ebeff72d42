"""What leaves beside the traffic, and what passes unopened: notices of incidents, hosts that are passed through, inner addresses."""

import json
import socket
import ssl
from typing import Any

import pytest

from proxy.transfer_id import new_transfer_id
from tests.support.deployment import ACCOUNT, ACCOUNT_HEADER, Deployment, run
from tests.support.people import as_csv, as_json, canaries, customers
from tests.support.waiting import until
from tests.support.wire import connect, inside, read_head, status

ROWS = customers(64_000, 30)
JSON = {"content-type": "application/json"}


def test_each_incident_is_announced_without_personal_data(narrow: Deployment) -> None:
    hook, began = narrow.origins["hook"], new_transfer_id()

    def told() -> list[dict[str, Any]]:
        """Return what came of this test; notices of those before it may still be on their way."""
        found = (json.loads(bytes(one.body)) for one in tuple(hook.received) if one.complete)
        return [one for one in found if one["incident"] > began]

    with narrow.client() as client:
        blocked = client.post(narrow.url("unknown", "/u"), content=as_json(ROWS), headers=JSON).json()
        alerted = client.post(narrow.url("approved", "/u"), files={"f": (f"{ROWS[0][1]}.csv", as_csv(ROWS, "cp932"))})
        client.post(narrow.url("approved", "/u"), content=b"plain words")
    assert alerted.status_code == 200
    until(lambda: len(told()) == 2)
    first, second = told()
    assert first["incident"] == blocked["incident"]
    assert (first["action"], first["outcome"], first["people"]) == ("block", "stopped", 30)
    assert (second["action"], second["outcome"], second["people"]) == ("alert", "released", 30)
    assert first["incident"] in run("incident", first["incident"], "--home", str(narrow.home)).stdout
    raw = bytes(hook.raw).decode()
    assert not [
        value[:2] for value in canaries(ROWS) | {ACCOUNT} if value in raw or value.encode("ascii", "backslashreplace").decode() in raw
    ]
    assert "hook-canary" not in narrow.said()


def issuer(site: Deployment, target: str, server_name: str | None, *, account: str = ACCOUNT) -> tuple[bytes, int]:
    """Open a tunnel, start TLS in it, ask for a page; return the certificate that was shown and the status."""
    raw, head = connect(site, target, headers=f"{ACCOUNT_HEADER}: {account}\r\n" if account else "")
    assert status(head) == 200
    context = ssl._create_unverified_context()
    with context.wrap_socket(raw, server_hostname=server_name) as stream:
        stream.sendall(b"POST /u HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
        return stream.getpeercert(binary_form=True) or b"", status(read_head(stream))


def own_certificate(site: Deployment) -> bytes:
    raw = socket.create_connection(("127.0.0.1", site.origins["pinned"].port))
    with ssl._create_unverified_context().wrap_socket(raw, server_hostname="localhost") as stream:
        return stream.getpeercert(binary_form=True) or b""


def test_a_host_that_is_passed_through_is_untouched_and_on_record(narrow: Deployment) -> None:
    origin = narrow.origins["pinned"]
    before = narrow.metric("sekimori_uninspected_total", reason="tls_passthrough")
    assert issuer(narrow, f"localhost:{origin.port}", "localhost") == (own_certificate(narrow), 200)
    assert origin.bodies == b"hello"
    assert narrow.metric("sekimori_uninspected_total", reason="tls_passthrough") == before + 1
    found = run("ledger", "search", "--home", str(narrow.home), "--destination", "localhost", "--format", "json").stdout
    assert "tls_passthrough" in found
    assert ACCOUNT in found


@pytest.mark.parametrize(
    ("place", "host", "server_name", "account"),
    [
        pytest.param("unknown", "127.0.0.5", "localhost", ACCOUNT, id="forged server name"),
        pytest.param("pinned", "localhost", "other.invalid", ACCOUNT, id="forged host in connect"),
        pytest.param("pinned", "localhost", None, ACCOUNT, id="no server name"),
        pytest.param("pinned", "127.0.0.1", "localhost", ACCOUNT, id="the address of the host"),
        pytest.param("pinned", "localhost", "localhost", "", id="unknown user"),
    ],
)
def test_nothing_else_is_passed_through(narrow: Deployment, place: str, host: str, server_name: str | None, account: str) -> None:
    origin = narrow.origins[place]
    shown, code = issuer(narrow, f"{host}:{origin.port}", server_name, account=account)
    assert shown != own_certificate(narrow)
    if server_name:
        assert code == 403
        assert not origin.received
    assert narrow.origins["unknown"].connections == 0


@pytest.mark.parametrize("host", ["127.0.0.9", "127.9", "0x7f.9", "2130706441", "[::ffff:127.0.0.9]", "[::127.0.0.9]", "0.0.0.0", "[::1]"])
@pytest.mark.parametrize("scheme", ["tunnel", "plain"])
def test_an_inner_address_that_is_not_named_gets_no_connection(narrow: Deployment, host: str, scheme: str) -> None:
    origin = narrow.origins["inside"]
    assert origin.host == "127.0.0.9"
    target = f"{host}:{origin.port}"
    raw, head = connect(narrow, target)
    if status(head) == 200:
        if scheme == "tunnel":
            raw = inside(narrow, raw, None)
        raw.sendall(f"GET / HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        head = read_head(raw)
    raw.close()
    assert status(head) in (0, 400, 403, 502)
    assert origin.connections == 0


def test_this_machine_by_its_own_name_is_inside_too(narrow: Deployment) -> None:
    """A name is judged by where it leads: a record of a public zone may point here."""
    name = socket.gethostname()
    raw, head = connect(narrow, f"{name}:{narrow.origins['pinned'].port}")
    assert status(head) == 200
    with inside(narrow, raw, name) as stream:
        stream.sendall(f"GET / HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
        assert status(read_head(stream)) in (403, 502)
    assert narrow.origins["pinned"].connections == 0
