"""What both halves of a held exchange share: the spool, the refusal, and the pace of sending on."""

import time

from mitmproxy import http
from mitmproxy.connection import Connection
from mitmproxy.proxy import layer
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import DropStream, HttpStream, SendHttp
from mitmproxy.proxy.layers.http._events import ResponseData, ResponseEndOfMessage, ResponseHeaders

from proxy.gate.hold import Hold
from proxy.gate.ticket import Pace, SekimoriPaceHook
from proxy.spool import Spool

CHUNK_BYTES = 256 << 10
PACE_BYTES = 1 << 20
"""How much is written before the receiver must have taken it: the proxy never holds more of a body than this."""

UNAVAILABLE = b"Sekimori: no verdict could be reached, so nothing was passed on.\n"


class SpoolingStream(HttpStream):
    """A stream that can hold one body at a time and refuse it."""

    def __init__(self, context: Context, stream_id: int, hold: Hold) -> None:
        super().__init__(context, stream_id)
        self.hold = hold
        self.spool: Spool | None = None

    def take(self, data: bytes) -> bool:
        """Write `data` to the spool; False when the body is now larger than may be held. Raises OSError when the disk is full."""
        if self.spool is None:
            self.spool = self.hold.new_spool()
        if self.spool.size + len(data) > self.hold.max_body_bytes:
            return False
        self.spool.write(data)
        return True

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
        self.flow.live = False
        yield DropStream(self.stream_id)
        yield SendHttp(ResponseEndOfMessage(self.stream_id), self.context.client)

    def pace(self, connection: Connection) -> layer.CommandGenerator[bool]:
        """Wait until `connection` has taken what was written; False when the terminal is gone meanwhile."""
        yield SekimoriPaceHook(Pace(flow=self.flow, connection=connection))
        return not (yield from self.check_killed(False))

    def abort(self, connection: Connection) -> layer.CommandGenerator[None]:
        """Drop `connection` at once, so that the far side cannot take half a body for a whole one."""
        yield SekimoriPaceHook(Pace(flow=self.flow, connection=connection, abort=True))
