"""What may be chosen for a connection. Identity, verdicts, pass-through and connecting are seen on the wire in tests/e2e.

There: test_identity, test_traffic, test_fail_closed, test_notices, test_modes and both test_evasions.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mitmproxy.connection import Client
from mitmproxy.options import Options
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ServerTLSLayer, modes
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import tflow

from proxy.addon import Enforcer
from proxy.gate.choice import Hangup, chain
from proxy.gate.hold import Hold
from proxy.gate.layer import HoldingLayer
from proxy.gate.ticket import Look, Ticket
from proxy.gate.tunnel import Opener
from proxy.master import Listening, build
from proxy.pages import Pages
from proxy.spool import Spool
from rules.model import Actor, Direction
from rules.policy import DEFAULT
from rules.watch import PolicyHolder

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
            judge=unused, identity=unused, egress=unused, hold=hold, pages=unused, site=unused, metrics=unused, ports=frozenset(),
            verdict_seconds=1, proxyserver=host.proxyserver, next_layers=host.next_layers,
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
        pytest.param("regular", 0, HELLO, [Opener, HoldingLayer], id="explicit over tls"),
        pytest.param("socks5", 443, HELLO, [ServerTLSLayer, Opener, layer.NextLayer], id="socks, tls"),
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


class Broken:
    """Fails whatever it is asked."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("a bug")


@pytest.fixture
def broken() -> Enforcer:
    """An enforcer in which everything fails but the pages."""
    fails: Any = Broken()
    return Enforcer(
        judge=fails, identity=fails, egress=fails, hold=fails, pages=Pages(PolicyHolder([DEFAULT])), site=fails, metrics=fails,
        ports=frozenset({443}), verdict_seconds=0.2, proxyserver=fails, next_layers=fails,
    )  # fmt: skip


async def test_a_tunnel_is_not_opened_when_asking_who_it_is_fails(broken: Enforcer) -> None:
    flow = tflow.tflow()
    with pytest.raises(RuntimeError):
        await broken.http_connect(flow)
    assert flow.response
    assert flow.response.status_code == 503


async def test_a_connection_gets_no_layer_when_choosing_fails(broken: Enforcer) -> None:
    asked = layer.NextLayer(Context(Client(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 6)), Options()))
    with pytest.raises(RuntimeError):
        broken.next_layer(asked)
    assert asked.layer is None


async def test_a_verdict_that_fails_or_hangs_is_none(broken: Enforcer) -> None:
    class Hangs(Broken):
        async def identify(self, *_: object) -> Actor:
            await asyncio.sleep(60)
            raise AssertionError

    for identity in (Broken(), Hangs()):
        broken.identity = identity
        ticket = Ticket(flow=tflow.tflow(), direction=Direction.UPLOAD)
        await broken.sekimori_verdict(ticket)
        assert ticket.verdict is None
        assert not ticket.released
        assert ticket.answer
        assert ticket.answer.status_code == 503


async def test_a_look_that_fails_decides_nothing(broken: Enforcer, tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    look = Look(flow=tflow.tflow(), direction=Direction.UPLOAD, spool=spool)
    look.flow.client_conn.id = "known"
    broken.actors["known"] = Actor(id="op", known=True)
    with pytest.raises(RuntimeError):
        await broken.sekimori_look(look)
    assert look.done
    assert not look.decides
    assert spool.fd < 0
