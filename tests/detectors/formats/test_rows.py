import time

import pytest

from detectors.budget import Budget
from detectors.formats.rows import PIECE_CELLS, pieces
from detectors.model import Gap, GapReason, Limits, Table


def budget(**limits: int) -> Budget:
    return Budget(limits=Limits(**limits), deadline=time.monotonic() + 600)


def test_long_tables_come_in_pieces_with_their_first_row() -> None:
    rows = [["氏名", "番号"], *(["山田", str(n)] for n in range(PIECE_CELLS))]
    found = list(pieces(iter(rows), "body", budget()))
    assert all(isinstance(piece, Table) for piece in found)
    assert len(found) > 1
    assert [piece.rows[0] for piece in found] == [rows[0]] * len(found)
    assert found[0].rows + [row for piece in found[1:] for row in piece.rows[1:]] == rows
    assert [piece.start for piece in found] == [0] + [sum(len(p.rows) - (p.start > 0) for p in found[:n]) for n in range(1, len(found))]


def test_wide_rows_are_cut_and_say_so() -> None:
    found = list(pieces([["a"] * 9], "body", budget(max_columns=5)))
    assert found == [Table(rows=[["a"] * 5], place="body"), Gap(reason=GapReason.TOO_LARGE, place="body", size_bytes=0)]


def test_rows_before_an_error_are_kept() -> None:
    def rows():  # type: ignore[no-untyped-def]
        yield ["a"]
        raise ValueError("b")

    found = []
    with pytest.raises(ValueError, match="b"):
        found.extend(pieces(rows(), "body", budget()))
    assert found == [] or found == [Table(rows=[["a"]], place="body")]


def test_nothing_gives_nothing() -> None:
    assert list(pieces([], "body", budget())) == []
