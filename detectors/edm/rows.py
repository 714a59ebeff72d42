"""Shows the rows of a table to what recognises customers: their numbers first, and what only counts together where that tells nothing.

Knows typed columns; no index.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from detectors.columns import Values
from detectors.edm.evidence import Looks, Mention, combined
from detectors.fingerprint import Fingerprinter
from detectors.rowperson import RowPerson
from detectors.unionfind import Index
from detectors.values import address


def recognise(
    looks: Looks, prints: Fingerprinter, person: RowPerson, typed: Mapping[str, Values], found: Sequence[Mention], size: int
) -> Index:
    """Return for each of `size` rows a number that `looks.tenants` knows.

    person: who each row is about; typed: normalised values of other typed columns, by entity; found: the numbers of the rows.
    """
    if looks.thorough:
        every = range(size)
        return looks.look(size, [*found, *combined(looks.combinations, _columns(person, typed, looks, every), every, prints)])
    known = looks.look(size, found)
    left = np.flatnonzero(known == 0).tolist()
    together = list(combined(looks.combinations, _columns(person, typed, looks, left), left, prints)) if left else []
    return np.maximum(known, looks.look(size, together)) if together else known


def _columns(person: RowPerson, typed: Mapping[str, Values], looks: Looks, rows: Sequence[int]) -> dict[str, Sequence[Values]]:
    """Return the columns of each entity; addresses are normalised in `rows` alone, since that takes longest."""
    first = person.primary()
    names = [column.values for column in person.names if column is first or column.reading]
    found: dict[str, Sequence[Values]] = {entity: [values] for entity, values in typed.items()}
    found.pop("JP_ADDRESS", None)
    if names:
        found["PERSON"] = names
    if person.births:
        found["BIRTH_DATE"] = person.births[:1]
    if person.addresses and any("JP_ADDRESS" in one for one in looks.combinations):
        values: Values = [None] * len(person.addresses[0])
        for row in rows:
            if where := person.addresses[0][row]:
                values[row] = address(where)
        found["JP_ADDRESS"] = [values]
    return found
