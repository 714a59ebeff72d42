"""Bank accounts: seven digits (six to eight at some banks) beside the words of a transfer."""

import re
from collections.abc import Iterator

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_NUMBER = r"(?P<number>[0-9]{6,8}|[0-9]{3}-[0-9]{4})(?![0-9]|-[0-9])"
_SORT = r"普通(?:預金)?|当座(?:預金)?|貯蓄(?:預金)?|総合口座|[(]?(?:普|当|貯)[)]"
_LABELLED = re.compile(
    rf"(?:口座(?:番号)?|account (?:number|no\.?)|bank account)(?:は|が|の|番号|です|{_SORT}|[:=\s(、])*{_NUMBER}", re.IGNORECASE
)
_KIND = re.compile(rf"(?:{_SORT})(?:[:\s)/]|口座|番号|No\.?|は|の|が|、)*{_NUMBER}")
_BANK = re.compile(
    r"銀行|信用金庫|信金|信用組合|信組|農協|漁協|労働?金庫?|ゆうちょ|JA|支店|本店|出張所|営業部|振込|振り込|口座|金融機関"
    r"|(?<![0-9])[0-9]{4}[-/ ][0-9]{3}(?![0-9])"
)
# Bank, branch and account in one row of digits: only where words of a bank are near.
_CODES = re.compile(r"(?<![0-9-])[0-9]{4}([- ])[0-9]{3}\1(?P<number>[0-9]{7})(?![0-9]|-[0-9])")
# ゆうちょ銀行: 記号 five digits from 1 to 0 (0… for transfer accounts), 番号 two to eight digits ending in 1.
# **Source:** ゆうちょ銀行 「記号番号から振込用の店名・預金種目・口座番号への変換」.
_POST = re.compile(r"(?:ゆうちょ|郵便局|貯金)[^\n]{0,20}?(?P<number>[01][0-9]{4}-[0-9]?-?[0-9]{2,7}1)(?![0-9])")
POST_PAIR = re.compile(
    r"記号(?:は|が|[:=\s])*(?P<number>(?P<symbol>[01][0-9]{3}0)(?:です|で|[、,\s・/-])*番号(?:は|が|[:=\s])*(?P<last>[0-9]{1,7}1))(?![0-9])"
)
"""The two numbers of such an account, from the first to the last digit."""

_REACH = 40


class BankAccountRecogniser(Recogniser):
    """Account numbers behind 口座番号, or behind 普通 and its kin where a bank, a branch or their codes are near."""

    ENTITY = "JP_BANK_ACCOUNT"
    CHEAP = re.compile(r"[0-9]{5}|[0-9]{3}-[0-9]{4}")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield account numbers, each once."""
        seen: set[int] = set()
        for match, score, why in _matches(reading.text):
            if match.start("number") not in seen:
                seen.add(match.start("number"))
                yield self._of(match, score, why)

    def _of(self, match: re.Match[str], score: float, why: str) -> Hit:
        start, end = match.span("number")
        return self.hit(start, end, score, ("shape", why), re.sub(r"[^0-9]", "", match["number"]))


def _matches(text: str) -> Iterator[tuple[re.Match[str], float, str]]:
    """Yield the account numbers in `text`, with score and reason, those behind a label first."""
    for match in _LABELLED.finditer(text):
        yield match, LABELLED, "口座番号"
    for pattern in (_POST, POST_PAIR):
        for match in pattern.finditer(text):
            yield match, 0.9, "ゆうちょ"
    for match in _KIND.finditer(text):
        if _BANK.search(text, max(0, match.start() - _REACH), match.end() + _REACH):
            yield match, 0.9, "口座の種類"
    for match in _CODES.finditer(text):
        if _BANK.search(text, max(0, match.start() - _REACH), match.start()):
            yield match, 0.8, "銀行の番号"
