"""Connections that pass unopened: their bytes are counted, and no more than a piece of them moves without a verdict.

mitmproxy's stock tunnel relays whatever comes. Ours is put in its place by the layer that would open the TLS.
"""

import time

from mitmproxy.connection import ConnectionState
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers import ClientTLSLayer, TCPLayer

from proxy.gate.ticket import Passage, SekimoriChargeHook
from rules.model import Direction

PIECE_SECONDS = 300.0
"""What passes later than this after a charge is charged at once, so that the end of a work order ends the connection too."""


class Tunnel(TCPLayer):
    """Relays bytes, counts them, and stops when it may not go on."""

    def __init__(self, context: Context, passage: Passage) -> None:
        super().__init__(context, ignore=True)
        self.passage = passage
        self.charged_at = time.monotonic()

    def relay_messages(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Count and pass on what came; when a piece is full, wait for its verdict."""
        if isinstance(event, events.DataReceived):
            self.passage.passed[Direction.UPLOAD if event.connection == self.context.client else Direction.DOWNLOAD] += len(event.data)
        yield from super().relay_messages(event)
        if self.passage.passed.total() >= self.passage.piece_bytes or time.monotonic() - self.charged_at >= PIECE_SECONDS:
            yield from self._charge()

    def _charge(self) -> layer.CommandGenerator[None]:
        self.passage.goes_on = False
        yield SekimoriChargeHook(self.passage)
        self.charged_at = time.monotonic()
        if not self.passage.goes_on:
            self._handle_event = self.done
            for connection in (self.context.server, self.context.client):
                if connection.state is not ConnectionState.CLOSED:
                    yield commands.CloseConnection(connection)


class Opener(ClientTLSLayer):
    """Opens TLS; what the addon lets pass unopened goes through a tunnel that counts."""

    passage: Passage | None = None
    """Set by the addon before it lets the connection pass."""

    def event_to_child(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Put our tunnel in the place of the stock one before that has seen anything. Raises if there is nothing to count with."""
        if type(self.child_layer) is TCPLayer:
            assert self.passage
            self.context.layers.remove(self.child_layer)
            self.child_layer = Tunnel(self.context, self.passage)
        yield from super().event_to_child(event)
