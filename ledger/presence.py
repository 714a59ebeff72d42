"""Where each account is in use: from when to when it was last active at a terminal, and at how many terminals at once.

A stay at a terminal ends after a pause. Two stays are at once if they are woven into each other (here, there, here again): whoever moves
from one desk to the next leaves the first. It must not know rules.
"""

import ipaddress
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, or_, select, text

from detectors.model import Gap, GapReason
from ledger.clean import printable
from ledger.micros import SECOND, micros
from ledger.schema import terminals
from rules.model import Actor, Transfer, login

PAUSE = 10 * 60 * SECOND
"""Microseconds without activity that end a stay."""

FRESH = 60 * SECOND
"""Microseconds for which a stay need not be written again while no other terminal is in use."""

IPV6_PREFIX = 64
"""Bits that the addresses of one terminal share. **Source:** RFC 8981: a host has several of one prefix at once."""


_BY_THEMSELVES = frozenset({GapReason.TLS_PASSTHROUGH, GapReason.EXEMPT_BY_POLICY, GapReason.PINNED})
"""Programs keep such connections up at a desk that was left."""


class _Stay(NamedTuple):
    """One terminal at which an account is active."""

    source: str
    first: int
    last: int


_OF = select(terminals.c.source, terminals.c.first, terminals.c.last).where(terminals.c.actor == bindparam("actor"))
_OVER = delete(terminals).where(or_(terminals.c.last < bindparam("before"), terminals.c.last > bindparam("after")))
_BEGIN = text(
    "INSERT INTO terminals (actor, source, first, last) VALUES (:actor, :source, :at, :at)"
    " ON CONFLICT (actor, source) DO UPDATE SET first = excluded.first, last = excluded.last"
)
_GO_ON = text("UPDATE terminals SET first = :first, last = :last WHERE actor = :actor AND source = :source")


def active(connection: Connection, transfer: Transfer) -> int:
    """Note that the actor is active, and return at how many terminals at once; 1 if they cannot be told apart."""
    source, actor = terminal(transfer.actor), printable(login(transfer.actor.id), 200)
    if not source or not transfer.actor.known or transfer.actor.many_terminals:
        return 1
    at = micros(transfer.at)
    found = map(_Stay._make, connection.execute(_OF, {"actor": actor}))
    stays = {stay.source: stay for stay in found if abs(at - stay.last) <= PAUSE}
    own = stays.pop(source, None)
    if own is None:
        connection.execute(_OVER, {"before": at - PAUSE, "after": at + PAUSE})
        connection.execute(_BEGIN, {"actor": actor, "source": source, "at": at})
        return 1
    others = [stay for stay in stays.values() if _family(stay.source) == _family(source)]
    own = own._replace(first=min(own.first, at))  # the clock may have been set back
    if others or at - own.last >= FRESH or own.first == at:
        connection.execute(_GO_ON, {"actor": actor, "source": source, "first": own.first, "last": max(own.last, at)})
    return 1 + sum(own.first < stay.last <= at for stay in others)


def tell(gaps: Iterable[Gap]) -> bool:
    """Whether parts that were not inspected show that somebody is at work."""
    return any(gap.reason not in _BY_THEMSELVES for gap in gaps)


def at_work(columns: Collection[str]) -> bool:
    """Whether what was counted (`ledger.facts`) shows it: then somebody looked at the terminals, since they are looked at."""
    gaps = {GapReason(name[2:]) for name in columns if name[:2] == "g:"}
    return "people" in columns or "names_only" in columns or not gaps <= _BY_THEMSELVES


def terminal(actor: Actor) -> str:
    """Return what tells the actor's terminal from others: its IPv4 address, or the network of its IPv6 address; empty for none."""
    try:
        address = ipaddress.ip_address(actor.source.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, IPV6_PREFIX), strict=False))


def _family(source: str) -> bool:
    """One terminal may have an address of each family, so only those of one family are compared."""
    return ":" in source
