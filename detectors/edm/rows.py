"""Shows the rows of a table to what recognises customers: their numbers first, and what only counts together where that tells nothing.

Knows typed columns; no index.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from detectors.columns import Values
from detectors.edm.evidence import Looks, Mention, combined
from detectors.fingerprint import Fingerprinter
from detectors.rowperson import RowPerson
from detectors.unionfind import Index
from detectors.values import address

At = Callable[[int], Sequence[str]]


def recognise(
    looks: Looks, prints: Fingerprinter, person: RowPerson, typed: Mapping[str, Values], found: Sequence[Mention], size: int
) -> Index:
    """Return for each of `size` rows a number that `looks.tenants` knows.

    person: who each row is about; typed: normalised values of other typed columns, by entity; found: the numbers of the rows.
    """
    values = _values(person, typed)
    if looks.thorough:
        return looks.look(size, [*found, *combined(looks.combinations, values, range(size), prints)])
    known = looks.look(size, found)
    left = np.flatnonzero(known == 0)
    together = list(combined(looks.combinations, values, left.tolist(), prints))
    return np.maximum(known, looks.look(size, together)) if together else known


def _values(person: RowPerson, typed: Mapping[str, Values]) -> dict[str, At]:
    first = person.primary()
    names = [column.values for column in person.names if column is first or column.reading]
    found = {entity: _of([values]) for entity, values in typed.items()}
    if names:
        found["PERSON"] = _of(names)
    if person.births:
        found["BIRTH_DATE"] = _of(person.births[:1])
    if person.addresses:
        found["JP_ADDRESS"] = lambda row: [key for where in _of(person.addresses[:1])(row) if (key := address(where))]
    return found


def _of(columns: Sequence[Values]) -> At:
    return lambda row: [value for column in columns if (value := column[row])]
