"""Makes `detectors/names/data/katakana.npz`: a linear model (logistic regression, Adagrad) of how katakana words of each kind sound."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors.names.katakana import BUCKETS, CLASSES, buckets
from detectors.names.lexicon import Use
from training.names.jmnedict import Names

_PERSONAL = Use.SURNAME | Use.GIVEN | Use.WHOLE | Use.UNSORTED
_EPOCHS, _BATCH, _RATE, _DECAY = 6, 64, 0.3, 2e-6


def write(names: Names, file: Path, seed: int = 0) -> float:
    """Write the weights to `file`; return the share of a held-out tenth that is told right."""
    rows = [(list(buckets(word)), CLASSES.index(_kind(use))) for word, use in sorted(names.written.items()) if sounds_like_katakana(word)]
    chance = np.random.default_rng(seed)
    order = chance.permutation(len(rows))
    held = order[: len(rows) // 10]
    weights = np.zeros((BUCKETS, len(CLASSES)))
    squares = np.full_like(weights, 1e-4)
    for _ in range(_EPOCHS):
        for at in range(len(held), len(order), _BATCH):
            _step(weights, squares, [rows[i] for i in order[at : at + _BATCH]])
        chance.shuffle(order[len(held) :])
    np.savez_compressed(file, weights=weights.astype(np.float16))
    return float(np.mean([weights[rows[i][0]].sum(axis=0).argmax() == rows[i][1] for i in held]))


def sounds_like_katakana(word: str) -> bool:
    """Return whether `word` is one that the model is for."""
    return 2 <= len(word) <= 20 and all("ァ" <= char <= "ヺ" or char == "ー" for char in word)


def _kind(use: Use) -> str:
    if use & Use.COMMON:
        return "common"
    if use & _PERSONAL:
        return "person"
    return "place" if use & Use.PLACE else "thing"


def _step(weights: NDArray[np.float64], squares: NDArray[np.float64], rows: list[tuple[list[int], int]]) -> None:
    gradient = np.zeros((len(rows), len(CLASSES)))
    for at, (inside, kind) in enumerate(rows):
        scores = weights[inside].sum(axis=0)
        odds = np.exp(scores - scores.max())
        gradient[at] = odds / odds.sum()
        gradient[at, kind] -= 1
    touched = np.concatenate([inside for inside, _ in rows])
    steps = np.repeat(gradient, [len(inside) for inside, _ in rows], axis=0) / len(rows)
    np.add.at(squares, touched, steps**2)
    np.add.at(weights, touched, -_RATE * steps / np.sqrt(squares[touched]))
    weights[touched] *= 1 - _DECAY * len(rows)
