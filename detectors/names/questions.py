"""Which words the model has to read: those around candidates that its answer can decide. Knows no text but through a reading.

Safety: this may only ask too often. What stands or falls without the model needs no answer; a word that no dictionary knows always asks.
"""

import re
from collections.abc import Iterator, Sequence

from detectors.names.candidates import Shape, from_words
from detectors.names.evidence import THRESHOLD, weigh
from detectors.names.words import Kind, Word, kinds_of
from detectors.reading import Reading

_WINDOW = 10
"""Words on each side: GiNZA's tok2vec sees 8 (window 1, depth 8), and its parser of entities two more."""

_LIFT = 0.3
"""The most that the model adds."""

_OTHER_LETTERS = re.compile(r"[\x00-\x7fァ-ヺー]+")
"""Unknown katakana is a candidate already, and unknown Latin is seldom a name."""

_OPEN = frozenset({Shape.MIXED, Shape.FOREIGN, Shape.SHORT})
"""Shapes that a trusted label of the model can turn down though they pass without it."""


def passages(reading: Reading) -> Iterator[Sequence[Word]]:
    """Yield runs of words that the model has to read, in order, none crossing the end of a sentence."""
    asked = sorted({*_candidates(reading), *_strangers(reading.words)})
    start = end = 0
    for first, last in asked:
        if first - _WINDOW > end:
            if end:
                yield from _sentences(reading.words, start, end, asked)
            start = max(0, first - _WINDOW)
        end = max(end, min(len(reading.words), last + _WINDOW))
    if end:
        yield from _sentences(reading.words, start, end, asked)


def _candidates(reading: Reading) -> Iterator[tuple[int, int]]:
    for candidate in from_words(reading.words, reading.raw):
        score, _ = weigh(reading, candidate)
        if THRESHOLD - _LIFT <= score < THRESHOLD or (score >= THRESHOLD and candidate.shape in _OPEN):
            yield candidate.first, candidate.last


def _strangers(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    for at, word in enumerate(words):
        if word.kind == Kind.PLACE and len(word.surface) > 1:
            if Kind.SURNAME in kinds_of(word.surface):
                yield at, at + 1
        elif not word.known and word.kind == Kind.NOUN and len(word.surface) > 1 and not _OTHER_LETTERS.fullmatch(word.surface):
            yield at, at + 1


def _sentences(words: Sequence[Word], start: int, end: int, asked: Sequence[tuple[int, int]]) -> Iterator[Sequence[Word]]:
    """Yield words `start` to `end` cut at sentence ends, leaving out pieces that nothing was asked of."""
    first = start
    for at in range(start, end):
        word = words[at]
        ends = word.kind in (Kind.MARK, Kind.SPACE, Kind.OTHER) and word.surface[0] in "。！？!?\n"
        if ends or at == end - 1:
            if any(first <= place <= at for place, _ in asked):
                yield words[first : at + 1]
            first = at + 1
