"""Where a request goes, and whether its names agree."""

import pytest
from mitmproxy.connection import ConnectionState
from mitmproxy.net.http.http1 import read_request_head
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import tflow

from proxy.route import Route, plain, route

SITE = Route(host="a.example", port=443)


def ask(mode: str = "regular", *, sni: str = "", host: str = "a.example", head: str = "GET / HTTP/1.1\r\nHost: a.example") -> Route | None:
    """Return the route of a request that came in `mode` over a connection to `host`."""
    flow = tflow.tflow(req=read_request_head([line.encode("latin-1") for line in head.split("\r\n")]))
    flow.request.data.host, flow.request.data.port = host, 443
    flow.client_conn.proxy_mode = ProxyMode.parse(mode)
    flow.client_conn.sni = sni or None
    flow.client_conn.state = ConnectionState.OPEN
    return route(flow)


@pytest.mark.parametrize(
    ("mode", "sni", "head"),
    [
        pytest.param("regular", "a.example", "GET / HTTP/1.1\r\nHost: a.example", id="all agree"),
        pytest.param("regular", "A.Example.", "GET / HTTP/1.1\r\nHost: A.EXAMPLE:8443", id="case, dot, port"),
        pytest.param("regular", "", "GET /?x=http://b.example HTTP/1.1", id="no names but the address"),
        pytest.param("regular", "", "OPTIONS * HTTP/1.1\r\nHost: a.example", id="asterisk"),
        pytest.param("upstream:http://p.example:1", "", "GET http://a.example/ HTTP/1.1\r\nHost: a.example", id="absolute form"),
        pytest.param("socks5", "a.example", "GET /顧客 HTTP/1.1\r\nHost: a.example".encode().decode("latin-1"), id="a path in utf-8"),
        pytest.param("reverse:https://a.example", "proxy.example", "GET / HTTP/1.1\r\nHost: a.example", id="reverse"),
    ],
)
def test_names_that_agree_lead_to_the_address(mode: str, sni: str, head: str) -> None:
    assert ask(mode, sni=sni, head=head) == SITE


@pytest.mark.parametrize("mode", ["regular", "socks5", "upstream:http://p.example:1"])
@pytest.mark.parametrize(
    ("sni", "head"),
    [
        pytest.param("b.example", "GET / HTTP/1.1\r\nHost: a.example", id="server name"),
        pytest.param("", "GET / HTTP/1.1\r\nHost: b.example", id="host header"),
        pytest.param("", "GET / HTTP/1.1\r\nHost: a.example\r\nHost: b.example", id="second host header"),
        pytest.param("", "GET / HTTP/1.1\r\nHost: a.example, b.example", id="list of hosts"),
        pytest.param("", "GET / HTTP/1.1\r\nHost: a.example@b.example", id="user in the host"),
        pytest.param("", "GET http://b.example/ HTTP/1.1\r\nHost: a.example", id="absolute form"),
        pytest.param("", "GET / HTTP/1.1\r\nHost: a.example\r\nX: a\rb", id="carriage return in a value"),
        pytest.param("", "GET / HTTP/1.1\r\nHost: a.example\r\nX: a\0b", id="nul in a value"),
        pytest.param("", "GET / HTTP/1.1\r\nHost: a.example\r\nX: a\r\n b", id="folded value"),
        pytest.param("", f"{'M' * 33} / HTTP/1.1\r\nHost: a.example", id="long method"),
        pytest.param("", "G(T / HTTP/1.1\r\nHost: a.example", id="a method that is no token"),
    ],
)
def test_names_that_disagree_lead_nowhere(mode: str, sni: str, head: str) -> None:
    assert ask(mode, sni=sni, head=head) is None


@pytest.mark.parametrize(
    ("sni", "head", "expected"),
    [
        pytest.param("a.example", "GET / HTTP/1.1\r\nHost: a.example", SITE, id="server name"),
        pytest.param("a.example", "GET / HTTP/1.1\r\nHost: b.example", None, id="another host header"),
        pytest.param("", "GET / HTTP/1.1\r\nHost: a.example", Route(host="192.0.2.7", port=443), id="in clear: the address"),
        pytest.param("", "GET http://a.example/ HTTP/1.1\r\nHost: a.example", None, id="in clear: absolute form"),
    ],
)
def test_unseen_the_server_name_counts(sni: str, head: str, expected: Route | None) -> None:
    assert ask("transparent", sni=sni, host="192.0.2.7", head=head) == expected


@pytest.mark.parametrize("path", ["u", "https://b.example/", "/a b", "/a\r\nHost: b.example", "/\x00", "", "**"])
def test_a_target_that_is_no_path_leads_nowhere(path: str) -> None:
    flow = tflow.tflow()
    flow.client_conn.sni = None
    flow.request.headers.pop("host", None)
    assert route(flow) is not None
    flow.request.data.path = path.encode()
    assert route(flow) is None


@pytest.mark.parametrize(("host", "expected"), [("A.example.", "a.example"), ("[2001:DB8::1]", "2001:db8::1"), ("", "")])
def test_one_form_of_a_name(host: str, expected: str) -> None:
    assert plain(host) == expected
