"""What the columns of a table hold: from its header line where it has one, from the values where it has none.

Knows labels and notations; counts nothing and nobody.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from detectors.columns import is_address
from detectors.labels import Role, role_of_header
from detectors.namecells import is_full_name, split
from detectors.namecells import strip_title as strip_title
from detectors.neighbours import name_by_neighbours
from detectors.splitcolumns import join_columns
from detectors.values import NORMALISERS

Confirm = Callable[[Sequence[str]], Sequence[str]]
"""Tells for each cell of a sample which entity (PERSON, JP_ADDRESS or none: empty) fills it, by reading it as prose."""

HEADER_DEPTH = 30
"""Lines above the header that are looked through (notices, licences, dates of export)."""

SURE_HEADER = 3
"""Names of columns from which a line is a header, however many others it has; below, a third of its cells must be known."""

SAMPLE = 60
"""Cells of a column that are looked at to tell what it holds."""

PROSE_LENGTH = 24
"""Mean code points of a cell from which a column is read as prose, whatever its header says."""

UNKNOWN, NOTHING = Role(entity="", sure=False), Role(entity="")
"""A column that nothing is known of, and one that its header names as not personal."""

_UNSURE_NAME = Role(entity="PERSON", sure=False)

_PHONE_SHAPE = re.compile(r"\s*[(+]?0[\d０-９]{1,4}[-()‐－―ー ]{1,2}[\d０-９]{1,4}[-)‐－―ー ][\d０-９]{3,4}\s*")
_POSTAL_SHAPE = re.compile(r"\s*〒?\s*[\d０-９]{3}[-‐－―ー][\d０-９]{4}\s*")
_MOBILE = re.compile(r"0[789]0\d{8}")
_DIGIT = re.compile(r"[0-9０-９]")
_JAPANESE = re.compile(r"[\u3041-\u30fa\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ffｦ-ﾟ\s・]+")
_SYLLABLES = (
    r"(?:(?:[kgsztdnhbpmyrwjf]|sh|ch|ts|[kgnhbpmr]y)?[aiueo]{1,2}|n(?![aiueo])|m(?=[bmp])|k(?=k)|s(?=s)|t(?=[tc])|p(?=p)|oh(?![aiueo]))+"
)
_ROMAJI = re.compile(rf"\s*{_SYLLABLES}[\s,]+{_SYLLABLES}\s*", re.IGNORECASE)
_PREFECTURE = re.compile(r"東京都|北海道|(?:京都|大阪)府|(?:.{2,3})県")

# What any of the shapes below holds; most columns hold none of it.
_SHAPED = re.compile(r"@|\d[\d ()‐－―ー-]{5}|^(?:東京|北海|京都|大阪|.{2,3}県)")

_MOST = 0.8
"""Share of a sample that has to agree before values alone name a column."""

_FEWEST = 2
"""Cells that prose has to agree on before they name a column."""

_MANY = 0.5
"""The same where the header already points to names."""


_SEEN = 0.3
"""Share of the names of a column without a header that prose has to see; the dictionary adds the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns of one table, from left to right."""

    body: int
    """Row number of the first row of values; the header is the one before, if there is one."""
    roles: tuple[Role, ...]

    def role(self, column: int) -> Role:
        """Return what `column` holds; columns beyond the header are unknown."""
        return self.roles[column] if column < len(self.roles) else UNKNOWN


def lay_out(rows: Sequence[Sequence[str]], *, headed: bool, confirm: Confirm) -> Layout:
    """Return the layout of the table that begins with `rows`. `headed`: the format itself says that the first row holds names."""
    header = 0 if headed else find_header(rows)
    body = 0 if header is None else header + 1
    names = rows[header] if header is not None else ()
    columns = list(zip_longest(*rows[body : body + 20 * SAMPLE], fillvalue=""))
    roles = [_role(name, sample(cells), confirm) for name, cells in zip_longest(names, columns, fillvalue="")]
    roles = join_columns(_readings(roles, columns), names, columns, UNKNOWN)
    return Layout(body=body, roles=tuple(name_by_neighbours(roles, columns, UNKNOWN)))


def _readings(roles: Sequence[Role], columns: Sequence[Sequence[str]]) -> list[Role]:
    """Return `roles` with columns of names that are written in kana, beside others that are not, known as readings."""
    kana = {i for i, (role, cells) in enumerate(zip(roles, columns, strict=False)) if role == _UNSURE_NAME and _are_kana(sample(cells))}
    if not any(role.entity == "PERSON" and "kana" not in role.part and i not in kana for i, role in enumerate(roles)):
        return list(roles)
    return [replace(role, part="kana") if i in kana else role for i, role in enumerate(roles)]


def _are_kana(cells: Sequence[str]) -> bool:
    return bool(cells) and all(map(_KANA.fullmatch, cells))


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the number of the header line among the first lines: the first one with the most names of columns that are known."""
    best, best_score = None, 0
    for number, row in enumerate(rows[:HEADER_DEPTH]):
        score = sum(role_of_header(cell) is not None for cell in row)
        filled = sum(1 for cell in row if cell.strip())
        enough = score >= SURE_HEADER or 3 * score >= filled or (score and _stands_out(row, rows[number + 1 : number + 1 + SAMPLE]))
        if score > best_score and enough and not _has_values(row):
            best, best_score = number, score
    return best


def _stands_out(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether half of the cells of `row` have words alone, and digits in nearly every cell below."""
    columns = zip(row, zip_longest(*below, fillvalue=""), strict=False)
    digits = [
        cell.strip() and not _DIGIT.search(cell) and _share(cells, lambda one: bool(_DIGIT.search(one))) >= _MOST for cell, cells in columns
    ]
    return 2 * sum(map(bool, digits)) >= max(2, sum(1 for cell in row if cell.strip()))


def _has_values(row: Sequence[str]) -> bool:
    return any(_PHONE_SHAPE.fullmatch(cell) or "@" in cell or _POSTAL_SHAPE.fullmatch(cell) for cell in row)


def sample(cells: Sequence[str]) -> list[str]:
    """Return up to `SAMPLE` different cells that are not blank, evenly spaced."""
    filled = list(dict.fromkeys(cell for cell in cells if cell and not cell.isspace()))
    return filled[:: max(1, len(filled) // SAMPLE)][:SAMPLE]


def _role(header: str, cells: Sequence[str], confirm: Confirm) -> Role:
    named = role_of_header(header)
    if named and named.entity and (named.sure or named.entity != "PERSON"):
        return named
    if not cells:
        return named or UNKNOWN
    if entity := _by_shape(cells):
        return Role(entity=entity)
    if named and not named.entity:
        return UNKNOWN if _mean(cells) >= PROSE_LENGTH else NOTHING
    if named and _share(cells, lambda cell: bool(_ROMAJI.fullmatch(cell))) >= _MOST:
        return _UNSURE_NAME
    if _mean(cells) >= 2 * PROSE_LENGTH or not any(map(_JAPANESE.search, cells)):
        return UNKNOWN
    if _share(cells, lambda cell: bool(_PREFECTURE.fullmatch(cell))) >= _MOST:
        return Role(entity="JP_ADDRESS", part="prefecture", sure=False)
    return _confirmed(cells, confirm, _MANY if named else _MOST)


def _confirmed(cells: Sequence[str], confirm: Confirm, least: float) -> Role:
    if len(cells) < _FEWEST:
        return UNKNOWN
    parts = [part for cell in cells for part in (split(cell) or [cell])]
    # Under a header for names, a number beside a name must not outweigh it; elsewhere it may be an address.
    told = confirm(texts := [strip_title(part) for part in (parts if len(parts) > len(cells) or least < _MOST else cells)])
    if told.count("JP_ADDRESS") >= max(_FEWEST, least * len(texts)):
        return Role(entity="JP_ADDRESS", sure=False)
    names = sum(one == "PERSON" or (not one and is_full_name(text)) for one, text in zip(told, texts, strict=True))
    if names >= max(_FEWEST, least * len(texts)) and (least < _MOST or told.count("PERSON") >= _SEEN * len(texts)):
        return _UNSURE_NAME
    return UNKNOWN


def _mean(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells)


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


_SHAPES: tuple[tuple[str, Callable[[str], bool], int], ...] = (
    ("EMAIL_ADDRESS", lambda cell: NORMALISERS["EMAIL_ADDRESS"](cell) is not None, 1),
    ("PHONE_NUMBER", lambda cell: bool(_PHONE_SHAPE.fullmatch(cell) or _MOBILE.fullmatch(cell)) and _is("PHONE_NUMBER", cell), 1),
    ("JP_POSTAL_CODE", lambda cell: bool(_POSTAL_SHAPE.fullmatch(cell)), 1),
    ("CREDIT_CARD", lambda cell: _is("CREDIT_CARD", cell), 2),
    ("JP_RESIDENCE_CARD", lambda cell: _is("JP_RESIDENCE_CARD", cell), 2),
    ("JP_MY_NUMBER", lambda cell: _is("JP_MY_NUMBER", cell), 5),
    ("JP_ADDRESS", lambda cell: bool(_PREFECTURE.match(cell)) and is_address(cell), 2),
)
"""Entity, the notation that tells it without any word beside, and how many different cells have to agree at least."""


def _is(entity: str, cell: str) -> bool:
    return NORMALISERS[entity](cell) is not None


def _by_shape(cells: Sequence[str]) -> str:
    if not any(map(_SHAPED.search, cells)):
        return ""
    for entity, test, least in _SHAPES:
        if len(cells) >= least and _share(cells, test) >= _MOST:
            return entity
    return ""
