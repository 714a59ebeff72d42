"""在留カード番号: two capital letters, eight digits, two capital letters, no check digit."""

import re
from collections.abc import Iterator

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import NumberRecogniser

_PRINTED = re.compile(r"[A-Z]{2}[0-9]{8}[A-Z]{2}")


class ResidenceCardRecogniser(NumberRecogniser):
    """Letters and digits of the shape, which little else has. Parted, or in small letters, it needs a label."""

    ENTITY = "JP_RESIDENCE_CARD"
    CHEAP = re.compile(r"[A-Za-z]{2}[- ]?[0-9]{8}")
    SHAPE = re.compile(r"(?<![0-9A-Za-z_.-])[A-Za-z]{2}[- ]?[0-9]{8}[- ]?[A-Za-z]{2}(?![0-9A-Za-z_]|-[0-9A-Za-z])")
    NEAR = 0.9
    ALONE = 0.7
    BARE = 0.6

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield residence card numbers."""
        for hit in super().find(reading):
            if hit.score > self.ALONE or _PRINTED.fullmatch(reading.text, hit.start, hit.end):
                yield hit
