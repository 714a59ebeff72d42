"""A terminal that speaks bytes: for requests that no decent client sends."""

import socket
import ssl
from contextlib import suppress

from tests.support.deployment import ACCOUNT, ACCOUNT_HEADER, Deployment

SECONDS = 60


def dial(deployment: Deployment, *, source: str = "", tls: ssl.SSLContext | None = None) -> socket.socket:
    """Connect to the proxy, from the address `source`, over TLS if the proxy wants it."""
    host, _, port = deployment.proxy.removeprefix("http://").rpartition(":")
    raw = socket.create_connection((host, int(port)), timeout=SECONDS, source_address=(source, 0) if source else None)
    return tls.wrap_socket(raw, server_hostname=host) if tls else raw


def connect(deployment: Deployment, target: str, *, headers: str = f"{ACCOUNT_HEADER}: {ACCOUNT}\r\n") -> tuple[socket.socket, bytes]:
    """Open a tunnel with CONNECT; return the socket and the head of the answer."""
    raw = dial(deployment)
    raw.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{headers}\r\n".encode())
    return raw, read_head(raw)


def inside(deployment: Deployment, raw: socket.socket, server_name: str | None) -> ssl.SSLSocket:
    """Start TLS inside a tunnel, naming `server_name`, without checking whose certificate it is."""
    context = ssl.create_default_context(cafile=deployment.home / "ca" / "root.pem")
    context.check_hostname = False
    return context.wrap_socket(raw, server_hostname=server_name)


def read_head(stream: socket.socket) -> bytes:
    """Read up to the empty line, or to the end."""
    data = b""
    with suppress(OSError):
        while b"\r\n\r\n" not in data and (piece := stream.recv(1)):
            data += piece
    return data


def read_all(stream: socket.socket) -> bytes:
    """Read to the end of the connection, or as long as something comes."""
    data = b""
    with suppress(OSError):
        while piece := stream.recv(65536):
            data += piece
    return data


def status(head: bytes) -> int:
    """Return the status of an answer; 0 for none."""
    return int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/") else 0
