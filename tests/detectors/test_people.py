"""Who is a person, and which mentions are the same one."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.fingerprint import Fingerprinter
from detectors.people import COMPACT, HUB, Census

PRINTS = Fingerprinter(b"k" * 32)
Row = dict[str, str]


def census(rows: list[Row]) -> Census:
    """Take rows of entity to value; `name` is a typed name, which also says who the row is where no number does."""
    taken = Census()
    enter(taken, rows)
    return taken


def enter(taken: Census, rows: list[Row]) -> None:
    for row in rows:
        scope = np.array([taken.open(1)])
        for entity, value in row.items():
            prints = PRINTS.many(entity, [value])
            if entity == "name":
                taken.call(scope, prints)
            else:
                taken.mention(entity, scope, prints)


def count(rows: list[Row]) -> int:
    return census(rows).people().count


def phones(n: int, **more: str) -> list[Row]:
    return [{"PHONE_NUMBER": f"+8190{i:08}", **more} for i in range(n)]


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        pytest.param([], 0, id="nobody"),
        pytest.param([{}], 0, id="empty row"),
        pytest.param([{"PHONE_NUMBER": "a"}, {"PHONE_NUMBER": "a"}], 1, id="the same number twice"),
        pytest.param([{"PHONE_NUMBER": "a"}, {"EMAIL_ADDRESS": "a"}], 2, id="equal text of two kinds"),
        pytest.param([{"PHONE_NUMBER": "a", "EMAIL_ADDRESS": "b"}], 1, id="a row joins"),
        pytest.param(
            [{"PHONE_NUMBER": "a", "EMAIL_ADDRESS": "b"}, {"EMAIL_ADDRESS": "b", "CREDIT_CARD": "c"}], 1, id="rows join by a value"
        ),
        pytest.param([{"name": "x"}, {"name": "x"}, {"name": "y"}], 2, id="typed names alone"),
        pytest.param([{"name": "x", "PHONE_NUMBER": "a"}, {"name": "x", "PHONE_NUMBER": "b"}], 2, id="namesakes"),
        pytest.param(
            [{"name": "x", "CREDIT_CARD": "1", "EMAIL_ADDRESS": "e"}, {"name": "y", "CREDIT_CARD": "2", "EMAIL_ADDRESS": "e"}],
            2,
            id="a family shares an address",
        ),
        pytest.param(phones(HUB, EMAIL_ADDRESS="shared"), 1, id="a value beside three people joins them"),
        pytest.param(phones(HUB + 1, EMAIL_ADDRESS="shared"), HUB + 1, id="a value beside four people is a hub"),
        pytest.param(phones(9, EMAIL_ADDRESS="shared", CREDIT_CARD="constant"), 9, id="two hubs"),
        pytest.param([{"PHONE_NUMBER": "office", "name": str(i)} for i in range(9)], 9, id="names where the only number is a hub"),
        pytest.param([{"PHONE_NUMBER": "office"}] * 9, 1, id="one number many times is no hub"),
        pytest.param([*phones(9, EMAIL_ADDRESS="hub"), {"EMAIL_ADDRESS": "hub"}], 9, id="a hub identifies nobody"),
    ],
)
def test_count(rows: list[Row], people: int) -> None:
    assert count(rows) == people


@pytest.mark.parametrize("constant", [pytest.param({}, id="plain"), pytest.param({"CREDIT_CARD": "constant"}, id="beside a constant")])
def test_a_number_alone_is_nobody_else_because_a_constant_stands_beside_it(constant: Row) -> None:
    rows = [
        {"PHONE_NUMBER": "c"},
        {"PHONE_NUMBER": "c", "name": "y"},
        {"PHONE_NUMBER": "c", "EMAIL_ADDRESS": "a"},
        {"PHONE_NUMBER": "c", "EMAIL_ADDRESS": "b", "name": "x"},
        {"name": "y"},
    ]
    assert count([row | constant for row in rows]) == 4


VALUES = st.sampled_from("abcdefgh")
ROWS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"PHONE_NUMBER": VALUES, "EMAIL_ADDRESS": VALUES, "CREDIT_CARD": VALUES, "name": st.sampled_from("xyz")}
    ),
    max_size=24,
)


@given(rows=ROWS, seed=st.integers(0, 1000))
def test_order_of_rows_and_values_never_matters(rows: list[Row], seed: int) -> None:
    shuffled = [dict(random.Random(seed).sample(sorted(row.items()), len(row))) for row in rows]
    random.Random(seed).shuffle(shuffled)
    assert census(shuffled).people() == census(rows).people()


@given(rows=ROWS, again=st.lists(st.integers(0, 23), max_size=8))
def test_repeated_rows_are_nobody_new(rows: list[Row], again: list[int]) -> None:
    assert census(rows + [rows[i] for i in again if i < len(rows)]).people() == census(rows).people()


@given(rows=ROWS, cut=st.integers(0, 23))
def test_letting_go_of_repeated_rows_changes_nobody(rows: list[Row], cut: int) -> None:
    taken = Census()
    enter(taken, rows[:cut])
    taken.compact()
    enter(taken, rows[cut:])
    taken.compact()
    assert taken.people() == census(rows).people()


def test_a_table_given_again_and_again_needs_no_more_room() -> None:
    taken = Census()
    for _ in range(9):
        taken.mention("PHONE_NUMBER", np.arange(taken.open(COMPACT), taken.size), np.arange(1, COMPACT + 1, dtype=np.uint64))
        assert taken.bulky or taken.size == COMPACT
        taken.compact()
    assert taken.size == COMPACT == taken.people().count


@given(rows=ROWS, entity=st.sampled_from(("JP_MY_NUMBER", "JP_PASSPORT", "JP_BANK_ACCOUNT", "EMAIL_ADDRESS")))
def test_a_constant_column_never_lowers_the_count(rows: list[Row], entity: str) -> None:
    plain = [row for row in rows if entity not in row]
    before = count(plain)
    if before > HUB:
        assert count([{**row, entity: "constant"} for row in plain]) >= before


@given(rows=ROWS)
def test_two_constant_columns_do_not_hide_each_other(rows: list[Row]) -> None:
    before = count(rows)
    if before > HUB:
        assert count([{**row, "JP_MY_NUMBER": "constant", "JP_PASSPORT": "constant"} for row in rows]) >= before


@given(rows=ROWS, more=ROWS)
def test_more_tables_never_lower_the_count_below_the_greater(rows: list[Row], more: list[Row]) -> None:
    apart = [{key: "other " + value for key, value in row.items()} for row in more]
    assert count(rows + apart) == count(rows) + count(apart)


def test_the_strongest_identifier_is_the_fingerprint() -> None:
    alone = census([{"CREDIT_CARD": "c"}]).people().persons
    assert census([{"PHONE_NUMBER": "p", "CREDIT_CARD": "c", "EMAIL_ADDRESS": "e", "name": "n"}]).people().persons == alone


def test_of_several_of_one_kind_the_same_one_is_taken() -> None:
    taken = set()
    for first, second in itertools.permutations(("a", "b")):
        people = Census()
        scope = np.array([people.open(1)] * 2)
        people.mention("PHONE_NUMBER", scope, PRINTS.many("PHONE_NUMBER", [first, second]))
        taken.add(people.people().persons.packed)
    assert len(taken) == 1


@pytest.mark.parametrize(("customers", "people"), [pytest.param(3, 4, id="a second person"), pytest.param(9, 9, id="a clerk beside many")])
def test_a_second_name_is_a_person_unless_it_is_a_clerk(customers: int, people: int) -> None:
    taken = census(phones(customers))
    taken.stand_beside(np.arange(customers), PRINTS.many("PERSON", ["beside"] * customers))
    assert taken.people().count == people


def test_names_of_prose_are_counted_apart() -> None:
    taken = Census()
    taken.name(PRINTS.many("PERSON", ["a", "b", "b"]), known=False)
    taken.name(PRINTS.many("PERSON", ["a"]), known=True)
    assert (taken.people().count, taken.people().names_only) == (0, 1)


def test_a_hundred_thousand_rows_with_constant_columns_are_quick() -> None:
    size = 100_000
    taken = Census()
    scopes = np.arange(taken.open(size), size)
    taken.mention("PHONE_NUMBER", scopes, np.arange(1, size + 1, dtype=np.uint64) * np.uint64(977))
    for constant in (1, 2):
        taken.mention("EMAIL_ADDRESS", scopes, np.full(size, constant, dtype=np.uint64))
    assert taken.people().count == size
