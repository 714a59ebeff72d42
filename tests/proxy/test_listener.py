"""TLS on the proxy's own port. Certificates, clear-text clients and tunnels are seen on the wire in tests/e2e/test_identity.py."""

from pathlib import Path

import pytest
from mitmproxy.connection import Client
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer, modes

from proxy.gate.choice import Hangup
from proxy.listener import TlsListener
from proxy.settings import ListenerTls

LISTENER = TlsListener(ListenerTls(certificate=Path("proxy.pem"), key=Path("proxy.key")))
HELLO = b"\x16\x03\x01\x02\x00\x01"


def context() -> Context:
    made = Context(Client(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 6)), Options())
    modes.HttpProxy(made)
    return made


@pytest.mark.parametrize(
    ("data", "ended"),
    [
        pytest.param(HELLO, False, id="tls"),
        pytest.param(b"CONNECT a:1 HTTP/1.1\r\n", True, id="connect"),
        pytest.param(b"GET / HTTP/1.1\r\n", True, id="get"),
        pytest.param(b"\x05\x01\x00", True, id="socks"),
        pytest.param(b"\x16\x02\x01", True, id="nearly tls"),
    ],
)
def test_what_begins_in_clear_ends(data: bytes, ended: bool) -> None:
    here = context()
    asked = layer.NextLayer(here)
    asked.events.append(events.DataReceived(here.client, data))
    LISTENER.next_layer(asked)
    assert isinstance(asked.layer, Hangup) is ended


def test_inside_tls_anything_may_follow() -> None:
    here = context()
    ClientTLSLayer(here)
    asked = layer.NextLayer(here)
    asked.events.append(events.DataReceived(here.client, b"CONNECT a:1 HTTP/1.1\r\n"))
    LISTENER.next_layer(asked)
    assert asked.layer is None


def test_a_hangup_closes_at_once_and_says_nothing() -> None:
    here = context()
    hangup = Hangup(here)
    (said,) = hangup.handle_event(events.Start())
    assert isinstance(said, commands.CloseConnection)
    assert list(hangup.handle_event(events.DataReceived(here.client, b"more"))) == []
