"""Recognises customers and planted people in one inspection, and counts them: each once, whatever number of rows shows them.

Knows indexes and mentions; no text, no table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from detectors.columnar import Column
from detectors.edm.evidence import Combination, Mention
from detectors.edm.index import NOBODY, SHARED, Index, People
from detectors.edm.tags import Tagger
from detectors.fingerprint import Fingerprints
from detectors.unionfind import Index as Rows

Customers = tuple[tuple[tuple[str, ...], int], ...]
"""(tenants, people): how many people are customers of exactly these tenants."""

COMPACT = 1 << 20
"""Sightings of customers after which repeated ones are let go of, again whenever twice as many have come."""

_PERSON = np.uint32(0x7FFFFFFF)


@dataclass(slots=True)
class _Tally:
    """The people of one set of tenants."""

    people: Column = field(default_factory=lambda: Column("I"))
    _next: int = COMPACT

    def add(self, people: People) -> None:
        self.people.add(people)
        if len(self.people) >= self._next:
            self.people.replace(np.unique(self.people.view))
            self._next = max(COMPACT, 2 * len(self.people))

    @property
    def count(self) -> int:
        return len(np.unique(self.people.view))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One mention as an index looks it up: sorted, so that neighbours lie together."""

    kind: str
    rows: Rows
    tags: Fingerprints


class Register:
    """What `indexes` know of the people of one body."""

    def __init__(self, indexes: Sequence[Index], taggers: dict[str, Tagger]) -> None:
        self._indexes = [index for index in indexes if index.header.holds == "customers"]
        self._canaries = [index for index in indexes if index.header.holds == "canaries"]
        self._taggers = taggers
        kinds = dict.fromkeys(kind for index in indexes for kind in index.tags if "+" in kind)
        self.combinations: tuple[Combination, ...] = tuple(tuple(kind.split("+")) for kind in kinds)
        self.thorough = len(self._indexes) > 1
        self._sets: list[tuple[str, ...]] = [()]
        self._numbers: dict[tuple[int, str], int] = {}
        self._tallies: dict[int, _Tally] = {}
        self._labels: dict[str, None] = {}

    def look(self, size: int, mentions: Sequence[Mention]) -> Rows:
        """Count whom `mentions` show; return for each of `size` rows a number that `tenants` knows, 0 for nobody's."""
        known = np.zeros(size, dtype=np.int64)
        asked: dict[str, list[_Asked]] = {}
        mentions = [mention for mention in mentions if len(mention.rows)]
        for index in self._canaries:
            _, people = self._found(index, asked, mentions, size)
            self._labels |= dict.fromkeys(index.header.labels[person] for person in np.unique(people & _PERSON).tolist())
        first: list[tuple[Rows, People]] = []
        for index in self._indexes:
            rows, people = self._found(index, asked, mentions, size)
            if not rows.size:
                continue
            fresh = known[rows] == 0
            first.append((rows[fresh], people[fresh]))
            hit = np.unique(rows)
            known[hit] = self._with(known[hit], index.header.name)
        for rows, people in first:
            for number in np.unique(known[rows]).tolist():
                self._tallies.setdefault(number, _Tally()).add(people[known[rows] == number])
        return known

    def tenants(self, number: int) -> tuple[str, ...]:
        """Return the tenants that `number` stands for."""
        return self._sets[number]

    @property
    def customers(self) -> Customers:
        """The customers so far."""
        return tuple(sorted((self._sets[number], tally.count) for number, tally in self._tallies.items()))

    @property
    def canaries(self) -> tuple[str, ...]:
        """Labels of the planted people so far."""
        return tuple(sorted(self._labels))

    def _found(self, index: Index, asked: dict[str, list[_Asked]], mentions: Sequence[Mention], size: int) -> tuple[Rows, People]:
        """Return (row, person) of everybody whom `index` knows; of a shared value only where the row shows nobody for certain."""
        salt = index.header.salt
        if salt not in asked:
            asked[salt] = [_asked(mention, self._taggers[salt]) for mention in mentions]
        rows, people = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.uint32)]
        for one in asked[salt]:
            found = index.find(one.kind, one.tags)
            hit = found != NOBODY
            if hit.any():
                rows.append(one.rows[hit])
                people.append(found[hit])
        at, who = np.concatenate(rows), np.concatenate(people)
        certain = np.zeros(size, dtype=np.bool_)
        certain[at[who < SHARED]] = True
        kept = (who < SHARED) | ~certain[at]
        return at[kept], who[kept] & _PERSON

    def _with(self, numbers: Rows, tenant: str) -> Rows:
        """Return the number of each set of tenants with `tenant` in it too."""
        unique, back = np.unique(numbers, return_inverse=True)
        return np.array([self._number(number, tenant) for number in unique.tolist()], dtype=np.int64)[back]

    def _number(self, number: int, tenant: str) -> int:
        if (number, tenant) not in self._numbers:
            self._numbers[number, tenant] = len(self._sets)
            self._sets.append((*self._sets[number], tenant))
        return self._numbers[number, tenant]


def _asked(mention: Mention, tagger: Tagger) -> _Asked:
    tags = tagger(mention.prints)
    order = np.argsort(tags)
    return _Asked(mention.kind, mention.rows[order], tags[order])
