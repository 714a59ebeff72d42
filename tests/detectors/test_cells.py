"""Values inside one cell, with their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.cells import values_in
from detectors.values import IN_COLUMN


@pytest.mark.parametrize(
    ("entity", "cell", "texts"),
    [
        pytest.param("PHONE_NUMBER", " 03-1234-5678 ", ["03-1234-5678"], id="blanks around"),
        pytest.param("PHONE_NUMBER", "(054)626-1139", ["(054)626-1139"], id="brackets"),
        pytest.param("PHONE_NUMBER", "03-1234-5678 090-1234-5678", ["03-1234-5678", "090-1234-5678"], id="two, a space between"),
        pytest.param("PHONE_NUMBER", "03-1234-5678（内線12）", ["03-1234-5678"], id="an extension"),
        pytest.param("PHONE_NUMBER", "841-1234", ["841-1234"], id="no area code"),
        pytest.param("PHONE_NUMBER", "12-3456-7890", ["12-3456-7890"], id="no area code that exists"),
        pytest.param("PHONE_NUMBER", "2024-01-01", [], id="a date"),
        pytest.param("EMAIL_ADDRESS", "a@example.jp; b@example.jp", ["a@example.jp", "b@example.jp"], id="two addresses"),
        pytest.param("PERSON", "山田 太郎、佐藤 花子", ["山田 太郎", "佐藤 花子"], id="two names"),
        pytest.param("PERSON", "理事長　山田　太郎", ["山田　太郎"], id="an office"),
        pytest.param("PERSON", "株式会社山田", [], id="a company"),
        pytest.param("CREDIT_CARD", "4111-1111-1111-1111", ["4111-1111-1111-1111"], id="a card"),
        pytest.param("CREDIT_CARD", "4111-1111-1111-1112", [], id="a wrong check digit"),
        pytest.param("JP_ADDRESS", "東京都千代田区", [], id="a place"),
        pytest.param("JP_MY_NUMBER", "なし", [], id="none"),
    ],
)
def test_values(entity: str, cell: str, texts: list[str]) -> None:
    assert [cell[value.start : value.end] for value in values_in(entity, cell)] == texts


@given(entity=st.sampled_from(sorted(IN_COLUMN)), cell=st.text("0123456789-() 、/山田太郎都@.a理事長　\n", max_size=40))
def test_spans_lie_in_the_cell_in_order(entity: str, cell: str) -> None:
    found = values_in(entity, cell)
    assert all(0 <= value.start < value.end <= len(cell) and value.value for value in found)
    assert [value.start for value in found] == sorted(value.start for value in found)
