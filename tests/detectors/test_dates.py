import datetime
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import dates


def _kanji(number: int) -> str:
    tens, units = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else "〇一二三四五六七八九"[tens] + "十") + (
        "〇一二三四五六七八九"[units] if units else ""
    )


NOTATIONS: dict[str, Callable[[datetime.date], str]] = {
    "iso": datetime.date.isoformat,
    "slashes": lambda day: f"{day:%Y/%m/%d}",
    "kanji": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "era": lambda day: f"昭和{day.year - 1925}年{day.month}月{day.day}日".replace("昭和1年", "昭和元年"),
    "era letter": lambda day: f"S{day.year - 1925}.{day.month}.{day.day}",
    "half an era": lambda day: f"昭{day.year - 1925}.{day.month}.{day.day}",
    "kanji numerals": lambda day: f"昭和{_kanji(day.year - 1925)}年{_kanji(day.month)}月{_kanji(day.day)}日",
    "plain": lambda day: f"{day:%Y%m%d}",
    "both": lambda day: f"昭和{day.year - 1925}年({day.year}年){day.month}月{day.day}日",
    "English": lambda day: f"{day:%B} {day.day}, {day.year}",
    "American": lambda day: f"{day:%m/%d/%Y}",
}


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
        pytest.param("昭45.4.1", "1970-04-01", id="half an era"),
        pytest.param("平元.1.8", "1989-01-08", id="half an era, first year"),
        pytest.param("1970年(昭和45年)4月1日", "1970-04-01", id="both years"),
        pytest.param("昭和45(1970)年4月1日", "1970-04-01", id="year in brackets"),
        pytest.param("昭和45年の4月の1日", "1970-04-01", id="said"),
        pytest.param("April 1, 1970", "1970-04-01", id="month by name"),
        pytest.param("1st Apr 1970", "1970-04-01", id="short month"),
        pytest.param("1-Apr-1970", "1970-04-01", id="hyphens"),
        pytest.param("13/04/1970", "1970-04-13", id="day first"),
        pytest.param("13/13/1970", None, id="no such month"),
        pytest.param("1970/2/30", None, id="no such day"),
        pytest.param("1970/4", None, id="no day"),
        pytest.param("090-1234-5678", None, id="telephone"),
        pytest.param("12345678", None, id="number"),
    ],
)
def test_read(text: str, iso: str | None) -> None:
    assert dates.read(text) == iso


@given(st.dates(min_value=datetime.date(1926, 12, 25), max_value=datetime.date(1989, 1, 7)), st.sampled_from(sorted(NOTATIONS)))
def test_every_day_is_read_in_every_notation(day: datetime.date, notation: str) -> None:
    assert dates.read(NOTATIONS[notation](day)) == day.isoformat()


@given(st.text(alphabet="0123456789年月日/-.昭和平成元SHR十一の()Apri ,", max_size=18))
def test_read_never_raises(text: str) -> None:
    value = dates.read(text)
    assert value is None or len(value) == 10
