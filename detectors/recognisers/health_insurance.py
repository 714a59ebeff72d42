"""Health insurance: the insurer's number (8 or 6 digits, the last a check digit) and the insured person's 記号・番号."""

import re
from collections.abc import Iterator

from detectors.checkdigits import luhn
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_INSURER = re.compile(r"(?:被)?保険者(?:証)?(?:等)?番号(?:は|[:=\s（(])*(?P<number>[0-9]{8}|[0-9]{6}|[0-9]{10})(?![0-9])")
# 記号 and 番号 stand together on the card: 「記号 12-34 番号 567」. Only the number is one person's.
_INSURED = re.compile(
    r"記号(?:は|[:=\s])*[0-9A-Za-z\u3040-\u30ff\u4e00-\u9fff-]{1,10}?(?:、|,|[\s・/])*番号(?:は|[:=\s])*(?P<number>[0-9]{1,8})(?![0-9])"
)
_CARD = re.compile(r"(?:保険証|健康保険|介護保険|資格確認書|被保険者)[^0-9\n]{0,12}?番号(?:は|[:=\s])*(?P<number>[0-9]{6,10})(?![0-9-])")


class HealthInsuranceRecogniser(Recogniser):
    """Numbers behind the words of an insurance card. Without such words eight digits mean nothing."""

    ENTITY = "JP_HEALTH_INSURANCE"
    CHEAP = re.compile(r"保険|記号")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield insurers' and insured persons' numbers."""
        for match in _INSURER.finditer(reading.text):
            # **Source:** 保険者番号等の設定について (昭和51年8月7日 保発第45号・庁保発第34号): modulus 10, weights 2 and 1 from the right.
            proven = luhn(match["number"])
            score = LABELLED if proven else 0.6
            yield self._of(match, score, "check digit" if proven else "no check digit", "保険者番号")
        for match in _INSURED.finditer(reading.text):
            yield self._of(match, 0.9, "shape", "記号・番号")
        for match in _CARD.finditer(reading.text):
            yield self._of(match, 0.85, "shape", "保険証")

    def _of(self, match: re.Match[str], score: float, *evidence: str) -> Hit:
        start, end = match.span("number")
        return self.hit(start, end, score, evidence, match["number"])
