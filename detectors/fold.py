"""Folds text one code point to one code point, so that every offset in the folded text is an offset in the text as given.

Patterns are written against folded text alone: ASCII digits and Latin letters, one hyphen, full-width kana, common kanji variants.
Knows no entity.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import Final

import numpy as np

from detectors.rewritten import Edit, Rewritten

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

# What a reader does not see, or sees as a stroke through a letter: control characters, fillers, marks of direction, combining marks,
# variation selectors, tags. Sources: Unicode 16, DerivedCoreProperties (Default_Ignorable_Code_Point), blocks of combining marks.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u0300-\u036f\u0483-\u0489\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_ZERO_WIDTH = re.compile(f"[{_UNSEEN}]+")
_DAKUTEN, _HANDAKUTEN = "\u3099\u309b\uff9e", "\u309a\u309c\uff9f"
# A kana with a sound mark of its own behind it (NFD, half width, or typed apart), perhaps with unseen characters between.
_VOICED = re.compile(f"([か-とは-ほカ-トハ-ホウヽゝｳｶ-ﾄﾊ-ﾎ])[{_UNSEEN}]*([{_DAKUTEN}{_HANDAKUTEN}])")
_HIDDEN = re.compile(f"[{_UNSEEN}{_DAKUTEN}{_HANDAKUTEN}]")
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
    table |= {ord(letter): ord(plain) for letter, plain in _plain_letters()}
    table |= {ord(k): ord(v) for k, v in _VARIANTS.items()}
    return table


# Letterlike symbols, radicals, compatibility ideographs, mathematical letters.
_STYLED = ((0x2100, 0x2150), (0x2E80, 0x2FE0), (0xF900, 0xFB00), (0x1D400, 0x1D7CC), (0x2F800, 0x2FA20))


def _plain_letters() -> Iterator[tuple[str, str]]:
    """Give letters in another style with what they stand for by their compatibility decomposition: 𝐚, ⼭, U+FA19."""
    for letter in map(chr, chain.from_iterable(range(*block) for block in _STYLED)):
        plain = unicodedata.normalize("NFKC", letter)
        if len(plain) == 1 and plain != letter and letter != "ℹ" and (plain.isascii() or "\u4e00" <= plain <= "\u9fff"):
            yield letter, plain


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


def fold_mapped(text: str) -> Rewritten:
    """Return `text` folded, without what no reader sees, and with sound marks joined to their kana."""
    if not _HIDDEN.search(text):
        return Rewritten(text=fold(text))
    edits = [Edit(start=m.start(), end=m.end(), text=_voiced(m[1], m[2])) for m in _VOICED.finditer(text)]
    joined = Rewritten(text=text).edit(edits)
    seen = joined.edit([Edit(start=m.start(), end=m.end(), text="") for m in _ZERO_WIDTH.finditer(joined.text)])
    return Rewritten(text=fold(seen.text), starts=seen.starts, ends=seen.ends)


def _voiced(kana: str, mark: str) -> str:
    return unicodedata.normalize("NFC", fold(kana) + ("\u3099" if mark in _DAKUTEN else "\u309a"))
