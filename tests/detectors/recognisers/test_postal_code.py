import pytest

from detectors.recognisers.postal_code import PostalCodeRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("〒100-0001", "100-0001", id="mark"),
        pytest.param("郵便番号：1000001", "1000001", id="label"),
        pytest.param("100-0001 東京都千代田区", "100-0001", id="before a prefecture"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(PostalCodeRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("100-0001", id="bare"),
        pytest.param("注文番号：100-0001", id="an order"),
    ],
)
def test_misses(text: str) -> None:
    assert found(PostalCodeRecogniser(), text) == []
