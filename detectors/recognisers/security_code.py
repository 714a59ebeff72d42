"""Card security codes: three or four digits behind their label, beside a card."""

import re
from collections.abc import Iterator

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_CODE = re.compile(r"(?<![0-9A-Za-z.-])[0-9]{3,4}(?![0-9A-Za-z]|[-.][0-9])")
_REACH = 120


class SecurityCodeRecogniser(Recogniser):
    """A labelled code with a card number or the word for a card within reach."""

    ENTITY = "CARD_SECURITY_CODE"
    CHEAP = re.compile(r"(?i)セキュリティー?コード|security|cv[vc]|cid|確認番号|裏面")

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield security codes."""
        for match in _CODE.finditer(reading.text):
            label = reading.label_of(match.start())
            if label is None or label.role.entity != self.ENTITY:
                continue
            card = next((h for h in reading.found if h.entity == "CREDIT_CARD" and abs(h.start - match.start()) <= _REACH), None)
            if card or reading.near("CREDIT_CARD", match.start(), match.end(), before=_REACH, after=_REACH):
                yield self.hit(match.start(), match.end(), LABELLED, (reading.text[label.start : label.end], "card beside it"), match[0])
