"""CSV and its kin (RFC 4180, loosely): the delimiter is voted for, ragged rows are kept, nothing is dropped."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from detectors.budget import Budget
from detectors.charset import guess
from detectors.formats.part import Part, Piece
from detectors.formats.rows import pieces
from detectors.formats.text import lines
from detectors.formats.upright import tables
from detectors.model import Table

FIELD_CHARACTERS = 1 << 20
"""Longest cell that is read as one; beyond, a quote was never closed."""

INNER_LINES = 2
"""Line ends in one cell from which it may be a table in quotes, made to look like one row."""

DELIMITERS = ",\t;|¦^~\x01\x1f"
_WIDE_ROW = 64
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_SAMPLE = 8 << 10


def vote(sample: str, *, declared: bool = False) -> str:
    """Return the delimiter of the table that `sample` begins, or an empty string when it is no table.

    `declared`: something says that this is a table, so that one line with one delimiter will do.
    """
    rows = [row for row in io.StringIO(_QUOTED.sub("x", sample), newline="") if row.strip()][:64]
    if len(rows) > 1 and len(sample) >= _SAMPLE - 4:
        rows.pop()  # most likely cut
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        counts = Counter(row.count(delimiter) for row in rows)
        width, agreeing = max(((n, c) for n, c in counts.items() if n), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        share = agreeing / max(1, len(rows))
        if not width or not (declared or _is_table(rows, delimiter, width, share)):
            continue
        score = share * (1 + min(width, 20) / 20)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _is_table(rows: list[str], delimiter: str, width: int, share: float) -> bool:
    if delimiter == "\t":
        return share >= 0.5
    if (len(rows) < 2 and width < _WIDE_ROW) or share < 0.6:
        return False
    # Sentences hold a comma and a space; cells rarely do.
    spaced = sum(row.count(delimiter + " ") for row in rows) / max(1, sum(row.count(delimiter) for row in rows))
    return spaced < 0.5 and (width > 1 or share > 0.9)


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give `part` as one table, in pieces when it is long; in both readings where it is too short to tell the charset."""
    codec, *others = guess(part.data, part.charset)
    delimiter = vote("".join(lines(part.data[:_SAMPLE], codec, budget)), declared=True) or ","
    yield from _table(part, codec, delimiter, budget)
    for other in others:
        yield from _table(part, other, delimiter, budget, suffix=f"~{other}")


def _table(part: Part, codec: str, delimiter: str, budget: Budget, suffix: str = "") -> Iterator[Piece]:
    place = part.place + suffix
    csv.field_size_limit(FIELD_CHARACTERS)
    reader = csv.reader(lines(part.data, codec, budget), delimiter=delimiter)
    seen_lines = 0
    try:
        for piece in tables(reader, place, budget):
            yield piece
            if isinstance(piece, Table) and reader.line_num - seen_lines > len(piece.rows):
                yield from _inner(piece, delimiter, budget)
            seen_lines = reader.line_num
    except (ValueError, csv.Error):
        # An unclosed quote swallowed what follows, so the whole is given once more with quotes as they stand.
        plain = csv.reader(lines(part.data, codec, budget), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        yield from pieces(plain, place, budget)


def _inner(table: Table, delimiter: str, budget: Budget) -> Iterator[Piece]:
    """Give again as tables the cells that hold tables of their own: a quote around many lines must not make one row of them."""
    for row in table.rows:
        for cell in row:
            if cell.count("\n") >= INNER_LINES and vote(cell[:_SAMPLE]) == delimiter:
                inner = csv.reader(io.StringIO(cell, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
                yield from tables(inner, f"{table.place}#cell", budget)
