"""Joining by pairs, against the plain way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detectors.unionfind import join

SIZE = 12
PAIRS = st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)), max_size=30)


def plain(pairs: list[tuple[int, int]]) -> list[int]:
    labels = list(range(SIZE))
    for a, b in pairs:
        low, high = sorted((labels[a], labels[b]))
        labels = [low if label == high else label for label in labels]
    return labels


@given(pairs=PAIRS, more=PAIRS)
def test_join(pairs: list[tuple[int, int]], more: list[tuple[int, int]]) -> None:
    labels = np.arange(SIZE)
    for some in (pairs, more):
        left, right = np.array([a for a, _ in some], dtype=np.int64), np.array([b for _, b in some], dtype=np.int64)
        labels = join(labels, left, right)
    assert labels.tolist() == plain(pairs + more)
