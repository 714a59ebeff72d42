"""How closely prose is read, and how long each way of reading may go on. Knows a clock and no text."""

import time
from dataclasses import dataclass
from enum import IntEnum


class Depth(IntEnum):
    """Each reads all that the one before it does."""

    PATTERNS = 0
    """Values by their notation and the words beside them: numbers, addresses, dates. No names."""
    DICTIONARY = 1
    """Names too, by the dictionary and what stands around them."""
    MODEL = 2
    """The names as well that only GiNZA can decide."""


SHARES = ((0.25, Depth.MODEL), (0.75, Depth.DICTIONARY))
"""Until which share of an inspection's time prose is read how closely; patterns alone from then on."""


MODEL_SECONDS = 5.0
"""Reading prose of one body for so long, the model has had its turn, however much time there is: somebody waits for the transfer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The time of one inspection, as `time.monotonic()` values."""

    began: float
    deadline: float

    def depth(self, reading: float) -> Depth:
        """Return how closely to read now, after `reading` seconds of prose, so that the whole body is read in time."""
        passed = time.monotonic() - self.began
        depth = next((depth for share, depth in SHARES if passed < share * (self.deadline - self.began)), Depth.PATTERNS)
        return depth if reading < MODEL_SECONDS else min(depth, Depth.DICTIONARY)
