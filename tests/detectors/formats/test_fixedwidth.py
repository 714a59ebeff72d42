"""Columns of fixed width."""

import pytest

from detectors.formats.fixedwidth import boundaries, cut, tokens, width

HEADER = "番号  氏名          金額  備考"
LINES = ["0001  山田 太郎    1,000  なし", "0002  𠮷田 花子      500", "0003  ｻﾄｳ ﾊﾅｺ      12,000  折り返し"]


def test_places_of_words() -> None:
    assert [place for place, _ in tokens(HEADER)] == [0, 6, 20, 26]
    assert [word for _, word in tokens("氏　名   住　所  tel")] == ["氏名", "住所", "tel"]


def test_columns() -> None:
    places = boundaries(tokens(HEADER), LINES)
    assert places is not None
    assert [cut(line, places) for line in LINES] == [
        ["0001", "山田 太郎", "1,000", "なし"],
        ["0002", "𠮷田 花子", "500", ""],
        ["0003", "ｻﾄｳ ﾊﾅｺ", "12,000", "折り返し"],
    ]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["これは見出しの下に続く、列のない長い文章であって表ではない。"] * 3, id="sentences"),
        pytest.param(["0001,山田 太郎,1000,なし,これは長い行であり桁に揃っていない"] * 3, id="commas"),
    ],
)
def test_no_columns(lines: list[str]) -> None:
    assert boundaries(tokens(HEADER), lines) is None


def test_width() -> None:
    assert (width("abc"), width("山田"), width("ﾔﾏﾀﾞ")) == (3, 4, 4)
