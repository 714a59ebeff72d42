"""What can be said of a count from the counts that were kept: exactly, or between two of them. It must not know rows, nor verdicts.

A longer window or more classes of destination never hold fewer people, so a window that was not counted lies between those that were.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ledger.facts import facts_of, window_of
from rules.facts import Facts
from rules.model import Count, DestinationClass, Window
from rules.rule import Limit

type Sum = NDArray[np.int64]
"""Factors of the columns of a shape: times a line of counts, they give one number."""

type Sums = tuple[Sum, ...]


def factors(columns: Sequence[str], asked: Callable[[Facts], int]) -> Sum:
    """Return the factors of a number that is a sum over what was found, by asking for it with one of each."""
    return np.array([asked(facts) for facts in _units(tuple(columns))], dtype=np.int64)


@lru_cache(maxsize=256)
def _units(columns: tuple[str, ...]) -> tuple[Facts, ...]:
    """Return what the rules would look at if there were one of each column, and nothing else."""
    return tuple(facts_of(columns, unit) for unit in np.eye(len(columns), dtype=np.int64))


def bounds(limit: Limit, window: Window, columns: Sequence[str]) -> tuple[Sums, Sums]:
    """Return sums of which each is at most, and sums of which each is at least, what `limit` counts in `window`."""
    kept = {window_of(name[2:]) for name in columns if name[:2] in ("p:", "u:")}
    if window in kept:
        exact = (_counted(limit, window, columns),)
        return exact, exact
    lower = tuple(_counted(limit, one, columns) for one in sorted(kept, key=repr) if within(one, window))
    upper = tuple(_counted(limit, one, columns) for one in sorted(kept, key=repr) if within(window, one))
    return lower, upper


def within(small: Window, large: Window) -> bool:
    """Whether everybody whom `small` counts is counted by `large` too."""
    if small.drawn and not large.drawn:  # of the people sent out, some
        small = replace(small, drawn=False)
    same = (small.per, small.direction, small.drawn, small.uninspected) == (large.per, large.direction, large.drawn, large.uninspected)
    return same and small.days <= large.days and _classes(small) <= _classes(large)


def _classes(window: Window) -> frozenset[DestinationClass]:
    return window.categories or frozenset(DestinationClass)


def _counted(limit: Limit, window: Window, columns: Sequence[str]) -> Sum:
    return factors(columns, lambda facts: limit.counted(facts.past.get(window, Count(people=0))))
