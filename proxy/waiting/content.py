"""Whether two transfers have the same content: a keyed digest of everything that was inspected. Nothing can be read back from it.

A browser separates the parts of a form by a boundary that it makes anew each time; it is left out of account. All else counts.
"""

import re
from collections.abc import Iterable, Iterator
from email.message import Message
from hashlib import blake2b
from itertools import chain

from mitmproxy import http

from proxy.exchange import codings, file_name, spoken
from rules.model import Direction

BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
"""What is longer, or holds other characters, is no boundary but a place to write something. **Source:** RFC 2046 section 5.1.1."""


def digest(key: bytes, direction: Direction, request: http.Request, response: http.Response | None, body: Iterable[bytes]) -> str:
    """Return 64 characters of hexadecimal for one half of an exchange; `body` as it was received.

    Raises: OSError if the body cannot be read.
    """
    message: http.Message | None = request if direction is Direction.UPLOAD else response
    assert message
    declared = message.headers.get("content-type", "")
    mark = boundary(declared)
    # Made from the key, so that nobody can write it into a body by hand.
    stand_in = blake2b(b"boundary", key=key, digest_size=16).hexdigest()
    kind = re.sub(rf'(?i)(;\s*boundary\s*=\s*"?){re.escape(mark)}', rf"\g<1>{stand_in}", declared, count=1) if mark else declared
    told = (direction.value, kind, codings(message), file_name(message), *(_asked(request, kind) if direction is Direction.UPLOAD else ()))
    hashed = blake2b(key=key, digest_size=32)
    for text in told:
        raw = text.encode("utf-8", "surrogateescape")
        hashed.update(len(raw).to_bytes(8, "big") + raw)
    for piece in replaced(chain((b"\n",), body), b"\n--" + mark.encode(), b"\n" + stand_in.encode()) if mark else body:
        hashed.update(piece)
    return hashed.hexdigest()


def _asked(request: http.Request, kind: str) -> tuple[str, ...]:
    """Return how, and what beside the body, a request asks, with `kind` as its Content-Type."""
    other = request.copy()
    other.headers["content-type"] = kind
    return request.method, request.scheme, spoken(other)


def boundary(content_type: str) -> str:
    """Return the boundary that a Content-Type declares; empty for none."""
    if not content_type.strip().lower().startswith("multipart/"):
        return ""
    parsed = Message()
    parsed["content-type"] = content_type
    found = parsed.get_param("boundary")
    return found if isinstance(found, str) and BOUNDARY.fullmatch(found) else ""


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
