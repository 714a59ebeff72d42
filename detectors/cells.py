"""Finds the values inside one table cell whose kind is known: where each stands, several in a cell, notes around them.

Knows one cell and its entity; no table and no people.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from detectors.checkdigits import luhn
from detectors.columns import is_address
from detectors.disguises.reveal import reveal
from detectors.fold import fold
from detectors.namecells import Value as Value
from detectors.namecells import people_in, strip_title
from detectors.values import IN_COLUMN

_PHONE = re.compile(r"(?<![\d.])(?:\+ ?81[ -]?\(?|\(?0)\d{1,4}[() -]{0,2}\d{1,4}[() -]{0,2}\d{3,4}(?![\d.])", re.ASCII)
_LOCAL = re.compile(r"\d{2,4}-\d{4}|\(?\d{2,5}[-)]\d{1,4}-\d{3,4}", re.ASCII)
_CARD = re.compile(r"\d{4}(?:[ -]?\d{4}){2}[ -]?\d{1,7}|\d{4}[ -]?\d{6}[ -]?\d{4,5}", re.ASCII)
_TOKEN = re.compile(r"[^\s,;/、，；／|]+")
_BLANKS = " \t\r\n\u3000\u00a0"


def undisguised(entity: str, cell: str) -> str | None:
    """Return the value of `entity` that `cell` is once its disguises are undone; None where it has none."""
    shown = reveal(cell, labelled=True).text if cell.strip(_BLANKS) else None
    return IN_COLUMN[entity](shown.text) if shown and shown.starts is not None else None


def values_in(entity: str, cell: str) -> list[Value]:
    """Return the values of `entity` in `cell`, from left to right."""
    found = _values_in(entity, cell)
    if not found and (shown := reveal(cell, labelled=True).text).starts is not None:
        places = [(value, shown.span(value.start, value.end)) for value in _values_in(entity, shown.text)]
        return [Value(start=start, end=end, value=value.value) for value, (start, end) in places]
    return found


def _values_in(entity: str, cell: str) -> list[Value]:
    start = len(cell) - len(cell.lstrip(_BLANKS))
    text = cell.strip(_BLANKS)
    if not text:
        return []
    whole = _whole(entity, text)
    if whole is not None:
        shift = len(text) - len(strip_title(text)) if entity == "PERSON" else 0
        return [Value(start=start + shift, end=start + len(text), value=whole)]
    return [replace(v, start=start + v.start, end=start + v.end) for v in _PARTS.get(entity, _tokens)(entity, text)]


def _whole(entity: str, text: str) -> str | None:
    if entity == "JP_ADDRESS":
        return text if is_address(text) else None
    if entity == "PERSON":
        return IN_COLUMN[entity](strip_title(text))
    return IN_COLUMN[entity](text)


def _phones(entity: str, text: str) -> Iterator[Value]:
    """Give telephone numbers. In a column of them one without area code, or with one that is not assigned, counts by its digits."""
    folded = fold(text)
    found = False
    for match in _PHONE.finditer(folded):
        if value := IN_COLUMN[entity](match[0]):
            found = True
            yield Value(start=match.start(), end=match.end(), value=value)
    if not found and _LOCAL.fullmatch(folded):
        yield Value(start=0, end=len(text), value=re.sub(r"\D", "", folded))


def _cards(entity: str, text: str) -> Iterator[Value]:  # noqa: ARG001
    """Give card numbers. In a column of them the check digit is enough: issuers get new ranges."""
    for match in _CARD.finditer(fold(text)):
        digits = re.sub(r"\D", "", match[0])
        if luhn(digits):
            yield Value(start=match.start(), end=match.end(), value=digits)


def _tokens(entity: str, text: str) -> Iterator[Value]:
    for match in _TOKEN.finditer(text):
        if value := IN_COLUMN[entity](match[0]):
            yield Value(start=match.start(), end=match.end(), value=value)


def _people(entity: str, text: str) -> Iterator[Value]:  # noqa: ARG001
    yield from people_in(text)


def without(cell: str, found: Sequence[Value]) -> str:
    """Return what `cell` holds beside the values found in it, at the same places."""
    for value in found:
        cell = cell[: value.start] + " " * (value.end - value.start) + cell[value.end :]
    return cell


def _none(entity: str, text: str) -> Iterator[Value]:  # noqa: ARG001
    yield from ()


_PARTS: dict[str, Callable[[str, str], Iterator[Value]]] = {
    "PHONE_NUMBER": _phones,
    "PERSON": _people,
    "CREDIT_CARD": _cards,
    "JP_ADDRESS": _none,
    "BIRTH_DATE": _none,
}
