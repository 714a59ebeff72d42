"""What may show whose customer somebody is, and how it is asked: mentions of one entity, and of entities that count together.

Knows fingerprints, rows and normalised values; no index.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from detectors.fingerprint import Fingerprinter, Fingerprints
from detectors.unionfind import Index

Combination = tuple[str, ...]
"""Entities whose values identify together."""

COMBINATIONS: tuple[Combination, ...] = (("PERSON", "JP_ADDRESS"), ("PERSON", "BIRTH_DATE"))
"""What identifies a person by default where no number does. A name alone never does."""

COMBINABLE = ("PERSON", "BIRTH_DATE", "JP_ADDRESS", "JP_POSTAL_CODE")
"""Entities of which none identifies by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Values of one kind at their rows."""

    kind: str
    rows: Index
    prints: Fingerprints = field(repr=False)


class Looks(Protocol):
    """What tables and prose are shown to, if the site has indexes: it recognises people, or learns them."""

    @property
    def combinations(self) -> Sequence[Combination]:
        """What is worth combining."""

    @property
    def thorough(self) -> bool:
        """Whether combinations are asked for even where a number has been recognised."""

    def look(self, size: int, mentions: Sequence[Mention]) -> Index:
        """Take the mentions of `size` rows; return for each row a number that `tenants` knows, 0 for nobody's."""

    def tenants(self, number: int) -> tuple[str, ...]:
        """Return the tenants whose customer a row is."""


def kind_of(combination: Combination) -> str:
    """Return the name under which an index keeps a combination."""
    return "+".join(combination)


def combined(
    combinations: Sequence[Combination], values: Mapping[str, Callable[[int], Sequence[str]]], rows: Sequence[int], prints: Fingerprinter
) -> Iterator[Mention]:
    """Give the mentions of `combinations` in `rows`. `values` gives for an entity and a row the normalised values there."""
    for combination in combinations:
        if any(entity not in values for entity in combination):
            continue
        at: list[int] = []
        texts: list[str] = []
        for row in rows:
            for text in _joined([values[entity](row) for entity in combination]):
                at.append(row)
                texts.append(text)
        if at:
            kind = kind_of(combination)
            yield Mention(kind=kind, rows=np.array(at, dtype=np.int64), prints=prints.many(kind, texts))


def _joined(parts: Sequence[Sequence[str]]) -> list[str]:
    texts = [""]
    for part in parts:
        texts = [f"{text}\n{value}" if text else value for text in texts for value in part]
    return texts
