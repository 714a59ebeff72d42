"""Keeps terminals from reaching the inside of the network through the proxy: addresses are checked before and after connecting."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass

from proxy.route import plain

CARRIERS = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
"""IPv6 addresses whose last 32 bits are an IPv4 address that a host or gateway connects to.

**Source:** RFC 4291 section 2.5.5, RFC 2765 section 2.1, RFC 6052 section 2.1."""


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
        address = _inner(address)
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


def _inner(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the IPv4 address that an IPv6 address carries; `address` itself if none."""
    low = int(address) & 0xFFFFFFFF
    carries = low > 1 and any(address in network for network in CARRIERS)  # ::  and ::1 are addresses of IPv6 itself
    return ipaddress.IPv4Address(low) if carries else address
