"""The people of running text on their way to what recognises customers: gathered, so that thousands are looked up together.

Knows records of prose; no index.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from detectors.edm.evidence import Looks, Mention, kind_of
from detectors.fingerprint import Fingerprinter
from detectors.hits import Hit

MOST = 4096
"""People that wait to be looked up."""


def _texts() -> dict[str, tuple[list[int], list[str]]]:
    return defaultdict(lambda: ([], []))


@dataclass(slots=True, kw_only=True)
class Later:
    """What waits. `mark` is told of the findings of everybody who turns out to be a customer, and of whom."""

    looks: Looks
    prints: Fingerprinter
    mark: Callable[[int, tuple[str, ...]], None]
    _texts: dict[str, tuple[list[int], list[str]]] = field(default_factory=_texts)
    _findings: list[tuple[int, ...]] = field(default_factory=list)

    def add(self, identifiers: Iterable[Hit], first: dict[str, str], findings: Sequence[int]) -> None:
        """Take one person: hits that identify, the first value of each entity, and where in the list the findings are."""
        row = len(self._findings)
        self._findings.append(tuple(findings))
        values = {(hit.entity, hit.value) for hit in identifiers}
        values |= {
            (kind_of(one), "\n".join(first[entity] for entity in one)) for one in self.looks.combinations if all(e in first for e in one)
        }
        for kind, value in values:
            rows, texts = self._texts[kind]
            rows.append(row)
            texts.append(value)
        if row + 1 >= MOST:
            self.settle()

    def settle(self) -> None:
        """Look up all that waits."""
        mentions = [
            Mention(kind=kind, rows=np.array(rows, dtype=np.int64), prints=self.prints.many(kind, texts))
            for kind, (rows, texts) in self._texts.items()
        ]
        findings, self._findings, self._texts = self._findings, [], _texts()
        if not mentions:
            return
        for row, number in enumerate(self.looks.look(len(findings), mentions).tolist()):
            if number:
                for position in findings[row]:
                    self.mark(position, self.looks.tenants(number))
