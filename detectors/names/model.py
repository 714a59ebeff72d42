"""GiNZA as a reader of sentences: which spans it calls Person, and which it calls something else. Knows no weights.

Only tok2vec and the entity recogniser run; words come from Sudachi, which the whole room shares, since these two use nothing of a word
but its letters.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import spacy
from spacy.tokens import Doc

from detectors.names.words import Word

_UNUSED: Final = ("parser", "attribute_ruler", "compound_splitter", "bunsetu_recognizer", "morphologizer")
_CACHED_SENTENCES = 20_000
_BATCH = 64


class Named(NamedTuple):
    """A span that the model named: half-open code points from the sentence's start, and its label."""

    start: int
    end: int
    label: str


class Model:
    """GiNZA, loaded once a process. Not for use by several threads at once."""

    def __init__(self) -> None:
        self._nlp = spacy.load("ja_ginza", exclude=list(_UNUSED))
        pipes: list[Any] = [pipe for _, pipe in self._nlp.pipeline]
        for pipe in pipes:
            for node in pipe.model.walk():
                # thinc's default product (BLIS) is 3.5 times slower here than numpy's OpenBLAS, with the same output.
                node.ops.use_blis = False
        self._pipes = pipes
        self._cache: OrderedDict[bytes, tuple[Named, ...]] = OrderedDict()

    def read(self, sentences: Sequence[Sequence[Word]]) -> Iterator[tuple[Named, ...]]:
        """Yield the named spans of each sentence (words in order), in the order given."""
        keys = [
            hashlib.blake2b("\0".join(w.surface for w in s).encode("utf-8", "surrogatepass"), digest_size=16).digest() for s in sentences
        ]
        fresh = {key: s for key, s in zip(keys, sentences, strict=True) if key not in self._cache}
        answers = dict(zip(fresh, self._named(list(fresh.values())), strict=True))
        for key in keys:
            if key in answers:
                self._cache[key] = answers[key]
            self._cache.move_to_end(key)
            yield self._cache[key]
        while len(self._cache) > _CACHED_SENTENCES:
            self._cache.popitem(last=False)

    def _named(self, sentences: Sequence[Sequence[Word]]) -> Iterator[tuple[Named, ...]]:
        docs: Iterable[Any] = (self._doc(s) for s in sentences)
        for pipe in self._pipes:
            docs = pipe.pipe(docs, batch_size=_BATCH)
        for doc in docs:
            yield tuple(Named(e.start_char, e.end_char, e.label_) for e in doc.ents)

    def _doc(self, sentence: Sequence[Word]) -> Doc:
        """Return spaCy's document. A single space behind a word is that word's, as spaCy's own tokenizer has it."""
        words: list[str] = []
        spaces: list[bool] = []
        for word in sentence:
            if word.surface == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(word.surface)
                spaces.append(False)
        return Doc(self._nlp.vocab, words=words, spaces=spaces)
