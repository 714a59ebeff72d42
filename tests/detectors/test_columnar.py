"""Columns of numbers."""

import numpy as np
import pytest

from detectors.columnar import Column


@pytest.mark.parametrize(
    ("code", "size"), [pytest.param("i", 4, id="scopes"), pytest.param("Q", 8, id="fingerprints"), pytest.param("B", 1, id="ranks")]
)
def test_numbers_come_back_in_their_own_width(code: str, size: int) -> None:
    column = Column(code)
    assert (len(column), column.view.tolist()) == (0, [])
    for part in ([1, 2], [], [3]):
        column.add(np.array(part, dtype=np.int64))
    assert (column.view.tolist(), column.view.itemsize, len(column)) == ([1, 2, 3], size, 3)
    column.keep(np.array([True, False, True]))
    assert column.view.tolist() == [1, 3]
    column.replace(np.array([7]))
    assert column.view.tolist() == [7]
