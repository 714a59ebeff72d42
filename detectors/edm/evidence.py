"""What may show whose customer somebody is, and how it is asked: mentions of one entity, and of entities that count together.

Knows fingerprints, rows and normalised values; no index.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, product
from typing import Protocol

import numpy as np

from detectors.columns import Values
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
    combinations: Sequence[Combination], columns: Mapping[str, Sequence[Values]], rows: Sequence[int], prints: Fingerprinter
) -> Iterator[Mention]:
    """Give the mentions of `combinations` in `rows`. `columns` holds for an entity the normalised values of each of its columns."""
    for combination in combinations:
        if any(entity not in columns for entity in combination):
            continue
        kind = kind_of(combination)
        for chosen in product(*(columns[entity] for entity in combination)):
            values = list(zip(*(_at(column, rows) for column in chosen), strict=True))
            there = np.array([None not in value for value in values], dtype=np.bool_)
            if there.any():
                texts = ["\n".join(value) for value in compress(values, there.tolist())]
                yield Mention(kind=kind, rows=np.asarray(rows, dtype=np.int64)[there], prints=prints.many(kind, texts))


def _at(column: Values, rows: Sequence[int]) -> Sequence[str | None]:
    return column if len(rows) == len(column) else [column[row] for row in rows]
