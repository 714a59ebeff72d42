"""What one inspection has found so far: counts, a sample of findings, gaps, and the census of people. Knows no format and no notation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

import numpy as np

from detectors.custom import CustomEntities
from detectors.edm.evidence import Looks
from detectors.edm.later import Later
from detectors.fingerprint import Fingerprinter
from detectors.model import MAX_FINDINGS, Finding, Gap, GapReason
from detectors.people import Census
from detectors.unionfind import Index
from detectors.values import IN_COLUMN, identifies

SERVICE_DIGITS = 6
"""Characters of a normalised number that tell a service (+81120, +81800, +81570) from a subscriber."""

PER_ENTITY = 10
"""Findings kept of one entity."""

OURS = "our customer"
"""Evidence of a finding whose person an index of the site knows."""


class Allowed:
    """Values that are never personal data: names of the staff directory, own switchboard numbers."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = {entity: {found for value in values if (found := read(value))} for entity, read in IN_COLUMN.items()}

    def __call__(self, entity: str, value: str) -> bool:
        """Return whether the normalised `value` of `entity` is no personal data here."""
        return value in self._values.get(entity, ())

    def any(self, entity: str) -> bool:
        """Return whether anything of `entity` is allowed at all."""
        return bool(self._values.get(entity))


@dataclass(slots=True, kw_only=True)
class Notes:
    """Filled by the readers of tables and of prose, then turned into an `Inspection`."""

    prints: Fingerprinter
    allowed: Allowed
    census: Census = field(default_factory=Census)
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    complete: bool = True
    looks: Looks | None = None
    """What recognises customers, where the site has indexes of them."""
    custom: CustomEntities = field(default_factory=CustomEntities)
    """Entities of the site."""
    later: Later | None = field(init=False, default=None)
    _kept: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if self.looks:
            self.later = Later(looks=self.looks, prints=self.prints, mark=self.mark)

    def wants(self, entity: str) -> bool:
        """Return whether another finding of `entity` would still be kept."""
        return self._kept[entity] < PER_ENTITY and len(self.findings) < MAX_FINDINGS

    def find(self, finding: Finding) -> int | None:
        """Keep `finding`, if there is room for it, and return its place in the list."""
        if not self.wants(finding.entity):
            return None
        self._kept[finding.entity] += 1
        self.findings.append(finding)
        return len(self.findings) - 1

    def mark(self, position: int, tenants: tuple[str, ...]) -> None:
        """Say that a finding kept is of a customer of `tenants`: there is no doubt left."""
        finding = self.findings[position]
        evidence = finding.evidence if OURS in finding.evidence else (*finding.evidence, OURS)
        self.findings[position] = replace(finding, score=1.0, evidence=evidence, tenants=tenants)

    def identifying(self, entity: str, scopes: Index, values: Sequence[str]) -> tuple[Index, Sequence[str]]:
        """Return those of `values`, normalised, that can point to a person, and their scopes: services' and allowed numbers cannot."""
        services = {lead for lead in {value[:SERVICE_DIGITS] for value in values} if not identifies(entity, lead)}
        if services or self.allowed.any(entity):
            kept = [value[:SERVICE_DIGITS] not in services and not self.allowed(entity, value) for value in values]
            return scopes[np.array(kept, dtype=np.bool_)], list(compress(values, kept))
        return scopes, values

    def mention(self, entity: str, scopes: Index, value: str) -> None:
        """Put one identifier, normalised, in the census: it stands in all `scopes`."""
        self.census.mention(entity, scopes, np.full(len(scopes), self.prints.one(entity, value), dtype=np.uint64))

    def miss(self, reason: GapReason, place: str, size_bytes: int = 0) -> None:
        """Note a part that could not be inspected; counts are lower bounds from then on."""
        self.gaps.append(Gap(reason=reason, place=place, size_bytes=size_bytes))
        self.complete = False
