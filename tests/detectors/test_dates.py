import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        pytest.param("1970/4/1", "1970-04-01", id="slashes"),
        pytest.param("19700401", "1970-04-01", id="plain"),
        pytest.param("1970年4月1日", "1970-04-01", id="kanji"),
        pytest.param("昭和45年4月1日", "1970-04-01", id="era"),
        pytest.param("昭和四十五年四月一日", "1970-04-01", id="kanji numerals"),
        pytest.param("S45.4.1", "1970-04-01", id="era letter"),
        pytest.param("3450401", "1970-04-01", id="era code"),
        pytest.param("令和元年5月1日", "2019-05-01", id="first year"),
        pytest.param("4/1/1970", "1970-04-01", id="month first"),
        pytest.param("1970/2/30", None, id="no such day"),
        pytest.param("1970/4", None, id="no day"),
        pytest.param("090-1234-5678", None, id="telephone"),
        pytest.param("12345678", None, id="number"),
    ],
)
def test_read(text: str, iso: str | None) -> None:
    assert dates.read(text) == iso


@given(st.text(alphabet="0123456789年月日/-.昭和平成元SHR十一", max_size=14))
def test_read_never_raises(text: str) -> None:
    value = dates.read(text)
    assert value is None or len(value) == 10
