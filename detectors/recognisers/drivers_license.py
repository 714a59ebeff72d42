"""運転免許証番号: 12 digits, the 11th a check digit, the 12th the number of reissues."""

import re
from collections.abc import Iterator

from detectors import values
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import NumberRecogniser


class DriversLicenseRecogniser(NumberRecogniser):
    """12 digits that pass the check digit. Of bare ones that also pass for a My Number, those seldom or never reissued are licences."""

    ENTITY = "JP_DRIVERS_LICENSE"
    CHEAP = re.compile(r"[0-9]{12}|[0-9]{4}[- ][0-9]{4}[- ][0-9]{4}")
    SHAPE = re.compile(r"(?<![0-9A-Za-z.])(?<![0-9][- ])[1-9][0-9]{3}([- ]?)[0-9]{4}\1[0-9]{4}(?![0-9A-Za-z]|[-. ][0-9])")
    PROVES = "check digit"
    NEAR = 0.9
    ALONE = 0.6

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield licence numbers."""
        for hit in super().find(reading):
            # Nine licences in ten were reissued at most once, two random numbers in ten end so.
            if hit.score > self.ALONE or values.my_number(hit.value) is None or hit.value[-1] in "01":
                yield hit
