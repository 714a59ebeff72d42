import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.fold import TABLE, fold, fold_mapped


@pytest.mark.parametrize(
    ("given_text", "folded"),
    [
        pytest.param("０９０−１２３４‐５６７８", "090-1234-5678", id="full width and dashes"),
        pytest.param("٠٩٠-१२३४", "090-1234", id="any Unicode decimal digit"),
        pytest.param("①②³", "①②³", id="circled and superscript digits stay"),
        pytest.param("ﾔﾏﾀﾞ", "ヤマタ゛", id="half-width kana"),
        pytest.param("髙﨑 渡邉", "高崎 渡辺", id="kanji variants"),
        pytest.param("090ー1234ー5678", "090-1234-5678", id="long vowel between digits"),
        pytest.param("サーバー", "サーバー", id="long vowel in a word"),
        pytest.param("鍛冶ヶ沢", "鍛冶ケ沢", id="small ke"),
        pytest.param("ascii only", "ascii only", id="ascii"),
    ],
)
def test_fold(given_text: str, folded: str) -> None:
    assert fold(given_text) == folded


@given(st.text())
def test_fold_keeps_the_length_and_is_stable(text: str) -> None:
    once = fold(text)
    assert len(once) == len(text)
    assert fold(once) == once


def test_the_cell_table_agrees_with_the_fold() -> None:
    text = "".join(map(chr, range(0x20, 0x3000)))
    assert text.translate(TABLE) == fold(text)


def test_zero_width_characters_are_dropped_and_mapped() -> None:
    text = "0\u200b90-1\ufeff234"
    folded = fold_mapped(text)
    assert folded.text == "090-1234"
    start, end = folded.span(0, 8)
    assert text[start:end] == text


@given(st.text(alphabet="0１a山\u200b\ufe0f-", max_size=30), st.data())
def test_spans_stay_in_the_text(text: str, data: st.DataObject) -> None:
    folded = fold_mapped(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    if start < end:
        first, last = folded.span(start, end)
        assert 0 <= first < last <= len(text)
