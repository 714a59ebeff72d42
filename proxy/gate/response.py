"""The answer half: what a guarded destination sends back is held like a request, all others pass as they come, paced."""

import time

from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers.http import SendHttp
from mitmproxy.proxy.layers.http._events import (
    RequestProtocolError,
    ResponseData,
    ResponseHeaders,
    ResponseProtocolError,
    ResponseTrailers,
)

from proxy.gate.request import RequestStream
from proxy.gate.stream import CHUNK_BYTES, PACE_BYTES
from proxy.gate.ticket import SekimoriVerdictHook, Ticket
from rules.model import Direction

SWITCHING_PROTOCOLS = 101


class HoldingStream(RequestStream):
    """Holds the request and, where it is guarded, the answer."""

    def state_wait_for_response_headers(self, event: ResponseHeaders) -> layer.CommandGenerator[None]:
        """Decide once, before any byte is sent, whether this answer is held."""
        response = event.response
        if response.status_code == SWITCHING_PROTOCOLS:
            self.flow.response = response
            yield from self.abort(self.context.server)
            yield from self.refuse(None, close=True)  # what follows an upgrade would be a tunnel that nobody inspects
            return
        response.headers.pop("alt-svc", None)  # it would lead the browser to HTTP/3, past this proxy
        response.stream = not self.guarded
        yield from super().state_wait_for_response_headers(event)

    def start_response_stream(self) -> layer.CommandGenerator[None]:
        """Stream only what is not guarded, whoever asked for it."""
        if self.guarded:
            self.server_state = self.state_consume_response_body
        else:
            yield from super().start_response_stream()

    def state_consume_response_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Spool the answer; at its end ask for the verdict. An answer without a body passes."""
        match event:
            case ResponseData():
                try:
                    fits = self.take(event.data)
                except OSError:
                    yield from self.abort(self.context.server)
                    yield from self.refuse(None, close=False)
                    return
                if not fits:
                    yield from self.abort(self.context.server)
                    yield from self._judge_response(overflow=True)
                elif (yield from self.decided(Direction.DOWNLOAD, self.exchange)):
                    yield from self.abort(self.context.server)
                    yield from self._judge_response(early=True)
            case ResponseTrailers():
                pass
            case _ if self.spool is None:
                yield from super().state_consume_response_body(event)
            case _:
                yield from self._judge_response()

    def _judge_response(self, *, overflow: bool = False, early: bool = False) -> layer.CommandGenerator[None]:
        if self.spool:
            self.spool.seal()
        ticket = Ticket(
            flow=self.flow, direction=Direction.DOWNLOAD, spool=self.spool, overflow=overflow, early=early, exchange=self.exchange
        )
        yield SekimoriVerdictHook(ticket)
        if (yield from self.check_killed(True)):
            self.drop_spool()
        elif ticket.released:
            yield from self.deliver()
        else:
            yield from self.refuse(ticket.answer, close=False)

    def deliver(self) -> layer.CommandGenerator[None]:
        """Send the answer with the body that is held, paced; then the exchange is over."""
        response, client, spool = self.flow.response, self.context.client, self.spool
        assert response
        assert spool
        response.timestamp_end = time.time()
        response.data.content = None
        if "transfer-encoding" not in response.headers:
            response.headers["content-length"] = str(spool.size)  # framed by the end of the connection before: keep-alive lives on
        yield SendHttp(ResponseHeaders(self.stream_id, response, False), client)
        pending = 0
        for chunk in spool.chunks(CHUNK_BYTES):
            yield SendHttp(ResponseData(self.stream_id, chunk), client)
            pending += len(chunk)
            if pending >= PACE_BYTES:
                pending = 0
                if not (yield from self.pace(client)):
                    self.drop_spool()
                    return
        self.drop_spool()
        # state_errored and not state_done, as in `refuse`.
        self.client_state = self.server_state = self.state_errored
        yield from self.flow_done()

    def handle_protocol_error(self, event: RequestProtocolError | ResponseProtocolError) -> layer.CommandGenerator[None]:
        """Forget what is held when the terminal went away or the destination broke off."""
        yield from self.recount()
        yield from super().handle_protocol_error(event)
        self.drop_spool()
