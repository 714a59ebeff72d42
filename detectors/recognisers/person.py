"""Names of people: Sudachi's and GiNZA's candidates, weighed by what stands around them."""

import re
from collections.abc import Iterator

from detectors import values
from detectors.depth import Depth
from detectors.hits import Hit
from detectors.names.candidates import NAMES, Candidate, Shape, from_words, with_model
from detectors.names.evidence import THRESHOLD, weigh
from detectors.reading import Reading
from detectors.recognisers.base import Recogniser

_AGAIN = 0.7
_WHOLE = frozenset({Shape.FULL, Shape.SPACED, Shape.CHAIN, Shape.INITIALS, Shape.FOREIGN})


class PersonRecogniser(Recogniser):
    """Names in prose. A surname alone needs evidence beside it; companies, places and stations have evidence against them."""

    ENTITY = "PERSON"
    DEPTH = Depth.DICTIONARY
    CHEAP = re.compile(r"[\u3005\u4e00-\u9fff\uf900-\ufaffァ-ヺ]{2}|[ぁ-ゖ\u4e00-\u9fff](?:さん|様|氏|くん|ちゃん)")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield names."""
        named = [(span.start, span.end, span.label) for span in reading.model]
        whole: set[str] = set()
        kept: list[Candidate] = []
        for candidate in with_model(list(from_words(reading.words, reading.raw)), named, reading.words):
            score, reasons = weigh(reading, candidate)
            if score >= THRESHOLD:
                kept.append(candidate)
                if candidate.shape in _WHOLE:
                    whole |= _parts(reading, candidate)
                yield self._of(reading, candidate.start, candidate.end, score, reasons)
        taken = {at for candidate in kept for at in range(candidate.first, candidate.last)}
        for at, word in enumerate(reading.words if whole else ()):
            if word.surface in whole and at not in taken:
                yield self._of(reading, word.start, word.end, _AGAIN, ("part of a name in the text",))

    def _of(self, reading: Reading, start: int, end: int, score: float, reasons: tuple[str, ...]) -> Hit:
        return self.hit(start, end, score, reasons, values.person(reading.text[start:end]) or "")


def _parts(reading: Reading, candidate: Candidate) -> set[str]:
    """Return the parts of a whole name that name the person again further on: the surname, the given name."""
    parts = (w.surface for w in reading.words[candidate.first : candidate.last] if w.kind in NAMES or not w.known)
    return {part for part in parts if len(part) >= (3 if "ァ" <= part[0] <= "ー" else 2)}
