"""Learns customers from tables: the same reading of rows as in inspection, with what it finds kept as tags instead of looked up.

Knows mentions; no file of customers and no index on disk.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detectors.columnar import Column
from detectors.edm.evidence import Combination, Mention
from detectors.edm.index import SHARED, People
from detectors.edm.tags import Tagger
from detectors.fingerprint import Fingerprints
from detectors.unionfind import Index as Rows

MOST_SHARING = 20
"""People of one file that may share a value (a household, a shop); a value of more is nobody's: the clerk's address, a switchboard."""


@dataclass(slots=True)
class _Entries:
    tags: Column = field(default_factory=lambda: Column("Q"))
    people: Column = field(default_factory=lambda: Column("I"))


@dataclass(slots=True, kw_only=True)
class Learner:
    """What has been learnt so far: each row is one person, numbered in the order in which they come."""

    tagger: Tagger
    combinations: Sequence[Combination]
    people: int = 0
    _entries: dict[str, _Entries] = field(default_factory=lambda: defaultdict(_Entries))

    @property
    def thorough(self) -> bool:
        """Combinations are learnt of everybody."""
        return True

    def look(self, size: int, mentions: Sequence[Mention]) -> Rows:
        """Learn the mentions of the next `size` rows."""
        for mention in mentions:
            entries = self._entries[mention.kind]
            entries.tags.add(self.tagger(mention.prints))
            entries.people.add(mention.rows + self.people)
        self.people += size
        return np.zeros(size, dtype=np.int64)

    def tenants(self, number: int) -> tuple[str, ...]:  # noqa: ARG002
        """Return nobody: who learns recognises none."""
        return ()

    def parts(self) -> dict[str, tuple[Fingerprints, People]]:
        """Return the sorted tags of each kind with their people, and let go of the rest, a kind at a time."""
        return {kind: _sorted(self._entries.pop(kind)) for kind in sorted(self._entries)}


def _sorted(entries: _Entries) -> tuple[Fingerprints, People]:
    order = np.lexsort((entries.people.view, entries.tags.view))
    tags, people = entries.tags.view[order], entries.people.view[order]
    del order
    fresh = np.ones(len(tags), dtype=np.bool_)
    fresh[1:] = (tags[1:] != tags[:-1]) | (people[1:] != people[:-1])
    tags, people = tags[fresh], people[fresh]
    start = np.flatnonzero(np.append(np.ones(min(1, len(tags)), dtype=np.bool_), tags[1:] != tags[:-1]))
    sharing = np.diff(np.append(start, len(tags)))
    tags, people = tags[start], people[start] | np.where(sharing > 1, SHARED, np.uint32(0))
    kept: NDArray[np.bool_] = sharing <= MOST_SHARING
    return tags[kept], people[kept].astype(np.uint32)
