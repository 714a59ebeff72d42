"""What the rules look at: one transfer, what was found in it and its past, brought into the form in which rules compare it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from detectors.model import GapReason, Inspection
from rules.calendar import PLAIN, Calendar, Moment
from rules.model import Count, Past, Transfer, Window
from rules.zones import NOWHERE

Customers = tuple[tuple[tuple[str, ...], int], ...]
"""(tenants, people): customers of exactly these tenants."""

NOT_COUNTED = frozenset({"LOCATION"})
"""A mere place name is never personal data by itself."""


class SizedGap(Protocol):
    """A part that was not inspected, as it is found or as it is kept."""

    @property
    def reason(self) -> GapReason:
        """Why."""
        ...

    @property
    def size_bytes(self) -> int:
        """0 for unknown."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known before the body is: who, where, which way, when."""

    transfer: Transfer
    groups: frozenset[str]
    zones: frozenset[str]
    now: Moment

    @classmethod
    def of(cls, transfer: Transfer, groups: frozenset[str], zones: frozenset[str] = NOWHERE, calendar: Calendar = PLAIN) -> "Scene":
        """Return the scene of `transfer` by an actor of `groups` at a terminal in `zones`; `transfer.at` must have a time zone."""
        return cls(transfer=transfer, groups=groups, zones=zones, now=calendar.at(transfer.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found in the transfer, and in the windows that end with it."""

    people: int
    names_only: int
    entities: Mapping[str, int]
    gaps: Mapping[GapReason, int]
    gap_bytes: Mapping[GapReason, int]
    """A gap of unknown size is charged as the whole body."""
    customers: Customers
    """(tenants, people): customers of exactly these tenants."""
    foreign_customers: int
    """Customers of none of the tenants whose data this transfer may hold; 0 if nothing says which these are."""
    canaries: int
    past: Mapping[Window, Count] = field(repr=False)
    terminals: int = 0
    """Terminals at which the actor is active at once."""
    divisor: int = 1
    """By how much numbers of people are divided for the actor."""

    @property
    def findings(self) -> int:
        """Pieces of personal data of every kind."""
        return sum(pieces for entity, pieces in self.entities.items() if entity not in NOT_COUNTED)

    def customers_of(self, tenants: frozenset[str]) -> int:
        """Count the customers of at least one of `tenants`; of any if there are none."""
        return sum(people for known, people in self.customers if not tenants or not tenants.isdisjoint(known))

    @classmethod
    def of(cls, transfer: Transfer, inspection: Inspection, past: Past, divisor: int = 1) -> "Facts":
        """Return the facts of an inspected transfer, for an actor whose numbers of people are divided."""
        return cls(
            people=inspection.people.count,
            names_only=inspection.people.names_only,
            entities=dict(inspection.entities),
            gaps=Counter(gap.reason for gap in inspection.gaps),
            gap_bytes=gap_sizes(inspection.gaps, transfer.size_bytes),
            customers=inspection.customers,
            foreign_customers=foreign(_own(transfer), inspection.customers),
            canaries=len(inspection.canaries),
            past=dict(past.counts),
            terminals=past.terminals,
            divisor=divisor,
        )


def gap_sizes(gaps: Iterable[SizedGap], whole: int) -> dict[GapReason, int]:
    """Return the bytes that were not inspected, by reason; those of unknown size count as the `whole` body, with all others in it."""
    known: Counter[GapReason] = Counter()
    unknown: set[GapReason] = set()
    for gap in gaps:
        known[gap.reason] += gap.size_bytes
        if not gap.size_bytes:
            unknown.add(gap.reason)
    return {reason: max(size, whole) if reason in unknown else size for reason, size in known.items()}


def counted(sizes: Mapping[GapReason, int], window: Window) -> int:
    """Return the bytes of those reasons that `window` asks for."""
    return sum(size for reason, size in sizes.items() if not window.uninspected or reason in window.uninspected)


def foreign(own: frozenset[str], customers: Customers) -> int:
    """Count the customers of none of the tenants in `own`; 0 if nothing says whose data it may be."""
    return sum(people for known, people in customers if own.isdisjoint(known)) if own else 0


def _own(transfer: Transfer) -> frozenset[str]:
    tenant = transfer.destination.tenant
    return frozenset({tenant} if tenant else transfer.actor.tenants)
