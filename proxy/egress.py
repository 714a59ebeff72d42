"""Keeps terminals from reaching the inside of the network through the proxy: addresses are checked before and after connecting."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass

from proxy.route import internal, plain


@dataclass(frozen=True, slots=True)
class Egress:
    """Which addresses may be connected to."""

    named: Callable[[str], bool]
    """Whether the policy names this host or address as an internal destination that is allowed."""

    def refuses(self, host: str) -> bool:
        """Whether `host`, an address or a name as the terminal gave it, is internal and not named."""
        return internal(host) and not self.named(plain(host))

    async def fault(self, host: str, port: int) -> str:
        """Return why `host` must not be connected to; empty if it may be. A name is resolved, and one internal address spoils it."""
        if self.named(plain(host)):
            return ""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            return "name not found"
        return "internal address" if any(self.refuses(str(entry[4][0])) for entry in found) else ""

    def may_stay(self, host: str, peer: str) -> bool:
        """Whether a connection that was asked for as `host` and reached `peer` may be used: the answer of a name server can change."""
        return self.named(plain(host)) or not self.refuses(peer)
