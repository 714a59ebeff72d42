"""All ways to know who is at a terminal, tried in one order. It must not know what a password file looks like.

Trusted header, then Basic credentials if some were given, then the address; then credentials are asked for, if there is a password file.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from mitmproxy.http import Headers

from proxy.identity.answer import Challenge, Refused
from proxy.identity.basic import Basic
from proxy.identity.directory import Directory
from proxy.identity.htpasswd import load_htpasswd
from proxy.metrics import Metrics
from proxy.settings import IdentitySettings, TrustedHeader
from rules.model import Actor

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network

CREDENTIALS = "proxy-authorization"
ACCOUNT_LENGTH = 128
"""Longest account name taken from a trusted header, in code points."""


class Identity(Protocol):
    """Anything that can say who sends a request."""

    async def identify(self, headers: Headers, address: str) -> Actor | Challenge:
        """Return who sends a request with `headers` from `address`; an unknown user is an actor too, a case of policy."""

    def strip(self, headers: Headers) -> None:
        """Remove everything that proves or claims an identity, so that no destination sees it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The ways that the settings name."""

    directory: Directory
    header: TrustedHeader | None
    addresses: Mapping[Network, str]
    basic: Basic | None
    metrics: Metrics

    async def identify(self, headers: Headers, address: str) -> Actor | Challenge:
        """Return who it is. A proof that was refused is asked for again, whatever the address says."""
        if account := self._from_header(headers, address):
            terminal = self._terminal(headers)
            return self._actor(account, terminal or address, many_terminals=not terminal)
        credentials = headers.get(CREDENTIALS)
        if self.basic and credentials:
            found = await self.basic.verify(credentials, address)
            if isinstance(found, Refused):
                self.metrics.auth_failed(found)
                return Challenge(reason=found)
            return self._actor(found, address)
        if network := self._network(address):
            return self._actor(self.addresses[network], address, many_terminals=network.num_addresses > 1)
        if self.basic:
            return Challenge(reason=Refused.MISSING)
        self.metrics.unknown_id()
        return Actor(id=address, known=False, source=address)

    def strip(self, headers: Headers) -> None:
        """Remove the credentials and the trusted header, wherever they came from."""
        headers.pop(CREDENTIALS, None)
        if self.header:
            headers.pop(self.header.name, None)
            headers.pop(self.header.terminal, None)

    def _from_header(self, headers: Headers, address: str) -> str:
        if self.header is None or self.header.name not in headers:
            return ""
        values = [self.directory.spelled(value) for value in headers.get_all(self.header.name)]
        trusted = any(_within(address, network) for network in self.header.sources)
        if trusted and len(values) == 1 and 0 < len(values[0]) <= ACCOUNT_LENGTH and values[0].isprintable():
            return values[0]
        self.metrics.auth_failed("malformed" if trusted else "untrusted_header")
        return ""

    def _terminal(self, headers: Headers) -> str:
        """Return the address that the front proxy itself saw: the last one, since those before came with the request. Empty for none."""
        said = headers.get(self.header.terminal, "") if self.header and self.header.terminal else ""
        try:
            return str(ipaddress.ip_address(said.rpartition(",")[2].strip()))
        except ValueError:
            return ""

    def _network(self, address: str) -> Network | None:
        ranges = [network for network in self.addresses if _within(address, network)]
        return max(ranges, key=lambda network: network.prefixlen, default=None)

    def _actor(self, account: str, address: str, *, many_terminals: bool = False) -> Actor:
        known = self.directory.account(account)
        return Actor(
            id=account,
            known=True,
            unit=known.unit,
            employment=known.employment,
            tenants=known.tenants,
            source=address,
            many_terminals=many_terminals,
        )


def load_identity(settings: IdentitySettings, directory: Directory, metrics: Metrics) -> Ways:
    """Make the ways that `settings` name. Raises ConfigError with every fault of the password file."""
    basic = Basic(load_htpasswd(settings.htpasswd)) if settings.htpasswd else None
    return Ways(directory=directory, header=settings.header, addresses=settings.addresses, basic=basic, metrics=metrics)


def _within(address: str, network: Network) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found) in network
