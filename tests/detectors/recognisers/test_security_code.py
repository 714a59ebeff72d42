import pytest

from detectors.recognisers.security_code import SecurityCodeRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("カード番号 4111111111111111 セキュリティコード：123", "123", id="beside a card"),
        pytest.param("クレジットカードのCVV: 1234", "1234", id="beside the word"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(SecurityCodeRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("セキュリティコード：123", id="no card"),
        pytest.param("カードの番号 123", id="no label"),
    ],
)
def test_misses(text: str) -> None:
    assert found(SecurityCodeRecogniser(), text) == []
