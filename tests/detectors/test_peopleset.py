from hypothesis import given
from hypothesis import strategies as st

from detectors.peopleset import EMPTY, PeopleSet

values = st.lists(st.integers(min_value=0, max_value=2**64 - 1), max_size=60)


@given(values, values)
def test_union_is_the_union_of_sets(left: list[int], right: list[int]) -> None:
    both = PeopleSet.of(left).union(PeopleSet.of(right))
    assert both.exact
    assert both.values.tolist() == sorted(set(left) | set(right))


def test_empty_set_has_nobody() -> None:
    assert EMPTY.count == 0
    assert EMPTY.union().count == 0


def test_a_sketch_stays_within_three_standard_errors() -> None:
    members = [(i * 0x9E3779B97F4A7C15) % 2**64 for i in range(50_000)]
    sketch = PeopleSet.of(members, exact_limit=1000)
    assert not sketch.exact
    assert abs(sketch.count - 50_000) < 50_000 * 0.025
    again = sketch.union(PeopleSet.of(members[:900]))
    assert abs(again.count - sketch.count) < 10


def test_people_are_not_shown() -> None:
    assert "7" not in repr(PeopleSet.of([777_777]))


@given(values, values, st.integers(min_value=0, max_value=200))
def test_a_count_with_others_is_the_count_of_the_union(left: list[int], right: list[int], limit: int) -> None:
    ours, theirs = PeopleSet.of(left, exact_limit=limit), PeopleSet.of(right, exact_limit=limit)
    both = ours.union(theirs, exact_limit=limit)
    count, exact = ours.count_with(theirs, exact_limit=limit)
    assert exact == both.exact
    assert abs(count - both.count) <= 1


def test_a_sketch_of_few_is_kept_and_counts_the_same() -> None:
    few = PeopleSet.of(range(1, 40))
    assert few.sketched is few.sketched
    assert not few.sketched.exact
    assert few.sketched.count == few.count
    assert few.sketched.sketched is few.sketched
