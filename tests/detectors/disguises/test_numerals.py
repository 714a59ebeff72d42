import pytest

from detectors.disguises.numerals import edits


def read(text: str, *, labelled: bool = False) -> list[str]:
    return [edit.text for edit in edits(text, labelled=labelled)]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        pytest.param("⓪⑨⓪①②③④⑤⑥⑦⑧", "09012345678", id="circled"),
        pytest.param("〇九〇一二三四五六七八", "09012345678", id="kanji"),
        pytest.param("090★1234★5678", "09012345678", id="marks between groups"),
        pytest.param("電話 0 3 1 2 3 4 5 6 7 8", "0312345678", id="apart, behind a label"),
        pytest.param("O9O-l234-5678", "09012345678", id="letters for digits"),
        pytest.param("ゼロキューゼロいちにさんよんごろくななはち", "09012345678", id="read out"),
        pytest.param("4111.1111.1111.1111", "4111111111111111", id="card"),
    ],
)
def test_proven_numbers_are_put_together(text: str, digits: str) -> None:
    assert digits in [one.replace("-", "") for one in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("①申込 ②審査 ③発行 ④郵送 ⑤開始 ⑥確認 ⑦終了", id="enumeration"),
        pytest.param("0 3 1 2 3 4 5 6 7 8", id="digits apart without a label"),
        pytest.param("2024/01/05 10:22:33.123", id="time stamp"),
        pytest.param("192.168.100.200:8080", id="address of a machine"),
        pytest.param("0,9,0,1,2,3,4,5,6,7,8", id="list"),
        pytest.param("三重県一宮市", id="numerals in names"),
        pytest.param("090-1234-5678", id="what recognisers read themselves"),
    ],
)
def test_other_digits_stay(text: str) -> None:
    assert read(text) == []


def test_a_column_is_a_label() -> None:
    assert read("0.3.1.2.3.4.5.6.7.8", labelled=True) == ["0312345678"]
