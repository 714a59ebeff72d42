"""Birth dates: a full date that words say is a day of birth. A date by itself is nobody's."""

import datetime
import re
from collections.abc import Callable, Iterator

from detectors import dates
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_PLAIN = r"(?<![0-9A-Za-z.-])(?:(?:18|19|20)[0-9]{6}|[MTSHRmtshr][0-9]{6})(?![0-9A-Za-z]|[-.][0-9])"
_NOTATIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (re.compile(dates.DATE), dates.read_match),
    (re.compile(_PLAIN), lambda match: dates.read(match[0])),
    (re.compile(dates.WESTERN), dates.read_western),
)
_SUFFIX = re.compile(r"(?:生まれ|うまれ|産まれ|生)$")
_BORN = re.compile(r" ?[にの]?(?:生まれ|生れ|うまれ|産まれ|出生(?![率届])|生(?![^\s)、。,(]))|[ (]*born")
_BORN_AHEAD = re.compile(r"(?:生まれ|うまれ|出生)(?:た日)?(?:は|が|:|年月日は?)\s*$|(?<![A-Za-z])born(?: on)?[ :]+$", re.IGNORECASE)
# An age of today is one of a living person: 1970年4月1日(53歳). Those of the dead are followed by 没.
_AGE = re.compile(
    r" ?(?:\((?:現在)?満?(?P<a>[0-9]{1,3})[歳才]\)|[、,]? ?(?:現在)?満?(?P<b>[0-9]{1,3})[歳才](?![0-9A-Za-z\u3041-\u30ff\u4e00-\u9fff]))"
)
_LATELY = 25
"""Years that a text with an age in it may be old."""


class BirthDateRecogniser(Recogniser):
    """Dates behind 生年月日 and its kin, before 生まれ, or beside an age that fits."""

    ENTITY = "BIRTH_DATE"
    CHEAP = re.compile(r"(?i)生年|誕生|出生|[生う産]まれ|[日0-9一二三四五六七八九十)] ?生|birth|born|dob|[0-9] ?[歳才]|生日")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield birth dates."""
        for notation, read in _NOTATIONS:
            for match in notation.finditer(reading.text):
                if value := read(match):
                    yield from self._weighed(reading, match, value)

    def _weighed(self, reading: Reading, match: re.Match[str], value: str) -> Iterator[Hit]:
        text, start = reading.text, match.start()
        end = start + len(_SUFFIX.sub("", match[0]))
        label = reading.label_of(start)
        if label is not None and label.role.entity == self.ENTITY:
            yield self.hit(start, end, LABELLED, ("date", text[label.start : label.end]), value)
        elif end < match.end() or _BORN.match(text, end) or _BORN_AHEAD.search(text, max(0, start - 12), start):
            yield self.hit(start, end, 0.85, ("date", "生"), value)
        elif label is None and (ahead := self.label_ahead(reading, start)):
            yield self.hit(start, end, 0.8, ("date", text[ahead.start : ahead.end]), value)
        elif label is None and _fits(value, _AGE.match(text, end)):
            yield self.hit(start, end, 0.7, ("date", "age"), value)


def _fits(value: str, age: re.Match[str] | None) -> bool:
    """Return whether somebody born on the day `value` has had the age lately."""
    if age is None:
        return False
    said, today = int(value[:4]) + int(age["a"] or age["b"]), datetime.datetime.now(tz=datetime.UTC).year
    return today - _LATELY <= said <= today
