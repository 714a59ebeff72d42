"""Finds personal data in a text that is a small delimited table, a header line and a few rows, with the span of every value.

Knows one text at a time; tables that come in bytes are read by `formats` and counted by `tables`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Protocol

from detectors.cells import Value, values_in
from detectors.columns import is_address
from detectors.hits import Hit
from detectors.labels import Role, role_of_header
from detectors.layout import PROSE_LENGTH, UNKNOWN, find_header
from detectors.prose import fills
from detectors.recognisers.sensitive import states_of
from detectors.values import address

LONGEST = 100_000
"""Code points up to which a text is looked at as a table; more comes as a file."""

LEAST_NAMES = 2
"""Names of columns that must be known before a line of text is taken for a header."""

RECOGNISER = "TableColumn"
_SCORE = 0.95
_DELIMITERS = ",\t;|"
_FIELDS = {d: re.compile(rf'"(?:[^"]|"")*"(?=[{re.escape(d)}\n]|\Z)|[^{re.escape(d)}\n]*') for d in _DELIMITERS}
_WORTH = re.compile(r"[@＠]|\d[\d()‐－―ー -]{7,}\d")
_TWO_WORDS = re.compile(r"[^\W\d_a-zA-Z]{1,4}[ \u3000]+[^\W\d_a-zA-Z]{1,4}")
"""How a Japanese name is written in full; under a header that admits companies too, the notation has to say it."""

_WORD = re.compile(r"[^\s\d.,:/-]")


class Analyses(Protocol):
    """What reads prose: `detectors.analyzer.Analyzer`."""

    def analyze(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Return the hits of each text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell at its place: half-open code points of the text, quotes left out."""

    text: str = field(repr=False)
    start: int

    @property
    def end(self) -> int:
        """Code points of the text before the end of the cell."""
        return self.start + len(self.text)


Row = Sequence[Cell]


def hits_in_delimited(text: str, analyzer: Analyses) -> list[Hit] | None:
    """Return the hits in `text` sorted by start, or None where it is no table with a header that is known."""
    if "\n" not in text or len(text) > LONGEST:
        return None
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        rows = _rows(text, delimiter)
        names = [[cell.text for cell in row] for row in rows]
        header = find_header(names)
        if header is None or len(rows) < header + 2:
            continue
        roles = [role_of_header(name) for name in names[header]]
        if sum(role is not None for role in roles) >= LEAST_NAMES:
            return _hits(text, rows[:header], rows[header + 1 :], [role or UNKNOWN for role in roles], analyzer)
    return None


def _rows(text: str, delimiter: str) -> list[Row]:
    pattern, rows, row, position = _FIELDS[delimiter], [], [], 0
    while position <= len(text):
        match = pattern.match(text, position)
        assert match is not None  # an empty field always matches
        raw = match[0].removesuffix("\r")
        quoted = len(raw) > 1 and raw[0] == raw[-1] == '"'
        row.append(Cell(text=raw[1:-1] if quoted else raw, start=match.start() + quoted))
        position = match.end() + 1
        if match.end() == len(text) or text[match.end()] == "\n":
            rows.append(row)
            row = []
    return [row for row in rows if any(cell.text for cell in row)]


def _hits(text: str, above: Sequence[Row], body: Sequence[Row], roles: Sequence[Role], analyzer: Analyses) -> list[Hit]:
    hits: list[Hit] = []
    notes: list[Cell] = []
    prose: list[tuple[Cell, Role]] = [(cell, UNKNOWN) for row in above for cell in row if _WORD.search(cell.text)]
    for row in body:
        aligned, before = _aligned(text, row, roles), len(hits)
        hits += _split_values(aligned, roles)
        for cell, role in zip(aligned, roles, strict=False):
            found = [hit for hit in _typed(cell, role) if role.sure or role.entity != "PERSON" or _TWO_WORDS.fullmatch(cell.text.strip())]
            hits += found
            if not found and not role.part and _worth(cell, role):
                prose.append((cell, role))
        if len(hits) > before:
            taken = {hit.start for hit in hits[before:]}
            notes += [cell for cell in aligned if cell.start not in taken]
    hits += _read(prose, analyzer)
    for cell in notes:
        hits += states_of(cell.text, cell.start, hits)
    return sorted(hits, key=lambda hit: hit.start)


def _aligned(text: str, row: Row, roles: Sequence[Role]) -> Row:
    """Return the row with as many cells as the header; delimiters that stand unquoted inside a cell are found by what fits the names."""
    extra = len(row) - len(roles)
    if extra <= 0 or not roles:
        return row
    readings = [(*row[:at], _merged(text, row[at : at + extra + 1]), *row[at + extra + 1 :]) for at in range(len(roles))]
    return max(readings, key=lambda cells: _fit(cells, roles))


def _merged(text: str, cells: Row) -> Cell:
    return Cell(text=text[cells[0].start : cells[-1].end], start=cells[0].start)


def _fit(cells: Row, roles: Sequence[Role]) -> int:
    return sum(bool(values_in(role.entity, cell.text)) for cell, role in zip(cells, roles, strict=False) if _has_notation(role))


def _has_notation(role: Role) -> bool:
    return bool(role.entity) and not role.part and role.entity != "JP_SENSITIVE"


def _typed(cell: Cell, role: Role) -> Iterator[Hit]:
    if role.entity and role.part in ("", "kana") and role.entity != "JP_SENSITIVE":
        for value in values_in(role.entity, cell.text):
            yield _hit(role.entity, cell, value)


def _hit(entity: str, cell: Cell, value: Value) -> Hit:
    return Hit(
        entity=entity,
        start=cell.start + value.start,
        end=cell.start + value.end,
        score=_SCORE,
        recogniser=RECOGNISER,
        evidence=("column",),
        value=(address(value.value) or "") if entity == "JP_ADDRESS" else value.value,
    )


def _split_values(row: Row, roles: Sequence[Role]) -> Iterator[Hit]:
    """Give names and addresses that stand in neighbouring columns as one hit each, from the first part to the last."""
    parts = [(cell, role) for cell, role in zip(row, roles, strict=False) if role.part and role.part != "kana" and cell.text.strip()]
    whole = any(role.entity == "JP_ADDRESS" and not role.part for role in roles)
    places = [(cell, role.part) for cell, role in parts if role.entity == "JP_ADDRESS" and role.part != "building"]
    if not whole and any(part in ("town", "block") for _, part in places):
        cells = [cell for cell, _ in places]
        if is_address(joined := "".join(cell.text for cell in cells)):
            yield _across("JP_ADDRESS", cells, address(joined) or "")
    for (cell, role), (after, next_role) in pairwise(parts):
        if role.entity == "PERSON" and role.part.startswith("surname") and next_role.part.startswith("given"):
            for name in values_in("PERSON", f"{cell.text.strip()} {after.text.strip()}"):
                yield _across("PERSON", [cell, after], name.value)


def _across(entity: str, cells: Row, value: str) -> Hit:
    start, end = cells[0].start, cells[-1].end
    return Hit(entity=entity, start=start, end=end, score=_SCORE, recogniser=RECOGNISER, evidence=("columns",), value=value)


def _worth(cell: Cell, role: Role) -> bool:
    if role.sure and not role.entity and len(cell.text) < PROSE_LENGTH:
        return bool(_WORTH.search(cell.text))
    return bool(_WORD.search(cell.text) or _WORTH.search(cell.text))


def _read(prose: Sequence[tuple[Cell, Role]], analyzer: Analyses) -> list[Hit]:
    hits: list[Hit] = []
    found = analyzer.analyze([cell.text for cell, _ in prose]) if prose else []
    for (cell, role), inside in zip(prose, found, strict=True):
        kept = [hit for hit in inside if _holds(hit, cell, role)]
        hits += [replace(hit, start=hit.start + cell.start, end=hit.end + cell.start) for hit in kept]
    return hits


def _holds(hit: Hit, cell: Cell, role: Role) -> bool:
    """Return whether a cell can hold `hit`: a header that names something else (会社名, 伝票番号) speaks against names and bare numbers."""
    if hit.entity == "PERSON":
        return not role.sure and fills(cell.text, hit)
    return not (role.sure and not role.entity and "alone" in hit.evidence)
