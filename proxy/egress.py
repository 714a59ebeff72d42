"""Keeps terminals from reaching the inside of the network through the proxy: addresses are checked before and after connecting."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass

from proxy.route import plain


@dataclass(frozen=True, slots=True)
class Egress:
    """Which addresses may be connected to: the public ones, and what the policy names."""

    named: Callable[[str], bool]
    """Whether the policy names this host or address as an internal destination."""

    def refuses(self, host: str) -> bool:
        """Whether `host` is an internal address that is not named. False for a name: only its addresses can tell."""
        try:
            address = ipaddress.ip_address(plain(host).partition("%")[0])
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        # Source: IANA special-purpose address registries (RFC 6890), as the standard library knows them.
        return (not address.is_global or address.is_multicast) and not self.named(str(address))

    async def fault(self, host: str, port: int) -> str:
        """Return why `host` must not be connected to; empty if it may be. One internal address spoils a name."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            return "name not found"
        return "internal address" if not self.may_lead(host, *(str(entry[4][0]) for entry in found)) else ""

    def may_lead(self, host: str, *addresses: str) -> bool:
        """Whether `host` may be connected to where it leads to all of `addresses`."""
        return self.named(plain(host)) or not any(map(self.refuses, addresses))
