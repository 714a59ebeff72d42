"""The network that says of each word whether it begins, continues, ends or is a name. Numbers in, probabilities out; knows no word.

Columns are looked up and joined with signs, sounds, GiNZA's static word vectors and, where it read, what its own layers made of the word;
one layer mixes these, two more look at the words on both sides. numpy alone, so that a worker needs no framework of training.

**Source:** the layers are those of spaCy's and thinc's taggers (maxout, layer norm, window, residual); `python -m training.names` makes the
weights.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float32]

LABELS: Final = "OBIES"
"""Outside, begin, inside, end, single."""

OTHERS: Final = ("organisation", "place", "thing")
"""What the network was taught to tell apart outside of names, since it sharpens its eye for these; all count as outside."""

DEPTH: Final = 2
"""Layers that look at the neighbours, one word farther each."""

HESITATION: Final = 0.4
"""How much no name is preferred to one (natural log of the odds).

**Source:** out of fold, with this some 15 of 1,000 sentences that name nobody have a false name, at .005 of F1; without it some 19.
"""

_PIECES = 3
_PIECES_OF_VECTORS = 2
_FOLLOWS: Final = {"O": "OBS", "B": "IE", "I": "IE", "E": "OBS", "S": "OBS"}
_FORBIDDEN = -1e9
_SURELY_OUTSIDE = 0.99
_JUMPS = np.array([[0.0 if after in _FOLLOWS[before] else _FORBIDDEN for after in LABELS] for before in LABELS])
_ENDS = np.array([0.0 if label in "OES" else _FORBIDDEN for label in LABELS])


class Network:
    """The weights, and what they make of words."""

    def __init__(self, weights: Mapping[str, NDArray[np.floating]]) -> None:
        self._w = {name: np.ascontiguousarray(value, np.float32) for name, value in weights.items()}
        self._unread = self.of_context(np.zeros((1, self._w["context_W"].shape[-1]), np.float32))[0]
        self._embeddings = [self._w[f"column{at}"] for at in range(sum(name.startswith("column") for name in self._w))]

    @classmethod
    def load(cls, file: Path) -> "Network":
        """Return the network whose weights `file` (npz) holds."""
        with np.load(file) as weights:
            return cls(dict(weights))

    def of_vectors(self, vectors: Floats) -> Floats:
        """Return GiNZA's static vectors (words, 300) as the network uses them."""
        return self._maxout("static", vectors, _PIECES_OF_VECTORS)

    def unread(self, words: int) -> Floats:
        """Return what stands for the context of words that GiNZA did not read."""
        return np.broadcast_to(self._unread, (words, len(self._unread)))

    def of_context(self, context: Floats) -> Floats:
        """Return what GiNZA's layers made of words (words, 256) as the network uses it."""
        return self._maxout("context", context, _PIECES_OF_VECTORS)

    def read(self, columns: NDArray[np.integer], signs: Floats, static: Floats, context: Floats, starts: Sequence[int] = ()) -> Floats:
        """Return (words, labels): the probability of each of `LABELS`.

        Args:
            columns: (words, columns), the row of each column's vocabulary; 0 is an unknown word.
            signs: (words, signs), 0 to 1.
            static: (words, width), from `of_vectors`.
            context: (words, width), from `of_context` or `unread`.
            starts: words before which a text ends and another begins.

        """
        parts = [table[columns[:, at]] for at, table in enumerate(self._embeddings)]
        x = self._normed("mix", self._maxout("mix", np.concatenate([*parts, signs, static, context], axis=1), _PIECES))
        for at in range(DEPTH):
            x = x + self._normed(f"look{at}", self._maxout(f"look{at}", _with_neighbours(x, starts), _PIECES))
        scores = x @ self._w["out_W"].T + self._w["out_b"]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        odds[:, 0] += odds[:, len(LABELS) :].sum(axis=1)
        return np.asarray(odds[:, : len(LABELS)], np.float32)

    def _maxout(self, name: str, x: Floats, pieces: int) -> Floats:
        weights, bias = self._w[f"{name}_W"], self._w[f"{name}_b"]
        out = x @ weights.reshape(-1, weights.shape[-1]).T + bias.reshape(-1)
        return np.asarray(out.reshape(len(x), -1, pieces).max(axis=2), np.float32)

    def _normed(self, name: str, x: Floats) -> Floats:
        mean, variance = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True) + 1e-8
        return np.asarray((x - mean) / np.sqrt(variance) * self._w[f"{name}_G"] + self._w[f"{name}_B"], np.float32)


def _with_neighbours(x: Floats, starts: Sequence[int]) -> Floats:
    width = x.shape[1]
    out = np.zeros((len(x), 3 * width), np.float32)
    out[1:, :width], out[:, width : 2 * width], out[:-1, 2 * width :] = x[:-1], x, x[1:]
    for start in starts:
        out[start, :width] = out[start - 1, 2 * width :] = 0
    return out


def spans(odds: Floats) -> list[tuple[int, int]]:
    """Return the names of the likeliest labelling of one text, half-open places of words, in order (Viterbi over `LABELS`).

    odds: (words, labels).
    """
    likely = np.flatnonzero(odds[:, 0] < _SURELY_OUTSIDE)
    out: list[tuple[int, int]] = []
    for run in np.split(likely, np.flatnonzero(np.diff(likely) > 1) + 1):
        if len(run):
            first = int(run[0])
            scores = np.log(odds[first : int(run[-1]) + 1].astype(np.float64) + 1e-9)
            scores[:, 0] += HESITATION
            labels = _likeliest(scores)
            out += [(first + start, first + end) for start, end in _spelled(labels)]
    return out


def _likeliest(scores: NDArray[np.float64]) -> str:
    best, back = scores[0] + _JUMPS[0], []
    for row in scores[1:]:
        paths = best[:, None] + _JUMPS
        back.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    at = int((best + _ENDS).argmax())
    labels = [at]
    for step in reversed(back):
        at = int(step[at])
        labels.append(at)
    return "".join(LABELS[at] for at in reversed(labels))


def _spelled(labels: str) -> Iterator[tuple[int, int]]:
    start = 0
    for at, label in enumerate(labels):
        if label in "BS":
            start = at
        if label in "ES":
            yield start, at + 1
