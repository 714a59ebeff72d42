"""Transfer names keep their shape and their order."""

import re

from hypothesis import given
from hypothesis import strategies as st

from proxy.transfer_id import ALPHABET, new_transfer_id

MILLISECONDS = st.integers(min_value=0, max_value=(1 << 48) - 1)


@given(MILLISECONDS)
def test_shape(milliseconds: int) -> None:
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", new_transfer_id(milliseconds))


@given(MILLISECONDS, MILLISECONDS)
def test_sorts_by_time(one: int, other: int) -> None:
    if one < other:
        assert new_transfer_id(one) < new_transfer_id(other)


def test_two_of_the_same_moment_differ() -> None:
    assert len({new_transfer_id(1) for _ in range(100)}) == 100


def test_the_present_comes_after_the_past() -> None:
    assert new_transfer_id() > new_transfer_id(1_700_000_000_000)
