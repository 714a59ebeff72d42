"""Joins numbered things by pairs. Knows nothing of what they are."""

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]


def join(labels: Index, left: Index, right: Index) -> Index:
    """Return `labels` (the smallest member of each thing's group, by thing) after joining the groups of each pair `left[i]`, `right[i]`.

    Hooks the larger root to the smaller and halves the paths, all pairs at once, until nothing changes: a few rounds in practice.
    """
    labels = labels.copy()
    while True:
        a, b = labels[left], labels[right]
        apart = a != b
        if not apart.any():
            return labels
        left, right, a, b = left[apart], right[apart], a[apart], b[apart]
        np.minimum.at(labels, np.maximum(a, b), np.minimum(a, b))
        labels = _flat(labels)


def _flat(labels: Index) -> Index:
    while True:
        shorter = labels[labels]
        if np.array_equal(shorter, labels):
            return labels
        labels = shorter
