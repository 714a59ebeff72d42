"""What of a held message is stored beside its body, and how it becomes a message again, in an exchange that the requester begins."""

from dataclasses import dataclass

import orjson
from mitmproxy import http

from proxy.exchange import Exchange
from rules.model import Direction

HOP_BY_HOP = frozenset({"host", "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect"})
"""They belong to a connection, or to the exchange that asks. **Source:** RFC 9110 section 7.6.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Head of a request or an answer. Its fields may hold anything: it is shown nowhere."""

    direction: Direction
    scheme: str
    method: str = ""
    target: str = ""
    status: int = 0
    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, flow: http.HTTPFlow, direction: Direction) -> "Stored":
        """Return what is to be stored of one half of `flow`."""
        request, response = flow.request, flow.response
        if direction is Direction.UPLOAD:
            target, fields = request.data.path.decode("latin-1"), _lasting(request)
            return cls(direction=direction, scheme=request.scheme, method=request.method, target=target, fields=fields)
        assert response
        return cls(direction=direction, scheme=request.scheme, status=response.status_code, fields=_lasting(response))

    def pack(self) -> bytes:
        """Return it as bytes."""
        return orjson.dumps([self.direction, self.scheme, self.method, self.target, self.status, self.fields])

    @classmethod
    def unpack(cls, packed: bytes) -> "Stored":
        """Return what `pack` was given."""
        direction, scheme, method, target, status, fields = orjson.loads(packed)
        pairs = tuple((str(name), str(value)) for name, value in fields)
        return cls(direction=Direction(direction), scheme=scheme, method=method, target=target, status=status, fields=pairs)

    def restore(self, flow: http.HTTPFlow) -> None:
        """Put it into `flow`, in the place of the request that asked for it, or as its answer."""
        if self.direction is Direction.DOWNLOAD:
            flow.response = http.Response.make(self.status, b"", http.Headers(_raw(self.fields)))
            flow.response.headers.pop("content-length", None)
            return
        request = flow.request
        kept = [(name, value) for name, value in request.headers.fields if name.lower() == b"host"]
        request.method, request.data.path = self.method, self.target.encode("latin-1")
        request.headers = http.Headers([*kept, *_raw(self.fields)])


def origin(exchange: Exchange, scheme: str) -> str:
    """Return the origin of the destination, as a browser writes it."""
    return at(scheme, exchange.destination.host, exchange.destination.port)


def at(scheme: str, host: str, port: int) -> str:
    """Return `scheme://host[:port]`."""
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}" if port == {"https": 443, "http": 80}.get(scheme) else f"{scheme}://{name}:{port}"


def _lasting(message: http.Message) -> tuple[tuple[str, str], ...]:
    fields = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in message.headers.fields)
    return tuple((name, value) for name, value in fields if name.lower() not in HOP_BY_HOP)


def _raw(fields: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
