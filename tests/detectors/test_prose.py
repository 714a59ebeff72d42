"""Who is meant in running text."""

import numpy as np
import pytest

from detectors.fingerprint import Fingerprinter
from detectors.hits import Hit
from detectors.notes import Allowed, Notes
from detectors.passages import Passage
from detectors.people import MOST_IN_ROW
from detectors.prose import SAME_KIND, WINDOW, fills, note, records


def hit(entity: str, start: int, value: str, length: int = 4) -> Hit:
    return Hit(entity=entity, start=start, end=start + length, score=0.9, recogniser="Test", value=value)


def notes_of(*hits: Hit) -> Notes:
    notes = Notes(prints=Fingerprinter(b"k" * 32), allowed=Allowed(()))
    note(notes, Passage(text="これは文です。" * 200, place="p"), hits)
    return notes


NAME, PHONE, MAIL = "PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS"


@pytest.mark.parametrize(
    ("hits", "people", "names_only"),
    [
        pytest.param((), 0, 0, id="nothing"),
        pytest.param((hit(NAME, 0, "a"), hit(NAME, 20, "b")), 0, 2, id="names alone"),
        pytest.param((hit(NAME, 0, "a"), hit(PHONE, 20, "1"), hit(MAIL, 40, "m")), 1, 0, id="one person"),
        pytest.param((hit(NAME, 0, "a"), hit(PHONE, 20, "1"), hit(NAME, 40, "b"), hit(PHONE, 60, "2")), 2, 0, id="two people in turn"),
        pytest.param((hit(PHONE, 0, "1"), hit(PHONE, 20, "2"), hit(PHONE, 40, "3")), 3, 0, id="a list of numbers"),
        pytest.param((hit(NAME, 0, "a"), hit(PHONE, 20, "1"), hit(PHONE, 40, "2")), 1, 0, id="a name with two numbers"),
        pytest.param(
            (hit(NAME, 0, "a"), *(hit(PHONE, 20 * i, str(i)) for i in range(1, SAME_KIND + 3))), 3, 0, id="a name does not take all"
        ),
        pytest.param((hit(PHONE, 0, "1"), hit(MAIL, WINDOW, "m")), 2, 0, id="too far apart"),
        pytest.param((hit(PHONE, 0, "1"), hit(MAIL, WINDOW - 4, "m")), 1, 0, id="just near enough"),
        pytest.param((hit(NAME, 0, "a"), hit("JP_ADDRESS", 20, "x")), 1, 0, id="name and address"),
        pytest.param((hit(NAME, 0, "a"), hit("BIRTH_DATE", 20, "x")), 1, 0, id="name and birth date"),
        pytest.param((hit("JP_ADDRESS", 0, "x"), hit("JP_POSTAL_CODE", 20, "y"), hit("LOCATION", 40, "z")), 0, 0, id="places"),
        pytest.param((hit(NAME, 0, "a"), hit(NAME, 5, "kana"), hit(PHONE, 20, "1")), 1, 0, id="a name and its reading"),
        pytest.param((hit(PHONE, 0, "+81120000000"),), 0, 0, id="a toll-free number"),
    ],
)
def test_people(hits: tuple[Hit, ...], people: int, names_only: int) -> None:
    found = notes_of(*hits).census.people()
    assert (found.count, found.names_only) == (people, names_only)


@pytest.mark.parametrize(("owned", "count"), [pytest.param(True, 1, id="a row of somebody"), pytest.param(False, 0, id="a row of nobody")])
def test_a_note_in_a_row_tells_the_state_of_its_person(owned: bool, count: int) -> None:
    notes = Notes(prints=Fingerprinter(b"k" * 32), allowed=Allowed(()))
    note(notes, Passage(text="鬱病で休職", place="p", scopes=np.array([notes.census.open(1)]), owned=np.array([owned])), ())
    assert notes.counts["JP_SENSITIVE"] == count


def in_rows(owned: list[bool], hits: tuple[Hit, ...]) -> int:
    """Return the people of a table whose rows all hold a text with `hits`; those `owned` have a number of their own."""
    notes = Notes(prints=Fingerprinter(b"k" * 32), allowed=Allowed(()))
    rows = np.arange(notes.census.open(len(owned)), len(owned))
    mask = np.array(owned)
    notes.census.mention("CREDIT_CARD", rows[mask], notes.prints.many("CREDIT_CARD", list(map(str, rows[mask]))))
    note(notes, Passage(text="これは文です。" * 200, place="p", scopes=rows, owned=mask), hits)
    return notes.census.people().count


CLERK = (hit(NAME, 0, "clerk"), hit(NAME, 40, "a"), hit("JP_ADDRESS", 60, "x"), hit(PHONE, 80, "1"))
SEVERAL = tuple(hit(kind, 200 * i + 20 * at, f"{kind}{i}") for i in range(MOST_IN_ROW + 1) for at, kind in enumerate((NAME, "JP_ADDRESS")))


@pytest.mark.parametrize(
    ("owned", "hits", "people"),
    [
        pytest.param([True], (hit(NAME, 0, "a"), hit("JP_ADDRESS", 20, "x")), 1, id="a name and an address are the row's"),
        pytest.param([True], CLERK, 1, id="a clerk's name too"),
        pytest.param([True], (hit(PHONE, 0, "1"), hit(PHONE, 20, "2"), hit(MAIL, 40, "m")), 1, id="numbers too"),
        pytest.param([False], (hit(NAME, 0, "a"), hit("JP_ADDRESS", 20, "x")), 1, id="somebody in a row of nobody"),
        pytest.param([False], CLERK, 1, id="a clerk beside somebody in a row of nobody"),
        pytest.param([False], (hit(PHONE, 0, "1"), hit(PHONE, 20, "2"), hit(MAIL, 40, "m")), 2, id="two in a row of nobody"),
        pytest.param([True, False], (hit(NAME, 0, "a"), hit("JP_ADDRESS", 20, "x")), 2, id="one of both"),
        pytest.param([True], SEVERAL, MOST_IN_ROW + 2, id="a list of people in a row"),
        pytest.param([True] * 9, (hit(PHONE, 0, "1"),), 9, id="the same number in all rows"),
    ],
)
def test_people_in_notes_of_rows(owned: list[bool], hits: tuple[Hit, ...], people: int) -> None:
    assert in_rows(owned, hits) == people


def test_records_lose_no_identifier() -> None:
    hits = [hit(PHONE, 15 * i, str(i % 5)) for i in range(40)]
    assert [one for record in records(hits) for one in record] == hits


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        pytest.param("山田太郎", True, id="the whole cell"),
        pytest.param("院長　山田太郎", True, id="behind an office"),
        pytest.param("山田太郎整形外科医院", False, id="a clinic"),
        pytest.param("山田太郎と申します", True, id="a sentence"),
    ],
)
def test_names_that_fill_a_cell(cell: str, whole: bool) -> None:
    assert fills(cell, hit(NAME, cell.index("山"), "", 4)) is whole
