import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.features import COLUMNS, SIGNS
from detectors.names.katakana import CLASSES
from detectors.names.network import LABELS, Network, spans
from detectors.names.tagger import NETWORK


def _odds(labels: str) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    out = np.full((len(labels), len(LABELS)), 0.02, np.float32)
    for at, label in enumerate(labels):
        out[at, LABELS.index(label)] = 0.92
    return out


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        pytest.param("OOO", [], id="nothing"),
        pytest.param("OSO", [(1, 2)], id="one word"),
        pytest.param("BEO", [(0, 2)], id="two words"),
        pytest.param("BIESBE", [(0, 3), (3, 4), (4, 6)], id="side by side"),
        pytest.param("", [], id="no words"),
    ],
)
def test_names_are_spelled_by_labels(labels: str, expected: list[tuple[int, int]]) -> None:
    assert spans(_odds(labels)) == expected


@given(st.lists(st.lists(st.floats(0.001, 1), min_size=5, max_size=5), max_size=12))
def test_names_never_overlap_and_lie_inside(rows: list[list[float]]) -> None:
    odds = np.array(rows, np.float32).reshape(len(rows), len(LABELS))
    found = spans(odds)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= first < last <= len(rows) for first, last in found)


def test_what_is_read_does_not_depend_on_texts_beside_it() -> None:
    network = Network.load(NETWORK)
    chance = np.random.default_rng(0)
    columns = chance.integers(0, 2, (6, len(COLUMNS)))
    signs = chance.random((6, SIGNS + len(CLASSES)), np.float32)
    static = network.of_vectors(chance.random((6, 300), np.float32))
    odds = network.read(columns, signs, static, network.unread(6))
    assert odds.shape == (6, len(LABELS))
    assert odds.sum(axis=1) == pytest.approx(np.ones(6), abs=1e-5)
    far = network.read(columns[:3], signs[:3], static[:3], network.unread(3))
    assert far[0] == pytest.approx(odds[0], abs=1e-5), "a word sees two words on each side"
