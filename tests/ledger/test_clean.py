import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.clean import media_type, method, place, printable

anything = st.text(alphabet=st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("", "", id="none"),
        pytest.param("text/csv", "text/csv", id="plain"),
        pytest.param('Text/CSV; name="山田太郎.csv"', "text/csv", id="parameters-may-name-somebody"),
        pytest.param("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None, id="long"),
        pytest.param("taro.yamada@example.com", "other", id="no-type"),
        pytest.param("text/山田", "other", id="not-ascii"),
        pytest.param("text/" + "x" * 81, "other", id="too-long"),
    ],
)
def test_media_type(header: str, expected: str | None) -> None:
    assert media_type(header) == (header if expected is None else expected)


@pytest.mark.parametrize("mark", ["\x1b", "\x00", "\x9b", "\ud800", *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
def test_what_turns_a_line_round_or_moves_the_cursor_is_shown(mark: str) -> None:
    assert printable(f"sv-1{mark}認済", 100) == "sv-1?認済"


@pytest.mark.parametrize(
    ("name", "expected"),
    [pytest.param("POST", "POST", id="plain"), pytest.param("", "", id="none"), pytest.param("090-0000-0000", "other", id="no-method")],
)
def test_method(name: str, expected: str) -> None:
    assert method(name) == expected


@given(anything, st.integers(min_value=0, max_value=50))
def test_printable_is_fit_for_any_database(text: str, limit: int) -> None:
    made = printable(text, limit)
    assert len(made) <= limit
    made.encode("utf-8")
    assert "\x00" not in made


@given(st.lists(st.text(alphabet="あいうえお田中abc012", min_size=1, max_size=40), min_size=1, max_size=5))
def test_a_place_shows_one_character_of_each_name_at_most(names: list[str]) -> None:
    masked = re.split(r"!/", place("!/".join(names)))
    assert len(masked) == len(names)
    for name, shown in zip(names, masked, strict=True):
        kept = sum(left == right for left, right in zip(name, shown, strict=True))
        assert kept <= min(1, len(name) / 4)


@pytest.mark.parametrize("name", ["鬼頭 沙羅_090-8361-4475.csv", "鬼頭沙羅様お見積書2026年版最終版.xlsx"])
def test_a_long_file_name_shows_nobodys_name(name: str) -> None:
    assert place(f"資料一式2026.zip!/{name}") == f"資{'＊' * 11}!/鬼{'＊' * (len(name) - 1)}"
