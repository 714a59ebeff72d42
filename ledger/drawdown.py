"""Draw-down: of the people received from a CRM, those who were sent out elsewhere. It must not know where sets of people are kept."""

import numpy as np

from detectors.peopleset import PeopleSet
from rules.model import DestinationClass, Direction, Window

MARGIN = 0.02
"""Share of all people of both sides that is taken off an estimate, so that chance alone never finds anybody.

The estimate is the difference of three sketches, each with a standard error of 0.8 % (HyperLogLog with 2^14 registers).
"""


def sides(window: Window) -> tuple[Window, Window]:
    """Return the window of what was received from a CRM, and that of what was sent out."""
    return (
        Window(per=window.per, direction=Direction.DOWNLOAD, categories=frozenset({DestinationClass.CRM}), days=window.days),
        Window(per=window.per, direction=Direction.UPLOAD, categories=window.categories, days=window.days),
    )


def both(received: PeopleSet, sent: PeopleSet) -> tuple[int, bool]:
    """Return how many people are in both sets, and whether that is exact; an estimate leans low by `MARGIN`."""
    if received.exact and sent.exact:
        return int(np.intersect1d(received.values, sent.values, assume_unique=True).size), True
    together, _ = received.count_with(sent)
    likely = received.count + sent.count - together
    return max(0, min(round(likely - MARGIN * together), received.count, sent.count)), False
