import pytest

from detectors.recognisers.phone import PhoneRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("090-1234-5678まで", "090-1234-5678", id="touching kana"),
        pytest.param("(03)1234-5678", "(03)1234-5678", id="bracketed"),
        pytest.param("TEL:0312345678", "0312345678", id="plain"),
        pytest.param("+81 90 1234 5678", "+81 90 1234 5678", id="international"),
        pytest.param("090ー1234ー5678", "090ー1234ー5678", id="long vowels"),
        pytest.param("電話 123-4567", "123-4567", id="no area code"),
        pytest.param("0120-123-456", "0120-123-456", id="toll-free"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(PhoneRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("123-4567", id="no area code, no label"),
        pytest.param("2010-09-18", id="date"),
        pytest.param("35.6812362", id="coordinate"),
        pytest.param("1.10.1234", id="version"),
        pytest.param("注文番号：090-1234-5678", id="an order"),
        pytest.param("01-823-210", id="short"),
    ],
)
def test_misses(text: str) -> None:
    assert found(PhoneRecogniser(), text) == []
