"""Makes `detectors/names/data/lexicon.npz`: the words of JMnedict and JMdict that tell names from others, as checksums with their uses.

Places written in kanji and common words other than katakana are left out: Sudachi knows these.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.names.lexicon import Use, key_of
from training.names.jmnedict import Names

_PERSONAL = Use.SURNAME | Use.GIVEN | Use.WHOLE | Use.UNSORTED
_LONGEST = 15


def write(names: Names, file: Path) -> int:
    """Write the checksums of `names` to `file`; return how many there are."""
    written = {word: use for word, use in names.written.items() if _kept(word, use)}
    spoken = {word: kept for word, use in names.spoken.items() if (kept := use & (Use.SURNAME | Use.GIVEN))}
    tables: dict[str, Any] = {**_table("written", written), **_table("spoken", spoken)}
    np.savez_compressed(file, **tables)
    return len(written) + len(spoken)


def _kept(word: str, use: Use) -> bool:
    return 1 < len(word) <= _LONGEST and bool(use & _PERSONAL or "ァ" <= word[0] <= "ヺ")


def _table(name: str, words: Mapping[str, Use]) -> dict[str, NDArray[np.generic]]:
    """Return the sorted checksums as steps from one to the next (they pack better) and the uses of each."""
    merged: dict[int, int] = {}
    for word, use in words.items():
        merged[key_of(word)] = merged.get(key_of(word), 0) | use
    keys = sorted(merged)
    return {
        f"{name}_steps": np.diff(np.array([0, *keys], np.int64)).astype(np.uint32),
        f"{name}_uses": np.array([merged[key] for key in keys], np.uint8),
    }
