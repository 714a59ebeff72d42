"""What may be chosen for a connection. Identity, verdicts, pass-through and connecting are seen on the wire in tests/e2e.

There: test_identity, test_traffic, test_fail_closed, test_notices, test_modes and both test_evasions.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mitmproxy.connection import Client
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer, ServerTLSLayer, modes
from mitmproxy.proxy.mode_specs import ProxyMode

from proxy.addon import Enforcer
from proxy.gate.choice import Hangup, chain
from proxy.gate.hold import Hold
from proxy.gate.layer import HoldingLayer
from proxy.master import Listening, build
from proxy.spool import Spool

HELLO = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"
MODES: dict[str, Callable[[Context], layer.Layer]] = {
    "regular": modes.HttpProxy,
    "socks5": modes.Socks5Proxy,
    "transparent": modes.TransparentProxy,
    "reverse": modes.ReverseProxy,
}


def chosen(folder: Path, mode: str, port: int, data: bytes) -> list[type[layer.Layer]]:
    """Return the kinds of layers that the enforcer puts below a connection of `mode` to `port` that begins with `data`."""

    async def choose() -> list[type[layer.Layer]]:
        host = build(Listening(host="127.0.0.1", port=0, mode="regular", http2=False, confdir=folder, trusted=None))
        hold = Hold(new_spool=lambda: Spool(folder), max_body_bytes=1, max_header_bytes=1)
        unused: Any = None
        enforcer = Enforcer(
            judge=unused, identity=unused, egress=unused, hold=hold, pages=unused, metrics=unused, ports=frozenset(), verdict_seconds=1,
            proxyserver=host.proxyserver, next_layers=host.next_layers,
        )  # fmt: skip
        here = Context(Client(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 6)), host.master.options)
        here.client.proxy_mode = ProxyMode.parse(mode)
        here.server.address = ("192.0.2.1", port)
        MODES[mode.partition(":")[0]](here)
        asked = layer.NextLayer(here)
        asked.events.append(events.DataReceived(here.client, data))
        enforcer.next_layer(asked)
        return [type(one) for one in chain(asked.layer)]

    return asyncio.run(choose())


@pytest.mark.parametrize(
    ("mode", "port", "data", "kinds"),
    [
        pytest.param("regular", 0, b"CONNECT a:443 HTTP/1.1\r\n", [HoldingLayer], id="explicit"),
        pytest.param("regular", 0, HELLO, [ClientTLSLayer, HoldingLayer], id="explicit over tls"),
        pytest.param("socks5", 443, HELLO, [ServerTLSLayer, ClientTLSLayer, layer.NextLayer], id="socks, tls"),
        pytest.param("socks5", 80, b"GET / HTTP/1.1\r\n", [HoldingLayer], id="socks, clear"),
        pytest.param("socks5", 80, b"\x00\x01\x02\x03", [HoldingLayer], id="socks, no http: answered 400"),
        pytest.param("socks5", 53, b"\x00\x1d\x00\x07\x01\x00", [Hangup], id="socks, names"),
        pytest.param("transparent", 5353, b"\x00\x1d\x00\x07\x01\x00", [Hangup], id="transparent, names"),
        pytest.param("reverse:https://a.example", 443, b"GET / HTTP/1.1\r\n", [ServerTLSLayer, HoldingLayer], id="reverse"),
        pytest.param("reverse:tcp://a.example:5", 5, b"GET / HTTP/1.1\r\n", [Hangup], id="reverse, bytes"),
        pytest.param("reverse:tls://a.example:5", 5, HELLO, [Hangup], id="reverse, bytes over tls"),
        pytest.param("reverse:dns://a.example:53", 53, b"\x00\x1d", [Hangup], id="reverse, names"),
    ],
)
def test_only_what_is_inspected_is_chosen(tmp_path: Path, mode: str, port: int, data: bytes, kinds: list[type[layer.Layer]]) -> None:
    assert chosen(tmp_path, mode, port, data) == kinds
