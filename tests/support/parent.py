"""A parent proxy in clear text that remembers what it was told: the heads it got, and the bytes that went through its tunnels."""

import contextlib
import socket
import threading

from tests.support.wire import read_head


class Parent:
    """Connects to whatever it is asked for; passes absolute-form requests on without reading them."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self.tunnelled = bytearray()
        """Bytes that the proxy sent into tunnels."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            head = read_head(client)
            self.heads.append(head)
            method, target, _ = head.split(b" ", 2)
            tunnel = method == b"CONNECT"
            host, _, port = target.removeprefix(b"http://").partition(b"/")[0].decode().rpartition(":")
            with socket.create_connection((host, int(port)), timeout=20) as server:
                if tunnel:
                    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                else:
                    server.sendall(head)
                threading.Thread(target=self._copy, args=(server, client), daemon=True).start()
                self._copy(client, server, note=tunnel)

    def _copy(self, source: socket.socket, sink: socket.socket, *, note: bool = False) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if note:
                    self.tunnelled += data
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
