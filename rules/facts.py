"""What the rules look at: one transfer, what was found in it and its past, brought into the form in which rules compare it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from detectors.model import GapReason, Inspection
from rules.model import JST, Count, Past, Transfer, Window

NOT_COUNTED = frozenset({"LOCATION"})
"""A mere place name is never personal data by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known before the body is: who, where, which way, when."""

    transfer: Transfer
    groups: frozenset[str]
    minute: int
    """Minutes since midnight in Japan."""
    weekday: int
    """0 is Monday, in Japan."""

    @classmethod
    def of(cls, transfer: Transfer, groups: frozenset[str]) -> "Scene":
        """Return the scene of `transfer` by an actor who belongs to `groups`; `transfer.at` must have a time zone."""
        at = transfer.at.astimezone(JST)
        return cls(transfer=transfer, groups=groups, minute=at.hour * 60 + at.minute, weekday=at.weekday())


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was found in the transfer, and in the windows that end with it."""

    people: int
    names_only: int
    entities: Mapping[str, int]
    findings: int
    gaps: Mapping[GapReason, int]
    gap_bytes: int
    past: Mapping[Window, Count] = field(repr=False)

    @classmethod
    def of(cls, transfer: Transfer, inspection: Inspection, past: Past) -> "Facts":
        """Return the facts of an inspected transfer. A gap of unknown size is charged as the whole body."""
        entities = dict(inspection.entities)
        gaps: dict[GapReason, int] = {}
        for gap in inspection.gaps:
            gaps[gap.reason] = gaps.get(gap.reason, 0) + 1
        return cls(
            people=inspection.people.count,
            names_only=inspection.people.names_only,
            entities=entities,
            findings=sum(n for entity, n in entities.items() if entity not in NOT_COUNTED),
            gaps=gaps,
            gap_bytes=sum(gap.size_bytes or transfer.size_bytes for gap in inspection.gaps),
            past=dict(past.counts),
        )
