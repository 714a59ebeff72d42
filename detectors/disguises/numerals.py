"""Numbers written so that no pattern of digits sees them: other digits (①, 〇, 壱, ゼロ), marks between digits, letters for digits.

Digits are put together only where that proves something: a mobile number of the numbering plan, a card that passes its check digit, or a
label directly before. Enumerations (① … ② …), lists and dates stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterator

from detectors.checkdigits import card
from detectors.disguises.labelled import behind_label
from detectors.rewritten import Edit

_KANJI = dict(zip("〇零○◯一壱壹二弐貳弍三参參四肆五伍六陸七漆八捌九玖", "0000111222233344556677889" + "9", strict=True))


def _other_digits() -> dict[str, str]:
    """Return circled, parenthesised, superscript digits and their like, which stand for one digit but are none."""
    letters = map(chr, (*range(0xB2, 0xBA), *range(0x2070, 0x2090), *range(0x2460, 0x2800), *range(0x1F100, 0x1F10B)))
    found = {c: unicodedata.digit(c, None) for c in letters}
    return {c: str(n) for c, n in found.items() if n is not None}


_DIGITS = {**_other_digits(), **_KANJI}
_OTHER = re.compile(f"[{''.join(_DIGITS)}]")
_TO_ASCII = str.maketrans(_DIGITS)
_MARK = r"(?:[ \t\r\n._/・·•‧:,|~*+★☆●■□◆◇…※#()'\"-]|、|ハイフン|ダッシュ|の|ノ|dash)"
_NUMERALS = "".join(c for c in _KANJI if "\u4e00" <= c <= "\u9fff")
# A numeral before another kanji begins a word: 三重, 一宮.
_ONE = f"(?:[0-9{''.join(_DIGITS)}](?<![{_NUMERALS}])|[{_NUMERALS}](?=[{''.join(_KANJI)}]|[^\u4e00-\u9fff]|\\Z))"
_APART = re.compile(rf"(?<![0-9A-Za-z.]){_ONE}(?:{_MARK}{{0,3}}{_ONE}){{6,18}}(?![0-9A-Za-z])")
_PART = re.compile(rf"(?<![0-9A-Za-z.]){_ONE}(?:[^、,;|\n0-9]{{0,3}}{_ONE}){{9,18}}(?![0-9A-Za-z])")
_PLAIN = re.compile(r"[0-9]+|[0-9]{2,}(?:[ ()-]{1,2}[0-9]{2,})+")
"""Notations that recognisers read themselves."""

_WHOLE = 10
_COUNTING = "0123456789"
"""A list of the digits themselves, as programs that read kanji numerals have it."""

_MOBILE = re.compile(r"0[5789]0[0-9]{8}")
_GROUPED = re.compile(r"[0-9]{3}([^0-9]+)[0-9]{4}([^0-9]+)[0-9]{4}")
_LIKE_DIGITS = str.maketrans("OoQlI|", "000111")
_LIKE_DIGIT = re.compile("[OoQlI|]")
_LOOKALIKE = re.compile(r"(?<![0-9A-Za-z])[0Oo][5789][0OoQ][- ]?[0-9OolI|]{4}[- ]?[0-9OolI|]{4}(?![0-9A-Za-z])")

_READ_OUT = {
    **dict.fromkeys(("ゼロ", "ぜろ", "れい", "レイ", "まる", "マル", "zero", "oh"), "0"),
    **dict.fromkeys(("いち", "イチ", "one"), "1"),
    **dict.fromkeys(("にい", "にー", "ニー", "に", "ニ", "two"), "2"),
    **dict.fromkeys(("さん", "サン", "three"), "3"),
    **dict.fromkeys(("よん", "ヨン", "し", "four"), "4"),
    **dict.fromkeys(("ごー", "ゴー", "ご", "ゴ", "five"), "5"),
    **dict.fromkeys(("ろく", "ロク", "six"), "6"),
    **dict.fromkeys(("なな", "ナナ", "しち", "シチ", "seven"), "7"),
    **dict.fromkeys(("はち", "ハチ", "eight"), "8"),
    **dict.fromkeys(("きゅう", "キュウ", "キュー", "きゅー", "く", "ク", "nine"), "9"),
}
_WORD = re.compile("|".join([*sorted(_READ_OUT, key=len, reverse=True), f"[0-9{''.join(_DIGITS)}]"]), re.IGNORECASE)
_SPOKEN = re.compile(rf"(?:ゼロ|ぜろ|れい|レイ|まる|マル|zero)(?:[ 、,・のノ-]{{0,2}}(?:{_WORD.pattern})){{9,10}}", re.IGNORECASE)
_FIRST_WORDS = ("ゼロ", "ぜろ", "れい", "レイ", "まる", "マル", "zero", "Zero", "ZERO")


def edits(text: str, *, labelled: bool) -> Iterator[Edit]:
    """Give the numbers in `text` written with digits alone, in any order; two may overlap.

    labelled: something outside says what the whole text is.
    """
    for match in _APART.finditer(text):
        if _PLAIN.fullmatch(match[0]) or _is_list(match[0]):
            continue
        if digits := _proven(text, match, labelled=labelled):
            yield Edit(start=match.start(), end=match.end(), text=digits)
        else:
            parts = _PART.finditer(text, match.start(), match.end())
            yield from (Edit(start=p.start(), end=p.end(), text=d) for p in parts if (d := _proven(text, p, labelled=labelled)))
    for match in _LOOKALIKE.finditer(text):
        digits = re.sub("[^0-9]", "", match[0].translate(_LIKE_DIGITS))
        if _LIKE_DIGIT.search(match[0]) and sum(c in "0123456789" for c in match[0]) >= 6 and _MOBILE.fullmatch(digits):
            yield Edit(start=match.start(), end=match.end(), text=digits)
    if any(word in text for word in _FIRST_WORDS):
        for match in _SPOKEN.finditer(text):
            digits = "".join(_READ_OUT.get(word.lower(), word) for word in _WORD.findall(match[0])).translate(_TO_ASCII)
            if _MOBILE.fullmatch(digits) or behind_label(text, match.start()):
                yield Edit(start=match.start(), end=match.end(), text=digits)


def _is_list(written: str) -> bool:
    """Return whether a line of several is a whole number by itself: then these are numbers under each other."""
    lines = written.splitlines()
    return len(lines) > 1 and any(len(line) >= _WHOLE and _PLAIN.fullmatch(line.strip()) for line in lines)


def _proven(text: str, match: re.Match[str], *, labelled: bool) -> str:
    """Return the digits of `match` where they are a number for certain; empty where not."""
    written = match[0].translate(_TO_ASCII)
    digits = re.sub("[^0-9]", "", written)
    if _COUNTING in digits:
        return ""
    if _PLAIN.fullmatch(written) and len(digits) >= 10:
        return written  # other digits in a notation that recognisers judge
    if (labelled and len(match[0]) == len(text.strip())) or behind_label(text, match.start()):
        return digits
    if _MOBILE.fullmatch(digits):
        grouped = _GROUPED.fullmatch(written)
        return digits if _OTHER.search(match[0]) or (grouped and "," not in grouped[1]) else ""
    return digits if len(digits) > 13 and "," not in written and card(digits) and _grouped_as_card(written) else ""


def _grouped_as_card(written: str) -> bool:
    groups = re.findall("[0-9]+", written)
    return len({len(group) for group in groups[:3]}) == 1 and len(groups[0]) in (1, 4)
