"""A tunnel in a real mitmproxy, with a judge and a far side that a test leads."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from mitmproxy.connection import Client
from mitmproxy.tls import ClientHelloData

from proxy.exchange import Exchange
from proxy.gate.choice import choose
from proxy.gate.hold import Hold
from proxy.gate.ticket import Passage
from proxy.gate.tunnel import Opener
from proxy.master import Host, Listening, build, started
from proxy.passages import Passages
from proxy.spool import Spool
from rules.model import Actor, Destination, Direction

EXCHANGE = Exchange(actor=Actor(id="op", known=True), destination=Destination(host="localhost"))

type Say = Callable[[Direction, int], Awaitable[bool]]


class Doorman:
    """An addon that lets everything pass unopened, and a judge that says what the test says."""

    def __init__(self, host: Host, folder: Path, say: Say) -> None:
        judge: Any = self
        self.passages = Passages(judge=judge, proxyserver=host.proxyserver)
        self._host, self._hold, self._say = host, Hold(new_spool=lambda: Spool(folder), max_body_bytes=1, max_header_bytes=1 << 16), say
        self.charged: list[tuple[Direction, int]] = []
        self.gone = asyncio.Event()

    def next_layer(self, nextlayer: Any) -> None:
        choose(nextlayer, self._host.next_layers, self._hold)

    async def tls_clienthello(self, data: ClientHelloData) -> None:
        opener = data.context.layers[-1]
        assert isinstance(opener, Opener)
        opener.passage = Passage(client=data.context.client, exchange=EXCHANGE)
        data.ignore_connection = await self.passages.open(opener.passage, len(data.client_hello.raw_bytes()))

    async def sekimori_charge(self, passage: Passage) -> None:
        await self.passages.charge(passage)

    async def client_disconnected(self, client: Client) -> None:
        await self.passages.closed(client)
        self.gone.set()

    async def pass_through(self, _: Passage, direction: Direction, size: int, *, passed: bool) -> bool:
        answer = not passed or await self._say(direction, size)
        self.charged.append((direction, size))
        return answer

    def total(self, direction: Direction) -> int:
        return sum(size for way, size in self.charged if way is direction)


class Far:
    """The far side: it takes everything, and sends what it was given."""

    def __init__(self, content: bytes = b"") -> None:
        self.content, self.got, self.ended = content, 0, asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sending = asyncio.create_task(self._send(writer))
        with suppress(OSError):
            while data := await reader.read(65536):
                self.got += len(data)
        self.ended.set()
        sending.cancel()
        writer.close()

    async def _send(self, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            writer.write(self.content)
            await writer.drain()


class Near:
    """The terminal's end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer, self.sent, self.got = reader, writer, 0, 0

    async def send(self, size: int) -> None:
        with suppress(OSError):
            for _ in range(size // 65536):
                self.writer.write(b"u" * 65536)
                await self.writer.drain()
                self.sent += 65536

    async def receive(self, size: int) -> None:
        with suppress(OSError):
            while self.got < size and (data := await self.reader.read(65536)):
                self.got += len(data)


def hello() -> bytes:
    """Return what a browser says first."""
    out = ssl.MemoryBIO()
    talk = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost")
    with suppress(ssl.SSLWantReadError):
        talk.do_handshake()
    return out.read()


@asynccontextmanager
async def passing(folder: Path, far: Far, say: Say) -> AsyncIterator[tuple[Near, Doorman]]:
    """Open a tunnel that begins like TLS."""
    host = build(Listening(host="127.0.0.1", port=0, mode="regular", http2=False, confdir=folder, trusted=None))
    doorman = Doorman(host, folder, say)
    host.master.addons.add(doorman)  # type: ignore[no-untyped-call]
    running = asyncio.create_task(host.master.run())
    server = await asyncio.start_server(far.serve, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*await started(host))
    writer.write(f"CONNECT 127.0.0.1:{server.sockets[0].getsockname()[1]} HTTP/1.1\r\n\r\n".encode())
    assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
    writer.write(first := hello())
    await until(lambda: far.got == len(first))
    yield Near(reader, writer), doorman
    writer.transport.abort()
    await until(lambda: not host.proxyserver.connections and far.ended.is_set())
    server.close()
    host.master.options.update(server=False)
    host.master.shutdown()  # type: ignore[no-untyped-call]
    await running


async def until(ready: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not ready():
            await asyncio.sleep(0.01)
