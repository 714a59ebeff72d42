"""Health insurance: the insurer's number (8 or 6 digits, the last a check digit) and the insured person's 記号・番号."""

import re
from collections.abc import Iterator

from detectors.checkdigits import luhn
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.bank_account import POST_PAIR
from detectors.recognisers.base import LABELLED, Recogniser

_IS = r"(?:は|が|[:=\s(])*"
_END = r"(?![0-9]|-[0-9])"
_SYMBOL = r"[0-9A-Za-z\u3040-\u30ff\u4e00-\u9fff-]{1,12}?"
_INSURER = re.compile(rf"(?<!被)保険者(?:証)?(?:等)?番号{_IS}(?P<number>[0-9]{{8}}|[0-9]{{6}}|[0-9]{{10}}){_END}")
# 記号 and 番号 stand together on the card: 「記号 12-34 番号 567」, 「記号・番号 12-34・567」. Only the number is one person's.
_INSURED = re.compile(rf"記号{_IS}{_SYMBOL}(?:です|、|,|[\s・/])*(?:被保険者)?番号{_IS}(?P<number>[0-9]{{1,8}}){_END}")
_PAIR = re.compile(rf"記号[・/]?番号{_IS}{_SYMBOL}[\s・/]+(?P<number>[0-9]{{1,8}}){_END}")
_CARD = re.compile(rf"(?:保険証|健康保険|介護保険|資格確認書|被保険者)[^0-9\n]{{0,12}}?番号{_IS}(?P<number>[0-9]{{6,10}}){_END}")
_PERSON = re.compile(rf"被保険者(?:証)?番号{_IS}(?P<number>[0-9]{{1,10}}){_END}")
_INSURANCE = re.compile("保険")
_REACH = 40


class HealthInsuranceRecogniser(Recogniser):
    """Numbers behind the words of an insurance card. Without such words eight digits mean nothing."""

    ENTITY = "JP_HEALTH_INSURANCE"
    CHEAP = re.compile(r"保険|記号")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield insurers' and insured persons' numbers, each once."""
        seen: set[int] = set()
        for match, score, *evidence in _matches(reading.text):
            if match.start("number") not in seen:
                seen.add(match.start("number"))
                yield self._of(match, score, *evidence)

    def _of(self, match: re.Match[str], score: float, *evidence: str) -> Hit:
        start, end = match.span("number")
        return self.hit(start, end, score, evidence, match["number"])


def _matches(text: str) -> Iterator[tuple[re.Match[str], float, str, str]]:
    """Yield the numbers in `text` with score, proof and label."""
    for match in _INSURER.finditer(text):
        # **Source:** 保険者番号等の設定について (昭和51年8月7日 保発第45号・庁保発第34号): modulus 10, weights 2 and 1 from the right.
        proven = luhn(match["number"])
        yield match, LABELLED if proven else 0.6, "check digit" if proven else "no check digit", "保険者番号"
    for match in _INSURED.finditer(text):
        # Accounts at the post bank are written so too.
        if not POST_PAIR.match(text, match.start()) or _INSURANCE.search(text, max(0, match.start() - _REACH), match.end()):
            yield match, 0.9, "shape", "記号・番号"
    for pattern, score, why in ((_PAIR, 0.9, "記号・番号"), (_CARD, 0.85, "保険証"), (_PERSON, 0.85, "被保険者番号")):
        for match in pattern.finditer(text):
            yield match, score, "shape", why
