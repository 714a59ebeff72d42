import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import values
from detectors.values import IN_COLUMN, NORMALISERS


@pytest.mark.parametrize(
    ("entity", "cell", "value"),
    [
        pytest.param("PHONE_NUMBER", "090-1234-5678", "+819012345678", id="mobile"),
        pytest.param("PHONE_NUMBER", "０９０ー１２３４ー５６７８", "+819012345678", id="full width, long vowels"),
        pytest.param("PHONE_NUMBER", "+81 (0)90 1234 5678", "+819012345678", id="international"),
        pytest.param("PHONE_NUMBER", "(03)1234-5678", "+81312345678", id="bracketed area code"),
        pytest.param("PHONE_NUMBER", "090.1234.5678", "+819012345678", id="dots"),
        pytest.param("PHONE_NUMBER", "TEL:03-1234-5678", "+81312345678", id="prefix"),
        pytest.param("PHONE_NUMBER", "2010-09-18", None, id="date"),
        pytest.param("PHONE_NUMBER", "0.123456789", None, id="decimal"),
        pytest.param("PHONE_NUMBER", "9012345678", None, id="no leading zero"),
        pytest.param("EMAIL_ADDRESS", " Taro@Example.CO.JP ", "taro@example.co.jp", id="mail"),
        pytest.param("EMAIL_ADDRESS", "taro@example", None, id="no domain"),
        pytest.param("CREDIT_CARD", "4111 1111 1111 1111", "4111111111111111", id="card"),
        pytest.param("CREDIT_CARD", "4111 1111 1111 1112", None, id="card, Luhn fails"),
        pytest.param("JP_MY_NUMBER", "1234-5678-9018", "123456789018", id="my number"),
        pytest.param("JP_MY_NUMBER", "1234-5678-9019", None, id="my number, check digit fails"),
        pytest.param("JP_POSTAL_CODE", "〒１００−０００１", "1000001", id="postal code"),
        pytest.param("BIRTH_DATE", "Ｓ４５．４．１", "1970-04-01", id="birth date"),
        pytest.param("PERSON", "髙橋　太郎様", "高橋太郎", id="name"),
        pytest.param("PERSON", "株式会社 山田商店", None, id="organisation"),
        pytest.param("PERSON", "A-123", None, id="code"),
        pytest.param("PERSON", "山田太郎\n佐藤花子", None, id="two names"),
        pytest.param("PERSON", "山田\n太郎", "山田太郎", id="a name over two lines"),
        pytest.param("PERSON", "合計", None, id="a total"),
        pytest.param("PERSON", "氏 名", None, id="a label"),
        pytest.param("JP_ADDRESS", "東京都千代田区千代田１丁目１番１号", "千代田区千代田1-1-1", id="address"),
        pytest.param("JP_ADDRESS", "千代田区千代田一－１－１", "千代田区千代田1-1-1", id="address, otherwise written"),
        pytest.param("JP_PASSPORT", "ab 1234567", "AB1234567", id="passport"),
        pytest.param("JP_RESIDENCE_CARD", "AB12345678CD", "AB12345678CD", id="residence card"),
        pytest.param("JP_BANK_ACCOUNT", "1234567", "1234567", id="account"),
        pytest.param("JP_HEALTH_INSURANCE", "12345678", "12345678", id="insurance"),
        pytest.param("CARD_SECURITY_CODE", "123", "123", id="security code"),
    ],
)
def test_normalise(entity: str, cell: str, value: str | None) -> None:
    assert NORMALISERS[entity](cell) == value


def test_a_spreadsheet_drops_the_leading_zero() -> None:
    assert IN_COLUMN["PHONE_NUMBER"]("9012345678") == "+819012345678"
    assert IN_COLUMN["PHONE_NUMBER"]("123") is None


def test_a_service_number_identifies_nobody() -> None:
    assert not values.identifies("PHONE_NUMBER", "+81120123456")
    assert values.identifies("PHONE_NUMBER", "+819012345678")


def test_a_corporate_number_is_read_to_be_refused() -> None:
    assert values.corporate_number("7000012050002") == "7000012050002"


@given(st.text(max_size=60), st.sampled_from(sorted(NORMALISERS)))
def test_no_cell_makes_a_normaliser_raise(cell: str, entity: str) -> None:
    value = NORMALISERS[entity](cell)
    assert value is None or value
