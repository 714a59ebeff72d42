"""Labelled texts as the network sees them: words, what is told of each, and which belong to a name."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from itertools import batched
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.fold import fold_mapped
from detectors.names import features
from detectors.names.model import Model
from detectors.names.network import LABELS, OTHERS
from detectors.names.passages import sentences
from detectors.reading import Reading
from detectors.rewritten import Rewritten

FOLDS = 5
_OTHERS = {
    **dict.fromkeys(("ORGANIZATION", "NORP"), "organisation"),
    **dict.fromkeys(("LOCATION", "GPE", "FACILITY"), "place"),
    **dict.fromkeys(("PRODUCT", "EVENT", "TITLE_OTHER", "LANGUAGE", "LAW"), "thing"),
}
"""Labels of the sets that name something else than people."""

type Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text with its names as half-open code points."""

    source: str
    """The set it comes from."""
    document: str
    text: str = field(repr=False)
    names: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int, str], ...] = ()
    """Names of other things, with their kind (`network.OTHERS`)."""

    @property
    def fold(self) -> int:
        """The part of five it belongs to, the same for all texts of a document."""
        return int(md5(self.document.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A text with everything that is told of its words; rows are words."""

    text: Text
    folded: Rewritten = field(repr=False)
    reading: Reading = field(repr=False)
    columns: list[tuple[str, ...]] = field(repr=False)
    signs: Floats = field(repr=False)
    static: Floats = field(repr=False)
    context: NDArray[np.float16] = field(repr=False)
    labels: NDArray[np.int64] = field(repr=False)


def read(folder: Path, sets: Sequence[str]) -> Iterator[Text]:
    """Yield the texts of `folder`/SET.jsonl, in order: {"text", "entities": [{"start", "end", "label"}], "source"} a line."""
    for name in sets:
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            names = tuple((e["start"], e["end"]) for e in row["entities"] if e["label"] == "PERSON")
            others = tuple((e["start"], e["end"], _OTHERS[e["label"]]) for e in row["entities"] if e["label"] in _OTHERS)
            yield Text(source=name, document=_document(row["source"]), text=row["text"], names=names, others=others)


def _document(source: str) -> str:
    """Return the document of a sentence: `set:doc-1-2` numbers paragraphs and sentences behind it, gsd the sentence alone."""
    _, _, name = source.partition(":")
    return name.rpartition("-")[0] if "gsd" in name else name.partition("-")[0]


def samples(texts: Iterable[Text], model: Model) -> Iterator[Sample]:
    """Yield each text as the network sees it, read by `model` as a whole."""
    for batch in batched(texts, 256):
        prepared = [(text, folded, Reading(raw=folded.text)) for text in batch for folded in [fold_mapped(text.text)]]
        parts = [(at, first, words) for at, (_, _, reading) in enumerate(prepared) for first, words in sentences(reading.words)]
        named: list[list[tuple[int, int, str]]] = [[] for _ in prepared]
        context = [np.zeros((len(reading.words), 256), np.float16) for _, _, reading in prepared]
        for (at, first, words), answer in zip(parts, model.read([words for _, _, words in parts]), strict=True):
            start = words[0].start
            named[at] += [(n.start + start, n.end + start, n.label) for n in answer.named]
            context[at][first : first + len(words)] = answer.context
        for at, (text, folded, reading) in enumerate(prepared):
            if reading.words:
                yield _sample(text, folded, reading, named[at], context[at], model)


def _sample(
    text: Text, folded: Rewritten, reading: Reading, named: Sequence[tuple[int, int, str]], context: NDArray[np.float16], model: Model
) -> Sample:
    words = reading.words
    places, answers = features.of_place(reading), features.of_model(words, named)
    return Sample(
        text=text,
        folded=folded,
        reading=reading,
        columns=[(*features.of_surface(w.surface), *place, said) for w, place, said in zip(words, places, answers, strict=True)],
        signs=features.signs(reading),
        static=np.stack([model.vector(w.surface) for w in words]),
        context=context,
        labels=_labels(text, folded, reading),
    )


def _labels(text: Text, folded: Rewritten, reading: Reading) -> NDArray[np.int64]:
    labels = np.zeros(len(reading.words), np.int64)
    spans = [folded.span(w.start, w.end) if folded.starts is not None else (w.start, w.end) for w in reading.words]
    for start, end, kind in text.others:
        labels[_inside(spans, start, end)] = len(LABELS) + OTHERS.index(kind)
    for start, end in text.names:
        inside = _inside(spans, start, end)
        for place in inside:
            if len(inside) == 1:
                labels[place] = LABELS.index("S")
            else:
                labels[place] = LABELS.index("B" if place == inside[0] else "E" if place == inside[-1] else "I")
    return labels


def _inside(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    return [at for at, (a, b) in enumerate(spans) if 2 * (min(b, end) - max(a, start)) >= b - a]
