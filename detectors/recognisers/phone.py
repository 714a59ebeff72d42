"""Japanese telephone numbers, in the notations of letters, forms and chats, checked against the numbering plan."""

import re
from collections.abc import Iterator
from itertools import chain

from detectors import values
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

# `TEL03-…` is told from `HOTEL03-…` by the label that must stand there; a slash parts two numbers, or a label from its number.
_LEFT = r"(?<![0-9A-DF-KM-WYZa-df-km-wyz_.+-])(?<![0-9A-Za-z]/)(?<!//)(?<![0-9]\()"
_RIGHT = r"(?![0-9A-Za-z_]|[-.][0-9])"
_ABROAD = r"\(?(?:\+|00|010[- ]?)81\)?[-. ]{0,2}(?:\(0\)|0)?[-. ]?\(?[1-9]"
_FULL = re.compile(
    rf"{_LEFT}(?:{_ABROAD}|\(?0)[0-9]{{0,4}}[)]?[-. (]{{0,2}}[0-9]{{1,4}}[-. )]{{0,2}}[0-9]{{3,4}}{_RIGHT}"
    rf"|{_LEFT}(?:(?:\+|00|010)81|0)[0-9]{{9,10}}{_RIGHT}"
    rf"|(?<=-[0-9]{{4}}/)0[0-9]{{1,4}}-?[0-9]{{1,4}}-?[0-9]{{4}}{_RIGHT}"
    rf"|{_LEFT}81-[1-9][0-9]{{0,3}}-[0-9]{{1,4}}-[0-9]{{4}}{_RIGHT}"
)
# Read out: 03の1234の5678. Mobile numbers that are said so are put together before.
_SAID = re.compile(rf"{_LEFT}0[0-9]{{1,4}}[の、]{{1,2}}[0-9]{{1,4}}[の、]{{1,2}}[0-9]{{4}}{_RIGHT}")
_LOCAL = re.compile(r"(?<![0-9A-Za-z.-])[1-9][0-9]{0,3}[-(][0-9]{4}(?![0-9A-Za-z]|-[0-9])")
# A spreadsheet takes 09012345678 for a number, and the zero is gone.
_NO_ZERO = re.compile(r"(?<![0-9A-Za-z_.+/-])[1-9][0-9]{8,9}(?![0-9A-Za-z_]|[-.][0-9])")
_COUNTRY = re.compile(r"^\(?(?:\+|00|010[- ]?)?81[) -.]")
_GROUPS = re.compile(r"[0-9]+")
_ALL_DIGITS = "0123456789"


class PhoneRecogniser(Recogniser):
    """Numbers that the plan has. A number without area code counts behind its label alone."""

    ENTITY = "PHONE_NUMBER"
    CHEAP = re.compile(r"0[-.() の、0-9]{8}|81[-.() 0-9]{8}|[0-9][-(][0-9]{4}|[0-9]{9}")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield telephone numbers; services' numbers (0120 …) have no value, since they identify nobody."""
        text = reading.text
        for match in chain(_FULL.finditer(text), _SAID.finditer(text)):
            value = values.phone(match[0].replace("の", "-").replace("、", "-"))
            if value is None or not _plausible(match[0]):
                continue
            # A bracket that is not closed is the sentence's.
            start = match.start() + (match[0][0] == "(" and ")" not in match[0])
            label = reading.label_of(start)
            ours = label is not None and label.role.entity == self.ENTITY
            if (label is not None and not ours and label.role.entity not in {"PERSON", "JP_ADDRESS", "EMAIL_ADDRESS"}) or (
                text[start - 1 : start].isascii() and text[start - 1 : start].isalpha() and not ours
            ):
                continue
            why = ("numbering plan", text[label.start : label.end]) if label else ("numbering plan",)
            yield self.hit(start, match.end(), LABELLED if label else 0.8, why, value if values.identifies(self.ENTITY, value) else "")
        yield from self._told_by_label(reading)

    def _told_by_label(self, reading: Reading) -> Iterator[Hit]:
        """Yield what is a telephone number only because a label says so."""
        for match in _LOCAL.finditer(reading.text):
            label = reading.label_of(match.start()) or self.label_ahead(reading, match.start())
            if label is not None and label.role.entity == self.ENTITY and label.role.sure:
                yield self.hit(match.start(), match.end(), 0.7, ("no area code", reading.text[label.start : label.end]))
        for match in _NO_ZERO.finditer(reading.text):
            label = reading.label_of(match.start())
            value = values.phone_in_column(match[0])
            if value and label is not None and label.role.entity == self.ENTITY and label.role.sure:
                yield self.hit(match.start(), match.end(), 0.7, ("no zero", reading.text[label.start : label.end]), value)


def _plausible(written: str) -> bool:
    """Return whether the groups are those of a telephone number: 35.6812362 and 0.25-0.75 are not."""
    groups: list[str] = _GROUPS.findall(_COUNTRY.sub("", written))
    if len(groups) == 1:
        return groups[0] != _ALL_DIGITS
    return len(groups) <= 4 and len(groups[-1]) >= 3 and (len(groups[0]) >= 2 or "81" in written[:6])
