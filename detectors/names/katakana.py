"""How a word of katakana sounds: like a person's name, a place, a loanword, a brand. Knows the word alone.

A linear model over its syllables (one to four letters in a row), so that names that no list has are still told from アカウント and モデム.

**Source:** fitted to the katakana words of JMnedict and JMdict by `python -m training.names.katakana`; see `data/ATTRIBUTION.md`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path(__file__).parent / "data" / "katakana.npz"
CLASSES: Final = ("person", "place", "common", "thing")
BUCKETS: Final = 1 << 14
_WORD = re.compile(r"[ァ-ヺー]{2,20}")
_LONGEST = 4


def sounds_like(word: str) -> NDArray[np.float32]:
    """Return the probability of each of `CLASSES`; all zero for what is no word of katakana (2 to 20 letters)."""
    if not _WORD.fullmatch(word):
        return np.zeros(len(CLASSES), np.float32)
    scores = _weights()[list(buckets(word))].sum(axis=0)
    odds = np.exp(scores - scores.max())
    return np.asarray(odds / odds.sum(), np.float32)


def buckets(word: str) -> Iterator[int]:
    """Yield the rows of the weights that `word` adds up."""
    fenced = f"^{word}$"
    for size in range(1, _LONGEST + 1):
        for at in range(len(fenced) - size + 1):
            yield crc32(fenced[at : at + size].encode()) % BUCKETS


@lru_cache(maxsize=1)
def _weights() -> NDArray[np.float32]:
    with np.load(FILE) as file:
        return np.asarray(file["weights"], np.float32)
