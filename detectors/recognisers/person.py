"""Names of people: Sudachi's and GiNZA's candidates, weighed by what stands around them."""

import re
from collections.abc import Iterator

from detectors import values
from detectors.hits import Hit
from detectors.names.candidates import from_words, with_model
from detectors.names.evidence import THRESHOLD, weigh
from detectors.reading import Reading
from detectors.recognisers.base import Recogniser


class PersonRecogniser(Recogniser):
    """Names in prose. A surname alone needs evidence beside it; companies, places and stations have evidence against them."""

    ENTITY = "PERSON"
    CHEAP = re.compile(r"[\u3005\u4e00-\u9fff\uf900-\ufaffァ-ヺ]{2}|[ぁ-ゖ\u4e00-\u9fff](?:さん|様|氏|くん|ちゃん)")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield names."""
        named = [(span.start, span.end, span.label) for span in reading.model]
        for candidate in with_model(list(from_words(reading.words)), named, reading.words):
            score, reasons = weigh(reading, candidate)
            if score >= THRESHOLD:
                text = reading.text[candidate.start : candidate.end]
                yield self.hit(candidate.start, candidate.end, score, reasons, values.person(text) or "")
