"""Tokens of forms and links: what may be done, by whom, until when, under a code that only we can make. They hold no secret.

**Source:** RFC 7693 (keyed BLAKE2b) with 128 bits; OWASP, "Cross-Site Request Forgery Prevention": HMAC-based token bound to the user.
"""

import binascii
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b

import orjson

MAC_BYTES = 16
TOKEN_SECONDS = 600.0
"""A page that lies open for longer is loaded again."""


def issue(key: bytes, purpose: str, *words: str, now: float, seconds: float = TOKEN_SECONDS) -> str:
    """Return a token for `purpose` and `words` that is good for `seconds` after `now` (seconds since 1970)."""
    said = orjson.dumps([purpose, int(now + seconds), *words])
    return urlsafe_b64encode(_mac(key, said) + said).decode().rstrip("=")


def check(key: bytes, token: str, purpose: str, *, now: float) -> tuple[str, ...] | None:
    """Return the words of a token that we have made for `purpose`; None if it is none, or is too old."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        return None
    mac, said = raw[:MAC_BYTES], raw[MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(key, said)):
        return None
    found, until, *words = orjson.loads(said)
    return tuple(words) if found == purpose and now < until else None


def _mac(key: bytes, said: bytes) -> bytes:
    return blake2b(said, key=key, digest_size=MAC_BYTES).digest()
