"""A real destination over TLS that remembers every byte it was given: what a test believes about enforcement, it reads here."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import h11
import trustme


@dataclass(kw_only=True)
class Received:
    """One request as it arrived."""

    method: str
    target: str
    headers: list[tuple[bytes, bytes]]
    body: bytearray = field(default_factory=bytearray)
    complete: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the destination says. `frames` are sent one by one; `cut` ends the connection after them without finishing."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b"ok"
    chunked: bool = False
    cut: bool = False


class Origin:
    """A threaded HTTP/1.1 server on loopback. `received` grows as heads arrive; bodies grow in place."""

    def __init__(
        self,
        answer: Callable[[Received], Answer] = lambda _: Answer(),
        *,
        tls: bool = True,
        host: str = "127.0.0.1",
        ca: trustme.CA | None = None,
    ) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self.raw = bytearray()
        """Every byte after the handshake, whatever it was."""
        self.answer = answer
        self.ca = ca or trustme.CA()
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if tls else None
        if self._context:
            self.ca.issue_cert("localhost", host).configure_cert(self._context)
        self._listener = socket.create_server((host, 0), backlog=64)
        self.host = host
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def bodies(self) -> bytes:
        """All body bytes that ever arrived."""
        return b"".join(bytes(r.body) for r in self.received)

    def forget(self) -> None:
        """Begin anew: nothing received, and the plain answer."""
        self.received.clear()
        self.raw.clear()
        self.connections = 0
        self.answer = lambda _: Answer()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        self.connections += 1
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError, ssl.SSLError, h11.RemoteProtocolError), plain:
            stream = self._context.wrap_socket(plain, server_side=True) if self._context else plain
            with stream:
                for request in self._requests(stream, http := h11.Connection(h11.SERVER)):
                    if not self._reply(stream, http, request, self.answer(request)):
                        return

    def _requests(self, stream: socket.socket, http: h11.Connection) -> Iterator[Received]:
        request: Received | None = None
        while True:
            event = http.next_event()
            if event is h11.NEED_DATA:
                data = stream.recv(65536)
                self.raw += data
                http.receive_data(data)
            elif isinstance(event, h11.Request):
                request = Received(method=event.method.decode(), target=event.target.decode(), headers=list(event.headers))
                self.received.append(request)
            elif isinstance(event, h11.Data):
                assert request
                request.body += event.data
            elif isinstance(event, h11.EndOfMessage):
                assert request
                request.complete = True
                yield request
                if http.our_state is not h11.DONE:
                    return
                http.start_next_cycle()
            else:
                return

    def _reply(self, stream: socket.socket, http: h11.Connection, request: Received, answer: Answer) -> bool:
        if answer.status < 200:
            lines = [f"HTTP/1.1 {answer.status} x", *(f"{name}: {value}" for name, value in answer.headers), "", ""]
            stream.sendall("\r\n".join(lines).encode() + answer.body)
            self.raw += stream.recv(65536)
            return False
        framing = ("transfer-encoding", "chunked") if answer.chunked else ("content-length", str(len(answer.body)))
        stream.sendall(http.send(h11.Response(status_code=answer.status, headers=[*answer.headers, framing])))
        if answer.cut:
            stream.sendall(answer.body[: len(answer.body) // 2])
            return False
        if answer.body and request.method != "HEAD":
            stream.sendall(http.send(h11.Data(data=answer.body)) or b"")
        stream.sendall(http.send(h11.EndOfMessage()) or b"")
        return True
