"""Ways around the verdict through what HTTP/2 permits and HTTP/1.1 would read otherwise. Seen from both far sides."""

import ssl
from typing import Self

import h2.config
import h2.connection
import h2.events
import pytest

from tests.support.deployment import Deployment
from tests.support.people import as_json, customers
from tests.support.wire import connect

BODY = as_json(customers(65_000, 10))
CLEAN = b"plain words"

type Headers = list[tuple[str, str]]


class Http2:
    """A terminal that says any HTTP/2 headers, as no library for clients would."""

    def __init__(self, site: Deployment, place: str) -> None:
        origin = site.origins[place]
        raw, _ = connect(site, f"{origin.host}:{origin.port}")
        context = ssl._create_unverified_context()
        context.set_alpn_protocols(["h2"])
        self.stream = context.wrap_socket(raw)
        assert self.stream.selected_alpn_protocol() == "h2"
        loose = h2.config.H2Configuration(validate_outbound_headers=False, normalize_outbound_headers=False, header_encoding=None)
        self.http = h2.connection.H2Connection(loose)
        self.http.initiate_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def ask(self, headers: Headers, body: bytes = b"", trailers: Headers | None = None) -> tuple[int, bytes, bool]:
        """Return the status (0: reset), the body, and whether trailers came."""
        number = self.http.get_next_available_stream_id()
        self.http.send_headers(number, headers, end_stream=not body)
        if body:
            self.http.send_data(number, body, end_stream=not trailers)
        if trailers:
            self.http.send_headers(number, trailers, end_stream=True)
        self.stream.sendall(self.http.data_to_send())
        code, got, trailed = 0, b"", False
        self.stream.settimeout(60)
        while data := self._receive():
            for event in self.http.receive_data(data):
                if isinstance(event, h2.events.ResponseReceived):
                    code = int(dict(event.headers)[b":status"])
                elif isinstance(event, h2.events.DataReceived):
                    got += event.data
                elif isinstance(event, h2.events.TrailersReceived):
                    trailed = True
                elif isinstance(event, h2.events.StreamEnded | h2.events.StreamReset | h2.events.ConnectionTerminated):
                    return code, got, trailed
            self.stream.sendall(self.http.data_to_send())
        return code, got, trailed

    def _receive(self) -> bytes:
        try:
            return self.stream.recv(65536)
        except OSError:
            return b""


def pseudo(method: str = "POST", path: str = "/u", authority: str = "127.0.0.3", scheme: str = "https", **more: str) -> Headers:
    return [(":method", method), (":scheme", scheme), (":path", path), (":authority", authority), *((f":{k}", v) for k, v in more.items())]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(pseudo(authority="127.0.0.5"), id="another authority"),
        pytest.param([*pseudo(), ("host", "127.0.0.5")], id="host beside authority"),
        pytest.param([*pseudo(), ("host", "127.0.0.3"), ("host", "127.0.0.5")], id="two hosts"),
        pytest.param(pseudo(path="https://127.0.0.5/u"), id="absolute path"),
        pytest.param(pseudo(path="/u HTTP/1.1\r\nHost: 127.0.0.5\r\n\r\n"), id="line ends in the path"),
        pytest.param(pseudo(path="/u HTTP/1.1 x"), id="spaces in the path"),
        pytest.param(pseudo(path="u"), id="path without a slash"),
        pytest.param(pseudo(method="GET /u HTTP/1.1\r\nX: y"), id="line ends in the method"),
        pytest.param(pseudo(method="GET /other"), id="space in the method"),
        pytest.param([*pseudo(), ("x-a", "b\r\nhost: 127.0.0.5")], id="line ends in a value"),
        pytest.param([*pseudo(), ("x-a\r\nhost", "127.0.0.5")], id="line ends in a name"),
        pytest.param([*pseudo(), ("transfer-encoding", "chunked")], id="transfer-encoding"),
        pytest.param([*pseudo(), ("content-length", "3")], id="wrong length"),
        pytest.param([(":method", "CONNECT"), (":authority", "127.0.0.5:443")], id="connect"),
        pytest.param(pseudo(method="CONNECT", protocol="websocket"), id="extended connect"),
        pytest.param(pseudo(scheme="file"), id="another scheme"),
    ],
)
def test_http2_says_nothing_that_http1_would_read_otherwise(narrow: Deployment, headers: Headers) -> None:
    with Http2(narrow, "approved") as terminal:
        code, _, _ = terminal.ask(headers, CLEAN)
    assert code in (0, 400, 403, 502)
    assert not narrow.origins["approved"].received
    assert not narrow.origins["unknown"].connections


def test_trailers_of_http2_carry_nothing(narrow: Deployment) -> None:
    trailers = [("grpc-status", "0"), ("x-data", "090-1234-5678")]
    with Http2(narrow, "approved") as terminal:
        code, got, _ = terminal.ask([*pseudo(), ("content-type", "application/grpc"), ("te", "trailers")], CLEAN, trailers)
    assert (code, got) == (200, b"ok")
    assert bytes(narrow.origins["approved"].bodies) == CLEAN
    assert b"090-1234-5678" not in narrow.origins["approved"].raw


def test_streams_of_one_connection_get_a_verdict_each(narrow: Deployment) -> None:
    there = pseudo(authority="127.0.0.4")
    with Http2(narrow, "personal-storage") as terminal:
        assert [terminal.ask(there, body)[0] for body in (CLEAN, BODY, CLEAN)] == [200, 403, 200]
    assert narrow.origins["personal-storage"].bodies == CLEAN * 2
