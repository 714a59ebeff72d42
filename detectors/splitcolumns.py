"""Tells columns that hold one value together: postal codes and dates in parts, surnames and given names.

Telephone numbers and addresses of e-mail are put together cell by cell (`splitcells`). Knows columns of one table and their roles;
`layout` asks.
"""

import re
from collections.abc import Callable, Sequence

from detectors.labels import Role
from detectors.names.words import Kind, kinds_of

Columns = Sequence[Sequence[str]]

PARTED = "of"
"""In the part of a role: `2of3`, the second of three columns."""

LONGEST_HALF = 5
"""Letters of a surname or a given name."""

_MOST = 0.8

_SPLIT: dict[str, tuple[str, ...]] = {
    "JP_POSTAL_CODE": (r"〒?[0-9０-９]{3}", r"[0-9０-９]{1,4}"),
    "BIRTH_DATE": (
        r"(?:[12][0-9]{3}|[MTSHRmtshr明大昭平令]\w{0,2}[0-9]{1,2})年?",
        r"(?:0?[1-9]|1[0-2])月?",
        r"(?:0?[1-9]|[12][0-9]|3[01])日?",
    ),
}
"""Notations of the parts, from left to right."""

_PATTERNS = {entity: tuple(map(re.compile, parts)) for entity, parts in _SPLIT.items()}


def join_columns(roles: Sequence[Role], names: Sequence[str], columns: Columns, unknown: Role) -> list[Role]:
    """Return `roles` with those of columns named that hold parts of one value, or halves of one name."""
    found = list(roles)
    for at, role in enumerate(roles):
        parts = _PATTERNS.get(role.entity, ())
        if parts and _are_parts(parts, found[at : at + len(parts)], names[at:], columns[at:]):
            found[at : at + len(parts)] = [Role(entity=role.entity, part=f"{n + 1}{PARTED}{len(parts)}") for n in range(len(parts))]
    for at in range(min(len(roles), len(columns)) - 1):
        if _are_halves(found[at : at + 2], names[at : at + 2], columns[at : at + 2], unknown):
            sure = found[at + 1].sure
            found[at : at + 2] = [Role(entity="PERSON", part=part, sure=sure) for part in ("surname", "given")]
    return found


def _are_parts(parts: Sequence[re.Pattern[str]], roles: Sequence[Role], names: Sequence[str], columns: Columns) -> bool:
    """Return whether the first columns of `columns` are the `parts` of a value: of its kind, or without names of their own."""
    if len(roles) < len(parts) or len(columns) < len(parts) or any(PARTED in role.part for role in roles):
        return False
    unnamed = [not any(name.strip() for name in names[i : i + 1]) for i in range(len(parts))]
    if any(role.entity != roles[0].entity and (role.entity or not bare) for role, bare in zip(roles, unnamed, strict=True)):
        return False
    return all(_agree(cells, part.fullmatch) for cells, part in zip(columns, parts, strict=False))


def _are_halves(roles: Sequence[Role], names: Sequence[str], columns: Columns, unknown: Role) -> bool:
    """Return whether two columns are surnames and given names: 契約者姓 and 契約者名, or by the dictionary where there is no header."""
    if roles[0] == roles[1] == unknown:
        return _agree(columns[0], _of(Kind.SURNAME)) and _agree(columns[1], _of(Kind.GIVEN))
    before, after = [*names, "", ""][:2]
    return roles[1].entity == "PERSON" and before[-1:] in ("姓", "氏") and after[-1:] == "名" and before[:-1] == after[:-1]


def _agree(cells: Sequence[str], test: Callable[[str], object]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and sum(1 for cell in filled if test(cell)) >= _MOST * len(filled)


def _of(kind: Kind) -> Callable[[str], bool]:
    return lambda cell: len(cell) <= LONGEST_HALF and kind in kinds_of(cell)
