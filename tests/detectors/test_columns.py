"""Whole columns are normalised as their cells one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.columns import BLOCK, is_address, normalise
from detectors.values import IN_COLUMN

DIGITS = st.text("0123456789", min_size=1, max_size=8)
PHONES = st.one_of(
    st.builds(
        "0{}0-{}-{}".format, st.sampled_from("789"), st.from_regex(r"[0-9]{4}", fullmatch=True), st.from_regex(r"[0-9]{4}", fullmatch=True)
    ),
    st.from_regex(r"0[0-9]{1,4}-[0-9]{1,4}-[0-9]{4}", fullmatch=True),
    st.from_regex(r"0[0-9]{9,10}", fullmatch=True),
    st.just("０９０－１２３４－５６７８"),
)
DATES = st.one_of(
    st.dates().map(lambda day: f"{day:%Y/%m/%d}"),
    st.dates().map(lambda day: f"{day:%Y-%m-%d}"),
    st.from_regex(r"(18|19|20)[0-9]{2}[/-][0-9]{2}[/-][0-9]{2}", fullmatch=True),
    st.just("昭和45年4月1日"),
)
EMAILS = st.one_of(st.emails(), st.from_regex(r"[a-z]{1,5}[.]{0,2}[a-z]{0,3}@[a-z-]{1,4}[.][a-z]{1,4}", fullmatch=True))
POSTAL = st.one_of(st.from_regex(r"[0-9]{3}-?[0-9]{4}", fullmatch=True), st.just("〒100-0001"))
NAMES = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(("山田", "林", "木村", "東京", "株式会社", "様", "氏", "髙橋", "Smith", "")),
        st.sampled_from((" ", "\u3000", "", "  ")),
        st.sampled_from(("太郎", "葵", "夏都", "様", "一氏", "商店", "John", "花子さん", "")),
    ),
    st.text(max_size=6),
)


@pytest.mark.parametrize(
    ("entity", "cells"),
    [
        pytest.param("PHONE_NUMBER", PHONES, id="phone"),
        pytest.param("BIRTH_DATE", DATES, id="date"),
        pytest.param("EMAIL_ADDRESS", EMAILS, id="email"),
        pytest.param("JP_POSTAL_CODE", POSTAL, id="postal code"),
        pytest.param("PERSON", NAMES, id="name"),
        pytest.param("CREDIT_CARD", DIGITS, id="card"),
    ],
)
def test_columns_say_what_cells_say(entity: str, cells: st.SearchStrategy[str]) -> None:
    @given(st.lists(st.one_of(cells, st.text(max_size=12)), max_size=12))
    def alike(column: list[str]) -> None:
        assert normalise(entity, column) == [IN_COLUMN[entity](cell) for cell in column]

    @given(st.lists(cells, min_size=1, max_size=12))
    def alike_when_plain(column: list[str]) -> None:
        assert normalise(entity, column) == [IN_COLUMN[entity](cell) for cell in column]

    alike()
    alike_when_plain()


def test_one_odd_cell_spoils_no_block() -> None:
    column = [f"100-{i:04}" for i in range(2 * BLOCK)]
    column[BLOCK + 3] = "なし"
    found = normalise("JP_POSTAL_CODE", column)
    assert [i for i, value in enumerate(found) if value is None] == [BLOCK + 3]


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        pytest.param("東京都千代田区丸の内1-1-1", True, id="whole"),
        pytest.param("丸の内二丁目三番", True, id="kanji numerals"),
        pytest.param("大字山田無番地", True, id="without a number by name"),
        pytest.param("12-3", True, id="the block alone"),
        pytest.param("東京都千代田区", False, id="a place"),
        pytest.param("192.168.0.1", False, id="a network address"),
        pytest.param("35", False, id="a bare number"),
        pytest.param("", False, id="blank"),
    ],
)
def test_is_address(cell: str, address: bool) -> None:
    assert is_address(cell) is address
    assert (normalise("JP_ADDRESS", [cell]) == [cell]) is address
