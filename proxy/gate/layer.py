"""mitmproxy's HTTP layer with holding streams in the place of its own; it ends a connection whose stream broke.

mitmproxy 12.2.3 only logs an exception of a layer and leaves the client waiting (proxy/server.py `server_event`).
"""

import logging

from mitmproxy.connection import ConnectionState
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import HttpLayer
from mitmproxy.proxy.layers.http._http1 import Http1Server

from proxy.gate.hold import Hold
from proxy.gate.response import HoldingStream

logger = logging.getLogger(__name__)

HEADER_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class HoldingLayer(HttpLayer):
    """mitmproxy's HTTP layer with streams that hold bodies. `hold` is set by `install` before the first event."""

    hold: Hold

    def make_stream(self, stream_id: int) -> layer.CommandGenerator[None]:
        """Begin a holding stream instead of a stock one."""
        self.streams[stream_id] = HoldingStream(self.context.fork(), stream_id, self.hold)
        yield from self.event_to_child(self.streams[stream_id], events.Start())

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        if self._header_too_large(event):
            yield commands.SendData(self.context.client, HEADER_TOO_LARGE)
            yield commands.CloseConnection(self.context.client)
            return
        try:
            yield from super()._handle_event(event)
        except Exception as error:  # noqa: BLE001 - the enforcing layer: whatever broke, the connection ends and nothing passes
            for connection in (self.context.client, self.context.server):
                if connection.state is not ConnectionState.CLOSED:
                    yield commands.CloseConnection(connection)
            logger.error("stream failed: %s", type(error).__name__)  # last: a log that cannot be written must not keep anything open

    def _header_too_large(self, event: events.Event) -> bool:
        if not isinstance(event, events.DataReceived) or event.connection is not self.context.client:
            return False
        server = self.connections.get(self.context.client)
        return (
            isinstance(server, Http1Server)
            and server.state == server.read_headers
            and len(server.buf) + len(event.data) > self.hold.max_header_bytes
            and b"\r\n\r\n" not in event.data[: self.hold.max_header_bytes]
        )
