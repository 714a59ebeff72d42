"""Postal codes: seven digits, 3-4, that 〒, a label or the address behind them make known."""

import re
from collections.abc import Iterator

from detectors import values
from detectors.addresses.postcodes import LEADING, prefectures_by_code
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_CODE = re.compile(r"(?<![0-9A-Za-z.])(?<![0-9]-)[0-9]{3}-?[0-9]{4}(?![0-9A-Za-z]|-[0-9]|\.[0-9])")
_MARK = re.compile("[〒〶] ?$")
_AMBIGUOUS = "郵便"
"""Also the name of a service: 普通郵便 1234567."""

_PREFECTURE = re.compile(r"[)\s,\"]{0,4}(?:住所[:\s]*)?(北海道|東京都|(?:京都|大阪)府|[\u4e00-\u9fff]{2,3}県)")
_PLACE = re.compile(
    r"[)\s,\"]{0,4}(?:住所[:\s]*)?(?:北海道|東京都|(?:京都|大阪)府|[\u4e00-\u9fff]{2,3}県|[\u3040-\u30ff\u4e00-\u9fff]{1,6}[市区郡])"
)


class PostalCodeRecogniser(Recogniser):
    """Seven digits behind 〒 or a label, or before a prefecture or a city."""

    ENTITY = "JP_POSTAL_CODE"
    CHEAP = re.compile(r"[0-9]{3}-?[0-9]{4}")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield postal codes."""
        for match in _CODE.finditer(reading.text):
            label = reading.label_of(match.start())
            dashed = "-" in match[0]
            if label is not None and label.role.entity == self.ENTITY:
                word = reading.text[label.start : label.end]
                if dashed or word != _AMBIGUOUS:
                    yield self._of(match, LABELLED, word)
            elif dashed and label is None and (ahead := self.label_ahead(reading, match.start())):
                yield self._of(match, 0.85, reading.text[ahead.start : ahead.end])
            elif label is None and _MARK.search(reading.text, max(0, match.start() - 2), match.start()):
                yield self._of(match, LABELLED, "〒")
            elif label is None and ((dashed and _PLACE.match(reading.text, match.end())) or _lies_in(reading.text, match)):
                yield self._of(match, 0.85, "place behind it")

    def _of(self, match: re.Match[str], score: float, why: str) -> Hit:
        return self.hit(match.start(), match.end(), score, ("shape", why), values.postal_code(match[0]) or "")


def _lies_in(text: str, code: re.Match[str]) -> bool:
    """Return whether the prefecture behind `code` has codes that begin as it does."""
    place = _PREFECTURE.match(text, code.end())
    return place is not None and place[1] in prefectures_by_code().get(code[0][:LEADING], ())
