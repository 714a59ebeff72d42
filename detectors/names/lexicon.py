"""What a list of names knows of a word: surname, given name, whole name, place, common word. Knows no text.

The words themselves are not shipped, only 32-bit checksums of them with the uses of each. One in 10,000 unknown words passes for a known
one, which the network that reads this can bear.

**Source:** JMnedict and JMdict, the property of the Electronic Dictionary Research and Development Group, used under CC BY-SA; made by
`python -m training.names.lexicon`, see `data/ATTRIBUTION.md`.
"""

from enum import IntFlag
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).parent / "data" / "lexicon.npz"


class Use(IntFlag):
    """How people use a word."""

    SURNAME = 1
    GIVEN = 2
    WHOLE = 4
    """A surname with a given name, or a person known by one name."""
    UNSORTED = 8
    """A name of a person or a place: most foreign surnames."""
    PLACE = 16
    THING = 32
    """Companies, products, works."""
    COMMON = 64
    """A word of the general dictionary."""


class _Table(NamedTuple):
    keys: NDArray[np.uint32]
    """Sorted."""
    uses: NDArray[np.uint8]

    def uses_of(self, word: str) -> Use:
        key = key_of(word)
        at = int(np.searchsorted(self.keys, np.uint32(key)))
        return Use(int(self.uses[at])) if at < len(self.keys) and self.keys[at] == key else Use(0)


def key_of(word: str) -> int:
    """Return the checksum under which `word` is kept. **Source:** CRC-32 of its UTF-8."""
    return crc32(word.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=1)
def _tables() -> tuple[_Table, _Table]:
    with np.load(FILE) as file:
        return tuple(_Table(np.cumsum(file[f"{name}_steps"], dtype=np.uint32), file[f"{name}_uses"]) for name in ("written", "spoken"))  # type: ignore[return-value]


def written(word: str) -> Use:
    """Return the uses of `word`, folded, as it is written."""
    return _tables()[0].uses_of(word)


def spoken(kana: str) -> Use:
    """Return what kanji names are read as `kana`: SURNAME, GIVEN or both; any kana."""
    return _tables()[1].uses_of(to_hiragana(kana))


def to_hiragana(kana: str) -> str:
    """Return katakana as hiragana, other letters unchanged."""
    return kana.translate(_HIRAGANA)


_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
