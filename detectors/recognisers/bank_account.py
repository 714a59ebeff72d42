"""Bank accounts: seven digits (six to eight at some banks) beside the words of a transfer."""

import re
from collections.abc import Iterator

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_LABELLED = re.compile(r"(?:口座(?:番号)?|account (?:number|no\.?))(?:は|[:=\s(])*(?P<number>[0-9]{6,8})(?![0-9]|-[0-9])", re.IGNORECASE)
_KIND = re.compile(
    r"(?:普通(?:預金)?|当座(?:預金)?|貯蓄(?:預金)?|総合口座|[(]?(?:普|当|貯)[)])(?:[:\s)/]|口座|番号|No\.?"
    r"|は)*(?P<number>[0-9]{6,8})(?![0-9]|-[0-9])"
)
_BANK = re.compile(
    r"銀行|信用金庫|信金|信用組合|信組|農協|漁協|労働?金庫?|ゆうちょ|JA|支店|本店|出張所|営業部|振込|振り込|口座"
    r"|(?<![0-9])[0-9]{4}[-/ ][0-9]{3}(?![0-9])"
)
# ゆうちょ銀行: 記号 five digits beginning with 1 or 0, 番号 two to eight digits ending in 1.
_POST = re.compile(r"(?:ゆうちょ|郵便局|貯金)[^\n]{0,20}?(?P<number>[01][0-9]{4}-[0-9]?-?[0-9]{2,7}1)(?![0-9])")
_REACH = 40


class BankAccountRecogniser(Recogniser):
    """Account numbers behind 口座番号, or behind 普通 and its kin where a bank, a branch or their codes are near."""

    ENTITY = "JP_BANK_ACCOUNT"
    CHEAP = re.compile(r"(?i)口座|普通|当座|貯蓄|[(][普当貯][)]|ゆうちょ|郵便局|貯金|account")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield account numbers."""
        text = reading.text
        for match in _LABELLED.finditer(text):
            yield self._of(match, LABELLED, "口座番号")
        for match in _KIND.finditer(text):
            if _BANK.search(text, max(0, match.start() - _REACH), match.end() + _REACH):
                yield self._of(match, 0.9, "口座の種類")
        for match in _POST.finditer(text):
            yield self._of(match, 0.9, "ゆうちょ")

    def _of(self, match: re.Match[str], score: float, why: str) -> Hit:
        start, end = match.span("number")
        return self.hit(start, end, score, ("shape", why), re.sub(r"[^0-9]", "", match["number"]))
