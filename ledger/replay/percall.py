"""What a limit on people for each call compares in rows: one column over another, where both were kept. It must not know conditions."""

from dataclasses import dataclass

import numpy as np

from ledger.facts import key_of, shape_of
from ledger.replay.bounds import Sum, factors
from ledger.replay.minutes import Mask, Numbers
from rules.rule import Limit, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class PerCall:
    """One limit in the rows of one shape."""

    threshold: int
    here: Sum
    people: int = -1
    """Place of the column; -1 for none."""
    calls: int = -1
    """Place of the column; -1 where nobody asked for calls then, or they were not known: then nothing can be said."""

    @classmethod
    def of(cls, rule: Rule, limit: Limit, shape: str) -> "PerCall":
        """Return what `limit` of `rule` compares."""
        direction, columns = shape_of(shape)
        here, window = factors(columns, lambda facts: rule.here(limit, facts)), limit.window(direction)
        people, calls = (f"{kind}:{key_of(window)}" if window else "" for kind in ("p", "k"))
        if people not in columns or calls not in columns:
            return cls(threshold=limit.threshold, here=here)
        return cls(threshold=limit.threshold, here=here, people=columns.index(people), calls=columns.index(calls))

    def passed(self, counts: Numbers, moved: Mask) -> tuple[Mask, Mask]:
        """Return where the limit is passed, and where it may be, as far as is known. What `moved` has no windows of its new place."""
        unknown = moved if self.calls >= 0 else np.ones(len(counts), dtype=np.bool_)
        return self.least(counts, moved) > self.threshold, (counts @ self.here > 0) & unknown

    def known(self, counts: Numbers, moved: Mask) -> Mask:
        """Return where `least` is all that the limit is held against."""
        nobody: Mask = counts @ self.here == 0
        return nobody | ~moved if self.calls >= 0 else nobody

    def least(self, counts: Numbers, moved: Mask) -> Numbers:
        """Return what the limit is held against, 0 where that is not known."""
        if self.calls < 0:
            return np.zeros(len(counts), dtype=np.int64)
        found = -(-counts[:, self.people] // np.maximum(counts[:, self.calls], 1))
        return np.where((counts @ self.here > 0) & ~moved, found, 0)
