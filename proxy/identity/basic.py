"""Basic credentials over the proxy connection: read, verified off the event loop, remembered for a while. Never logged, shown or stored.

**Source:** RFC 7617. A password may hold colons; the account may not.
"""

import asyncio
import base64
import binascii
import hashlib
import secrets
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from proxy.identity.answer import Refused
from proxy.identity.htpasswd import Htpasswd

REMEMBERED_SECONDS = 600.0
"""How long a verified password is not verified again."""
REMEMBERED = 10_000
"""Verified passwords and failing addresses that are kept in memory."""
FAILURES = 20
"""Failed attempts of one address within `FAILURE_SECONDS`, after which no more are verified until the time has passed.

A browser makes several at once."""
FAILURE_SECONDS = 60.0
PENDING = 64
"""Passwords under verification at once; a slow hash takes a quarter of a second, and more would wait too long."""
HEADER_BYTES = 2048
"""Longest Proxy-Authorization header that is read."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account and its claimed password."""

    account: str = field(repr=False)
    password: str = field(repr=False)


class Basic:
    """Verifies Basic credentials against a password file."""

    def __init__(self, htpasswd: Htpasswd) -> None:
        self._htpasswd = htpasswd
        self._key = secrets.token_bytes(32)
        self._verified: OrderedDict[bytes, tuple[str, float]] = OrderedDict()
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._pending: dict[bytes, asyncio.Future[bool]] = {}
        # bcrypt and argon2 let go of the interpreter lock, so threads are enough.
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")

    async def verify(self, header: str, address: str) -> str | Refused:
        """Return the account that `header`, a Proxy-Authorization of a client at `address`, proves; or why it proves none."""
        credentials = read_credentials(header)
        if credentials is None:
            return Refused.MALFORMED
        digest = hashlib.blake2b(header.encode(), key=self._key, digest_size=32).digest()
        if account := self._remembered(digest):
            return account
        if self._throttled(address) or (digest not in self._pending and len(self._pending) >= PENDING):
            return Refused.THROTTLED
        if not await self._check(digest, credentials):
            self._failed(address)
            return Refused.BAD_CREDENTIALS
        self._verified[digest] = (credentials.account, time.monotonic() + REMEMBERED_SECONDS)
        _shorten(self._verified)
        return credentials.account

    async def _check(self, digest: bytes, credentials: Credentials) -> bool:
        """Verify once for all connections that ask with the same credentials at the same time."""
        pending = self._pending.get(digest)
        if pending is None:
            loop = asyncio.get_running_loop()
            pending = loop.run_in_executor(self._threads, self._htpasswd.verify, credentials.account, credentials.password)
            self._pending[digest] = pending
            pending.add_done_callback(lambda _: self._pending.pop(digest, None))
        return await asyncio.shield(pending)

    def _remembered(self, digest: bytes) -> str:
        account, until = self._verified.get(digest, ("", 0.0))
        if account and until < time.monotonic():
            del self._verified[digest]
            return ""
        return account

    def _throttled(self, address: str) -> bool:
        failures, since = self._failures.get(address, (0, 0.0))
        if failures and time.monotonic() - since > FAILURE_SECONDS:
            del self._failures[address]
            return False
        return failures >= FAILURES

    def _failed(self, address: str) -> None:
        failures, since = self._failures.get(address, (0, time.monotonic()))
        self._failures[address] = (failures + 1, since)
        _shorten(self._failures)


def read_credentials(header: str) -> Credentials | None:
    """Return what a Proxy-Authorization header holds; None if it is not Basic, not base64, not UTF-8, or has no account."""
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "basic" or len(header) > HEADER_BYTES:
        return None
    try:
        account, colon, password = base64.b64decode(token.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return Credentials(account, password) if account and colon and "\0" not in password else None


def _shorten[K, V](remembered: OrderedDict[K, V]) -> None:
    while len(remembered) > REMEMBERED:
        remembered.popitem(last=False)
