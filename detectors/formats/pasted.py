"""Tables pasted into a cell of a record (a prompt, a ticket, a mail in JSON): they are taken out, and the text around them stays.

Knows rows of cells; what a table in a text looks like is told by `lined`.
"""

from collections.abc import Iterable, Iterator, Sequence

from detectors.budget import Budget
from detectors.formats.lined import split
from detectors.formats.part import Piece
from detectors.model import Gap, Segment, Table

LEAST_LINES = 2
"""Line ends in a cell from which it may hold a table."""


def unpasted(pieces: Iterable[Piece], budget: Budget) -> Iterator[Piece]:
    """Give `pieces`, with the tables that are in cells of tables before the table that held them."""
    for piece in pieces:
        if isinstance(piece, Table):
            yield from _taken_out(piece.rows, piece.place, budget)
        yield piece


def _taken_out(rows: Sequence[list[str]], place: str, budget: Budget) -> Iterator[Table | Gap]:
    for row in rows:
        for column, cell in enumerate(row):
            if "\n" in cell and cell.count("\n") >= LEAST_LINES:
                found = list(split([cell], f"{place}#cell", budget))
                tables = [piece for piece in found if not isinstance(piece, Segment)]
                if tables:
                    row[column] = "".join(piece.text for piece in found if isinstance(piece, Segment))
                    yield from tables
