"""Ways around the verdict through what HTTP itself permits: framing, targets, versions, early and odd answers. Seen from both far sides."""

import gzip
import socket
import time
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.support.deployment import ACCOUNT_HEADER, STRANGER, Deployment
from tests.support.origin import Origin
from tests.support.people import as_csv, as_json, customers
from tests.support.wire import connect, dial, inside, read_all, read_head, status

BODY = as_json(customers(65_000, 10))
EXPORT = as_csv(customers(66_000, 300), "utf-8")
CLEAN = b"plain words"


def post(body: bytes, *lines: str, host: str = "127.0.0.3", target: str = "/u", method: str = "POST") -> bytes:
    head = [f"{method} {target} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}", *lines, "", ""]
    return "\r\n".join(head).encode() + body


def exchange(site: Deployment, place: str, payload: bytes, read: Callable[[socket.socket], bytes] = read_all) -> bytes:
    """Send raw bytes through a tunnel to `place` and return what is answered."""
    origin = site.origins[place]
    raw, head = connect(site, f"{origin.host}:{origin.port}")
    assert status(head) == 200
    with inside(site, raw, None) as stream:
        stream.settimeout(60)
        stream.sendall(payload)
        return read(stream)


CHUNKED = b"POST /u HTTP/1.1\r\nHost: 127.0.0.3\r\n%s\r\n\r\n0\r\n\r\n" + post(BODY, target="/smuggled")

REFUSED = [
    pytest.param(post(CLEAN, target="https://127.0.0.5/u"), id="absolute form names another host"),
    pytest.param(post(CLEAN, target="http://user@127.0.0.3/u"), id="absolute form with a user"),
    pytest.param(post(CLEAN, "Host: 127.0.0.5"), id="two hosts"),
    pytest.param(post(CLEAN, "host: 127.0.0.3, 127.0.0.5"), id="two hosts in one"),
    pytest.param(post(CLEAN, host="127.0.0.3@127.0.0.5"), id="host with a user"),
    pytest.param(post(CLEAN, method="CONNECT", target="127.0.0.5:443"), id="connect inside a tunnel"),
    pytest.param(post(CLEAN, method="M" * 60_000), id="long method"),
    pytest.param(post(CLEAN, "X-A: b\r\n c"), id="folded line"),
    pytest.param(post(CLEAN, "X-A: b\rX-B: c"), id="bare carriage return"),
    pytest.param(post(CLEAN, "X-A: b\0c"), id="nul"),
    pytest.param(post(CLEAN, "Transfer-Encoding : chunked"), id="space before the colon"),
    pytest.param(CHUNKED % b"Transfer-Encoding: xchunked", id="unknown coding"),
    pytest.param(CHUNKED % b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", id="two codings"),
    pytest.param(post(CLEAN).replace(b"Content-Length: 11", b"Content-Length: +11"), id="signed length"),
    pytest.param(post(CLEAN).replace(b"Content-Length: 11", b"Content-Length: 11, 11"), id="list of lengths"),
    pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + BODY, id="http/2 without negotiation"),
]


@pytest.mark.parametrize("payload", REFUSED)
def test_what_two_servers_could_read_differently_goes_nowhere(deployment: Deployment, payload: bytes) -> None:
    answer = exchange(deployment, "approved", payload, read_head)
    assert status(answer) in (0, 400, 403, 431, 501, 502), answer[:80]
    assert not deployment.origins["approved"].received
    assert not deployment.origins["unknown"].connections


@pytest.mark.parametrize("name", ["x-data", "cookie", "user-agent", "referer", "authorization", "if-none-match"])
@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
def test_headers_are_inspected_like_a_body(deployment: Deployment, name: str, charset: str) -> None:
    value = b"x=" + "; ".join("|".join(row[1:5]) for row in customers(67_000, 60)).encode(charset)
    with deployment.client() as client:
        answers = [
            client.get(deployment.url("unknown", "/u"), headers=[(name.encode(), value)]),
            client.post(deployment.url("unknown", "/u"), content=CLEAN, headers=[(name.encode(), value)]),
        ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert [answer.json()["people"] for answer in answers] == [60, 60]
    assert deployment.origins["unknown"].connections == 0


def test_a_host_is_judged_before_its_name_servers_hear_it(deployment: Deployment) -> None:
    name = "090-1234-5678.taro.invalid"
    raw, head = connect(deployment, f"{name}:{deployment.origins['unknown'].port}")
    assert status(head) == 200, "nothing is looked up yet"
    with inside(deployment, raw, name) as stream:
        stream.sendall(f"GET / HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
        assert status(read_head(stream)) == 403, "502 would be a look-up that failed"


def test_what_browsers_say_of_themselves_is_nobody(deployment: Deployment) -> None:
    headers = {
        "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/126.0.6478.127 Safari/537.36",
        "cookie": "_ga=GA1.1.1234567890.1718000000; sid=8f14e45fceea167a5a36dedd4bea2543; t=2026-04-01T09%3A00%3A00%2B09%3A00",
        "if-none-match": 'W/"1718000000-4096"',
        "sec-ch-ua": '"Chromium";v="126", "Not/A)Brand";v="8"',
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    with deployment.client() as client:
        assert client.get(deployment.url("unknown", "/u"), headers=headers).text == "ok"


def test_pipelined_requests_get_a_verdict_each(deployment: Deployment) -> None:
    origin = deployment.origins["personal-storage"]
    clean, stopped = post(CLEAN, host=origin.host), post(BODY, host=origin.host, target="/people")
    answers = exchange(deployment, "personal-storage", clean + stopped + post(CLEAN, "Connection: close", host=origin.host))
    assert [answers.count(b"HTTP/1.1 %d " % code) for code in (200, 403)] == [2, 1]
    assert {one.target for one in origin.received} == {"/u"}
    assert set(origin.bodies) <= set(CLEAN)


def test_a_continue_is_answered_here_and_the_body_still_waits(deployment: Deployment) -> None:
    origin = deployment.origins["unknown"]
    raw, _ = connect(deployment, f"{origin.host}:{origin.port}")
    with inside(deployment, raw, None) as stream:
        head, _, _ = post(BODY, "Expect: 100-continue", host=origin.host).partition(BODY)
        stream.sendall(head)
        assert status(read_head(stream)) == 100
        stream.sendall(BODY)
        assert status(read_head(stream)) == 403
    assert origin.connections == 0


@pytest.mark.parametrize("coding", ["gzip", "deflate", "compress"])
def test_a_transfer_coding_is_undone_or_a_gap(deployment: Deployment, coding: str) -> None:
    packed = {"gzip": gzip.compress(BODY), "deflate": zlib.compress(BODY)[2:-4], "compress": b"\x1f\x9d\x90" + BODY[::-1]}[coding]
    head = f"POST /u HTTP/1.1\r\nHost: 127.0.0.5\r\nTransfer-Encoding: {coding}, chunked\r\n\r\n".encode()
    answer = exchange(deployment, "unknown", head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed), read_head)
    assert status(answer) == 403
    assert not deployment.origins["unknown"].connections


def test_an_offer_of_http2_in_clear_changes_nothing(deployment: Deployment) -> None:
    offer = ("Connection: upgrade, http2-settings", "Upgrade: h2c", "HTTP2-Settings: AAAA")
    for place, body, expected in (("unknown", BODY, 403), ("approved", CLEAN, 200)):
        payload = post(body, *offer, host=deployment.origins[place].host)
        assert status(exchange(deployment, place, payload, read_head)) == expected
    assert not deployment.origins["unknown"].connections
    (sent,) = deployment.origins["approved"].received
    assert not {b"upgrade", b"http2-settings"} & {name for name, _ in sent.headers}


def test_a_terminal_that_goes_away_sends_nothing(deployment: Deployment) -> None:
    origin = deployment.origins["approved"]
    for payload in (post(CLEAN)[:-3], post(CLEAN).replace(b"Content-Length: 11", b"Transfer-Encoding: chunked")[:-5] + b"\r\n"):
        raw, _ = connect(deployment, f"{origin.host}:{origin.port}")
        stream = inside(deployment, raw, None)
        stream.sendall(payload)
        stream.close()
    with deployment.client() as client:
        assert client.post(deployment.url("approved", "/u"), content=CLEAN).text == "ok"
    assert [bytes(one.body) for one in origin.received] == [CLEAN]


def test_the_same_connection_asks_for_different_accounts_and_hosts(deployment: Deployment) -> None:
    """As a front proxy does. Each request is judged by itself, whatever the one before was."""
    plain = {name: Origin(tls=False, host=deployment.origins[name].host) for name in ("approved", "unknown")}
    asked = [("approved", "op0042", CLEAN), ("unknown", "op0042", BODY), ("approved", STRANGER, CLEAN), ("approved", "op0042", CLEAN)]
    found = []
    with dial(deployment) as stream:
        for place, account, body in asked:
            target = f"{plain[place].host}:{plain[place].port}"
            identity = [f"{ACCOUNT_HEADER}: {account}"] if account else []
            stream.sendall(post(body, "Accept: application/json", *identity, host=target, target=f"http://{target}/u"))
            head = read_head(stream)
            found.append(status(head))
            length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            while length > 0:
                length -= len(stream.recv(length))
    assert found == [200, 403, 403, 200]
    assert [bytes(one.body) for one in plain["approved"].received] == [CLEAN, CLEAN]
    assert not plain["unknown"].connections


PIECE = b"%x\r\n%s\r\n" % (len(EXPORT), EXPORT)
ODD = [
    pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + EXPORT, id="more than was announced"),
    pytest.param(b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + EXPORT, id="103 with a body"),
    pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + EXPORT, id="100 with a body"),
    pytest.param(b"HTTP/1.1 204 No Content\r\n\r\n" + EXPORT, id="204 with a body"),
    pytest.param(b"HTTP/1.1 304 Not Modified\r\n\r\n" + EXPORT, id="304 with a body"),
    pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + EXPORT, id="until the end of the connection"),
    pytest.param(b"HTTP/1.0 200 OK\r\n\r\n" + EXPORT, id="http/1.0"),
    pytest.param(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX: y\r\n\r\n" % (len(EXPORT), EXPORT), id="trailer"
    ),
    pytest.param(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(EXPORT), EXPORT),
        id="both",
    ),
    pytest.param(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n" + EXPORT, id="101"),
    pytest.param(b"HTTP/1.1 407 X\r\nContent-Length: %d\r\n\r\n%s" % (len(EXPORT), EXPORT), id="407"),
    pytest.param(b"HTTP/1.1 500 X\r\nContent-Length: %d\r\n\r\n%s" % (len(EXPORT), EXPORT), id="500"),
    pytest.param(EXPORT, id="no http at all"),
    pytest.param(EXPORT + b"\r\n\r\n", id="http/0.9"),
]


class Odd:
    """A CRM that says fixed bytes, before or after it was asked, and closes."""

    def __init__(self, site: Deployment, said: bytes, *, unasked: bool = False) -> None:
        self.site, self.said, self.unasked = site, said, unasked
        self.origin = site.origins["crm"]

    def __enter__(self) -> None:
        self._serve = self.origin._serve
        self.origin._serve = self._say  # type: ignore[method-assign]

    def __exit__(self, *_: object) -> None:
        self.origin._serve = self._serve  # type: ignore[method-assign]

    def _say(self, plain: socket.socket) -> None:
        assert self.origin._context
        # The proxy may hang up at any time; what a thread raises would fail whatever test runs then.
        with suppress(OSError), plain, self.origin._context.wrap_socket(plain, server_side=True) as stream:
            if not self.unasked:
                read_head(stream)
            stream.sendall(self.said)
            time.sleep(0.2)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("said", ODD)
def test_an_odd_answer_of_the_crm_brings_no_customers(deployment: Deployment, said: bytes, method: str) -> None:
    with Odd(deployment, said):
        got = exchange(deployment, "crm", f"{method} /x HTTP/1.1\r\nHost: 127.0.0.2\r\nConnection: close\r\n\r\n".encode())
    assert EXPORT[200:260] not in got
    assert EXPORT[-60:] not in got


def test_an_answer_before_the_question_brings_no_customers(deployment: Deployment) -> None:
    with Odd(deployment, b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(EXPORT), EXPORT), unasked=True):
        got = exchange(deployment, "crm", b"GET /x HTTP/1.1\r\nHost: 127.0.0.2\r\n\r\n" * 2)
    assert EXPORT[200:260] not in got
