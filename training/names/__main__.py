"""Trains the network of names: `python -m training.names --data FOLDER --jamdict jamdict.db [--folds]`.

Without `--folds` it writes the list of names, the sound of katakana, the network and its vocabulary to `detectors/names/data`. With it,
nothing is written: five networks are trained, each on four fifths of the documents, and the figures of the fifth that each has not seen
are printed by set. The same data gives the same weights.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detectors.names import features
from detectors.names import katakana as sounds
from detectors.names import lexicon as listed
from detectors.names.katakana import CLASSES
from detectors.names.model import Model
from detectors.names.network import Network, spans
from detectors.names.passages import passages
from detectors.names.tagger import DOUBT, NETWORK, VOCABULARY
from training.names import corpus, jmnedict, katakana, lexicon, talk
from training.names.corpus import Sample
from training.names.learner import Learner

SETS = ("ner_mixed_gsd", "ner_wikipedia_stockmark", "ner_wikipedia_wac")
EPOCHS, BATCH, RATE = 10, 32, 0.0015
RAREST = {"surface": 5, "first": 5, "last": 5, "ending": 8}
"""Values of a column that are seen less often are unknown ones."""

type Vocabulary = dict[str, list[str]]
type Encoded = tuple[NDArray[np.uint64], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]


def vocabulary_of(samples: Sequence[Sample]) -> Vocabulary:
    """Return the values of each column that are common enough, the commonest first."""
    counts: list[Counter[str]] = [Counter() for _ in features.COLUMNS]
    for sample in samples:
        for row in sample.columns:
            for count, value in zip(counts, row, strict=True):
                count[value] += 1
    out = {
        name: [value for value, times in sorted(count.items(), key=lambda item: (-item[1], item[0])) if times >= RAREST.get(name, 2)]
        for name, count in zip(features.COLUMNS, counts, strict=True)
    }
    out[features.OF_MODEL[0]].append(features.UNREAD)
    return out


def encoded(sample: Sample, rows: Sequence[dict[str, int]]) -> Encoded:
    """Return a sample as the learner takes it."""
    columns = np.array([[row.get(value, 0) for row, value in zip(rows, values, strict=True)] for values in sample.columns], np.uint64)
    heard = np.stack([features.sound(w.surface) for w in sample.reading.words])
    return columns, np.concatenate([sample.signs, heard], axis=1), sample.static, sample.context.astype(np.float32), sample.labels


def rows_of(vocabulary: Vocabulary) -> list[dict[str, int]]:
    """Return the row of each value; 0 is for unknown ones."""
    return [{value: row for row, value in enumerate(vocabulary[name], start=1)} for name in features.COLUMNS]


def train(samples: Sequence[Sample], vocabulary: Vocabulary, seed: int = 1) -> dict[str, NDArray[np.float16]]:
    """Return the weights after `EPOCHS` rounds over `samples`."""
    rows = rows_of(vocabulary)
    texts = [encoded(sample, rows) for sample in samples]
    learner = Learner([len(row) + 1 for row in rows], features.SIGNS + len(CLASSES), seed)
    chance = np.random.default_rng(seed)
    steps = EPOCHS * -(-len(texts) // BATCH)
    step = 0
    for epoch in range(EPOCHS):
        order, loss = chance.permutation(len(texts)), 0.0
        for at in range(0, len(order), BATCH):
            learner.optimizer.learn_rate = RATE * (1 - step / steps) + 1e-5
            loss += learner.step([texts[i] for i in order[at : at + BATCH]], rows[-1][features.UNREAD])
            step += 1
        print(f"round {epoch + 1}: loss {loss:.0f}", flush=True)
    return learner.weights()


class Figures:
    """Names found at an intersection over union of one half, by set and way of reading."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
        self.asked: Counter[str] = Counter()
        self.words: Counter[str] = Counter()

    def add(self, network: Network, vocabulary: Vocabulary, samples: Sequence[Sample]) -> None:
        """Count what `network` finds in `samples`: by dictionaries alone, with GiNZA everywhere, with GiNZA where in doubt."""
        rows = rows_of(vocabulary)
        unread = rows[-1][features.UNREAD]
        for sample in samples:
            columns, signs, static, context, _ = encoded(sample, rows)
            blind = columns.copy()
            blind[:, -1] = unread
            vectors = network.of_vectors(static)
            first = network.read(blind, signs, vectors, network.unread(len(columns)))
            second = network.read(columns, signs, vectors, network.of_context(context))
            doubt = (1 - first[:, 0] > DOUBT[0]) & (1 - first[:, 0] < DOUBT[1])
            self.words[sample.text.source] += len(doubt)
            asked = np.zeros(len(doubt), bool)
            for start, words in passages(sample.reading.words, [int(at) for at in np.flatnonzero(doubt)]):
                asked[start : start + len(words)] = True
            self.asked[sample.text.source] += int(asked.sum())
            fused = np.where(asked[:, None], (first + second) / 2, first)
            for how, odds in (("dictionaries", first), ("GiNZA everywhere", second), ("GiNZA in doubt", fused)):
                found = [self._span(sample, *span) for span in spans(odds)]
                count = self.counts[sample.text.source, how]
                count[0] += len(sample.text.names)
                count[1] += len(found)
                count[2] += _matched(sample.text.names, found)
                if not sample.text.names:
                    count[3] += 1
                    count[4] += len(found)

    @staticmethod
    def _span(sample: Sample, first: int, last: int) -> tuple[int, int]:
        words = sample.reading.words
        while last - first > 1 and words[last - 1].surface.isspace():
            last -= 1
        start, end = words[first].start, words[last - 1].end
        return sample.folded.span(start, end) if sample.folded.starts is not None else (start, end)

    def __str__(self) -> str:
        lines = []
        for (source, how), (gold, found, hit, texts, false) in sorted(self.counts.items()):
            recall, precision = hit / max(gold, 1), hit / max(found, 1)
            both, stray = 2 * hit / max(gold + found, 1), 1000 * false / max(texts, 1)
            line = f"recall {recall:.3f}  precision {precision:.3f}  F1 {both:.3f}  false in 1,000 texts about nobody {stray:.1f}"
            lines.append(f"{source:26s} {how:18s}  {line}")
        return "\n".join(
            [*lines, *(f"{name}: {self.asked[name] / self.words[name]:.3f} of the words read by GiNZA" for name in self.words)]
        )


def _matched(gold: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]]) -> int:
    pairs = sorted(((_overlap(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), reverse=True)
    taken: tuple[set[int], set[int]] = set(), set()
    for value, i, j in pairs:
        if value >= 0.5 and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
    return len(taken[0])


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    common = min(a[1], b[1]) - max(a[0], b[0])
    return common / (max(a[1], b[1]) - min(a[0], b[0])) if common > 0 else 0.0


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help=f"folder of {', '.join(SETS)}")
    parser.add_argument("--jamdict", type=Path, required=True, help="jamdict.db of the package jamdict-data")
    parser.add_argument("--folds", action="store_true", help="print figures out of fold, write nothing")
    chosen = parser.parse_args()
    names = jmnedict.read(chosen.jamdict)
    if not chosen.folds:
        print(lexicon.write(names, listed.FILE), "words listed;", f"katakana told right: {katakana.write(names, sounds.FILE):.3f}")
    began = time.monotonic()
    labelled = list(corpus.samples(corpus.read(chosen.data, SETS), Model()))
    spoken = list(corpus.samples(talk.texts(names, times=12), Model()))
    print(f"{len(labelled)} texts and {len(spoken)} of talk read in {time.monotonic() - began:.0f} s", flush=True)
    if chosen.folds:
        figures = Figures()
        for fold in range(corpus.FOLDS):
            known = [sample for sample in labelled if sample.text.fold != fold] + spoken
            vocabulary = vocabulary_of(known)
            network = Network(train(known, vocabulary))
            figures.add(network, vocabulary, [sample for sample in labelled if sample.text.fold == fold])
            print(f"fold {fold + 1} of {corpus.FOLDS}, {time.monotonic() - began:.0f} s\n{figures}", flush=True)
        return
    vocabulary = vocabulary_of([*labelled, *spoken])
    weights: dict[str, Any] = {**train([*labelled, *spoken], vocabulary)}
    np.savez_compressed(NETWORK, **weights)
    VOCABULARY.write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8")


if __name__ == "__main__":
    main()
