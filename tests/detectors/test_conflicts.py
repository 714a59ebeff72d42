from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.conflicts import resolve
from detectors.hits import Hit


def _hit(entity: str, start: int, end: int, score: float = 0.9) -> Hit:
    return Hit(entity=entity, start=start, end=end, score=score, recogniser="test")


@pytest.mark.parametrize(
    ("hits", "kept"),
    [
        pytest.param([("LOCATION", 0, 3, 0.5), ("JP_ADDRESS", 0, 12, 0.6)], ["JP_ADDRESS"], id="a place is part of an address"),
        pytest.param([("PERSON", 4, 6, 1.0), ("JP_ADDRESS", 0, 12, 0.6)], ["JP_ADDRESS"], id="so is what looks like a name"),
        pytest.param([("PHONE_NUMBER", 0, 12, 0.8), ("CREDIT_CARD", 0, 12, 0.8)], ["CREDIT_CARD"], id="the specific one"),
        pytest.param([("LOCATION", 0, 2, 0.9), ("PERSON", 0, 4, 0.6)], ["PERSON"], id="a name before a place"),
        pytest.param([("PERSON", 0, 2, 0.6), ("PERSON", 0, 4, 0.6)], ["PERSON"], id="the longer one"),
        pytest.param([("PERSON", 0, 2, 0.6), ("PERSON", 2, 4, 0.6)], ["PERSON", "PERSON"], id="neighbours stay"),
    ],
)
def test_resolve(hits: list[tuple[str, int, int, float]], kept: list[str]) -> None:
    assert [h.entity for h in resolve(_hit(*h) for h in hits)] == kept


@given(st.lists(st.tuples(st.sampled_from(["PERSON", "LOCATION", "JP_ADDRESS", "CREDIT_CARD"]), st.integers(0, 30), st.integers(1, 9))))
def test_nothing_overlaps_and_something_is_kept(raw: list[tuple[str, int, int]]) -> None:
    kept = resolve(_hit(entity, start, start + length) for entity, start, length in raw)
    assert bool(kept) == bool(raw)
    assert all(a.end <= b.start for a, b in pairwise(kept))
