"""Sheets of an xlsx package read straight from their XML, a stretch at a time: slower than calamine, and no cell far away costs memory.

Source: ECMA-376 part 1 §18.3.1.4 (`c`), §18.3.1.73 (`row`), §18.4.8 (`si`), §18.18.11 (types of cells).
"""

import re
import zipfile
from collections.abc import Iterator
from html import unescape

from detectors.budget import Budget
from detectors.formats import archive
from detectors.formats.part import Part, Piece
from detectors.formats.upright import tables
from detectors.model import Gap, GapReason

STRING_BYTES = 256 << 20
"""Shared strings read at most."""

FILL_COLUMNS = 256
"""Empty cells kept in place between two cells; a wider gap is closed."""

_CHUNK = 256 << 10
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>(.*?)</(?:\w+:)?row>", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?[vt]\b[^>]*>(.*?)</(?:\w+:)?[vt]>", re.DOTALL)
_STRING = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_COLUMN = re.compile(rb"\br=[\"']([A-Z]{1,3})\d")


def read(package: zipfile.ZipFile, sheets: list[zipfile.ZipInfo], part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the rows of `sheets`; a gap for each member that is damaged or too large."""
    strings: list[str] = []
    for info in package.infolist():
        if info.filename.startswith("xl/sharedStrings"):
            try:
                for match in _elements(package, info, _STRING, part, budget):
                    strings.append(_text(match[1] or b""))
            except archive.BROKEN:
                yield Gap(reason=GapReason.TRUNCATED, place=f"{part.place}!/{info.filename}", size_bytes=archive.packed_bytes(info, part))
    for info in sheets:
        rows = (_cells(match[1], strings) for match in _elements(package, info, _ROW, part, budget))
        try:
            yield from tables(rows, f"{part.place}!/{info.filename}", budget)
        except archive.BROKEN:
            yield Gap(reason=GapReason.TRUNCATED, place=f"{part.place}!/{info.filename}", size_bytes=archive.packed_bytes(info, part))


def _elements(
    package: zipfile.ZipFile, info: zipfile.ZipInfo, element: "re.Pattern[bytes]", part: Part, budget: Budget
) -> Iterator["re.Match[bytes]"]:
    """Give the matches of `element` in one member, which is never held as a whole."""
    rest, produced = b"", 0
    with package.open(info) as source:
        while chunk := source.read(_CHUNK):
            produced += len(chunk)
            budget.spend(len(chunk), produced=produced, consumed=archive.packed_bytes(info, part))
            rest += chunk
            end = 0
            for match in element.finditer(rest):
                yield match
                end = match.end()
            rest = rest[end:]
            if len(rest) > STRING_BYTES:
                raise ValueError("an element without end")


def _cells(row: bytes, strings: list[str]) -> list[str]:
    cells: list[str] = []
    for attributes, content in _CELL.findall(row):
        column = _COLUMN.search(attributes)
        missing = _number(column[1]) - len(cells) if column else 0
        if 0 < missing <= FILL_COLUMNS:
            cells += [""] * missing
        value = _text(content)
        if b't="s"' in attributes or b"t='s'" in attributes:
            index = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
            value = strings[index] if 0 <= index < len(strings) else value
        cells.append(value)
    return cells


def _number(letters: bytes) -> int:
    """Return the index of a column from 0 (`A`) on."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _text(content: bytes) -> str:
    return unescape(b"".join(_VALUE.findall(content)).decode("utf-8", "replace"))
