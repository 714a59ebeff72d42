"""A growing column of numbers, held as closely as a file would hold it. Knows nothing of what the numbers are."""

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Column:
    """Numbers of one type, however few come at a time. **Source:** type codes of Python's `array`, which numpy shares."""

    __slots__ = ("_numbers",)

    def __init__(self, code: str) -> None:
        self._numbers: array[int] = array(code)

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, numbers: NDArray[Any]) -> None:
        """Take more numbers."""
        self._numbers.frombytes(numbers.astype(self._numbers.typecode, copy=False).tobytes())

    def keep(self, chosen: NDArray[np.bool_]) -> None:
        """Let go of all but the `chosen` numbers."""
        kept = self.view[chosen].tobytes()
        self._numbers = array(self._numbers.typecode, kept)

    def replace(self, numbers: NDArray[Any]) -> None:
        """Hold `numbers` instead."""
        self._numbers = array(self._numbers.typecode)
        self.add(numbers)

    @property
    def view(self) -> NDArray[Any]:
        """The numbers so far, not copied: nothing can be added while this is held."""
        return np.frombuffer(self._numbers, dtype=self._numbers.typecode)
