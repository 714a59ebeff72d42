"""A tunnel in a real mitmproxy: what the far side got, and how much was taken in, while verdicts come, wait, fail or are missing."""

import asyncio
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from mitmproxy.connection import Client, ConnectionState
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.server import ConnectionIO

from ledger.errors import LedgerError
from proxy.exchange import Exchange
from proxy.gate import tunnel
from proxy.gate.ticket import PIECE_BYTES, Passage, SekimoriChargeHook
from proxy.gate.tunnel import Tunnel
from proxy.master import Listening, build
from rules.model import Actor, Direction
from tests.support.tunnel import EXCHANGE, Doorman, Far, Say, passing, until

BUFFERS = (8 << 20) + sum(int(Path(f"/proc/sys/net/ipv4/tcp_{way}mem").read_text().split()[2]) for way in "rw")
"""What asyncio's readers and two sockets of the system hold at most: systems differ by tens of MiB."""
LARGE = 64 << 20
UP, DOWN = Direction.UPLOAD, Direction.DOWNLOAD


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


async def test_nothing_more_goes_on_after_the_end_which_nobody_would_charge(tmp_path: Path) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    async def wait(*_: object) -> bool:
        asked.set()
        return await answer.wait()

    doorman = Doorman(build(Listening(host="", port=0, mode="regular", http2=False, confdir=tmp_path, trusted=None)), tmp_path, wait)
    passage = Passage(client=Client(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 6)), exchange=EXCHANGE)
    assert await doorman.passages.open(passage, 500)
    passage.passed[UP] = PIECE_BYTES
    charging = asyncio.create_task(doorman.passages.charge(passage))
    await asked.wait()
    passage.client.timestamp_end = 1.0
    await doorman.passages.closed(passage.client)
    answer.set()
    await charging
    assert not passage.goes_on


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
