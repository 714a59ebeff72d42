"""Which words the model has to read: sentences around the words in doubt. Knows no weights."""

from collections.abc import Iterator, Sequence

from detectors.names.words import Kind, Word

WINDOW = 10
"""Words on each side: GiNZA's tok2vec sees 8 (window 1, depth 8), and its parser of entities two more."""

type Passage = tuple[int, Sequence[Word]]
"""The place of the first word, and the words."""


def sentences(words: Sequence[Word]) -> Iterator[Passage]:
    """Yield all words cut at sentence ends, in order."""
    first = 0
    for at, word in enumerate(words):
        if at == len(words) - 1 or (word.kind in (Kind.MARK, Kind.SPACE, Kind.OTHER) and word.surface[0] in "。！？!?\n"):
            yield first, words[first : at + 1]
            first = at + 1


def passages(words: Sequence[Word], asked: Sequence[int]) -> Iterator[Passage]:
    """Yield the sentences that hold words in doubt, without what is farther than `WINDOW` from all of these; `asked` is in order."""
    rest = iter(asked)
    place = next(rest, None)
    for first, sentence in sentences(words):
        end = first + len(sentence)
        start = stop = -1
        while place is not None and place < end:
            if start >= 0 and place - WINDOW > stop:
                yield start, words[start:stop]
                start = -1
            start = max(first, place - WINDOW) if start < 0 else start
            stop = min(end, place + 1 + WINDOW)
            place = next(rest, None)
        if start >= 0:
            yield start, words[start:stop]
