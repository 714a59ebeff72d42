"""Ways around the inspection that other proxies leave open. Each is tried on the wire; the far side must have got nothing."""

from contextlib import suppress

import pytest

from tests.support.deployment import Deployment
from tests.support.people import as_csv, as_json, customers, record
from tests.support.wire import connect, inside, read_all, read_head, status

TEN = customers(700, 10)
BODY = as_json(TEN)


def request(deployment: Deployment, payload: bytes, *, sni: str | None = None) -> bytes:
    """Send raw bytes through a tunnel to the unknown destination and return the answer."""
    origin = deployment.origins["unknown"]
    raw, head = connect(deployment, f"{origin.host}:{origin.port}")
    assert status(head) == 200
    with inside(deployment, raw, sni) as stream:
        stream.settimeout(60)
        stream.sendall(payload)
        return read_head(stream)


def post(body: bytes, *headers: str, host: str = "127.0.0.5") -> bytes:
    head = [f"POST /u HTTP/1.1\r\nHost: {host}", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(post(BODY, host="127.0.0.3"), id="forged host header"),
        pytest.param(post(BODY, "Transfer-Encoding: chunked"), id="length and chunked"),
        pytest.param(post(BODY, f"Content-Length: {len(BODY) - 5}"), id="two lengths"),
        pytest.param(post(BODY, "Connection: Upgrade", "Upgrade: websocket"), id="upgrade with a body"),
        pytest.param(post(BODY, "Content-Encoding: rot13"), id="rot13"),
        pytest.param(
            b"POST /u HTTP/1.1\r\nHost: 127.0.0.5\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n"
            + b"%x\r\n%s\r\n0\r\nX: %s\r\n\r\n" % (len(BODY), BODY, b"y"),
            id="trailer",
        ),
    ],
)
def test_the_far_side_gets_nothing(deployment: Deployment, payload: bytes) -> None:
    answer = request(deployment, payload)
    assert status(answer) in (0, 400, 403, 431, 501), answer[:80]
    assert deployment.origins["unknown"].connections == 0


def test_a_huge_head_is_refused(deployment: Deployment) -> None:
    """The way may be closed before all of it is sent; then there is no answer to read."""
    with suppress(BrokenPipeError, ConnectionResetError):
        assert status(request(deployment, b"GET /u?" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.5\r\n\r\n")) in (0, 400, 431)
    assert deployment.origins["unknown"].connections == 0


def test_a_tunnel_carries_no_raw_bytes(deployment: Deployment) -> None:
    origin = deployment.origins["unknown"]
    raw, _ = connect(deployment, f"{origin.host}:{origin.port}")
    with raw:
        raw.settimeout(10)
        raw.sendall(b"\x00\x01\x02SECRET" + as_csv(TEN, "cp932") + b"\r\n\r\n")
        read_all(raw)
    assert origin.connections == 0


def test_plain_http_in_a_tunnel_is_inspected(deployment: Deployment) -> None:
    origin = deployment.origins["unknown"]
    raw, _ = connect(deployment, f"{origin.host}:{origin.port}")
    with raw:
        raw.settimeout(20)
        raw.sendall(post(BODY))
        assert status(read_head(raw)) == 403
    assert origin.connections == 0


def test_a_tunnel_leads_to_known_ports_only(deployment: Deployment) -> None:
    raw, head = connect(deployment, "127.0.0.5:22")
    raw.close()
    assert status(head) == 403


def test_a_forged_server_name_does_not_borrow_a_class(deployment: Deployment) -> None:
    answer = request(deployment, post(BODY), sni="localhost")
    assert status(answer) == 403
    assert deployment.origins["unknown"].connections == 0


@pytest.mark.parametrize("host", ["127.0.0.5.", "[::ffff:127.0.0.5]"])
def test_other_spellings_of_an_address_do_not_lead_around(deployment: Deployment, host: str) -> None:
    origin = deployment.origins["unknown"]
    raw, head = connect(deployment, f"{host}:{origin.port}")
    if status(head) == 200:
        with inside(deployment, raw, None) as stream:
            stream.settimeout(20)
            stream.sendall(post(BODY, host=host))
            assert status(read_head(stream)) in (0, 400, 403, 502)
    raw.close()
    assert origin.connections == 0


MULTIPART = [
    pytest.param(b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--\r\n%s", id="after the last part"),
    pytest.param(b"%s\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--\r\n", id="before the first part"),
    pytest.param(b"--b\r\nX-Y: z\r\nContent-Disposition: form-data; name=a\r\n\r\n%s\r\n--b--\r\n", id="second header line"),
    pytest.param(b"--c\r\nContent-Disposition: form-data; name=a\r\n\r\n%s\r\n--c--\r\n", id="another boundary"),
    pytest.param(b"--b\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s", id="no end"),
]


@pytest.mark.parametrize("template", MULTIPART)
def test_multipart_tricks_hide_nothing(deployment: Deployment, template: bytes) -> None:
    body = template % as_csv(TEN, "utf-8")
    with deployment.client() as client:
        answer = client.post(deployment.url("unknown", "/u"), content=body, headers={"content-type": "multipart/form-data; boundary=b"})
    assert answer.status_code == 403
    assert deployment.origins["unknown"].connections == 0


def test_data_in_a_path_is_data(deployment: Deployment) -> None:
    person = record(9)
    with deployment.client() as client:
        answer = client.get(deployment.url("unknown", f"/x/{person['電話番号']}/{person['メールアドレス']}"))
    assert answer.status_code == 403
    assert deployment.origins["unknown"].connections == 0


def test_an_upgrade_is_refused_before_the_destination_hears_of_it(deployment: Deployment) -> None:
    headers = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13", "sec-websocket-key": "eA=="}
    with deployment.client() as client:
        answer = client.get(deployment.url("approved", "/ws"), headers=headers)
    assert answer.status_code == 403
    assert deployment.origins["approved"].connections == 0
