import contextlib

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Finding, Gap, GapReason, Inspection, People, Span
from detectors.peopleset import EXACT_LIMIT, PeopleSet
from detectors.wire import MAX_BYTES, WireError, dumps, loads

WORDS = st.text(max_size=20)
SETS = st.builds(PeopleSet.of, st.lists(st.integers(0, 2**64 - 1), max_size=50))
SCORES = st.floats(0, 1)
FINDINGS = st.builds(
    Finding,
    entity=WORDS,
    place=WORDS,
    span=st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda pair: Span(pair[0], pair[0] + pair[1])),
    score=SCORES,
    recogniser=WORDS,
    evidence=st.lists(WORDS, max_size=3).map(tuple),
    masked=WORDS,
)
GAPS = st.builds(Gap, reason=st.sampled_from(GapReason), place=WORDS, size_bytes=st.integers(0, 2**40))
INSPECTIONS = st.builds(
    Inspection,
    format=WORDS,
    charset=WORDS,
    entities=st.lists(st.tuples(WORDS, st.integers(0, 2**40)), max_size=5).map(tuple),
    findings=st.lists(FINDINGS, max_size=5).map(tuple),
    gaps=st.lists(GAPS, max_size=5).map(tuple),
    people=st.builds(People, persons=SETS, names=SETS),
    seconds=st.lists(st.tuples(WORDS, st.floats(0, 1e6)), max_size=5).map(tuple),
    size_bytes=st.integers(0, 2**40),
    complete=st.booleans(),
)
GOOD = Inspection(
    format="csv",
    findings=(Finding(entity="PERSON", place="body", span=Span(0, 4), score=0.9, recogniser="names", evidence=("氏名",), masked="山***"),),
    gaps=(Gap(reason=GapReason.ENCRYPTED, place="body!/a", size_bytes=3),),
    people=People(persons=PeopleSet.of([3, 1, 2])),
)


@given(INSPECTIONS)
def test_what_is_written_is_read(inspection: Inspection) -> None:
    assert loads(dumps(inspection)) == inspection


def test_a_sketch_survives() -> None:
    people = People(persons=PeopleSet.of(range(5000), exact_limit=100))
    assert loads(dumps(Inspection(people=people))).people == people
    assert EXACT_LIMIT * 8 * 2 < MAX_BYTES


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(WireError):
        loads(packed)


@given(position=st.integers(0, len(dumps(GOOD)) - 1), new=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_still_an_inspection(position: int, new: int) -> None:
    packed = bytearray(dumps(GOOD))
    packed[position] = new
    with contextlib.suppress(WireError):
        assert isinstance(loads(bytes(packed)), Inspection)


@given(
    field=st.integers(0, 10),
    value=st.recursive(st.none() | st.booleans() | st.integers(-9, 2**64 - 1) | st.floats() | WORDS | st.binary(), st.lists),
)
def test_a_field_of_another_kind_is_refused_or_in_order(field: int, value: object) -> None:
    message = list(msgpack.unpackb(dumps(GOOD)))
    message[field] = value
    with contextlib.suppress(WireError):
        assert isinstance(loads(msgpack.packb(message)), Inspection)


@pytest.mark.parametrize(
    "persons",
    [
        pytest.param(b"E" + bytes(range(8)) + bytes(8), id="out of order"),
        pytest.param(b"E" + bytes(16), id="repeated"),
        pytest.param(b"E1234", id="cut"),
        pytest.param(b"S", id="no sketch"),
        pytest.param(b"S" + bytes(40), id="zeros for a sketch"),
        pytest.param(b"X", id="another kind"),
        pytest.param(b"", id="empty"),
    ],
)
def test_sets_of_people_must_be_in_order(persons: bytes) -> None:
    message = list(msgpack.unpackb(dumps(GOOD)))
    message[6] = persons
    with pytest.raises(WireError):
        loads(msgpack.packb(message))


@pytest.mark.parametrize("size", [2**48 + 1, 2**63, 2**64 - 1])
def test_sizes_that_no_ledger_could_add_up_are_refused(size: int) -> None:
    gap = Gap(reason=GapReason.ENCRYPTED, place="body", size_bytes=size)
    with pytest.raises(WireError):
        loads(dumps(Inspection(gaps=(gap,))))
