"""What the network is told of each word. Knows no weights.

Columns are words of a small vocabulary, signs are numbers from 0 to 1. All but GiNZA's answer comes from dictionaries and from what stands
around a word, so that a text can be read without the model first.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from detectors.names import surroundings
from detectors.names.candidates import from_words
from detectors.names.evidence import weigh
from detectors.names.katakana import sounds_like
from detectors.names.lexicon import Use, spoken, written
from detectors.names.words import Kind, Word, kinds_of
from detectors.reading import Reading

OF_SURFACE: Final = ("kinds", "shape", "uses", "reading", "surface", "first", "last", "ending")
OF_PLACE: Final = ("part_of_speech", "candidate", "weight", "whole_name")
OF_MODEL: Final = ("model",)
COLUMNS: Final = (*OF_SURFACE, *OF_PLACE, *OF_MODEL)

UNREAD: Final = "unread"
"""The model's column of words that it was not asked about."""

_BEHIND = (
    surroundings.HONORIFIC,
    surroundings.TITLE,
    surroundings.ORGANISATION,
    surroundings.PLACE,
    surroundings.RELATION,
    surroundings.LIFE,
    surroundings.INTRODUCED,
)
_BEFORE = (surroundings.ROLE, surroundings.INTRODUCING)
_REACH = 12
_OPENING, _CLOSING = frozenset("「『(\"'【[<〈《"), frozenset("」』)\"'】]>〉》")
SIGNS: Final = 2 * len(_BEHIND) + len(_BEFORE) + 6
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
_LONGEST_NAME = 5
_MAY_BEGIN = frozenset({Kind.SURNAME, Kind.GIVEN, Kind.NAME, Kind.PLACE})
_STEPS = 8


@lru_cache(maxsize=50_000)
def of_surface(surface: str) -> tuple[str, ...]:
    """Return the columns `OF_SURFACE` of a word."""
    kinds = ",".join(str(int(kind)) for kind in sorted(kinds_of(surface)))
    heard = str(int(spoken(surface))) if _KANA.fullmatch(surface) else ""
    return (
        kinds,
        f"{_shape(surface)}{min(len(surface), 5)}",
        str(int(written(surface))),
        heard,
        surface,
        surface[0],
        surface[-1],
        surface[-2:],
    )


@lru_cache(maxsize=50_000)
def sound(surface: str) -> NDArray[np.float32]:
    """Return how a word of katakana sounds (`katakana.CLASSES`)."""
    return sounds_like(surface)


def of_place(reading: Reading) -> list[tuple[str, ...]]:
    """Return the columns `OF_PLACE` of each word: its part of speech, the candidate it stands in and that one's weight, the name listed."""
    words = reading.words
    candidate, weight = [""] * len(words), [""] * len(words)
    for found in from_words(words, reading.raw):
        score, _ = weigh(reading, found)
        for at in range(found.first, found.last):
            part = "B" if at == found.first else "I"
            candidate[at], weight[at] = part + found.shape, f"{part}{int(score * _STEPS)}"
    return list(zip((w.part for w in words), candidate, weight, _whole_names(words), strict=True))


def signs(reading: Reading) -> NDArray[np.float32]:
    """Return (words, `SIGNS`): what stands at, behind and before each word, whether it is known, and whether it comes again."""
    text, words = reading.text, reading.words
    times = Counter(w.surface for w in words)
    rows = [
        _PLAIN
        if w.kind in _NEVER
        else (
            *(sign.match(text, w.end) is not None for sign in _BEHIND),
            *(sign.match(text, w.start) is not None for sign in _BEHIND),
            *(sign.search(text[max(0, w.start - _REACH) : w.start]) is not None for sign in _BEFORE),
            w.known,
            times[w.surface] > 1,
            w.start == 0,
            w.end == len(text),
            text[w.end : w.end + 1] in _CLOSING,
            text[w.start - 1 : w.start] in _OPENING,
        )
        for w in words
    ]
    return np.array(rows, np.float32).reshape(len(words), SIGNS)


_NEVER = frozenset({Kind.PARTICLE, Kind.MARK, Kind.SPACE, Kind.VERB, Kind.NUMBER})
"""Words that are no part of a name by themselves: nothing is looked up around them, to save time."""

_PLAIN = (False,) * SIGNS


def of_model(words: Sequence[Word], named: Sequence[tuple[int, int, str]]) -> list[str]:
    """Return the model's column of words that it read; spans are half-open code points."""
    out = ["O"] * len(words)
    for start, end, label in named:
        inside = [at for at, w in enumerate(words) if start <= w.start and w.end <= end]
        for at in inside:
            out[at] = ("B-" if at == inside[0] else "I-") + label
    return out


def _whole_names(words: Sequence[Word]) -> list[str]:
    out, at = [""] * len(words), 0
    while at < len(words):
        last = at
        if words[at].kind in _MAY_BEGIN:
            last = next((last for last in range(min(len(words), at + _LONGEST_NAME), at, -1) if _is_whole_name(words[at:last])), at)
        for place in range(at, last):
            out[place] = "B" if place == at else "I"
        at = max(last, at + 1)
    return out


def _is_whole_name(words: Sequence[Word]) -> bool:
    joined = "".join(w.surface for w in words if not w.surface.isspace())
    return len(joined) >= 3 and bool(_uses(joined) & Use.WHOLE)


@lru_cache(maxsize=100_000)
def _uses(word: str) -> Use:
    return written(word)


_SCRIPTS = (("K", "一", "鿿"), ("H", "ぁ", "ゖ"), ("T", "ァ", "ー"), ("L", "A", "Z"), ("L", "a", "z"), ("D", "0", "9"))


def _shape(surface: str) -> str:
    shape = ""
    for char in surface:
        script = "K" if char == "々" else next((name for name, low, high in _SCRIPTS if low <= char <= high), "S")
        if not shape.endswith(script):
            shape += script
    return shape[:4]
