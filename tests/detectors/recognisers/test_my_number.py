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
    ],
)
def test_misses(text: str) -> None:
    assert found(MyNumberRecogniser(), text) == []
