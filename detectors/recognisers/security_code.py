"""Card security codes: three or four digits behind their label, or behind a card number and its expiry date.

**Source:** EMV and the schemes' rules: three digits on the back (CVV2, CVC2, CAV2), four on the front of American Express (CID).
"""

import re
from collections.abc import Iterator

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_OWN = (
    r"(?<![a-z])(?:cvv2?|cvc2?|cav2?|cvn)(?![a-z])(?:コード|番号)?|(?:card[ _-]?)(?:security|verification)[ _-]?(?:code|value|number)"
    r"|カードの?(?:確認(?:番号|コード)|セキュリティー?(?:コード|番号)|(?:裏面?|背面)の?(?:数字|番号|[34三四]桁))"
)
_SHARED = (
    r"セキュリティー?(?:コード|番号)|security[ _-]?code|(?<![a-z])(?:cid"
    r"|csc)(?![a-z])|(?:裏面?|背面|署名欄)の?(?:下?[34三四]桁|数字|番号|コード)"
    r"|確認(?:番号|コード)|(?:下|末尾の?)?[34三四]桁の(?:番号|数字|コード)"
)
_LINK = r"(?:[ \t:=|\"'は、,のが・\[\]【】()「」>_-]|です|番号|(?:下|末尾)?[34三四]桁(?:の(?:数字|番号))?|no\.?|[12]$){0,12}"
_DIGITS = (
    r"(?P<code>[0-9]{3,4}|[0-9](?:[ 、,・-][0-9]){2,3})"
    r"(?![0-9a-z]|[-./:、,][0-9]|[桁文円件年月日個回名本点分秒時人%台枚]|ポイント|カ月|ページ)"
)
_LABELLED = re.compile(rf"(?i)(?:(?P<own>{_OWN})|(?:{_SHARED})){_LINK}(?<![0-9]){_DIGITS}")
_EXPIRY = r"(?:0[1-9]|1[0-2])[ /.-]{1,3}(?:20)?[2-4][0-9]"
_BEHIND = re.compile(
    rf"(?i)[ \t,;|/、]{{1,3}}(?:有効期限|期限|exp\.?)?[ :]?{_EXPIRY}[ \t,;|/、]{{1,3}}(?:[A-Z]+ [A-Z]+[ ,;|/、]{{1,3}})?{_DIGITS}"
)
_REACH = 120


class SecurityCodeRecogniser(Recogniser):
    """A code behind a label that only cards have, behind any of its labels with a card within reach, or behind a card and its expiry."""

    ENTITY = "CARD_SECURITY_CODE"
    CHEAP = re.compile(
        r"(?i)セキュリティ|security|verification|cv[vcn]|cav|cid|csc|確認|裏|背面|署名欄|[34三四]桁"
        r"|[0-9]{4}.{1,12}[2-4][0-9].{1,30}[0-9]{3}"
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield security codes."""
        for match in _LABELLED.finditer(reading.text):
            start, end = match.span("code")
            if match["own"]:
                yield self._of(match, "label")
            elif self._card_near(reading, start, end):
                yield self._of(match, "card beside it")
        for card in reading.found:
            if card.entity == "CREDIT_CARD" and (behind := _BEHIND.match(reading.text, card.end)):
                yield self._of(behind, "behind card and expiry date")

    def _card_near(self, reading: Reading, start: int, end: int) -> bool:
        near = (abs(hit.start - start) <= _REACH for hit in reading.found if hit.entity == "CREDIT_CARD")
        return any(near) or reading.near("CREDIT_CARD", start, end, before=_REACH, after=_REACH) is not None

    def _of(self, match: re.Match[str], why: str) -> Hit:
        start, end = match.span("code")
        return self.hit(start, end, LABELLED, ("security code", why), re.sub(r"[^0-9]", "", match["code"]))
