"""The layer alone, in a real mitmproxy over loopback TLS: what the far side received decides, never what the proxy says."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from mitmproxy import http

from proxy.exchange import Exchange
from proxy.gate.choice import choose
from proxy.gate.hold import Hold
from proxy.gate.ticket import Pace, Ticket
from proxy.master import Host, Listening, build, drain, started
from proxy.spool import Spool
from rules.model import Action, Actor, Destination, Direction, Verdict
from tests.support.origin import Answer, Origin
from tests.support.terminal import terminal

# mitmproxy does not close its sockets when it stops.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("mitmproxys_rubbish"),
]

SECRET = b"SECRET-CANARY " * 1000
MAX_BODY = 3_000_000

type Decide = Callable[[Ticket], Awaitable[None]]


@dataclass
class Gatekeeper:
    """An addon that decides as the test says. Its failures are mitmproxy's to handle, as those of the product's addon would be."""

    decide: Decide
    host: Host
    hold: Hold
    tickets: list[Ticket] = field(default_factory=list)

    def next_layer(self, nextlayer: object) -> None:
        choose(nextlayer, self.host.next_layers, self.hold)  # type: ignore[arg-type]

    async def sekimori_verdict(self, ticket: Ticket) -> None:
        self.tickets.append(ticket)
        ticket.exchange = ticket.exchange or Exchange(
            actor=Actor(id="op", known=True), destination=Destination(host="localhost", guarded=True)
        )
        await self.decide(ticket)

    async def sekimori_pace(self, pace: Pace) -> None:
        handler = self.host.proxyserver.connections[pace.flow.client_conn.id]
        if io := handler.transports.get(pace.connection):
            if pace.abort:
                io.writer.transport.abort()
            else:
                await io.writer.drain()


class Running:
    """A proxy in a thread of its own."""

    def __init__(self, decide: Decide, folder: Path, trusted: Path, *, http2: bool, hold: Hold | None = None) -> None:
        self.folder, self._trusted, self.http2, self._decide = folder, trusted, http2, decide
        self._hold = hold or Hold(new_spool=lambda: Spool(folder), max_body_bytes=MAX_BODY, max_header_bytes=64 << 10)
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True)
        self._thread.start()
        assert self._up.wait(60)

    async def _main(self) -> None:
        listening = Listening(host="127.0.0.1", port=0, mode="regular", http2=self.http2, confdir=self.folder, trusted=self._trusted)
        self.host = build(listening)
        self.keeper = Gatekeeper(self._decide, self.host, self._hold)
        self.host.master.addons.add(self.keeper)
        run = asyncio.create_task(self.host.master.run())
        self.address = await started(self.host)
        self._up.set()
        await run

    def client(self) -> httpx.Client:
        return terminal(f"http://127.0.0.1:{self.address[1]}", self.folder / "mitmproxy-ca-cert.pem", http2=self.http2)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(drain(self.host, 2), self.host.master.event_loop).result(60)
        self._thread.join(60)


async def allow(ticket: Ticket) -> None:
    ticket.verdict = Verdict(action=Action.ALLOW)


async def block(ticket: Ticket) -> None:
    ticket.verdict = Verdict(action=Action.BLOCK)
    ticket.answer = http.Response.make(403, b"blocked")


async def say_nothing(ticket: Ticket) -> None:
    pass


async def fail(ticket: Ticket) -> None:
    raise RuntimeError("inspector bug")


async def die(ticket: Ticket) -> None:
    raise asyncio.CancelledError


def only_uploads(decide: Decide) -> Decide:
    async def downloads_free(ticket: Ticket) -> None:
        await (decide if ticket.direction is Direction.UPLOAD else allow)(ticket)

    return downloads_free


def only_downloads(decide: Decide) -> Decide:
    async def uploads_free(ticket: Ticket) -> None:
        await (decide if ticket.direction is Direction.DOWNLOAD else allow)(ticket)

    return uploads_free


@pytest.fixture
def origin() -> Iterator[Origin]:
    server = Origin(lambda r: Answer(body=SECRET if "export" in r.target else b"ok", chunked="chunked" in r.target))
    yield server
    server.close()


@pytest.fixture(params=[False, True], ids=["h1", "h2"])
def start(request: pytest.FixtureRequest, origin: Origin, tmp_path: Path) -> Iterator[Callable[..., Running]]:
    running: list[Running] = []
    trusted = tmp_path / "origin.pem"
    origin.ca.cert_pem.write_to_path(str(trusted))

    def begin(decide: Decide, **kwargs: Hold) -> Running:
        running.append(Running(decide, tmp_path, trusted, http2=request.param, **kwargs))
        return running[-1]

    yield begin
    for one in running:
        one.stop()


def chunks(body: bytes) -> Iterator[bytes]:
    for at in range(0, len(body), 10_000):
        yield body[at : at + 10_000]


BODIES = [pytest.param(lambda b: b, id="length"), pytest.param(chunks, id="chunked")]


@pytest.mark.parametrize("shape", BODIES)
def test_an_allowed_upload_arrives_whole(start: Callable[..., Running], origin: Origin, shape: Callable[[bytes], object]) -> None:
    running = start(allow)
    body = bytes(range(256)) * 8000
    with running.client() as client:
        for _ in range(2):
            answer = client.post(f"https://localhost:{origin.port}/up", content=shape(body))
            assert answer.text == "ok"
            assert answer.http_version == ("HTTP/2" if running.http2 else "HTTP/1.1")
    assert [bytes(r.body) == body and r.complete for r in origin.received] == [True, True]


@pytest.mark.parametrize("shape", BODIES)
@pytest.mark.parametrize(
    ("decide", "status"),
    [
        pytest.param(block, 403, id="block"),
        pytest.param(say_nothing, 503, id="no verdict"),
        pytest.param(fail, 503, id="addon raises"),
    ],
)
def test_not_one_byte_of_a_refused_upload_leaves(
    start: Callable[..., Running], origin: Origin, shape: Callable[[bytes], object], decide: Decide, status: int
) -> None:
    running = start(decide)
    with running.client() as client:
        for method in ("POST", "PUT", "GET"):
            assert client.request(method, f"https://localhost:{origin.port}/up", content=shape(SECRET)).status_code == status
    assert origin.connections == 0
    assert not origin.raw


@pytest.mark.parametrize("path", ["/export", "/export?chunked"])
@pytest.mark.parametrize(
    ("decide", "status"),
    [
        pytest.param(block, 403, id="block"),
        pytest.param(say_nothing, 503, id="no verdict"),
        pytest.param(fail, 503, id="addon raises"),
    ],
)
def test_not_one_byte_of_a_refused_answer_arrives(
    start: Callable[..., Running], origin: Origin, path: str, decide: Decide, status: int
) -> None:
    running = start(only_downloads(decide))
    with running.client() as client:
        for _ in range(2):
            answer = client.get(f"https://localhost:{origin.port}{path}")
            assert answer.status_code == status
            assert b"CANARY" not in answer.content
    assert len(origin.received) == 2


@pytest.mark.parametrize("path", ["/export", "/export?chunked", "/empty"])
def test_an_allowed_answer_arrives_whole(start: Callable[..., Running], origin: Origin, path: str) -> None:
    running = start(allow)
    with running.client() as client:
        for _ in range(3):
            assert client.get(f"https://localhost:{origin.port}{path}").content == (SECRET if "export" in path else b"ok")
        assert client.head(f"https://localhost:{origin.port}/export").content == b""


def test_a_truncated_answer_is_an_error_and_is_not_released(start: Callable[..., Running], origin: Origin) -> None:
    origin.answer = lambda _: Answer(body=SECRET, cut=True)
    running = start(allow)
    with running.client() as client:
        answer = client.get(f"https://localhost:{origin.port}/export")
        assert answer.status_code == 502
        assert b"CANARY" not in answer.content


def test_a_body_beyond_the_limit_is_judged_and_never_sent(start: Callable[..., Running], origin: Origin) -> None:
    running = start(allow)
    with running.client() as client:
        answer = client.post(f"https://localhost:{origin.port}/up", content=b"x" * (MAX_BODY + 1))
    assert answer.status_code == 503
    assert origin.connections == 0
    assert running.keeper.tickets[0].overflow


def test_an_answer_beyond_the_limit_is_judged_and_never_sent(start: Callable[..., Running], origin: Origin) -> None:
    origin.answer = lambda _: Answer(body=b"y" * (MAX_BODY + 1))
    running = start(allow)
    with running.client() as client:
        answer = client.get(f"https://localhost:{origin.port}/export")
    assert answer.status_code == 503
    assert b"yyy" not in answer.content


def test_a_full_disk_refuses(start: Callable[..., Running], origin: Origin, tmp_path: Path) -> None:
    def no_room() -> Spool:
        raise OSError(28, "no room")

    running = start(allow, hold=Hold(new_spool=no_room, max_body_bytes=MAX_BODY, max_header_bytes=64 << 10))
    with running.client() as client:
        assert client.post(f"https://localhost:{origin.port}/up", content=SECRET).status_code == 503
    assert origin.connections == 0


@pytest.mark.parametrize("broken", ["chain", "install"])
def test_a_connection_that_cannot_be_given_our_streams_goes_nowhere(
    start: Callable[..., Running], origin: Origin, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(f"proxy.gate.choice.{broken}", fails)
    running = start(allow)
    with running.client() as client, pytest.raises(httpx.TransportError):
        client.post(f"https://localhost:{origin.port}/up", content=SECRET, timeout=3)
    assert not origin.raw


def test_unguarded_answers_stream_through(start: Callable[..., Running], origin: Origin) -> None:
    async def unguarded(ticket: Ticket) -> None:
        ticket.exchange = Exchange(actor=Actor(id="op", known=True), destination=Destination(host="localhost"))
        await allow(ticket)

    running = start(unguarded)
    with running.client() as client:
        assert client.get(f"https://localhost:{origin.port}/export").content == SECRET
    assert [t.direction for t in running.keeper.tickets] == [Direction.UPLOAD]


def test_an_upgrade_of_the_protocol_ends_in_a_refusal(start: Callable[..., Running], origin: Origin) -> None:
    origin.answer = lambda _: Answer(status=101, headers=(("upgrade", "foo"), ("connection", "upgrade")), body=b"")
    running = start(allow)
    with running.client() as client:
        answer = client.get(f"https://localhost:{origin.port}/ws")
        assert answer.status_code in (502, 503)
