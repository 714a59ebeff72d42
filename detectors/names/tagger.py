"""Names in texts: the network reads every word by the dictionaries first, and once more with GiNZA where it was in doubt."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import batched
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.names import features
from detectors.names.candidates import from_words
from detectors.names.evidence import weigh
from detectors.names.model import Model, Read
from detectors.names.name import Name
from detectors.names.network import Network, spans
from detectors.names.passages import Passage, passages
from detectors.reading import Reading

NETWORK: Final = Path(__file__).parent / "data" / "network.npz"
VOCABULARY: Final = Path(__file__).parent / "data" / "vocabulary.json"

DOUBT: Final = (0.1, 0.9)
"""GiNZA is asked about words that are a name with a probability between these.

**Source:** out of fold, wider bounds changed no F1 by .002.
"""

_BATCH = 256
_MOST_WORDS = 50_000
_NO_VECTOR = np.zeros(300, np.float32)
type Floats = NDArray[np.float32]


@dataclass(slots=True, kw_only=True)
class _Page:
    """A reading as numbers; rows are words."""

    reading: Reading = field(repr=False)
    columns: NDArray[np.int32] = field(repr=False)
    signs: Floats = field(repr=False)
    static: Floats = field(repr=False)
    odds: Floats = field(repr=False)
    said: set[int] = field(default_factory=set)
    """Words that GiNZA took for a person."""


class _Known(NamedTuple):
    rows: tuple[int, ...]
    sound: Floats
    vector: Floats


class Encoder:
    """Turns columns into rows of the vocabularies; a word's own columns, sound and vector are made once."""

    def __init__(self, vocabulary: Mapping[str, Sequence[str]], network: Network, model: Model | None) -> None:
        self._rows = [{value: row for row, value in enumerate(vocabulary[name], start=1)} for name in features.COLUMNS]
        self._network = network
        self._vector = model.vector if model else lambda _: _NO_VECTOR
        self._known: dict[str, _Known] = {}

    def learn(self, readings: Sequence[Reading]) -> None:
        """Get to know the words of `readings`, all at once: one product of many rows is quicker than many of one."""
        if len(self._known) > _MOST_WORDS:
            self._known.clear()
        fresh = [surface for surface in {w.surface: None for one in readings for w in one.words} if surface not in self._known]
        vectors = self._network.of_vectors(np.stack([self._vector(surface) for surface in fresh])) if fresh else ()
        for surface, vector in zip(fresh, vectors, strict=True):
            columns = features.of_surface(surface)
            rows = tuple(self._rows[at].get(value, 0) for at, value in enumerate(columns))
            self._known[surface] = _Known(rows, features.sound(surface), vector)

    def page(self, reading: Reading) -> _Page:
        """Return `reading`, whose words are known, as numbers, not yet read by GiNZA."""
        words, of_place = reading.words, features.of_place(reading)
        known = [self._known[w.surface] for w in words]
        after = len(features.OF_SURFACE)
        unread = self._rows[-1].get(features.UNREAD, 0)
        columns = [
            (*one.rows, *(self._rows[after + at].get(value, 0) for at, value in enumerate(place)), unread)
            for one, place in zip(known, of_place, strict=True)
        ]
        return _Page(
            reading=reading,
            columns=np.array(columns, np.int32),
            signs=np.concatenate([features.signs(reading), np.stack([one.sound for one in known])], axis=1),
            static=np.stack([one.vector for one in known]),
            odds=np.zeros((len(words), 0), np.float32),
        )

    def model_rows(self, said: Sequence[str]) -> NDArray[np.int32]:
        """Return the rows of what GiNZA said of each word."""
        return np.array([self._rows[-1].get(value, 0) for value in said], np.int32)


class Tagger:
    """Finds names. One a process: it holds the network and, where there is one, the model."""

    def __init__(self, model: Model | None) -> None:
        self._model = model
        self._network = Network.load(NETWORK)
        self._encoder = Encoder(json.loads(VOCABULARY.read_text(encoding="utf-8")), self._network, model)

    def read(self, readings: Sequence[Reading], *, ask: bool, check: Callable[[], None]) -> list[list[Name]]:
        """Return the names of each reading, from left to right.

        Args:
            readings: texts.
            ask: whether GiNZA may be asked.
            check: called between pieces of work; raises where there is no more time.

        """
        out: list[list[Name]] = [[] for _ in readings]
        for batch in batched((at for at, reading in enumerate(readings) if reading.words), _BATCH):
            check()
            pages = self._first_look([readings[at] for at in batch], check)
            if ask and self._model is not None:
                self._second_look(self._model, pages, check)
            for at, page in zip(batch, pages, strict=True):
                out[at] = list(_names(page))
        return out

    def _first_look(self, readings: Sequence[Reading], check: Callable[[], None]) -> list[_Page]:
        self._encoder.learn(readings)
        pages = []
        for reading in readings:
            check()
            pages.append(self._encoder.page(reading))
        columns, signs, static = (np.concatenate(parts) for parts in zip(*((p.columns, p.signs, p.static) for p in pages), strict=True))
        starts = [int(end) for end in np.cumsum([len(page.columns) for page in pages])[:-1]]
        odds = self._network.read(columns, signs, static, self._network.unread(len(columns)), starts)
        for page, part in zip(pages, np.split(odds, starts), strict=True):
            page.odds = part
        return pages

    def _second_look(self, model: Model, pages: Sequence[_Page], check: Callable[[], None]) -> None:
        wanted = [(page, passage) for page in pages for passage in passages(page.reading.words, _in_doubt(page.odds))]
        for batch in batched(wanted, _BATCH):
            check()
            for (page, passage), answer in zip(batch, model.read([words for _, (_, words) in batch]), strict=True):
                self._look_again(page, passage, answer)

    def _look_again(self, page: _Page, passage: Passage, answer: Read) -> None:
        first, words = passage
        start, here = words[0].start, slice(first, first + len(words))
        said = features.of_model(words, [(n.start + start, n.end + start, n.label) for n in answer.named])
        page.columns[here, -1] = self._encoder.model_rows(said)
        page.said |= {first + at for at, label in enumerate(said) if label[2:] == "Person"}
        context = self._network.of_context(answer.context.astype(np.float32))
        # Both looks err in their own way; their mean is better than either.
        page.odds[here] = (page.odds[here] + self._network.read(page.columns[here], page.signs[here], page.static[here], context)) / 2


def _in_doubt(odds: Floats) -> list[int]:
    name = 1 - odds[:, 0]
    low, high = DOUBT
    return [int(at) for at in np.flatnonzero((name > low) & (name < high))]


def _names(page: _Page) -> Iterator[Name]:
    found = spans(page.odds)
    if not found:
        return
    words = page.reading.words
    reasons: dict[int, tuple[str, ...]] = {}
    for candidate in from_words(words, page.reading.raw):
        reasons |= dict.fromkeys(range(candidate.first, candidate.last), weigh(page.reading, candidate)[1])
    for first, last in found:
        first, last = _trimmed(page.reading, first, last)
        evidence = dict.fromkeys(reason for at in range(first, last) for reason in reasons.get(at, ()))
        if any(at in page.said for at in range(first, last)):
            evidence["GiNZA: person"] = None
        evidence["network"] = None
        score = float(1 - page.odds[first:last, 0].min())
        yield Name(start=words[first].start, end=words[last - 1].end, first=first, last=last, score=score, evidence=tuple(evidence))


def _trimmed(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Return the span without spaces at its ends."""
    while last - first > 1 and reading.words[last - 1].surface.isspace():
        last -= 1
    while last - first > 1 and reading.words[first].surface.isspace():
        first += 1
    return first, last


def by_dictionaries(reading: Reading) -> list[Name]:
    """Return the names of one reading that nobody read before, without GiNZA: for a recogniser in an engine of Presidio's own."""
    return _unaided().read([reading], ask=False, check=lambda: None)[0]


@lru_cache(maxsize=1)
def _unaided() -> Tagger:
    return Tagger(None)
