"""SQL dumps: INSERT with its tuples, COPY with its lines, each table as a table, and what lies between as text.

Sources: ISO/IEC 9075-2 §5.3 (literals), MySQL 8 reference §9.1.1 (escapes), PostgreSQL 16 `COPY` (text format).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.budget import Budget
from detectors.charset import guess
from detectors.formats.part import Part, Piece
from detectors.formats.rows import pieces
from detectors.formats.text import stretches
from detectors.formats.xml import segments
from detectors.labels import role_of_header

BATCH_ROWS = 20_000
"""Rows of one table that are given together."""

LONGEST_TUPLE = 1 << 20
"""Code points without an end after which a tuple is taken for broken."""

_STRING = r"'(?:[^'\\]++|\\.|'')*+'"
_NESTED = rf"\((?:[^'()]++|{_STRING}|\((?:[^'()]++|{_STRING})*+\))*+\)"
_NAME = r"(?:[\w.$]|\"[^\"]*\"|`[^`]*`|\[[^\]]*\])+"
_STATEMENT = re.compile(
    rf"\b(?:INSERT|REPLACE)\s+(?:\w+\s+){{0,3}}?INTO\s+(?P<into>{_NAME})\s*(?P<columns>\([^()']*\))?\s*(?:OVERRIDING\s\w+\sVALUE\s*)?VALUES?\s*(?=\()"
    rf"|^COPY\s+(?P<copy>{_NAME})\s*(?P<fields>\([^()]*\))?\s+FROM\s+stdin[^;]*;[ \t]*\r?\n"
    rf"|\bCREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<new>{_NAME})\s*(?P<body>{_NESTED})",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_TUPLE = re.compile(rf"\s*(?P<body>{_NESTED})\s*(?P<next>,|;|(?=\S)|\Z)", re.DOTALL)
_CELL = re.compile(
    rf"\s*(?:(?:[A-Za-z_]\w{{0,8}}\s?)?'(?P<text>(?:[^'\\]++|\\.|'')*+)'|(?P<bare>(?:[^,'()]++|{_NESTED}|{_STRING})*+))[^,]*(?:,|\Z)",
    re.DOTALL,
)
_FIELD = re.compile(rf"(?:[^,'()]++|{_NESTED}|{_STRING})++", re.DOTALL)
_COMMENT = re.compile(r"COMMENT\s+'((?:[^'\\]|\\.|'')*)'", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "0": "", "b": "", "Z": "", "N": ""}
_KEYS = frozenset(("primary", "key", "unique", "constraint", "index", "foreign", "check", "fulltext", "spatial", "exclude", "like"))

type Rows = dict[tuple[str, tuple[str, ...]], list[list[str]]]


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give each table of a dump as a table, and everything else as text."""
    codec = guess(part.data, part.charset)[0]
    yield from _Dump(stretches(part.data, codec, budget), part.place, budget).pieces()


@dataclass(slots=True)
class _Dump:
    """A dump being read, a stretch at a time."""

    source: Iterator[str]
    place: str
    budget: Budget
    text: str = field(default="", repr=False)
    at: int = 0
    rows: Rows = field(default_factory=dict, repr=False)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the columns of each table that was created."""

    def pieces(self) -> Iterator[Piece]:
        """Walk the dump."""
        while True:
            match = _STATEMENT.search(self.text, self.at)
            if match is None or match.end() + 1 >= len(self.text):
                if len(self.text) - self.at < LONGEST_TUPLE and self._more():
                    continue
                if match is None:
                    yield from segments(self.text[self.at :], self.place, self.budget)
                    self.at = len(self.text)
                    if self._more():
                        continue
                    break
            yield from segments(self.text[self.at : match.start()], self.place, self.budget)
            self.at = match.end()
            if new := match["new"]:
                self.columns[_bare(new)] = tuple(_created(match["body"]))
                yield from segments(match["body"], self.place, self.budget)
            elif table := match["into"]:
                yield from self._tuples(_bare(table), _listed(match["columns"]))
            else:
                yield from self._lines(_bare(match["copy"]), _listed(match["fields"]))
        for key in list(self.rows):
            yield from self._flush(key)

    def _more(self) -> bool:
        self.budget.check_time()
        following = next(self.source, None)
        self.text, self.at = self.text[self.at :] + (following or ""), 0
        return following is not None

    def _tuples(self, table: str, names: tuple[str, ...]) -> Iterator[Piece]:
        while True:
            match = _TUPLE.match(self.text, self.at)
            if match is None or match.end() == len(self.text):
                if len(self.text) - self.at < LONGEST_TUPLE and self._more():
                    continue
                if match is None:
                    return
            self.at = match.end()
            yield from self._add(table, names, _cells(match["body"][1:-1]))
            if match["next"] != ",":
                return

    def _lines(self, table: str, names: tuple[str, ...]) -> Iterator[Piece]:
        while True:
            end = self.text.find("\n", self.at)
            if end < 0:
                if self._more():
                    continue
                end = len(self.text)
            line = self.text[self.at : end].rstrip("\r")
            self.at = min(end + 1, len(self.text))
            if line == "\\." or (not line and self.at == len(self.text)):
                return
            yield from self._add(table, names, [_unescaped(cell) if "\\" in cell else cell for cell in line.split("\t")])

    def _add(self, table: str, names: tuple[str, ...], row: list[str]) -> Iterator[Piece]:
        key = (table, names or self.columns.get(table, ()))
        rows = self.rows.setdefault(key, [])
        rows.append(row)
        if len(rows) >= BATCH_ROWS:
            yield from self._flush(key)

    def _flush(self, key: tuple[str, tuple[str, ...]]) -> Iterator[Piece]:
        rows, (table, names) = self.rows.pop(key), key
        header = [list(names)] if names else []
        yield from pieces([*header, *rows], f"{self.place}#{table}", self.budget, headed=bool(names))


def _bare(name: str) -> str:
    return name.rpartition(".")[2].strip('`"[]')


def _listed(columns: str | None) -> tuple[str, ...]:
    return tuple(_bare(name.strip()) for name in columns[1:-1].split(",")) if columns else ()


def _created(body: str) -> Iterator[str]:
    """Give the names of the columns; the comment instead where a name says nothing and the comment does."""
    for definition in _FIELD.findall(body[1:-1]):
        name = _bare(definition.split()[0]) if definition.split() else ""
        if name and name.lower() not in _KEYS:
            comment = _COMMENT.search(definition)
            yield comment[1] if comment and role_of_header(name) is None and role_of_header(comment[1]) else name


def _cells(body: str) -> list[str]:
    cells: list[str] = []
    for match in _CELL.finditer(body):
        text, bare = match["text"], (match["bare"] or "").strip()
        if text is None:
            cells.append("" if bare.upper() == "NULL" else bare)
        else:
            cells.append(_unescaped(text) if "\\" in text or "''" in text else text)
        if match.end() == len(body):
            break
    return cells


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: _LETTERS.get(match[1], match[1]) if match[1] else "'", text)
