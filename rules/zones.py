"""Zones: which parts of the company's network a terminal stands in, by its address. Knows nothing of what is decided there."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rules.hosts import HostTable, Network

NOWHERE: frozenset[str] = frozenset()
REMEMBERED = 4096
"""Addresses whose zones are kept at hand: about as many as a site has terminals."""


class ZoneIndex:
    """Zones by address. An address may be in several; one that is unknown, or is none at all, is in no zone."""

    def __init__(self, zones: Mapping[str, Iterable[str]]) -> None:
        """Take in `zones`, networks and addresses by name, as `check_network` lets them pass."""
        self._names: dict[Network, set[str]] = {}
        for name, texts in zones.items():
            for text in texts:
                self._names.setdefault(ipaddress.ip_network(text), set()).add(name)
        self._lengths = {network.prefixlen for network in self._names}
        # Networks lie inside each other or apart, so the smallest that fits knows of all others that do.
        table = HostTable.of((str(network), self._around(network)) for network in self._names)
        self._find = lru_cache(REMEMBERED)(lambda source: table.find(source) or NOWHERE)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ZoneIndex) and self._names == other._names

    def __hash__(self) -> int:
        return hash(frozenset(self._names))

    def of_source(self, source: str) -> frozenset[str]:
        """Return the names of the zones that the address `source` is in."""
        return self._find(source)

    def addresses(self, inside: frozenset[str], outside: frozenset[str] = NOWHERE) -> Iterator[str]:
        """Yield an address of each network in the zones `inside` that does not lie wholly in one of `outside`."""
        for network, names in self._names.items():
            if not inside.isdisjoint(names) and outside.isdisjoint(self._around(network)):
                yield str(network[0])

    def _around(self, network: Network) -> frozenset[str]:
        """Return the names of the zones in which all of `network` lies."""
        larger = (network.supernet(new_prefix=length) for length in self._lengths if length <= network.prefixlen)
        return frozenset(name for other in larger for name in self._names.get(other, ()))


def check_network(text: str) -> str:
    """Return `text` if it is an address or a network; raises ValueError saying what is wrong with it."""
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(f"{text!r}: only an address, or a network such as 10.1.0.0/16 (no host bits)") from None
    if isinstance(network, ipaddress.IPv6Network) and network.network_address.ipv4_mapped:
        raise ValueError(f"{text!r}: write the IPv4 address; terminals are known by that")
    return text


def check_source(text: str) -> str:
    """Return `text` if it is an address, or empty for an unknown one; raises ValueError saying what is wrong with it."""
    if text and "/" in check_network(text):
        raise ValueError(f"{text!r}: the address of one terminal, not a network")
    return text
