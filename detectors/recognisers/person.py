"""Names of people: what the tagger found in the words, and the parts of a whole name where they come again."""

import re
from collections.abc import Iterator, Sequence

from detectors import values
from detectors.depth import Depth
from detectors.hits import Hit
from detectors.names.candidates import NAMES
from detectors.names.name import Name
from detectors.names.tagger import by_dictionaries
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_AGAIN = 0.7
_LATIN = re.compile(r"[A-Z][A-Za-z'-]+(?:, ?| )[A-Z][A-Za-z'-]+(?![A-Za-z])")


class PersonRecogniser(Recogniser):
    """Names in prose. A surname alone needs evidence beside it; companies, places and stations have evidence against them."""

    ENTITY = "PERSON"
    DEPTH = Depth.DICTIONARY
    CHEAP = re.compile(r"[\u3005\u4e00-\u9fff\uf900-\ufaffァ-ヺ]{2}|[ぁ-ゖ\u4e00-\u9fff](?:さん|様|氏|くん|ちゃん)|[A-Za-z][a-z]+ [A-Z]")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield names."""
        names = by_dictionaries(reading) if reading.names is None else reading.names
        whole: set[str] = set()
        for name in names:
            if name.last - name.first > 1:
                whole |= _parts(reading, name)
            yield self._of(reading, name.start, name.end, name.score, name.evidence)
        yield from self._in_latin(reading, names)
        taken = {at for name in names for at in range(name.first, name.last)}
        for at, word in enumerate(reading.words if whole else ()):
            if word.surface in whole and at not in taken:
                yield self._of(reading, word.start, word.end, _AGAIN, ("part of a name in the text",))

    def _in_latin(self, reading: Reading, names: Sequence[Name]) -> Iterator[Hit]:
        for match in _LATIN.finditer(reading.text):
            label = reading.label_of(match.start())
            seen = any(name.start < match.end() and match.start() < name.end for name in names)
            if label is not None and label.role.entity == self.ENTITY and label.role.sure and not seen:
                yield self._of(reading, match.start(), match.end(), LABELLED, ("label", "Latin letters"))

    def _of(self, reading: Reading, start: int, end: int, score: float, evidence: tuple[str, ...]) -> Hit:
        return self.hit(start, end, score, evidence, values.person(reading.text[start:end]) or "")


def _parts(reading: Reading, name: Name) -> set[str]:
    """Return the parts of a whole name that name the person again further on: the surname, the given name."""
    parts = (w.surface for w in reading.words[name.first : name.last] if w.kind in NAMES or not w.known)
    return {part for part in parts if len(part) >= (3 if "ァ" <= part[0] <= "ー" else 2)}
