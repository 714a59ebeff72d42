"""Which layers a connection gets: mitmproxy chooses the protocol, and our streams take the place of its own before anything is handled."""

from collections.abc import Iterator

from mitmproxy.addons.next_layer import NextLayer
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers import ClientTLSLayer, HttpLayer, ServerTLSLayer

from proxy.gate.hold import Hold
from proxy.gate.layer import HoldingLayer
from proxy.gate.tunnel import Opener


class Hangup(layer.Layer):
    """Closes a connection that does not begin as it must."""

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if isinstance(event, events.Start):
            yield commands.CloseConnection(self.context.client)


INSPECTED = (HttpLayer, ClientTLSLayer, ServerTLSLayer, layer.NextLayer, Hangup)
"""What mitmproxy may choose for a connection; all else would be bytes that nobody looks into (port 53 is DNS for it, for one)."""


def choose(nextlayer: layer.NextLayer, stock: NextLayer, hold: Hold) -> None:
    """Give a connection its layers, with streams that hold bodies.

    mitmproxy's choice is taken back until our streams stand: should anything fail here, the connection has no layer, and goes nowhere.
    """
    stock.next_layer(nextlayer)
    chosen, nextlayer.layer = nextlayer.layer, None
    if not all(isinstance(one, INSPECTED) for one in chain(chosen)):
        chosen = Hangup(nextlayer.context)
    install(chosen, hold)
    nextlayer.layer = chosen


def install(top: layer.Layer | None, hold: Hold) -> None:
    """Turn every stock HTTP layer from `top` downwards into a holding one, and every one that opens TLS into one with our tunnel."""
    for one in chain(top):
        if type(one) is HttpLayer:
            one.__class__ = HoldingLayer
            one.hold = hold  # type: ignore[attr-defined]
        elif type(one) is ClientTLSLayer:
            one.__class__ = Opener


def chain(top: layer.Layer | None) -> Iterator[layer.Layer]:
    """Yield `top` and the layers that were put below it."""
    while top is not None:
        yield top
        top = getattr(top, "child_layer", None)
