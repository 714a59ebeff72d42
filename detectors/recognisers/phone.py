"""Japanese telephone numbers, in the notations of letters, forms and chats, checked against the numbering plan."""

import re
from collections.abc import Iterator

from detectors import values
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_FULL = re.compile(
    r"(?<![0-9A-Za-z_.+/-])(?<![0-9]\()"
    r"(?:\+81[- ]?(?:\(0\))?[- ]?[1-9]|\(?0)[0-9]{0,4}[)]?[-. (]{0,2}[0-9]{1,4}[-. )]{0,2}[0-9]{3,4}(?![0-9A-Za-z_]|[-.][0-9])"
    r"|(?<![0-9A-Za-z_.+-])(?:\+81|0)[0-9]{9,10}(?![0-9A-Za-z_]|[-.][0-9])"
)
_LOCAL = re.compile(r"(?<![0-9A-Za-z.-])[1-9][0-9]{0,3}[-(][0-9]{4}(?![0-9A-Za-z]|-[0-9])")
_GROUPS = re.compile(r"[0-9]+")


class PhoneRecogniser(Recogniser):
    """Numbers that the plan has. A number without area code counts directly behind its label alone."""

    ENTITY = "PHONE_NUMBER"
    CHEAP = re.compile(r"[0-9][-.() ]{0,3}[0-9]{3,4}")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield telephone numbers; services' numbers (0120 …) have no value, since they identify nobody."""
        for match in _FULL.finditer(reading.text):
            value = values.phone(match[0])
            if value is None or not _plausible(match[0]):
                continue
            label = reading.label_of(match.start())
            if label is not None and label.role.entity not in {self.ENTITY, "PERSON", "JP_ADDRESS", "EMAIL_ADDRESS"}:
                continue
            why = ("numbering plan", reading.text[label.start : label.end]) if label else ("numbering plan",)
            yield self.hit(
                match.start(), match.end(), LABELLED if label else 0.8, why, value if values.identifies(self.ENTITY, value) else ""
            )
        for match in _LOCAL.finditer(reading.text):
            label = reading.label_of(match.start())
            if label is not None and label.role.entity == self.ENTITY and label.role.sure:
                yield self.hit(match.start(), match.end(), 0.7, ("no area code", reading.text[label.start : label.end]))


def _plausible(written: str) -> bool:
    """Return whether the groups are those of a telephone number: 35.6812362 and 0.25-0.75 are not."""
    groups = _GROUPS.findall(written)
    return len(groups) == 1 or (len(groups) <= 4 and len(groups[-1]) >= 3 and len(groups[0]) >= 2)
