"""Birth dates: a full date that words say is a day of birth. A date by itself is nobody's."""

import re
from collections.abc import Iterator

from detectors import dates
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_DATE = re.compile(dates.DATE)
_PLAIN = re.compile(r"(?<![0-9A-Za-z.-])(?:(?:18|19|20)[0-9]{6}|[MTSHRmtshr][0-9]{6})(?![0-9A-Za-z]|[-.][0-9])")
_BORN = re.compile(r" ?(?:生まれ|生れ|生(?![^\s)、。,]))|[ (]*born")


class BirthDateRecogniser(Recogniser):
    """Dates behind 生年月日 and its kin, or before 生まれ."""

    ENTITY = "BIRTH_DATE"
    CHEAP = re.compile(r"(?i)生|birth|born|dob")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield birth dates."""
        for match in _DATE.finditer(reading.text):
            yield from self._weighed(reading, match, dates.read_match(match))
        for match in _PLAIN.finditer(reading.text):
            yield from self._weighed(reading, match, dates.read(match[0]))

    def _weighed(self, reading: Reading, match: re.Match[str], value: str | None) -> Iterator[Hit]:
        if value is None:
            return
        start = match.start()
        end = start + len(match[0].removesuffix("生まれ").removesuffix("生"))
        label = reading.label_of(start)
        if label is not None and label.role.entity == self.ENTITY:
            yield self.hit(start, end, LABELLED, ("date", reading.text[label.start : label.end]), value)
        elif end < match.end() or _BORN.match(reading.text, end):
            yield self.hit(start, end, 0.85, ("date", "生"), value)
