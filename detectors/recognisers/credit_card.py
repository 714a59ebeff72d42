r"""Payment card numbers: 14 to 19 digits in an issuer's range that pass Luhn, in groups or not.

Presidio's own recogniser misses numbers that touch kanji, since `\\b` and `\\w` take kanji for letters.
"""

import re

from detectors.recognisers.base import NumberRecogniser


class CreditCardRecogniser(NumberRecogniser):
    """Digits that are a card number.

    Range and Luhn leave about one random number in fifty, so no label is needed but none may
    contradict.
    """

    ENTITY = "CREDIT_CARD"
    CHEAP = re.compile(r"[0-9][0-9 -]{12,}[0-9]")
    SHAPE = re.compile(
        r"(?<![0-9A-Za-z.])(?<![0-9][- ])"
        r"(?:[0-9]{14,19}|[0-9]{4}(-| {1,2})[0-9]{4}\1[0-9]{4}\1[0-9]{1,7}|[0-9]{4}([- ])[0-9]{6}\2[0-9]{4,5})"
        r"(?![0-9A-Za-z]|[-. ][0-9])"
    )
    PROVES = "issuer range and Luhn"
    NEAR = 0.95
    ALONE = 0.85
    BARE = 0.8
