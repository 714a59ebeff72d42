"""The management address: metrics and health for operators, on a port of its own. It must not know how anything is counted or decided."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self

import h11
import orjson
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from proxy.settings import Address

REQUEST_BYTES = 16 << 10
"""Head of a request."""
BODY_BYTES = 4 << 20
"""Body of a request to the API: a month of calls of a thousand people is 2 MB."""
REQUEST_SECONDS = 10.0
"""For one request and its answer together."""
CONNECTIONS = 32
"""Open at once; further ones are closed."""
READ_BYTES = 4096

type Answer = tuple[HTTPStatus, str, bytes]
type Api = Callable[[str, str, str, bytes], Awaitable[tuple[HTTPStatus, dict[str, object]]]]


@dataclass(kw_only=True, slots=True)
class _Request:
    method: str
    path: str
    accept: str
    authorization: str = ""
    body: bytes = b""


@dataclass
class Management:
    """Serves /metrics, /healthz and /readyz at `address` while it is entered.

    `missing` says what keeps the proxy from being ready; while it names something, /readyz answers 503.
    """

    wanted: Address
    registry: CollectorRegistry
    missing: Callable[[], list[str]]
    api: Api | None = None
    """Answers what is below `/api/`: method, path, Authorization and body in, status and JSON out."""
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, self.wanted.host, self.wanted.port, limit=REQUEST_BYTES)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        for writer in list(self._open):
            writer.close()
        await self._server.wait_closed()

    @property
    def address(self) -> Address:
        """Where it really listens; the port is known only then if 0 was asked for."""
        assert self._server
        return Address(*self._server.sockets[0].getsockname()[:2])

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._open) >= CONNECTIONS:
            writer.close()
            return
        self._open.add(writer)
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                await self._exchange(reader, writer)
        except (TimeoutError, OSError):
            pass  # the other side is slow or gone: nothing is owed to it
        finally:
            self._open.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=REQUEST_BYTES)
        request: _Request | None = None
        try:
            request = await _read(connection, reader)
            if request is None:
                return
            status, content_type, body = await self._answer(request)
        except h11.RemoteProtocolError as error:
            status = HTTPStatus(error.error_status_hint)
            status, content_type, body = _json(status, {"error": f"not a request that is taken: {status.phrase}"})
        if connection.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return
        headers = [
            ("Content-Type", content_type),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
            ("Cache-Control", "no-store"),
        ]
        writer.write(connection.send(h11.Response(status_code=status, headers=headers, reason=status.phrase)) or b"")
        if request is None or request.method != "HEAD":
            writer.write(connection.send(h11.Data(data=body)) or b"")
        await writer.drain()

    async def _answer(self, request: _Request) -> Answer:
        if self.api and request.path.startswith("/api/"):
            return _json(*await self.api(request.method, request.path, request.authorization, request.body))
        if request.path not in ("/metrics", "/healthz", "/readyz"):
            return _json(HTTPStatus.NOT_FOUND, {"error": "known: /metrics, /healthz, /readyz"})
        if request.method not in ("GET", "HEAD"):
            return _json(HTTPStatus.METHOD_NOT_ALLOWED, {"error": "GET only"})
        if request.path == "/metrics":
            encode, content_type = choose_encoder(request.accept)
            # Thousands of series take milliseconds, in which the event loop must not stand still.
            return HTTPStatus.OK, content_type, await asyncio.to_thread(encode, self.registry)
        if request.path == "/healthz":
            return _json(HTTPStatus.OK, {"alive": True})
        missing = self.missing()
        return _json(HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK, {"ready": not missing, "missing": missing})


async def _read(connection: h11.Connection, reader: asyncio.StreamReader) -> _Request | None:
    """Return the request, with its body if it is for the API; None if the other side sent none. Raises h11.RemoteProtocolError."""
    request: _Request | None = None
    body, size = bytearray(), 0
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(READ_BYTES))
        elif isinstance(event, h11.Request):
            accept = next((value.decode("latin-1") for name, value in event.headers if name == b"accept"), "")
            path = event.target.decode("latin-1").partition("?")[0]
            bearer = next((value.decode("latin-1") for name, value in event.headers if name == b"authorization"), "")
            request = _Request(method=event.method.decode("latin-1"), path=path, accept=accept, authorization=bearer)
            if not path.startswith("/api/"):
                return request
        elif isinstance(event, h11.Data) and request:
            size += len(event.data)
            if size <= BODY_BYTES:
                body += event.data
        elif isinstance(event, h11.EndOfMessage) and request:
            if size > BODY_BYTES:  # told at its end: whoever is still sending would not hear it
                raise h11.RemoteProtocolError("too large", error_status_hint=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            request.body = bytes(body)
            return request
        else:
            return None


def _json(status: HTTPStatus, content: dict[str, object]) -> Answer:
    return status, "application/json", orjson.dumps(content)
