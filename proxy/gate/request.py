"""The request half: a body goes nowhere before its verdict. mitmproxy's stock stream forwards it when the addon raised."""

import time

from mitmproxy import http
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers.http import DropStream, SendHttp
from mitmproxy.proxy.layers.http._events import RequestData, RequestEndOfMessage, RequestHeaders, RequestTrailers

from proxy.exchange import Exchange
from proxy.gate.stream import CHUNK_BYTES, PACE_BYTES, SpoolingStream
from proxy.gate.ticket import SekimoriRecountHook, SekimoriVerdictHook, Ticket
from rules.model import Direction


class RequestStream(SpoolingStream):
    """Holds the request."""

    ticket: Ticket
    """Of a refusal that came before the end of the body."""
    exchange: Exchange | None = None
    """Who talks to whom, as the verdict on the request said it; None before."""

    @property
    def guarded(self) -> bool:
        """Whether the answer is held: yes, until somebody decided otherwise."""
        return self.exchange is None or self.exchange.destination.guarded

    def start_request_stream(self) -> layer.CommandGenerator[None]:
        """Hold all the same: nothing may switch this stream to uninspected streaming."""
        self.flow.request.stream = False
        self.client_state = self.state_consume_request_body
        yield from ()

    def state_consume_request_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Spool the body; at its end ask for the verdict."""
        match event:
            case RequestData():
                try:
                    fits = self.take(event.data)
                except OSError:
                    yield from self.refuse(None, close=True)
                    return
                if not fits:
                    yield from self._judge_request(overflow=True)
                elif (yield from self.decided(Direction.UPLOAD, None)):
                    yield from self._stop_early()
            case RequestTrailers():
                pass  # Trailers would be a second body that nobody inspected: they are not sent on.
            case RequestEndOfMessage():
                self.client_state = self.state_done
                yield from self._judge_request(overflow=False)

    def _judge_request(self, *, overflow: bool) -> layer.CommandGenerator[None]:
        self.flow.request.timestamp_end = time.time()
        if self.spool:
            self.spool.seal()
        ticket = Ticket(flow=self.flow, direction=Direction.UPLOAD, spool=self.spool, overflow=overflow)
        yield SekimoriVerdictHook(ticket)
        self.take_over(ticket)
        if (yield from self.check_killed(True)):
            self.drop_spool()
        elif ticket.released and ticket.direction is Direction.DOWNLOAD:
            yield from self.deliver()
        elif ticket.released:
            self.exchange = ticket.exchange
            yield from self._send_request()
        else:
            yield from self.refuse(ticket.answer, close=overflow)

    def take_over(self, ticket: Ticket) -> None:
        """Go on with the body that the addon has put in the place of the one that arrived: that of a transfer that has waited."""
        if ticket.spool is not self.spool:
            self.drop_spool()
            self.spool = ticket.spool

    def deliver(self) -> layer.CommandGenerator[None]:
        """Send the flow's answer with the body that is held to the terminal."""
        raise NotImplementedError

    def _stop_early(self) -> layer.CommandGenerator[None]:
        """Answer while the body is still arriving, and go on counting what comes, for the record."""
        assert self.spool
        with self.spool.so_far() as arrived:
            self.ticket = Ticket(flow=self.flow, direction=Direction.UPLOAD, spool=arrived, early=True)
            yield SekimoriVerdictHook(self.ticket)
        if (yield from self.check_killed(True)):
            self.drop_spool()
            return
        yield from self.reply(self.ticket.answer, close=True)
        self.client_state = self.state_count_on

    def state_count_on(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Spool what the terminal still sends after it was refused; at the end, or at the limit, count it all."""
        if isinstance(event, RequestData):
            try:
                if self.take(event.data):
                    return
            except OSError:
                pass  # what is there is counted
        yield from self.recount()
        self.flow.live = False
        yield DropStream(self.stream_id)

    def recount(self) -> layer.CommandGenerator[None]:
        """Have everything that arrived counted, once."""
        if self.client_state == self.state_count_on and self.spool:
            self.client_state = self.state_errored
            self.spool.seal()
            self.ticket.spool = self.spool
            yield SekimoriRecountHook(self.ticket)
            self.drop_spool()

    def _send_request(self) -> layer.CommandGenerator[None]:
        if not (yield from self.make_server_connection()):
            self.drop_spool()
            return
        request, server = self.flow.request, self.context.server
        frame(request, self.spool.size if self.spool else 0)
        yield SendHttp(RequestHeaders(self.stream_id, request, self.spool is None), server)
        pending = 0
        for chunk in self.spool.chunks(CHUNK_BYTES) if self.spool else ():
            yield SendHttp(RequestData(self.stream_id, chunk), server)
            pending += len(chunk)
            if pending >= PACE_BYTES:
                pending = 0
                if not (yield from self.pace(server)):
                    yield from self.abort(server)
                    self.drop_spool()
                    return
        self.drop_spool()
        yield SendHttp(RequestEndOfMessage(self.stream_id), server)


def frame(request: http.Request, size_bytes: int) -> None:
    """Give a body of `size_bytes` a length where it has no framing: an HTTP/2 request may have none, and HTTP/1.1 needs one."""
    if size_bytes and "transfer-encoding" not in request.headers:
        request.headers["content-length"] = str(size_bytes)
