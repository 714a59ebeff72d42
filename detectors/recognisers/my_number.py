"""個人番号 (My Number): 12 digits, the last a check digit over the other eleven, often written 4-4-4."""

import re

from detectors.recognisers.base import NumberRecogniser


class MyNumberRecogniser(NumberRecogniser):
    """12 digits that pass the check digit. One in eleven random numbers does, so a bare one is weak."""

    ENTITY = "JP_MY_NUMBER"
    CHEAP = re.compile(r"[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}")
    SHAPE = re.compile(r"(?<![0-9A-Za-z.])(?<![0-9][- ])[0-9]{4}([- ]?)[0-9]{4}\1[0-9]{4}(?![0-9A-Za-z]|[-. ][0-9])")
    PROVES = "check digit"
    NEAR = 0.9
    ALONE = 0.5
