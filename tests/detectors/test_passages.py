"""Long texts are cut where no value is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.passages import LONGEST, pieces


@given(text=st.text("あいう。\n 0123-@", max_size=60), times=st.integers(1, 400))
def test_pieces_are_the_text(text: str, times: int) -> None:
    whole = text * times
    cut = list(pieces(whole))
    assert "".join(piece.text for piece in cut) == whole
    assert all(len(piece.text) <= LONGEST and whole.startswith(piece.text, piece.start) for piece in cut)


@pytest.mark.parametrize("between", [pytest.param("\n", id="lines"), pytest.param("。", id="sentences"), pytest.param(" ", id="words")])
def test_values_are_not_cut(between: str) -> None:
    text = between.join(["090-1234-5678"] * 2000)
    assert sum(piece.text.count("090-1234-5678") for piece in pieces(text)) == 2000
