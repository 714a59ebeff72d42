"""Puts the typed names of rows in the census: who a row is about where no number says it.

Knows the columns of one piece of a table that say who its rows are about; no notation.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.columns import Values
from detectors.notes import Notes
from detectors.people import HUB
from detectors.rowperson import RowPerson
from detectors.unionfind import Index

SMALL = 2_000
"""Rows up to which every row's name and address are made a key; in longer tables only rows that no number of their own identifies."""

Mask = NDArray[np.bool_]
"""For each row of a piece, yes or no."""


def enter_names(notes: Notes, person: RowPerson, base: int, identified: Mask) -> Mask:
    """Put the names of rows in the census; tell which rows are somebody's by a name that few have, or by more than a name.

    base: first scope of the census that is a row here; identified: which rows a number of their own identifies.
    """
    named = np.zeros(len(identified), dtype=np.bool_)
    primary = person.primary()
    if primary is None:
        return named
    rows, names = present(primary.values)
    # Only equality counts here, so the interpreter's own hash will do, and it is there already.
    told_apart = np.fromiter(map(hash, names), dtype=np.int64, count=len(names)).view(np.uint64)
    notes.census.call(rows + base, told_apart)
    alone = np.ones(len(rows), dtype=np.bool_) if len(identified) <= SMALL else ~identified[rows]
    named[_enter_keys(notes, person, base, rows[alone].tolist(), list(compress(names, alone.tolist())))] = True
    others = ~identified[rows]
    if others.any():
        named[rows[others][seldom(told_apart[others])]] = True
    _enter_others(notes, person, base, primary.values)
    return named


def _enter_keys(notes: Notes, person: RowPerson, base: int, rows: Sequence[int], names: Sequence[str]) -> list[int]:
    """Say who rows are by name and address, name and birth date, or the name alone; return those that are by more than the name."""
    keys: dict[str, tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
    for row, name in zip(rows, names, strict=True):
        found = person.key(row, name)
        keys[found.kind][0].append(row)
        keys[found.kind][1].append(found.value)
    for kind, (keyed, values) in keys.items():
        notes.census.fall_back(np.array(keyed, dtype=np.int64) + base, notes.prints.many(kind, values))
    return [row for kind, (keyed, _) in keys.items() if kind != "PERSON" for row in keyed]


def _enter_others(notes: Notes, person: RowPerson, base: int, first: Values) -> None:
    """Say who else stands in the rows: people of other columns, and those behind the first of a cell."""
    seconds = [pair for other in person.seconds() for pair in enumerate(other.values)]
    pairs = [(row, name) for row, name in (*seconds, *person.also) if name and name != first[row]]
    scopes = np.array([row for row, _ in pairs], dtype=np.int64) + base
    notes.census.stand_beside(scopes, notes.prints.many("PERSON", [name for _, name in pairs]))


def present(values: Values) -> tuple[Index, list[str]]:
    """Return the rows that have a value, and their values."""
    found = [value for value in values if value is not None]
    if len(found) == len(values):
        return np.arange(len(values)), found
    return np.flatnonzero(np.array([value is not None for value in values])), found


def seldom(values: NDArray[Any]) -> Mask:
    """Return for each value whether it is found in few enough rows to be somebody's own."""
    _, back, times = np.unique(values, return_inverse=True, return_counts=True)
    seldom: Mask = times[back] <= HUB
    return seldom
