"""What one extraction may still cost: bytes out, parts, depth, time. Knows nothing of formats."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from detectors.model import GapReason, Limits

RATIO_GRACE_BYTES = 10 << 20
"""Output below this is never called a bomb, however well it was packed (a run of spaces packs 1,000 times)."""


class OverBudget(Exception):
    """A limit was reached; `reason` says which. Holds no inspected text."""

    def __init__(self, reason: GapReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(slots=True, kw_only=True)
class Budget:
    """The running account of one body. Shared by all its layers, so that many small bombs cost as much as one large one."""

    limits: Limits
    deadline: float
    """A `time.monotonic()` value."""
    decoded_bytes: int = 0
    parts: int = 0
    depth: int = 0

    def check_time(self) -> None:
        """Raise OverBudget(timeout) once the deadline has passed."""
        if time.monotonic() > self.deadline:
            raise OverBudget(GapReason.TIMEOUT)

    def spend(self, size: int, *, produced: int, consumed: int) -> None:
        """Book `size` more decoded bytes of a stream that gave `produced` bytes from `consumed` so far; raises OverBudget."""
        self.check_time()
        self.decoded_bytes += size
        if self.decoded_bytes > self.limits.max_decoded_bytes:
            raise OverBudget(GapReason.BOMB)
        if produced > RATIO_GRACE_BYTES and produced > consumed * self.limits.max_ratio:
            raise OverBudget(GapReason.BOMB)

    def add_part(self) -> None:
        """Book one more part; raises OverBudget(too_large) over the limit of parts."""
        self.check_time()
        self.parts += 1
        if self.parts > self.limits.max_parts:
            raise OverBudget(GapReason.TOO_LARGE)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Hold one more layer while inside; raises OverBudget(depth_limit) over the limit of layers."""
        if self.depth >= self.limits.max_depth:
            raise OverBudget(GapReason.DEPTH_LIMIT)
        self.depth += 1
        try:
            yield
        finally:
            self.depth -= 1
