import pytest

from detectors.recognisers.bank_account import BankAccountRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("口座番号は1234567です", "1234567", id="label"),
        pytest.param("みらい銀行 北支店 普通 7654321", "7654321", id="kind beside a bank"),
        pytest.param("0001-001 (普) 7654321", "7654321", id="codes"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(BankAccountRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("普通 7654321円", id="no bank"),
        pytest.param("普通に1234567回", id="prose"),
    ],
)
def test_misses(text: str) -> None:
    assert found(BankAccountRecogniser(), text) == []
