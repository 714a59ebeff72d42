"""A tunnel in a real mitmproxy: what the far side got, and how much was taken in, while verdicts come, wait, fail or are missing."""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy.connection import Client, ConnectionState
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.server import ConnectionIO
from mitmproxy.tls import ClientHelloData

from ledger.errors import LedgerError
from proxy.exchange import Exchange
from proxy.gate import tunnel
from proxy.gate.choice import choose
from proxy.gate.hold import Hold
from proxy.gate.ticket import PIECE_BYTES, Passage, SekimoriChargeHook
from proxy.gate.tunnel import Opener, Tunnel
from proxy.master import Host, Listening, build, started
from proxy.passages import Passages
from proxy.spool import Spool
from rules.model import Actor, Destination, Direction

BUFFERS = (8 << 20) + sum(int(Path(f"/proc/sys/net/ipv4/tcp_{way}mem").read_text().split()[2]) for way in "rw")
"""What asyncio's readers and two sockets of the system hold at most: systems differ by tens of MiB."""
LARGE = 64 << 20
EXCHANGE = Exchange(actor=Actor(id="op", known=True), destination=Destination(host="localhost"))
UP, DOWN = Direction.UPLOAD, Direction.DOWNLOAD

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


async def yes(*_: object) -> bool:
    return True


async def no(*_: object) -> bool:
    return False


async def bug(*_: object) -> bool:
    raise RuntimeError("a bug")


async def unwritable(*_: object) -> bool:
    raise LedgerError("no space")


async def test_every_byte_is_charged_once(tmp_path: Path) -> None:
    far = Far(b"d" * (10 << 20))
    async with passing(tmp_path, far, yes) as (near, doorman):
        await asyncio.gather(near.send(LARGE), near.receive(len(far.content)))
        await until(lambda: far.got >= LARGE)
        near.writer.close()
        await doorman.gone.wait()
    assert doorman.total(UP) == far.got
    assert doorman.total(DOWN) == len(far.content) == near.got
    assert max(size for _, size in doorman.charged) < PIECE_BYTES + 65536


async def test_nothing_passes_and_nothing_piles_up_while_a_verdict_is_awaited(tmp_path: Path) -> None:
    far, asked, answer = Far(), asyncio.Event(), asyncio.Event()

    async def wait(*_: object) -> bool:
        asked.set()
        return await answer.wait()

    async with passing(tmp_path, far, wait) as (near, _):
        sending = asyncio.create_task(near.send(LARGE))
        await asked.wait()
        taken = -1
        while taken != near.sent:  # until the sender is stuck
            taken = near.sent
            await asyncio.sleep(0.3)
        assert near.sent < PIECE_BYTES + BUFFERS
        assert far.got < PIECE_BYTES + 65536
        answer.set()
        await sending
        await until(lambda: far.got > LARGE)


async def test_what_has_as_much_as_it_can_hold_is_not_read_on_after_a_verdict(tmp_path: Path) -> None:
    host = build(Listening(host="", port=0, mode="regular", http2=False, confdir=tmp_path, trusted=None))
    doorman, taken = Doorman(host, tmp_path, yes), asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]]()
    server = await asyncio.start_server(lambda *ends: taken.put_nowait(ends), "127.0.0.1", 0)
    _, sender = await asyncio.open_connection(*server.sockets[0].getsockname())
    reader, writer = await taken.get()
    transport = writer.transport
    assert isinstance(transport, asyncio.ReadTransport)
    sender.write(b"u" * (1 << 20))
    await until(lambda: not transport.is_reading())  # asyncio's reader is full
    client = Client(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 6))
    handler: Any = SimpleNamespace(transports={client: ConnectionIO(reader=reader, writer=writer)})
    host.proxyserver.connections[client.id] = handler
    await doorman.passages.charge(passage := Passage(client=client, exchange=EXCHANGE, passed=Counter({UP: 1})))
    assert passage.goes_on
    assert not transport.is_reading()
    for end in (sender, writer):
        end.transport.abort()
        with suppress(OSError):
            await end.wait_closed()
    server.close()


async def test_what_ended_before_it_was_let_in_is_not_kept(tmp_path: Path) -> None:
    doorman = Doorman(build(Listening(host="", port=0, mode="regular", http2=False, confdir=tmp_path, trusted=None)), tmp_path, yes)
    gone, here = [Passage(client=Client(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 6)), exchange=EXCHANGE) for _ in range(2)]
    opening = asyncio.create_task(doorman.passages.open(gone, 500))
    gone.client.timestamp_end = 1.0
    await doorman.passages.closed(gone.client)
    assert not await opening
    assert await doorman.passages.open(here, 500)
    assert here.piece_bytes == PIECE_BYTES


@pytest.mark.parametrize("say", [pytest.param(no, id="used up"), pytest.param(unwritable, id="no ledger"), pytest.param(bug, id="a bug")])
@pytest.mark.parametrize("way", list(Direction))
async def test_without_leave_it_ends(tmp_path: Path, say: Say, way: Direction) -> None:
    far = Far(b"d" * LARGE if way is DOWN else b"")
    async with passing(tmp_path, far, say) as (near, doorman):
        await (near.receive(LARGE) if way is DOWN else near.send(LARGE))
        await far.ended.wait()
        await doorman.gone.wait()
        assert far.got < PIECE_BYTES + 65536
        assert near.got < PIECE_BYTES + 65536


async def test_what_could_not_be_charged_is_charged_at_the_end(tmp_path: Path) -> None:
    far, answers = Far(), iter((unwritable, yes))

    async def second(*_: object) -> bool:
        return await next(answers)()

    async with passing(tmp_path, far, second) as (near, doorman):
        await near.send(LARGE)
        await doorman.gone.wait()
    assert PIECE_BYTES <= doorman.total(UP) < PIECE_BYTES + 65536


async def test_a_slow_connection_is_charged_by_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = Far()
    async with passing(tmp_path, far, yes) as (near, doorman):
        await near.send(65536)
        await until(lambda: far.got > 65536)
        assert len(doorman.charged) == 1  # what it began with
        monkeypatch.setattr(tunnel, "PIECE_SECONDS", 0.0)
        await near.send(65536)
        await until(lambda: far.got > 2 * 65536)
        await until(lambda: doorman.total(UP) == far.got)


def test_nothing_is_relayed_when_nobody_says_that_it_may() -> None:
    here = Context(Client(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 6)), Options())
    for end in (here.client, here.server):
        end.state, end.timestamp_start = ConnectionState.OPEN, 1.0
    passage = Passage(client=here.client, exchange=EXCHANGE, goes_on=True)
    layer = Tunnel(here, passage)
    assert not list(layer.handle_event(events.Start()))
    sent, asked = layer.handle_event(events.DataReceived(here.client, b"u" * PIECE_BYTES))
    assert isinstance(sent, commands.SendData)
    assert isinstance(asked, SekimoriChargeHook)
    assert not list(layer.handle_event(events.DataReceived(here.server, b"d")))
    ends = list(layer.handle_event(events.HookCompleted(asked)))
    assert [(type(end), end.connection) for end in ends] == [(commands.CloseConnection, one) for one in (here.server, here.client)]
    assert not list(layer.handle_event(events.DataReceived(here.client, b"u")))


async def test_connections_of_one_person_share_a_piece(tmp_path: Path) -> None:
    doorman = Doorman(build(Listening(host="", port=0, mode="regular", http2=False, confdir=tmp_path, trusted=None)), tmp_path, yes)

    async def opened(account: str) -> Passage:
        there = Exchange(actor=Actor(id=account, known=True), destination=EXCHANGE.destination)
        passage = Passage(client=Client(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 6)), exchange=there)
        assert await doorman.passages.open(passage, 500)
        return passage

    own, other = [await opened(account) for account in ("op", "OP", "op", "op")], await opened("somebody")
    assert [one.piece_bytes for one in own] == [PIECE_BYTES // 4] * 4
    assert other.piece_bytes == PIECE_BYTES
    for one in own[:2]:
        await doorman.passages.closed(one.client)
    assert [one.piece_bytes for one in own[2:]] == [PIECE_BYTES // 2] * 2
