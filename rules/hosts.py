"""Host patterns: checking them, and finding the one that fits a host best. Knows nothing of what is looked up."""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

type Network = ipaddress.IPv4Network | ipaddress.IPv6Network
type Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SHARED_SUFFIXES = frozenset(f"{label}.jp" for label in ("ac", "ad", "co", "ed", "go", "gr", "lg", "ne", "or"))
"""Names under which strangers register: a pattern for everything below one would let anyone in.

Source: JPRS, 属性型JPドメイン名.
"""

_AROUND = re.compile(r"\A[\s\[]+|[\s\].\u3002\uff0e\uff61]+\Z")
"""Blanks and brackets, and final dots in each writing. **Source:** RFC 3490 §3.1: three more characters are dots of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTable[T]:
    """Values by host pattern. An exact name or address wins over the longest `*.` pattern, a smaller network over a larger one."""

    exact: Mapping[str, T] = field(repr=False)
    below: Mapping[str, T] = field(repr=False)
    """By the name after `*.`."""
    networks: tuple[tuple[Network, T], ...] = field(repr=False)
    """Smallest first."""
    under: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Which `examples` lie below a name."""

    @classmethod
    def of(cls, entries: Iterable[tuple[str, T]]) -> "HostTable[T]":
        """Return the table of (pattern, value); of equal patterns the first counts."""
        exact: dict[str, T] = {}
        below: dict[str, T] = {}
        networks: dict[Network, T] = {}
        for pattern, value in entries:
            if "/" in pattern:
                networks.setdefault(ipaddress.ip_network(pattern), value)
            elif pattern.startswith("*."):
                below.setdefault(normalise(pattern[2:]), value)
            else:
                exact.setdefault(normalise(pattern), value)
        ordered = sorted(networks.items(), key=lambda item: -item[0].prefixlen)
        return cls(exact=exact, below=below, networks=tuple(ordered), under=_under((*exact, *map(_below, below))))

    def values(self) -> Iterator[T]:
        """Yield every value, as often as patterns have it."""
        yield from self.exact.values()
        yield from self.below.values()
        yield from (value for _, value in self.networks)

    def examples(self) -> Iterator[str]:
        """Yield a host for each pattern."""
        yield from self.exact
        yield from map(_below, self.below)
        yield from (str(network[0]) for network, _ in self.networks)

    def examples_in(self, wide: "HostTable[Any]") -> Iterator[str]:
        """Yield those of `examples` that lie in a `*.` pattern or a network of `wide`."""
        for parent in wide.below:
            yield from self.under.get(parent, ())
        if wide.networks:
            yield from (host for host in self.examples() if _address(host) is not None and wide.find(host) is not None)

    def holds(self, other: "HostTable[T]") -> bool:
        """Whether every host that fits a pattern of `other` fits one of these."""
        mine = [network for network, _ in self.networks]
        return (
            all(self.find(host) is not None for host in other.exact)
            and all(any(name in self.below for name in (parent, *_parents(parent))) for parent in other.below)
            and all(any(small[0] in large and small.prefixlen >= large.prefixlen for large in mine) for small, _ in other.networks)
        )

    def find(self, host: str) -> T | None:
        """Return the value of the pattern that fits `host` best; None if none does."""
        name = normalise(host)
        if name in self.exact:
            return self.exact[name]
        if (address := _address(name)) is not None:
            return next((value for network, value in self.networks if address in network), None)
        return next((self.below[parent] for parent in _parents(name) if parent in self.below), None)


def fitting(name: str) -> Iterator[str]:
    """Yield the patterns, networks left aside, that a host fits which is written as it is compared."""
    yield name
    yield from (f"*.{parent}" for parent in _parents(name))


def normalise(host: str) -> str:
    """Return `host` as it is compared: lower case, A-labels, no brackets, no final dot; an address in its short form.

    An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is the IPv4 address, because that is what is connected to.
    """
    name = _AROUND.sub("", host).lower()
    if not name.isascii():
        try:
            name = _AROUND.sub("", name.encode("idna").decode("ascii"))
        except UnicodeError:
            return name
    address = _address(name)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return name if address is None else str(address)


def plain(pattern: str) -> str:
    """Return `pattern` as it is compared; a network of one address is that address."""
    if "/" not in pattern:
        return normalise(pattern)
    network = ipaddress.ip_network(pattern)
    return str(network if network.num_addresses > 1 else network[0])


def example(pattern: str) -> str:
    """Return a host that `pattern` fits."""
    return pattern.replace("*.", "any.", 1).partition("/")[0]


def check_pattern(pattern: str) -> str:
    """Return `pattern` if it is a host, a `*.name`, an address or a network.

    Raises: ValueError saying what is wrong with it.
    """
    if "://" in pattern or "?" in pattern or ("/" in pattern and not _is_network(pattern)):
        raise ValueError(f"{pattern!r}: only a host, an address or a network such as 10.0.0.0/8 (no host bits), without scheme or path")
    if "/" in pattern or _address(pattern.strip("[]")) is not None:
        return pattern
    name = pattern.removeprefix("*.").removesuffix(".")
    if "*" in name:
        raise ValueError(f"{pattern!r}: `*` only stands alone before the first dot, as in `*.example.jp`")
    if ":" in name or not normalise(name) or any(not label or len(label) > 63 or set(label) & set(" @,;_") for label in name.split(".")):
        raise ValueError(f"{pattern!r}: not the name of a host (no port)")
    if pattern.startswith("*.") and ("." not in name or normalise(name) in SHARED_SUFFIXES):
        raise ValueError(f"{pattern!r}: too wide, strangers register names below it")
    return pattern


def _below(parent: str) -> str:
    return f"any.{parent}"


def _under(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in names:
        for parent in _parents(name) if _address(name) is None else ():
            found.setdefault(parent, []).append(name)
    return {parent: tuple(below) for parent, below in found.items()}


def _parents(name: str) -> Iterator[str]:
    while "." in name:
        name = name.partition(".")[2]
        yield name


def _address(name: str) -> Address | None:
    if not name or not (name[-1].isdigit() or ":" in name):
        return None
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _is_network(pattern: str) -> bool:
    try:
        ipaddress.ip_network(pattern)
    except ValueError:
        return False
    return True
