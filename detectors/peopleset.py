"""A set of people as 8-byte keyed fingerprints: exact while small, a HyperLogLog sketch beyond.

One type serves a transfer (exact to a million) and the daily sketches of the ledger (exact to a few thousand), and both merge.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import datasketches
import numpy as np
from numpy.typing import NDArray

EXACT_LIMIT = 1_000_000
"""Largest exact set: 8 MB of fingerprints."""

LG_K = 14
"""2^14 registers: 16 kB, standard error 0.8 % (HLL, Flajolet et al. 2007: 1.04 / sqrt(registers))."""

_EXACT, _SKETCH = b"E", b"S"


@dataclass(frozen=True, kw_only=True)
class PeopleSet:
    """Distinct fingerprints. Immutable; `union` gives a new set."""

    packed: bytes = field(default=_EXACT, repr=False)
    """`E` and sorted unique little-endian 64-bit values, or `S` and a compact HLL sketch of datasketches."""

    @classmethod
    def of(cls, values: "Iterable[int] | NDArray[np.uint64]", *, exact_limit: int = EXACT_LIMIT) -> "PeopleSet":
        """Return the set of `values` (fingerprints, 0 to 2^64 - 1), in any order, repeats allowed."""
        array = np.unique(np.asarray(values if isinstance(values, np.ndarray) else list(values), dtype="<u8"))
        exact = cls(packed=_EXACT + array.tobytes())
        return exact if array.size <= exact_limit else exact.sketched

    @property
    def exact(self) -> bool:
        """Whether the members are known one by one."""
        return self.packed[:1] == _EXACT

    @cached_property
    def count(self) -> int:
        """Number of distinct people; an estimate when not `exact`."""
        if self.exact:
            return (len(self.packed) - 1) // 8
        return int(datasketches.hll_sketch.deserialize(self.packed[1:]).get_estimate() + 0.5)

    @property
    def values(self) -> "NDArray[np.uint64]":
        """Sorted fingerprints of an exact set; raises ValueError for a sketch."""
        if not self.exact:
            raise ValueError("a sketch does not know its members")
        return np.frombuffer(self.packed, dtype="<u8", offset=1)

    @cached_property
    def sketched(self) -> "PeopleSet":
        """The same people as a sketch, however few. Kept, because making one takes a microsecond for every four people."""
        return PeopleSet(packed=_SKETCH + _sketch(self.values).serialize_compact()) if self.exact else self

    def union(self, *others: "PeopleSet", exact_limit: int = EXACT_LIMIT) -> "PeopleSet":
        """Return the people of this set and all `others`; a sketch as soon as one is a sketch or over `exact_limit`."""
        sets = [s for s in (self, *others) if len(s.packed) > 1]
        if all(s.exact for s in sets):
            exact = PeopleSet(packed=_EXACT + _together([s.values for s in sets]).tobytes()) if len(sets) > 1 else next(iter(sets), EMPTY)
            return exact if exact.count <= exact_limit else exact.sketched
        return PeopleSet(packed=_SKETCH + _merged(sets).get_result(datasketches.tgt_hll_type.HLL_8).serialize_compact())

    def count_with(self, other: "PeopleSet", *, exact_limit: int = EXACT_LIMIT) -> tuple[int, bool]:
        """Return `count` and `exact` of the union with `other`, without the time that it takes to make it."""
        if other == EMPTY:
            return self.count, self.exact
        if not (self.exact and other.exact):
            return int(_merged([self, other]).get_estimate() + 0.5), False
        few, many = sorted((self.values, other.values), key=len)
        places = np.minimum(np.searchsorted(many, few), len(many) - 1)
        count = len(many) + int(np.count_nonzero(many[places] != few))
        return (count, True) if count <= exact_limit else (self.union(other, exact_limit=exact_limit).count, False)


def _together(runs: "list[NDArray[np.uint64]]") -> "NDArray[np.uint64]":
    """Return the sorted unique values of sorted runs: a stable sort only merges them, many times faster than `np.unique`."""
    array = np.sort(np.concatenate([*runs, np.empty(0, dtype="<u8")]), kind="stable")
    return np.concatenate((array[:1], array[1:][array[1:] != array[:-1]]))


def _merged(sets: "Iterable[PeopleSet]") -> "datasketches.hll_union":
    merged = datasketches.hll_union(LG_K)
    for one in sets:
        merged.update(datasketches.hll_sketch.deserialize(one.sketched.packed[1:]))
    return merged


def _sketch(values: "NDArray[np.uint64]") -> "datasketches.hll_sketch":
    sketch = datasketches.hll_sketch(LG_K, datasketches.tgt_hll_type.HLL_8)
    # Datasketches takes a number above 2^63 for a floating-point number: to say so here gives the same sketch in a third of the time.
    split = np.searchsorted(values, np.uint64(1 << 63))
    for value in (*values[:split].tolist(), *values[split:].astype(np.float64).tolist()):
        sketch.update(value)
    return sketch


EMPTY = PeopleSet()
