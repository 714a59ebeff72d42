"""在留カード番号: two capital letters, eight digits, two capital letters, no check digit."""

import re

from detectors.recognisers.base import NumberRecogniser


class ResidenceCardRecogniser(NumberRecogniser):
    """Letters and digits of the shape, which little else has."""

    ENTITY = "JP_RESIDENCE_CARD"
    CHEAP = re.compile(r"[A-Za-z]{2}[0-9]{8}")
    SHAPE = re.compile(r"(?<![0-9A-Za-z_.-])[A-Z]{2}[0-9]{8}[A-Z]{2}(?![0-9A-Za-z_]|-[0-9A-Za-z])")
    NEAR = 0.9
    ALONE = 0.7
    BARE = 0.6
