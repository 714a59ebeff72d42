"""Counts the rows of tables: typed columns whole columns at a time, everything else handed on as prose.

Every row is counted, whatever the prose costs. Knows columns and rows; how a column's kind is told is `layout`'s, who is one person
is `people`'s, prose is `prose`'s.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

import numpy as np

from detectors.cells import Value, undisguised, values_in, without
from detectors.columns import Values, normalise
from detectors.disguises.codes import encoded, holds
from detectors.edm.evidence import Looks, Mention
from detectors.edm.rows import recognise
from detectors.fingerprint import Fingerprints
from detectors.labels import Role
from detectors.layout import Layout
from detectors.masking import mask
from detectors.model import IDENTIFIERS, Finding, Span, Table
from detectors.namecells import has_titles, strip_title
from detectors.notes import PER_ENTITY, Notes
from detectors.passages import Passage
from detectors.people import MOST_IN_ROW
from detectors.rowcensus import Mask, enter_names, present, seldom
from detectors.rowperson import RowPerson
from detectors.rowtext import hits_in_delimited as hits_in_delimited
from detectors.sensitivewords import HINT
from detectors.splitcolumns import PARTED
from detectors.unionfind import Index

RECOGNISER = "TableColumn"
"""Named in findings: the column said what the cell is, the notation agreed."""

_SCORE = {True: 0.95, False: 0.85}
"""By whether a header said it, or the values alone."""

# What a cell must hold to be worth reading where its column holds no prose.
_WORTH_OF_CODES = re.compile(r"@|(?<![\d-])0\d{1,4}[-)]\d{1,4}-\d{3,4}(?![\d-])|(?<!\d)\d{4}([- ])\d{4}\1\d{4}\1\d{4}(?!\d)")
_WORTH_OF_WORDS = re.compile(rf"[@＠]|\d[\d()‐－―ー -]{{7,}}\d|{HINT}")
_NOT_BLANK = re.compile(r"[^\s\d.,:/-]")
_DENIALS = frozenset(["なし", "無し", "無", "特になし", "-", "ー", "×", "該当なし", "none", "no", "0"])


def count(table: Table, layout: Layout, notes: Notes) -> Iterator[Passage]:
    """Count all rows of `table` into `notes`; give the cells that have to be read as prose, each different text once a column."""
    # Pieces after the first begin with a copy of the table's first row.
    first = layout.body if table.start == 0 else max(1, layout.body - table.start + 1)
    if table.start == 0:
        yield from _above(table, layout)
    rows = table.rows[first:]
    if not rows:
        return
    even = len(set(map(len, rows))) == 1
    columns = list(zip(*rows, strict=True)) if even else list(zip_longest(*rows, fillvalue=""))
    number = table.start + first + (1 if table.start == 0 else 0)
    piece = _Piece(place=table.place, notes=notes, number=number, size=len(rows), base=notes.census.open(len(rows)))
    prose = [cell for column, cells in enumerate(columns) for cell in piece.read(column, layout.role(column), cells)]
    owned = piece.close()
    yield from (piece.passage(cell, owned) for cell in prose)


def _above(table: Table, layout: Layout) -> Iterator[Passage]:
    for number, row in enumerate(table.rows[: max(0, layout.body - 1)]):
        text = " ".join(filter(None, row))
        if _NOT_BLANK.search(text):
            yield Passage(text=text, place=f"{table.place}!{number + 1}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prose:
    """A text of one column to be read as prose."""

    text: str = field(repr=False)
    column: int
    rows: list[int]
    names: bool


@dataclass(slots=True, kw_only=True)
class _Piece:
    """One piece of a table being counted."""

    place: str
    notes: Notes
    number: int
    """Of the first row here, as a reader of the file counts: from 1."""
    size: int
    base: int
    """First scope of the census that is a row of this piece."""
    person: RowPerson = field(default_factory=RowPerson)
    mentions: dict[str, list[tuple[Index, Sequence[str]]]] = field(default_factory=lambda: defaultdict(list))
    parts: dict[str, list[Sequence[str]]] = field(default_factory=lambda: defaultdict(list))
    """Columns that hold the parts of one value so far."""
    typed: dict[str, Values] = field(default_factory=dict)
    """Normalised values of the first column of each entity."""
    shown: list[tuple[int, int]] = field(default_factory=list)
    """(finding kept, its row)."""

    def read(self, column: int, role: Role, cells: Sequence[str]) -> Iterator[_Prose]:
        """Count one column, and give what has to be read as prose."""
        if not role.entity:
            yield from self._prose(column, role, cells)
        elif role.entity == "JP_SENSITIVE":
            self._count(column, role, [cell if cell.strip() and cell.strip().lower() not in _DENIALS else None for cell in cells], cells)
        elif role.entity == "PERSON" and role.part not in ("", "kana"):
            self.person.add_name_part(column, role, cells)
        elif role.entity == "JP_ADDRESS" and role.part:
            self.person.add_address_part(role, cells)
        elif role.part and role.entity != "PERSON":
            yield from self._parts(column, role, cells)
        else:
            yield from self._typed(column, role, cells)

    def _parts(self, column: int, role: Role, cells: Sequence[str]) -> Iterator[_Prose]:
        """Count values that stand in several columns where the last of them is."""
        self.parts[role.entity].append(cells)
        number, _, last = role.part.partition(PARTED)
        if number == last:
            joined = ["-".join(parts) if all(parts) else "" for parts in zip(*self.parts.pop(role.entity), strict=True)]
            yield from self._typed(column, replace(role, part=""), joined)

    def _typed(self, column: int, role: Role, cells: Sequence[str]) -> Iterator[_Prose]:
        if role.entity == "PERSON" and has_titles("\n".join(cells)):
            cells = [strip_title(cell) for cell in cells]
        custom = self.notes.custom
        values = custom.normalise(role.entity, cells) if role.entity in custom else normalise(role.entity, cells)
        if role.entity == "PERSON" and None in values:
            values = [value or undisguised(role.entity, cell) for value, cell in zip(values, cells, strict=True)]
        if self.notes.allowed.any(role.entity):
            values = [value if value and not self.notes.allowed(role.entity, value) else None for value in values]
        self._count(column, role, values, cells)
        self.typed.setdefault(role.entity, values)
        if role.entity == "PERSON":
            self.person.add_name(column, role, values)
        elif role.entity == "JP_ADDRESS":
            self.person.addresses.append(values)
        elif role.entity == "BIRTH_DATE":
            self.person.births.append(values)
        left = [row for row, value in enumerate(values) if value is None and cells[row]] if None in values else []
        yield from self._left(column, role, cells, values, left)

    def _left(self, column: int, role: Role, cells: Sequence[str], values: Values, left: Sequence[int]) -> Iterator[_Prose]:
        """Look again at the cells that are not one value: several values, notes around one, or something else altogether."""
        other: dict[str, list[int]] = defaultdict(list)
        rows: list[int] = []
        texts: list[str] = []
        for row in left:
            found = [v for v in self._values_in(role.entity, cells[row]) if not self.notes.allowed(role.entity, v.value)]
            rows += [row] * len(found)
            texts += [v.value for v in found]
            rest = without(cells[row], found)
            if _NOT_BLANK.search(rest) or _WORTH_OF_WORDS.search(rest):
                other[rest].append(row)
            if role.entity == "PERSON" and found:
                values[row] = found[0].value
                self.person.also += [(row, v.value) for v in found[1:] if not v.reading]
        self.notes.counts[role.entity] += len(rows)
        self._mention(role.entity, np.array(rows, dtype=np.int64), texts)
        yield from self._passages(column, other, names=role.entity != "PERSON")

    def _values_in(self, entity: str, cell: str) -> Sequence[Value]:
        return () if entity in self.notes.custom else values_in(entity, cell)

    def _count(self, column: int, role: Role, values: Values, cells: Sequence[str]) -> None:
        rows, found = present(values)
        self.notes.counts[role.entity] += len(rows)
        self._mention(role.entity, rows, found)
        if self.notes.wants(role.entity):
            for row in rows[:PER_ENTITY].tolist():
                if (position := self.notes.find(self._finding(column, row, role, cells[row]))) is not None:
                    self.shown.append((position, row))

    def _finding(self, column: int, row: int, role: Role, cell: str) -> Finding:
        return Finding(
            entity=role.entity,
            place=self._cell(row, column),
            span=Span(0, len(cell)),
            score=_SCORE[role.sure],
            recogniser=RECOGNISER,
            evidence=("column",),
            masked=mask(cell),
        )

    def _mention(self, entity: str, rows: Index, values: list[str]) -> None:
        if (entity in IDENTIFIERS or entity in self.notes.custom.identifiers) and values:
            self.mentions[entity].append(self.notes.identifying(entity, rows, values))

    def _prose(self, column: int, role: Role, cells: Sequence[str]) -> Iterator[_Prose]:
        """Give the cells of an untyped column that may hold personal data."""
        distinct = dict.fromkeys(cells)
        joined = "\n".join(distinct)
        worth: Callable[[str], object] | None
        if joined.isascii() and "@" not in joined:
            worth = _WORTH_OF_CODES.search if _WORTH_OF_CODES.search(joined) else holds if encoded(distinct) else None
        elif role.sure:
            worth = _WORTH_OF_WORDS.search if _WORTH_OF_WORDS.search(joined) else None
        else:
            worth = _NOT_BLANK.search
        if worth is None:
            return
        places: dict[str, list[int]] = {cell: [] for cell in distinct if worth(cell)}
        for row, cell in enumerate(cells):
            if cell in places:
                places[cell].append(row)
        yield from self._passages(column, places, names=not role.sure)

    def _passages(self, column: int, places: dict[str, list[int]], *, names: bool) -> Iterator[_Prose]:
        yield from (_Prose(text=text, column=column, rows=rows, names=names) for text, rows in places.items())

    def passage(self, prose: _Prose, owned: Mask) -> Passage:
        """Return `prose` at its place; `owned` tells which rows say themselves whom they are about."""
        rows = np.array(prose.rows, dtype=np.int64)
        place = self._cell(prose.rows[0], prose.column)
        return Passage(text=prose.text, place=place, scopes=rows + self.base, owned=owned[rows], names=prose.names)

    def _cell(self, row: int, column: int) -> str:
        letters = ""
        column += 1
        while column:
            column, letter = divmod(column - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{self.place}!{letters}{self.number + row}"

    def close(self) -> Mask:
        """Put the people of all rows in the census, now that every column is known; tell which rows say themselves whom they are about."""
        self.notes.counts["JP_ADDRESS"] += self.person.close()
        for column in self.person.names:
            if column.split:
                self.notes.counts["PERSON"] += sum(value is not None for value in column.values)
        identified = np.zeros(self.size, dtype=np.bool_)
        mentions = []
        for entity, found in self.mentions.items():
            rows, values = np.concatenate([rows for rows, _ in found]), [value for _, values in found for value in values]
            identified[rows] |= _own(values)
            mentions.append(Mention(kind=entity, rows=rows, prints=self.notes.prints.many(entity, values)))
            self._enter(entity, rows, mentions[-1].prints)
        if self.notes.looks:
            self._recognise(self.notes.looks, mentions)
        return identified | enter_names(self.notes, self.person, self.base, identified)

    def _recognise(self, looks: Looks, mentions: Sequence[Mention]) -> None:
        known = recognise(looks, self.notes.prints, self.person, self.typed, mentions, self.size)
        for position, row in self.shown:
            if known[row]:
                self.notes.mark(position, looks.tenants(int(known[row])))

    def _enter(self, entity: str, rows: Index, prints: Fingerprints) -> None:
        crowded = np.bincount(rows, minlength=self.size) > MOST_IN_ROW
        scopes = rows + self.base
        alone = crowded[rows]
        if alone.any():
            start = self.notes.census.open(int(alone.sum()))
            scopes[alone] = np.arange(start, start + int(alone.sum()))
        self.notes.census.mention(entity, scopes, prints)


def _own(values: Sequence[str]) -> Mask:
    """Return for each value whether it is found seldom enough to be somebody's own."""
    if len(set(values)) == len(values):
        return np.ones(len(values), dtype=np.bool_)
    return seldom(np.array([hash(value) for value in values]))
