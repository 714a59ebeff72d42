"""Form data in a URL's manner (WHATWG URL §5.1, application/x-www-form-urlencoded): one row of names and values."""

import re
from collections.abc import Iterator
from itertools import groupby

from detectors.budget import Budget
from detectors.charset import guess
from detectors.formats.part import Part, Piece
from detectors.formats.pasted import unpasted
from detectors.formats.rows import pieces
from detectors.model import Gap, Segment, Table

ROW_FIELDS = 1000
"""Fields in one row; forms of people have fewer."""

_PERCENT = re.compile(rb"(?:%[0-9a-fA-F]{2})+")


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the fields as a table with one row; a name that comes again begins another row."""
    yield from unpasted(fields(bytes(part.data), part.place, budget, part.charset), budget)


def read_target(target: str, place: str, budget: Budget) -> Iterator[Segment | Table | Gap]:
    """Give path and query of a request: the path as text, the query as fields."""
    path, _, query = target.partition("?")
    raw = percent_decode(path.encode("utf-8", "replace"))
    yield Segment(text=raw.decode(guess(memoryview(raw))[0], "replace"), place=f"{place}#path")
    if query:
        yield from fields(query.encode("utf-8", "replace"), f"{place}#query", budget)


def fields(raw: bytes, place: str, budget: Budget, surrounding: str = "") -> Iterator[Table | Gap]:
    """Give the fields of one encoded string. The charset is told from all of it, since a single value is too short."""
    pairs = [percent_decode(pair.replace(b"+", b" ")) for pair in re.split(rb"[&;]", raw.strip())]
    codec = guess(memoryview(b"\n".join(pairs)), surrounding)[0]
    named = [pair.decode(codec, "replace").partition("=") for pair in pairs]
    yield from named_rows([(name, value) for name, _, value in named], place, budget)


def named_rows(form: list[tuple[str, str]], place: str, budget: Budget) -> Iterator[Table | Gap]:
    """Give names and values as one row; a name that comes again goes to another row, and so does what is beyond `ROW_FIELDS`."""
    rows: list[tuple[list[str], list[str]]] = []
    seen: dict[str, int] = {}
    for number, (name, value) in enumerate(form):
        if number % ROW_FIELDS == 0:
            budget.check_time()
        row = max(seen.get(name, 0), number // ROW_FIELDS)
        seen[name] = row + 1
        if row >= len(rows):
            rows += [([], []) for _ in range(row + 1 - len(rows))]
        rows[row][0].append(name)
        rows[row][1].append(value)
    yield from _by_names(rows, place, budget)


def _by_names(rows: list[tuple[list[str], list[str]]], place: str, budget: Budget) -> Iterator[Table | Gap]:
    """Give rows of the same names as one table."""
    for names, group in groupby((row for row in rows if row[0]), key=lambda row: row[0]):
        yield from pieces([names, *(values for _, values in group)], place, budget, headed=True)


def percent_decode(raw: bytes) -> bytes:
    """Undo `%XX`; other bytes stay (urllib does the same at 9 MB/s)."""
    return _PERCENT.sub(lambda run: bytes.fromhex(run[0].replace(b"%", b"").decode("ascii")), raw) if b"%" in raw else raw
