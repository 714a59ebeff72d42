"""Reads a calendar date in the notations that Japanese records use. Takes folded text; knows nothing of whose date it is."""

import datetime
import re

# Each era's first year less one. **Source:** 元号法 (昭和54年法律第43号) and the 政令 of each change of era.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018}
_ERAS |= {"明": 1867, "大": 1911, "昭": 1925, "平": 1988, "令": 2018}
_ERAS |= {"㍾": 1867, "㍽": 1911, "㍼": 1925, "㍻": 1988, "㋿": 2018}
_KANJI = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")}

_ERA_NAME = r"明治|大正|昭和|平成|令和|[㍾㍽㍼㍻㋿]|[明大昭平令](?= ?(?:元|[0-9]{1,2}) ?[-/.年])|(?<![A-Za-z])[MTSHRmtshr]"
_ERA = rf"(?P<era>{_ERA_NAME})[ .]?の?(?P<eyear>元|[0-9]{{1,2}}|[〇一二三四五六七八九十]{{1,3}})"
_YEAR = r"(?<![0-9])(?P<year>(?:18|19|20)[0-9]{2}|[一二][〇一二三四五六七八九]{3})"
_NUM = r"[0-9]{1,2}|[〇一二三四五六七八九十]{1,3}"
# The same year once more: 1970年(昭和45年), 昭和45(1970)年.
_TWICE = r"(?: ?[(][^()\n]{2,8}[)] ?)?"
DATE = (
    rf"(?:{_ERA}|{_YEAR})(?:{_TWICE} ?年{_TWICE} ?の?|[-/.] ?)(?P<month>{_NUM})(?: ?月 ?の?|[-/.] ?)(?P<day>{_NUM})(?: ?日)?"
    r"(?:生まれ|うまれ|産まれ|生)?(?![0-9])"
)
"""A full date with separators, western or Japanese years."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>(?i:{'|'.join(_MONTHS)}))[A-Za-z]{{0,6}}\.?"
_DAY = "[0-9]{1,2}"
WESTERN = (
    rf"(?<![0-9A-Za-z/.-])(?:{_MONTH} ?(?P<behind>{_DAY})(?:st|nd|rd|th)?,? ?"
    rf"|(?P<ahead>{_DAY})(?:st|nd|rd|th)?[ -]{_MONTH.replace('name', 'later')},?[ -]"
    rf"|(?P<first>{_DAY})[-/.](?P<second>{_DAY})[-/.])(?P<last>(?:18|19|20)[0-9]{{2}})(?![0-9])"
)
"""A full date with the year last: April 1, 1970, 1 April 1970, 1-Apr-1970, 04/01/1970 (the day first where the month cannot be)."""

_DATE = re.compile(DATE)
_PLAIN = re.compile(r"((?:18|19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
_ERA_PLAIN = re.compile(r"([1-5MTSHRmtshr])([0-9]{2})([01][0-9])([0-3][0-9])")
_WESTERN = re.compile(WESTERN)
# The era codes of the resident record and of insurers: 1 明治 to 5 令和. **Source:** レセプト電算処理 記録条件仕様 (年号区分コード).
_CODES = dict(zip("12345", (1867, 1911, 1925, 1988, 2018), strict=True))


def _number(text: str) -> int:
    if text == "元":
        return 1
    if text[0] <= "9":
        return int(text)
    if "十" not in text:
        return int("".join(_KANJI[c] for c in text))
    tens, _, units = text.partition("十")
    return int(_KANJI.get(tens, "1")) * 10 + int(_KANJI.get(units, "0"))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def read_match(match: re.Match[str]) -> str | None:
    """Return the ISO 8601 date of a match of `DATE`; None for a day that no calendar has."""
    era = match["era"]
    year = _ERAS[era.lower()] + _number(match["eyear"]) if era else _number(match["year"])
    return _iso(year, _number(match["month"]), _number(match["day"]))


def read_western(match: re.Match[str]) -> str | None:
    """Return the ISO 8601 date of a match of `WESTERN`; None for a day that no calendar has."""
    year, name = int(match["last"]), match["name"] or match["later"]
    if name:
        return _iso(year, _MONTHS.index(name.lower()) + 1, int(match["behind"] or match["ahead"]))
    first, second = int(match["first"]), int(match["second"])
    return _iso(year, first, second) or _iso(year, second, first)


def read(text: str) -> str | None:
    """Return the ISO 8601 date that folded, stripped `text` says as a whole; None if it says none.

    Reads 1970/4/1, 1970-04-01, 19700401, 1970年4月1日, 昭和45年4月1日, 昭和四十五年四月一日, S45.4.1, S450401, 3450401,
    令和元年5月1日, 平元.5.1, 1970年(昭和45年)4月1日, 4/1/1970, April 1, 1970.
    """
    if text.isdigit():
        if plain := _PLAIN.fullmatch(text):
            return _iso(int(plain[1]), int(plain[2]), int(plain[3]))
    elif match := _DATE.fullmatch(text):
        return read_match(match)
    elif western := _WESTERN.fullmatch(text):
        return read_western(western)
    if era := _ERA_PLAIN.fullmatch(text):
        first = _CODES.get(era[1]) or _ERAS[era[1].lower()]
        return _iso(first + int(era[2]), int(era[3]), int(era[4]))
    return None
