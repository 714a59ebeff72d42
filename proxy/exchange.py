"""What an HTTP exchange says of itself: who, where, how much. Turns mitmproxy's flow into the words of the rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from hashlib import blake2b
from urllib.parse import quote_from_bytes, unquote_to_bytes

from mitmproxy import http

from rules.model import Actor, Destination, Direction, Transfer

TELLING_PATH = re.compile(r"%[0-9A-Fa-f]{2}|[0-9]{7,}|[^\x00-\x7f]|@")
"""A path that can carry personal data: escapes, other scripts, a long number, an address. Others are only metered."""

LONG_NUMBER = re.compile(rb"[0-9][0-9 -]{8}")
"""A number that may be written in groups."""
OWN_HEADERS = (b"cookie", b"authorization")
OWN_BYTES = 1024
"""Up to here these say what a site knows of its own user: a news site's cookie with the operator's address is no customer's data."""
VISIBLE = "".join(map(chr, range(0x20, 0x7F)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer."""

    actor: Actor
    destination: Destination
    refusal: str = ""
    """Why it is refused whatever the policy says; empty for no such reason."""

    def transfer(
        self,
        flow: http.HTTPFlow,
        *,
        id: str,
        direction: Direction,
        size_bytes: int,
        at: datetime,
        endpoints: bytes = b"",
        whole: bool = True,
    ) -> Transfer:
        """Return the movement of data in one `direction` of `flow`.

        `endpoints` is the key of the digest that tells what was asked for; without one it is not told. `size_bytes` is that of the `whole`
        body, or of what has arrived.
        """
        message = flow.response if direction is Direction.DOWNLOAD else flow.request
        assert message
        return Transfer(
            id=id,
            actor=self.actor,
            destination=self.destination,
            direction=direction,
            at=at,
            method=flow.request.method[:16],
            size_bytes=size_bytes,
            content_type=media_type(message),
            status=flow.response.status_code if flow.response and direction is Direction.DOWNLOAD else 0,
            refusal=self.refusal,
            endpoint=endpoint(endpoints, self.destination, flow.request, _length(flow, direction, size_bytes, whole)),
        )


def endpoint(key: bytes, destination: Destination, request: http.Request | None = None, length: str = "") -> str:
    """Return a keyed digest of what is asked for: host, port, method, path without query, and the `length` of what is sent.

    A path may hold personal data: nobody without the key can try which one it was. Empty without a `key`; a connection that is not looked
    into has no `request`.
    """
    if not key:
        return ""
    method, path = (request.method, request.data.path.partition(b"?")[0]) if request else ("CONNECT", b"")
    said = (destination.host, str(destination.port), method[:16], path.hex(), length)
    return blake2b("\n".join(said).encode("utf-8", "surrogateescape"), key=key, digest_size=16).hexdigest()


def _length(flow: http.HTTPFlow, direction: Direction, size_bytes: int, whole: bool) -> str:
    """Return the size that tells uploads apart: the declared one, for what has arrived of a body differs each time."""
    if direction is Direction.DOWNLOAD:
        return ""
    return str(flow.request.headers.get("content-length", "")) or (str(size_bytes) if whole else "")


def carries_data(request: http.Request, size_bytes: int) -> bool:
    """Whether a request moves data to the destination: a body, a query, a file name, or a path or header that can hold some."""
    path = request.path
    return bool(size_bytes or "?" in path or file_name(request) or TELLING_PATH.search(path) or any(_telling(request)))


def spoken(request: http.Request) -> str:
    """Return what a request says beside its body, as one target: path, a line for each header that can hold data, and query.

    Bytes that are no visible ASCII are written as `%XX`, so that whoever reads it tells the charset.
    """
    path, mark, query = quote_from_bytes(request.data.path, VISIBLE).partition("?")
    return "\n".join([path, *_telling(request)]) + mark + query


def _telling(request: http.Request) -> Iterator[str]:
    """Yield headers, and the host, that can hold data: another script, an address, a long number. Most that browsers send cannot."""
    host = (b":authority", request.host.encode("utf-8", "surrogateescape"))  # looking it up would already tell its name servers
    for name, value in (*request.headers.fields, host):
        if name.lower() in OWN_HEADERS and len(value) <= OWN_BYTES:
            continue
        line = name + b": " + value
        said = unquote_to_bytes(line)
        if b"@" in said or not said.isascii() or LONG_NUMBER.search(said):
            yield quote_from_bytes(line, VISIBLE.replace("?", ""))


def media_type(message: http.Message) -> str:
    """Return `type/subtype` in lower case, without parameters (a parameter is free text); empty if it is no media type."""
    found = re.match(r"[\w.+-]{1,60}/[\w.+-]{1,80}(?=\s*(;|$))", message.headers.get("content-type", "").strip().lower())
    return found[0] if found else ""


def codings(message: http.Message) -> str:
    """Return what the body is encoded with, as Content-Encoding lists it.

    **Source:** RFC 9110 section 8.4, RFC 9112 section 6.1: transfer codings are applied after content codings.
    """
    transfer = message.headers.get("transfer-encoding", "").split(",")
    undone = ("", "chunked", "identity")
    return ", ".join(filter(None, (message.headers.get("content-encoding", ""), *(t for t in transfer if t.strip().lower() not in undone))))


def file_name(message: http.Message) -> str:
    """Return the file name that Content-Disposition declares (RFC 6266, RFC 2231 included); empty for none."""
    header = message.headers.get("content-disposition", "")
    if "filename" not in header.lower():
        return ""
    parsed = Message()
    parsed["content-disposition"] = header
    return parsed.get_filename(failobj="") or header


def upgrades(request: http.Request) -> bool:
    """Whether the terminal asks to leave HTTP (WebSocket and the like). An offer of HTTP/2 in clear is no such wish: it is withdrawn."""
    if request.headers.get("upgrade", "").strip().lower() == "h2c":
        for name in ("upgrade", "http2-settings", "connection"):
            request.headers.pop(name, None)
    return "upgrade" in request.headers and "upgrade" in request.headers.get("connection", "").lower()
