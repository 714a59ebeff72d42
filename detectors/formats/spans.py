"""Cells that are merged over rows and columns: every row becomes whole.

A name merged over two or three rows makes them one record: what stands beside it is one person's (two telephone numbers, a line each).
Sources: HTML Living Standard §4.9.11 (`colspan`, `rowspan`), ECMA-376 part 1 §18.3.1.55 (`mergeCell`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detectors.labels import role_of_header

WIDEST = 64
"""Columns that one cell covers at most; more only wastes memory."""

MOST_ROWS = 3
"""Rows that one merged name makes one record of; a name beside more rows is a clerk's, and the rows are others'."""

HEADER_ROWS = 10
"""Rows in which the label of a column is looked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and how many rows and columns it covers."""

    text: str = field(repr=False)
    down: int = 1
    across: int = 1


@dataclass(frozen=True, slots=True)
class Merged:
    """A cell of a grid that covers rows `first` to `last`, both included."""

    first: int
    last: int
    column: int


def aligned(rows: Sequence[Sequence[Cell]]) -> tuple[list[list[str]], list[Merged]]:
    """Return rows of cells as a grid, with each cell in its column and blanks where another covers it."""
    grid: list[list[str]] = []
    merged: list[Merged] = []
    covered: dict[int, int] = {}
    for number, row in enumerate(rows):
        line: list[str] = []
        for cell in row:
            while covered.get(len(line), -1) >= number:
                line.append("")
            last = min(number + cell.down, len(rows)) - 1
            if last > number:
                merged.append(Merged(number, last, len(line)))
                covered.update(dict.fromkeys(range(len(line), len(line) + min(cell.across, WIDEST)), last))
            line += [cell.text, *[""] * (min(cell.across, WIDEST) - 1)]
        grid.append(line)
    return grid, merged


def whole(grid: list[list[str]], merged: Iterable[Merged]) -> list[list[str]]:
    """Return the rows of `grid` with merged cells in each row they cover, and as one row where a name is merged."""
    names = {column for row in grid[:HEADER_ROWS] for column, text in enumerate(row) if _names(text)}
    for one in sorted(merged, key=lambda one: one.column not in names):
        rows = range(one.first + 1, one.last + 1)
        if one.column in names and len(rows) < MOST_ROWS and not any(_named(grid[row], names) for row in rows):
            for number in rows:
                _append(grid[one.first], grid[number])
                grid[number] = []
        else:
            for row in (grid[number] for number in rows if grid[number]):
                row += [""] * (one.column + 1 - len(row))
                row[one.column] = row[one.column] or grid[one.first][one.column]
    return [row for row in grid if row]


def _names(label: str) -> bool:
    role = role_of_header(label)
    return role is not None and role.entity == "PERSON"


def _named(row: Sequence[str], names: Iterable[int]) -> bool:
    return any(column < len(row) and row[column].strip() for column in names)


def _append(row: list[str], more: Sequence[str]) -> None:
    row += [""] * (len(more) - len(row))
    for column, text in enumerate(more):
        if text:
            row[column] = f"{row[column]}\n{text}" if row[column] else text
