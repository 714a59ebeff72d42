"""A terminal behind a proxy: CONNECT, TLS, requests one after the other on each connection."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, and when."""

    status: int
    seconds: float
    """From the first byte sent to the head of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Through which proxy to which destination."""

    proxy_port: int
    host: str
    port: int

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Line"]:
        """Give a connection. Raises OSError or RuntimeError if the proxy does not connect it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.proxy_port)
        writer.write(f"CONNECT {self.host}:{self.port} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise RuntimeError(head.split(b"\r\n")[0].decode())
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        await writer.start_tls(context, server_hostname=self.host)
        try:
            yield Line(self, reader, writer)
        finally:
            writer.transport.abort()

    async def ask_all(self, requests: Sequence[bytes], connections: int) -> float:
        """Return the seconds that `requests` took over so many connections, which were open before. Raises RuntimeError if one failed."""
        async with asyncio.TaskGroup() as group:
            ready = asyncio.Barrier(connections + 1)
            for number in range(connections):
                group.create_task(self._ask(requests[number::connections], ready))
            await ready.wait()
            began = time.perf_counter()
        return time.perf_counter() - began

    async def _ask(self, requests: Iterable[bytes], ready: asyncio.Barrier) -> None:
        async with self.open() as line:
            await line.ask(get(self.host))
            await ready.wait()
            for request in requests:
                answer = await line.ask(request)
                if answer.status != 200:
                    raise RuntimeError(f"status {answer.status}")


class Line:
    """One open connection."""

    def __init__(self, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.way = way
        self._reader = reader
        self._writer = writer

    async def ask(self, *pieces: bytes) -> Answer:
        """Send a request in pieces and read its answer."""
        began = time.perf_counter()
        for piece in pieces:
            self._writer.write(piece)
            await self._writer.drain()
        head = await self._reader.readuntil(b"\r\n\r\n")
        seconds = time.perf_counter() - began
        _, found, length = head.lower().partition(b"\r\ncontent-length:")
        await self._reader.readexactly(int(length.partition(b"\r\n")[0]) if found else 0)
        return Answer(status=int(head.split(b" ", 2)[1]), seconds=seconds)


def get(host: str) -> bytes:
    """Return a request without a body."""
    return f"GET /status HTTP/1.1\r\nhost: {host}\r\naccept: application/json\r\n\r\n".encode()


def post(host: str, body: bytes, content_type: str) -> bytes:
    """Return an upload."""
    head = f"POST /upload HTTP/1.1\r\nhost: {host}\r\ncontent-type: {content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body
