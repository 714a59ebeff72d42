import pytest

from detectors.recognisers.credit_card import CreditCardRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("カード番号は4111111111111111です", "4111111111111111", id="touching kanji"),
        pytest.param("4111-1111-1111-1111", "4111-1111-1111-1111", id="groups"),
        pytest.param("3782 822463 10005", "3782 822463 10005", id="American Express"),
        pytest.param("クレカ番号：４１１１１１１１１１１１１１１１", "４１１１１１１１１１１１１１１１", id="full width"),
        pytest.param("カード 4111  1111  1111  1111", "4111  1111  1111  1111", id="two spaces"),
        pytest.param("3782 822463 10005", "3782 822463 10005", id="Amex"),
        pytest.param("3530 1113 3330 0000", "3530 1113 3330 0000", id="JCB"),
        pytest.param("3056 930902 5904", "3056 930902 5904", id="Diners"),
        pytest.param("４１１１－１１１１－１１１１－１１１１", "４１１１－１１１１－１１１１－１１１１", id="full width"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(CreditCardRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("4111111111111112", id="Luhn fails"),
        pytest.param("伝票番号：4111111111111111", id="a slip"),
        pytest.param("4901234567894", id="an article code"),
        pytest.param("id4111111111111111x", id="inside a word"),
    ],
)
def test_misses(text: str) -> None:
    assert found(CreditCardRecogniser(), text) == []
