"""Finds the people written into one cell: several names, a name with its reading, with a telephone number, with an office before it.

Knows one cell; no table. What is left of the cell is others' to read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.names.words import Kind, kinds_of
from detectors.values import person

_KANJI = r"[\u3005\u4e00-\u9fff]"
_APART = re.compile(
    rf"[,;/、，；／|｜\n\r]+|(?<={_KANJI})・(?={_KANJI})|(?<={_KANJI}{{4}})[ \u3000]+(?={_KANJI}{{4}})"
    r"|[\w.+-]+[@＠][\w.-]+"
    r"|(?:tel|fax|電話|携帯|℡)?[.:：]?\s*[+(（]?[0-9０-９][0-9０-９()（）‐－―ー -]{5,}",
    re.IGNORECASE,
)
"""What stands between two names: a separator, or a number or an address of the one before."""

_BESIDE = re.compile(r"[(（\[［]([^()（）\[\]［］]*)[)）\]］]")
_READING = re.compile(r"[\u3041-\u30ffｦ-ﾟ\s・]+")
_OFFICE = (
    r"(?:代表(?:取締役|理事|社員|執行役|者)?|(?:専務|常務)(?:取締役|理事)?|取締役|理事長?|副?(?:会|社|院|園|校|所|施設|支店|店|工場)長"
    r"|(?:部|課|係|次|室|局|事務)長|主任|支配人|管理者|担当者?)"
)
_TITLE = re.compile(rf"(?:^|[\s　])(?:{_OFFICE}[\s　・兼:：]*)+(?=[^\s　])")


SHORTEST, LONGEST = 3, 8
"""Letters of a full name that has no space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value in a cell: half-open code points of the cell, and its normalised form."""

    start: int
    end: int
    value: str = field(repr=False)
    reading: bool = False
    """Whether this is the reading of the name before."""


def has_titles(text: str) -> bool:
    """Return whether an office stands before a name in `text`."""
    return bool(_TITLE.search(text))


def strip_title(cell: str) -> str:
    """Return a cell without the office that stands before a name (理事長　山田　花子)."""
    return _TITLE.sub("", cell, count=1).strip()


def is_full_name(text: str) -> bool:
    """Return whether `text` is a surname and a given name of the dictionary, with a space between or without."""
    words = text.split()
    if len(words) == 2:
        return Kind.SURNAME in kinds_of(words[0]) and Kind.GIVEN in kinds_of(words[1])
    cuts = range(1, len(text)) if SHORTEST <= len(text) <= LONGEST else ()
    return any(Kind.SURNAME in kinds_of(text[:cut]) and Kind.GIVEN in kinds_of(text[cut:]) for cut in cuts)


def people_in(cell: str) -> Iterator[Value]:
    """Give the names in `cell` from left to right."""
    start = 0
    for match in (*_APART.finditer(cell), None):
        end = match.start() if match else len(cell)
        yield from _one(cell[start:end], start)
        start = match.end() if match else end


def split(cell: str) -> list[str]:
    """Return the parts of `cell` that may each be a name."""
    return [part.strip() for part in _APART.split(_BESIDE.sub("", cell)) if part and part.strip()]


def _one(text: str, shift: int) -> Iterator[Value]:
    beside = _BESIDE.search(text)
    outside = text[: beside.start()] if beside else text
    name = strip_title(outside)
    if not (value := person(name)):
        return
    at = outside.find(name)
    yield Value(start=shift + at, end=shift + at + len(name), value=value)
    if beside and _READING.fullmatch(beside[1]) and (read := person(beside[1])):
        yield Value(start=shift + beside.start(1), end=shift + beside.end(1), value=read, reading=True)
