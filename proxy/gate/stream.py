"""What both halves of a held exchange share: the spool, the refusal, and the pace of sending on."""

import time

from mitmproxy import http
from mitmproxy.connection import Connection
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import DropStream, HttpStream, SendHttp
from mitmproxy.proxy.layers.http._events import ResponseData, ResponseEndOfMessage, ResponseHeaders
from mitmproxy.proxy.layers.http._hooks import HttpErrorHook, HttpRequestHeadersHook, HttpResponseHeadersHook, HttpResponseHook

from proxy.exchange import Exchange
from proxy.gate.hold import Hold
from proxy.gate.ticket import Look, Pace, SekimoriLookHook, SekimoriPaceHook
from proxy.spool import Spool
from rules.model import Direction

CHUNK_BYTES = 256 << 10
PACE_BYTES = 1 << 20
"""How much is written before the receiver must have taken it: the proxy never holds more of a body than this."""

FIRST_LOOK_BYTES = 1 << 20
LOOK_GROWTH = 4
"""A body is looked at when it has 1 MiB, 4 MiB, 16 MiB …: all looks together cost a third of the whole at most."""

UNAVAILABLE = b"Sekimori: no verdict could be reached, so nothing was passed on.\n"


UNHEARD = (HttpRequestHeadersHook, HttpResponseHeadersHook, HttpResponseHook, HttpErrorHook)
"""Hooks of stock streams that none of our addons hears. Each costs a task and a round through all addons, so they are not sent."""


class SpoolingStream(HttpStream):
    """A stream that can hold one body at a time and refuse it."""

    def __init__(self, context: Context, stream_id: int, hold: Hold) -> None:
        super().__init__(context, stream_id)
        self.hold = hold
        self.spool: Spool | None = None
        self.look: Look | None = None
        self.next_look = FIRST_LOOK_BYTES

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        generator, reply = super()._handle_event(event), None
        while True:
            try:
                command = generator.send(reply)
            except StopIteration:
                return
            reply = None if isinstance(command, UNHEARD) else (yield command)

    def take(self, data: bytes) -> bool:
        """Write `data` to the spool; False when the body is now larger than may be held. Raises OSError when the disk is full."""
        if self.spool is None:
            self.spool = self.hold.new_spool()
        if self.spool.size + len(data) > self.hold.max_body_bytes:
            return False
        self.spool.write(data)
        return True

    def decided(self, direction: Direction, exchange: Exchange | None) -> layer.CommandGenerator[bool]:
        """Whether what has arrived decides already. Looks are begun as the body grows, one at a time, and never waited for."""
        spool = self.spool
        if spool and spool.size >= self.next_look and (self.look is None or self.look.done):
            self.next_look = spool.size * LOOK_GROWTH
            self.look = Look(flow=self.flow, direction=direction, spool=spool.so_far(), exchange=exchange)
            yield SekimoriLookHook(self.look)
        return self.look is not None and self.look.decides

    def drop_spool(self) -> None:
        """Forget the held body."""
        if self.spool is not None:
            self.spool.close()
            self.spool = None

    def refuse(self, answer: http.Response | None, *, close: bool) -> layer.CommandGenerator[None]:
        """Answer the terminal with `answer` (503 if nobody made one) and ignore whatever still arrives.

        `close`: the terminal may still be sending, so its connection cannot be used again.
        """
        self.drop_spool()
        yield from self.reply(answer, close=close)
        self.flow.live = False
        yield DropStream(self.stream_id)

    def reply(self, answer: http.Response | None, *, close: bool) -> layer.CommandGenerator[None]:
        """Answer as `refuse` does, and keep the stream."""
        answer = answer or http.Response.make(503, UNAVAILABLE, {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store"})
        if close and not self.flow.request.is_http2:
            answer.headers["connection"] = "close"
        self.flow.response = answer
        answer.timestamp_start = answer.timestamp_end = time.time()
        # state_errored and not state_done: mitmproxy's state_done asserts on any event, and events queued during a hook are replayed.
        self.client_state = self.server_state = self.state_errored
        body = b"" if self.flow.request.method == "HEAD" else answer.raw_content
        yield SendHttp(ResponseHeaders(self.stream_id, answer, not body), self.context.client)
        if body:
            yield SendHttp(ResponseData(self.stream_id, body), self.context.client)
        yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)

    def pace(self, connection: Connection) -> layer.CommandGenerator[bool]:
        """Wait until `connection` has taken what was written; False when the terminal is gone meanwhile."""
        yield SekimoriPaceHook(Pace(flow=self.flow, connection=connection))
        return not (yield from self.check_killed(False))

    def abort(self, connection: Connection) -> layer.CommandGenerator[None]:
        """Drop `connection` at once, so that the far side cannot take half a body for a whole one."""
        yield SekimoriPaceHook(Pace(flow=self.flow, connection=connection, abort=True))
