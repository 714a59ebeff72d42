import pytest

from detectors.recognisers.postal_code import PostalCodeRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("〒100-0001", "100-0001", id="mark"),
        pytest.param("郵便番号：1000001", "1000001", id="label"),
        pytest.param("100-0001 東京都千代田区", "100-0001", id="before a prefecture"),
        pytest.param("郵便番号をお願いします。164-0011です", "164-0011", id="said"),
        pytest.param("〶164-0011", "164-0011", id="other mark"),
        pytest.param("1640011 東京都中野区中央3-21-10", "1640011", id="bare before its prefecture"),
        pytest.param("〒164ー0011", "164ー0011", id="long vowel"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(PostalCodeRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("100-0001", id="bare"),
        pytest.param("注文番号：100-0001", id="an order"),
        pytest.param("普通郵便 1234567", id="a service"),
        pytest.param("1640011 北海道札幌市", id="bare before another prefecture"),
        pytest.param("1640011", id="seven digits"),
    ],
)
def test_misses(text: str) -> None:
    assert found(PostalCodeRecogniser(), text) == []
