"""Tells columns by what stands beside them, where no header does: the parts of an address behind its prefecture, and its postal code.

Knows columns of one table; `layout` asks.
"""

import re
from collections.abc import Callable, Sequence

from detectors.addresses.postcodes import LEADING, prefectures_by_code
from detectors.labels import Role

_CITY = re.compile(r".{1,12}[市区町村]")
_CODE = re.compile(r"\d{7}", re.ASCII)
_NUMBER = re.compile(r"\d")
_JAPANESE = re.compile(r"[\u3041-\u30fa\u4e00-\u9fff]")
_MOST = 0.9

Columns = Sequence[Sequence[str]]


def name_by_neighbours(roles: Sequence[Role], columns: Columns, unknown: Role) -> list[Role]:
    """Return `roles` with those that are `unknown` named where a column of prefectures beside tells what they are."""
    named = list(roles)
    start = next((i for i, role in enumerate(named) if role.part == "prefecture" and not role.sure), None)
    if start is None:
        return named
    for part, test in _PARTS:
        after = start + 1
        if after >= len(columns) or named[after] != unknown or _share(columns[after], test) < _MOST:
            break
        named[after], start = Role(entity="JP_ADDRESS", part=part, sure=False), after
    for i, role in enumerate(named[: len(columns)]):
        if role == unknown and _are_postal_codes(columns[i], columns[_prefectures(named)]):
            named[i] = Role(entity="JP_POSTAL_CODE", sure=False)
    return named


_PARTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("city", lambda cell: bool(_CITY.fullmatch(cell))),
    ("town", lambda cell: bool(_JAPANESE.search(cell))),
    ("block", lambda cell: bool(_NUMBER.search(cell))),
)


def _prefectures(roles: Sequence[Role]) -> int:
    return next(i for i, role in enumerate(roles) if role.part == "prefecture")


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells if cell.strip()]
    return sum(map(test, filled)) / len(filled) if filled else 0.0


def _are_postal_codes(cells: Sequence[str], prefectures: Sequence[str]) -> bool:
    if _share(cells, lambda cell: bool(_CODE.fullmatch(cell))) < _MOST:
        return False
    regions = prefectures_by_code()
    pairs = [(cell, prefecture) for cell, prefecture in zip(cells, prefectures, strict=True) if cell.strip()]
    return sum(prefecture in regions.get(cell[:LEADING], ()) for cell, prefecture in pairs) >= _MOST * len(pairs)
