import pytest

from detectors.recognisers.my_number import MyNumberRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("マイナンバーは123456789018です", "123456789018", id="label"),
        pytest.param("個人番号：1234-5678-9018", "1234-5678-9018", id="grouped"),
        pytest.param("１２３４５６７８９０１８", "１２３４５６７８９０１８", id="alone, full width"),
        pytest.param("my number: 1234 5678 9018", "1234 5678 9018", id="English"),
        pytest.param("マイナンバーをお願いします。1234 5678 9018です", "1234 5678 9018", id="asked"),
        pytest.param("マイナンバー：１２３４　５６７８　９０１８", "１２３４　５６７８　９０１８", id="full width"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(MyNumberRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("番号:123456789019", id="check digit fails"),
        pytest.param("伝票番号：123456789018", id="a slip"),
        pytest.param("1234567890187", id="thirteen digits"),
        pytest.param("0x123456789018", id="hex"),
        pytest.param("000000000060", id="a counter"),
        pytest.param("0000-0000-0000", id="zeros"),
    ],
)
def test_misses(text: str) -> None:
    assert found(MyNumberRecogniser(), text) == []
