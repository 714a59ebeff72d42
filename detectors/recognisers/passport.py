"""旅券番号: two capital letters and seven digits, no check digit."""

import re
from collections.abc import Iterator

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import NumberRecogniser

_PRINTED = re.compile(r"[A-Z]{2}[0-9]{7}")


class PassportRecogniser(NumberRecogniser):
    """Letters and digits of the shape. Goods have codes of the same shape, so a bare one counts only alone and as it is printed."""

    ENTITY = "JP_PASSPORT"
    CHEAP = re.compile(r"[A-Za-z]{2}[- ]?[0-9]{7}")
    SHAPE = re.compile(r"(?<![0-9A-Za-z_.-])(?!(?i:no|id))[A-Za-z]{2}[- ]?[0-9]{7}(?![0-9A-Za-z_]|-[0-9A-Za-z])")
    NEAR = 0.85
    ALONE = 0.5

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield passport numbers."""
        for hit in super().find(reading):
            if hit.score > self.ALONE or _PRINTED.fullmatch(reading.text, hit.start, hit.end):
                yield hit
