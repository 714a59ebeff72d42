"""Place names: prefectures and municipalities. Never personal data by themselves."""

import re
from collections.abc import Iterator

from detectors.addresses.gazetteer import gazetteer
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import Recogniser


class LocationRecogniser(Recogniser):
    """Places of Japan Post's list. Those inside an address give way to it."""

    ENTITY = "LOCATION"
    CHEAP = re.compile("[都道府県市区町村]")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield places."""
        for place in gazetteer().places(reading.text):
            yield self.hit(place.start, place.end, 0.5, ("place list",))
