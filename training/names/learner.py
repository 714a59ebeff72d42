"""The network of `detectors.names.network` as thinc trains it: the same layers, with dropout and gradients."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import Adam, Embed, Maxout, Model, Softmax, chain, expand_window, fix_random_seed, get_current_ops, residual, with_array

from detectors.names.network import DEPTH, LABELS, OTHERS

type Floats = NDArray[np.float32]

WIDTH, VECTOR = 64, 32
WIDTHS = {
    **{"kinds": 12, "shape": 8, "uses": 16, "reading": 8, "surface": 24, "first": 12, "last": 12, "ending": 12},
    **{"part_of_speech": 16, "candidate": 12, "weight": 8, "whole_name": 4, "model": 12},
}
"""Numbers a column is looked up as."""

_DROPOUT = 0.25
"""Share of numbers dropped."""

_UNREAD, _UNKNOWN = 0.4, 0.12
"""Shares of texts read as if GiNZA had not been asked, and of these with its vectors missing too."""


class Learner:
    """The layers, and one step of training."""

    def __init__(self, vocabularies: Sequence[int], signs: int, seed: int) -> None:
        fix_random_seed(seed)
        ops: Any = get_current_ops()
        ops.use_blis = False
        self._chance = np.random.default_rng(seed)
        widths = list(WIDTHS.values())
        self._tables: list[Any] = [Embed(width, rows, column=at) for at, (width, rows) in enumerate(zip(widths, vocabularies, strict=True))]
        self._static: Any = Maxout(VECTOR, 300, nP=2)
        self._context: Any = Maxout(VECTOR, 256, nP=2)
        joined = sum(widths) + signs + 2 * VECTOR
        self._mix: Any = Maxout(WIDTH, joined, nP=3, normalize=True, dropout=_DROPOUT)
        looks = (Maxout(WIDTH, 3 * WIDTH, nP=3, normalize=True, dropout=_DROPOUT) for _ in range(DEPTH))
        self._looks: Any = chain(*(residual(with_array(chain(expand_window(1), look), pad=1)) for look in looks))
        self._out: Any = Softmax(len(LABELS) + len(OTHERS), WIDTH)
        for layer in (*self._tables, self._static, self._context, self._mix, self._out):
            layer.initialize()
        self._looks.initialize(X=[np.zeros((3, WIDTH), np.float32)])
        self._cuts = np.cumsum([*widths, signs, VECTOR, VECTOR])[:-1]
        self.optimizer = Adam(0.001, L2=1e-5, grad_clip=1.0, use_averages=True)

    def step(self, texts: Sequence[tuple[NDArray[np.uint64], Floats, Floats, Floats, NDArray[np.int64]]], unread: int) -> float:
        """Learn from texts of (columns, signs, static, context, labels); return their loss. `unread` is that row of the model's column."""
        columns, contexts, vectors = [], [], []
        for column, _, static, context, _ in texts:
            drawn = self._chance.random()
            hidden = drawn < _UNREAD
            columns.append(np.concatenate([column[:, :-1], np.full((len(column), 1), unread, np.uint64)], axis=1) if hidden else column)
            contexts.append(np.zeros_like(context) if hidden else context)
            vectors.append(static * (drawn >= _UNKNOWN))
        rows = np.concatenate(columns)
        looked = [table(rows, True) for table in self._tables]
        static, back_static = self._static(np.concatenate(vectors).astype(np.float32), True)
        context, back_context = self._context(np.concatenate(contexts).astype(np.float32), True)
        x = np.concatenate([*(y for y, _ in looked), np.concatenate([t[1] for t in texts]), static, context], axis=1)
        kept = (self._chance.random(x.shape) > _DROPOUT).astype(np.float32) / (1 - _DROPOUT)
        mixed, back_mix = self._mix(x * kept, True)
        ends = np.cumsum([len(c) for c in columns])[:-1]
        seen, back_looks = self._looks([np.ascontiguousarray(part) for part in np.split(mixed, ends)], True)
        odds, back_out = self._out(np.concatenate(seen), True)
        labels = np.concatenate([t[4] for t in texts])
        loss = -float(np.log(odds[np.arange(len(labels)), labels] + 1e-9).sum())
        odds[np.arange(len(labels)), labels] -= 1
        grown = np.split(back_out(odds / len(texts)), ends)
        gradient = back_mix(np.concatenate(back_looks([np.ascontiguousarray(part) for part in grown]))) * kept
        pieces = [np.ascontiguousarray(piece) for piece in np.split(gradient, self._cuts, axis=1)]
        for (_, back), piece in zip(looked, pieces, strict=False):
            back(piece)
        back_static(pieces[-2])
        back_context(pieces[-1])
        for layer in self._layers():
            layer.finish_update(self.optimizer)
        return loss

    def _layers(self) -> Iterator[Any]:
        yield from (*self._tables, self._static, self._context, self._mix, self._looks, self._out)

    def weights(self) -> dict[str, NDArray[np.float16]]:
        """Return the weights, averaged over the steps, by the names that `Network` knows."""
        out: dict[str, Any] = {f"column{at}": self._averaged(_node(table, "embed"), "E") for at, table in enumerate(self._tables)}
        for name, layer in (("static", self._static), ("context", self._context), ("out", self._out)):
            out |= {f"{name}_{part}": self._averaged(layer, part) for part in "Wb"}
        blocks = [self._mix, *(node for node in self._looks.walk() if node.name == self._mix.name)]
        for name, block in zip(("mix", *(f"look{at}" for at in range(DEPTH))), blocks, strict=True):
            linear, norm = _node(block, "maxout"), _node(block, "layernorm")
            out |= {f"{name}_W": self._averaged(linear, "W"), f"{name}_b": self._averaged(linear, "b")}
            out |= {f"{name}_G": self._averaged(norm, "G"), f"{name}_B": self._averaged(norm, "b")}
        return {name: np.asarray(value, np.float16) for name, value in out.items()}

    def _averaged(self, layer: Model[Any, Any], name: str) -> Any:
        return self.optimizer.averages.get((layer.id, name), layer.get_param(name))


def _node(layer: Any, name: str) -> Any:
    return next(node for node in layer.walk() if node.name == name)
