"""旅券番号: two capital letters and seven digits, no check digit."""

import re

from detectors.recognisers.base import NumberRecogniser


class PassportRecogniser(NumberRecogniser):
    """Letters and digits of the shape. Goods have codes of the same shape, so a bare one counts only alone."""

    ENTITY = "JP_PASSPORT"
    CHEAP = re.compile(r"[A-Za-z]{2}[0-9]{7}")
    SHAPE = re.compile(r"(?<![0-9A-Za-z_.-])[A-Z]{2}[0-9]{7}(?![0-9A-Za-z_]|-[0-9A-Za-z])")
    NEAR = 0.85
    ALONE = 0.5
