import pytest

from detectors.recognisers.bank_account import BankAccountRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("口座番号は1234567です", "1234567", id="label"),
        pytest.param("みらい銀行 北支店 普通 7654321", "7654321", id="kind beside a bank"),
        pytest.param("0001-001 (普) 7654321", "7654321", id="codes"),
        pytest.param("みらい銀行（0999）中央支店（123）普通 １２３４５６７", "１２３４５６７", id="full width"),
        pytest.param("口座は普通の1234567です", "1234567", id="read out"),
        pytest.param("普通預金の1234567、名義はヤマダタロウ、みらい銀行です", "1234567", id="bank behind"),
        pytest.param("口座番号 123-4567", "123-4567", id="parted"),
        pytest.param("振込先 0999-123-1234567", "1234567", id="all codes"),
        pytest.param("Bank account 1234567", "1234567", id="English"),
        pytest.param("口座番号（1234567）", "1234567", id="in brackets"),
        pytest.param("ゆうちょ銀行 12340-12345671", "12340-12345671", id="post bank"),
        pytest.param("ゆうちょ 記号 12340 番号 12345671", "12340 番号 12345671", id="post bank, two numbers"),
        pytest.param("記号が12340、番号が12345671です", "12340、番号が12345671", id="post bank, said"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(BankAccountRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("普通 7654321円", id="no bank"),
        pytest.param("普通に1234567回", id="prose"),
        pytest.param("お客様番号 1234567", id="a customer"),
        pytest.param("0999-123-1234567", id="codes without a bank"),
        pytest.param("普通郵便 1234567", id="a service"),
        pytest.param("記号 1234 番号 567890", id="a card"),
    ],
)
def test_misses(text: str) -> None:
    assert found(BankAccountRecogniser(), text) == []
