"""GiNZA as a reader of sentences: which spans it names, and what its layers make of each word. Knows no weights of ours.

Only tok2vec and the entity recogniser run; words come from Sudachi, which the whole room shares, since these two use nothing of a word
but its letters.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc

from detectors.names.words import Word

_UNUSED: Final = ("parser", "attribute_ruler", "compound_splitter", "bunsetu_recognizer", "morphologizer")
_CACHED_SENTENCES = 4_000
_BATCH = 64


class Named(NamedTuple):
    """A span that the model named: half-open code points from the sentence's start, and its label."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the model made of one sentence."""

    named: tuple[Named, ...]
    context: NDArray[np.float16] = field(repr=False)
    """(words, 256): the output of tok2vec; zero for a single space, which GiNZA counts to the word before."""


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
        self._cache: OrderedDict[bytes, Read] = OrderedDict()

    def vector(self, surface: str) -> NDArray[np.float32]:
        """Return the static vector of a word (300); zero for one that has none."""
        vectors = self._nlp.vocab.vectors
        row = vectors.key2row.get(self._nlp.vocab.strings[surface], -1)
        return np.asarray(vectors.data[row] if row >= 0 else np.zeros(vectors.shape[1]), np.float32)

    def read(self, sentences: Sequence[Sequence[Word]]) -> Iterator[Read]:
        """Yield what the model makes of each sentence (words in order), in the order given."""
        keys = [
            hashlib.blake2b("\0".join(w.surface for w in s).encode("utf-8", "surrogatepass"), digest_size=16).digest() for s in sentences
        ]
        fresh = {key: s for key, s in zip(keys, sentences, strict=True) if key not in self._cache}
        answers = dict(zip(fresh, self._read(list(fresh.values())), strict=True))
        for key in keys:
            if key in answers:
                self._cache[key] = answers[key]
            self._cache.move_to_end(key)
            yield self._cache[key]
        while len(self._cache) > _CACHED_SENTENCES:
            self._cache.popitem(last=False)

    def _read(self, sentences: Sequence[Sequence[Word]]) -> Iterator[Read]:
        tokens = [_tokens(s) for s in sentences]
        docs: Iterable[Any] = (Doc(self._nlp.vocab, words=[t.text for t in one], spaces=[t.space for t in one]) for one in tokens)
        for pipe in self._pipes:
            docs = pipe.pipe(docs, batch_size=_BATCH)
        for sentence, one, doc in zip(sentences, tokens, docs, strict=True):
            context = np.zeros((len(sentence), doc.tensor.shape[1]), np.float16)
            context[[t.place for t in one]] = doc.tensor
            yield Read(named=tuple(Named(e.start_char, e.end_char, e.label_) for e in doc.ents), context=context)


class _Token(NamedTuple):
    text: str
    space: bool
    place: int
    """Among the words of the sentence."""


def _tokens(sentence: Sequence[Word]) -> list[_Token]:
    """Return spaCy's words. A single space behind a word is that word's, as spaCy's own tokenizer has it."""
    out: list[_Token] = []
    for place, word in enumerate(sentence):
        if word.surface == " " and out and not out[-1].space and not out[-1].text.isspace():
            out[-1] = out[-1]._replace(space=True)
        else:
            out.append(_Token(word.surface, False, place))
    return out
