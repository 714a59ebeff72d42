"""Whether two transfers have the same content: a keyed digest of everything that was inspected. Nothing can be read back from it.

A browser separates the parts of a form by a boundary that it makes anew each time; it is left out of account. All else counts.
"""

from collections.abc import Iterable, Iterator
from email.message import Message
from hashlib import blake2b

from mitmproxy import http

from proxy.exchange import codings, file_name, spoken
from rules.model import Direction


def digest(key: bytes, direction: Direction, request: http.Request, response: http.Response | None, body: Iterable[bytes]) -> str:
    """Return 64 characters of hexadecimal for one half of an exchange; `body` as it was received.

    Raises: OSError if the body cannot be read.
    """
    message: http.Message | None = request if direction is Direction.UPLOAD else response
    assert message
    declared = message.headers.get("content-type", "")
    mark = boundary(declared)
    # Made from the key, so that nobody can write it into a body by hand.
    stand_in = blake2b(b"boundary", key=key, digest_size=16).hexdigest().encode()
    told = (
        direction.value,
        declared.replace(mark, "") if mark else declared,
        codings(message),
        file_name(message),
        spoken(request) if direction is Direction.UPLOAD else "",
    )
    hashed = blake2b(key=key, digest_size=32)
    for text in told:
        raw = text.encode("utf-8", "surrogateescape")
        hashed.update(len(raw).to_bytes(8, "big") + raw)
    for piece in replaced(body, b"--" + mark.encode("utf-8", "surrogateescape"), stand_in) if mark else body:
        hashed.update(piece)
    return hashed.hexdigest()


def boundary(content_type: str) -> str:
    """Return the boundary that a Content-Type declares; empty for none. **Source:** RFC 2046 section 5.1.1."""
    if not content_type.strip().lower().startswith("multipart/"):
        return ""
    parsed = Message()
    parsed["content-type"] = content_type
    found = parsed.get_param("boundary")
    return found if isinstance(found, str) else ""


def replaced(pieces: Iterable[bytes], old: bytes, new: bytes) -> Iterator[bytes]:
    """Yield what `pieces` are together with each `old` replaced by `new`, wherever it is cut."""
    kept = b""
    for piece in pieces:
        *whole, kept = (kept + piece).split(old)
        for part in whole:
            yield part + new
        cut = max(0, len(kept) - len(old) + 1)
        yield kept[:cut]
        kept = kept[cut:]
    yield kept
