"""Folds text one code point to one code point, so that every offset in the folded text is an offset in the text as given.

Patterns are written against folded text alone: ASCII digits and Latin letters, one hyphen, full-width kana, common kanji variants.
Knows no entity.
"""

import re
import sys
import unicodedata
from dataclasses import dataclass, field
from typing import Final

import numpy as np

# U+002D's look-alikes that stand between digits in addresses and phones. U+30FC (the long vowel mark) is a letter and is folded between
# digits only.
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u2500\u2501\u02d7\u2043\u00ad"
_HALF_KANA = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜"
# Variants that family registers keep and keyboards do not (JIS X 0208 / 0213 and Unicode compatibility ideographs outside NFKC).
_VARIANTS = {
    "髙": "高",
    "﨑": "崎",
    "嵜": "崎",
    "邊": "辺",
    "邉": "辺",
    "濵": "浜",
    "濱": "浜",
    "齋": "斎",
    "齊": "斉",
    "德": "徳",
    "瀨": "瀬",
}
_VARIANTS |= {
    "栁": "柳",
    "桒": "桑",
    "𠮷": "吉",
    "澤": "沢",
    "廣": "広",
    "國": "国",
    "黑": "黒",
    "靑": "青",
    "增": "増",
    "槇": "槙",
    "渕": "淵",
}
_VARIANTS |= {
    "嶋": "島",
    "嶌": "島",
    "眞": "真",
    "惠": "恵",
    "櫻": "桜",
    "龍": "竜",
    "條": "条",
    "總": "総",
    "縣": "県",
    "區": "区",
    "號": "号",
}
_VARIANTS |= {"應": "応", "會": "会", "學": "学", "實": "実", "圓": "円", "壽": "寿", "藪": "薮", "檜": "桧", "曾": "曽", "澁": "渋"}
_VARIANTS |= {"淺": "浅", "瀧": "滝", "舘": "館", "冨": "富", "嶽": "岳", "莊": "荘", "榮": "栄", "彌": "弥", "豐": "豊", "與": "与"}
# ケ and ヶ are one letter in place names (Japan Post writes ケ where towns write ヶ).
_VARIANTS |= {"ヶ": "ケ", "ヵ": "カ"}

_ZERO_WIDTH = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")
_DIGIT_DASH = re.compile(r"(?<=[0-9)])[ー~](?=[(0-9])")


def _table() -> dict[int, int]:
    table = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
    table |= {0x3000: 0x20, 0xA0: 0x20, 0x301C: ord("~"), 0x2044: ord("/"), 0x2215: ord("/")}
    table |= {ord(c): ord("-") for c in _HYPHENS}
    table |= {0xFF66 + i: ord(c) for i, c in enumerate(_HALF_KANA)}
    table |= {0xFF61: ord("。"), 0xFF62: ord("「"), 0xFF63: ord("」"), 0xFF64: ord("、"), 0xFF65: ord("・")}
    for code in range(0x80, sys.maxunicode + 1):
        # Nd alone: circled and superscript digits are No, and mean footnotes beside real digits.
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None:
            table[code] = 0x30 + int(digit)
    table |= {ord(k): ord(v) for k, v in _VARIANTS.items()}
    return table


TABLE: Final[dict[int, int]] = _table()
"""For `str.translate`, which is the quicker way for a cell."""

_LUT = np.arange(sys.maxunicode + 1, dtype="<u4")
_LUT[list(TABLE)] = list(TABLE.values())


def fold(text: str) -> str:
    """Return `text` folded, of the same length in code points."""
    if text.isascii():
        return text
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded = _LUT[codes].tobytes().decode("utf-32-le", "surrogatepass")
    return _DIGIT_DASH.sub("-", folded) if "ー" in folded or "~" in folded else folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text without zero-width characters, and the way back to the text as given."""

    text: str = field(repr=False)
    origin: "np.ndarray[tuple[int], np.dtype[np.int64]] | None" = field(default=None, repr=False)
    """Offset of each character in the text as given, and its length last; None when they are the same."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open span of the text as given."""
        if self.origin is None or end <= start:
            return start, end
        return int(self.origin[start]), int(self.origin[end - 1]) + 1


def fold_mapped(text: str) -> Folded:
    """Return `text` folded and without zero-width characters (U+200B, variation selectors, tags: they split words and hide values)."""
    if text.isascii() or not _ZERO_WIDTH.search(text):
        return Folded(text=fold(text))
    dropped = {m.start() for m in _ZERO_WIDTH.finditer(text)}
    kept = [i for i in range(len(text)) if i not in dropped]
    return Folded(text=fold("".join(text[i] for i in kept)), origin=np.array([*kept, len(text)], dtype=np.int64))
