import base64
import gzip
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from detectors.disguises.reveal import reveal
from detectors.model import GapReason


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_layers_are_undone_and_named() -> None:
    packed = base64.b64encode(gzip.compress("電話 090-1234-5678".encode(), mtime=0)).decode()
    text = f"連絡先 {quote(packed, safe='')} まで"
    found = reveal(text)
    assert found.text.text == "連絡先 電話 090-1234-5678 まで"
    start = found.text.text.index("090")
    first, last = found.text.span(start, start + 13)
    assert 4 <= first < last <= len(text) - 3
    assert found.text.layer(start, start + 13).endswith("base64#gzip")
    assert found.gap is None


def test_too_many_layers_are_a_gap() -> None:
    text = "電話 090-1234-5678"
    for _ in range(7):
        text = b64(text)
    assert reveal(text).gap == GapReason.DEPTH_LIMIT


def test_a_bomb_is_a_gap() -> None:
    assert reveal(base64.b64encode(gzip.compress(b"a" * 100_000)).decode()).gap == GapReason.BOMB


def test_plain_text_is_left_alone() -> None:
    assert reveal("山田太郎 090-1234-5678").text.starts is None


PARTS = ("%41", "&#48;", "\\u5c71", "①", "〇", "090", "-", " ", "@", "山", "★", "example", ".jp", "\u200b", "=41", "MDkwLTEyMzQtNTY3OA==")


@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join), st.booleans())
def test_spans_stay_in_the_text(text: str, labelled: bool) -> None:
    found = reveal(text, labelled=labelled).text
    for at in range(len(found.text)):
        first, last = found.span(at, at + 1)
        assert 0 <= first < last <= len(text)
