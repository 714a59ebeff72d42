"""Long tables in pieces of level memory, whatever format the rows come from."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice

from detectors.budget import Budget
from detectors.model import Gap, GapReason, Table

PIECE_CELLS = 30_000
"""Cells in one piece, roughly: about 3 MB of Python strings."""

_BATCH_ROWS = 256


def pieces(rows: Iterable[list[str]], place: str, budget: Budget, *, headed: bool = False) -> Iterator[Table | Gap]:
    """Give `rows` as tables of about `PIECE_CELLS`, each after the first with a copy of the very first row in front.

    Rows wider than `Limits.max_columns` are cut, and one gap says so. Errors of the iterator come after the rows before them.
    """
    source = iter(rows)
    limit = budget.limits.max_columns
    first: list[str] | None = None
    given, widest = 0, 0
    while True:
        taken, error = _take(source)
        widest = max(widest, max(map(len, taken), default=0))
        if widest > limit:
            taken = [row[:limit] for row in taken]
        budget.check_time()
        if taken and first is None:
            first = taken[0]
            yield Table(rows=taken, place=place, headed=headed)
        elif taken and first is not None:
            yield Table(rows=[first, *taken], place=place, headed=headed, start=given)
        given += len(taken)
        if error is not None:
            raise error
        if not taken:
            break
    if widest > limit:
        yield Gap(reason=GapReason.TOO_LARGE, place=place, size_bytes=0)


def _take(source: Iterator[list[str]]) -> tuple[list[list[str]], Exception | None]:
    taken: list[list[str]] = []
    cells = 0
    try:
        while cells < PIECE_CELLS:
            batch = list(islice(source, _BATCH_ROWS))
            if not batch:
                break
            taken += batch
            cells += sum(map(len, batch))
    except (ValueError, csv.Error) as error:
        return taken, error
    return taken, None
