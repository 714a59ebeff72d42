"""What a reviewer sees of a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.masking import LONGEST, SHOWN, mask


@given(text=st.text(max_size=400))
def test_at_most_a_quarter_is_shown(text: str) -> None:
    masked = mask(text)
    shown = len(masked.rstrip("…").rstrip("＊"))
    assert shown <= len(text) // SHOWN or not text.isprintable() or "＊" in text or "…" in text
    assert masked[: len(text) // SHOWN][: LONGEST // SHOWN] == text[: len(text) // SHOWN][: LONGEST // SHOWN]
    assert len(masked) <= LONGEST + 1


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("123", "＊＊＊", id="too short to show anything"),
        pytest.param("山田 太郎", "山＊＊＊＊", id="a name"),
        pytest.param("090-1234-5678", "090＊＊＊＊＊＊＊＊＊＊", id="a number"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_no_more_is_shown_than_is_asked_for() -> None:
    assert mask("山田太郎様お見積書", most=1) == "山＊＊＊＊＊＊＊＊"
    assert mask("山田", most=1) == "＊＊"
