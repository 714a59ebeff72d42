"""Contacts as telephones and mail programs export them: each card is a record.

Sources: RFC 6350 (vCard 4.0), RFC 2426 (3.0), vCard 2.1 (quoted-printable values, soft line ends).
"""

import quopri
import re
from collections.abc import Iterator

from detectors.budget import Budget
from detectors.charset import guess
from detectors.formats.part import Part, Piece
from detectors.formats.records import Json
from detectors.formats.text import lines
from detectors.formats.upright import document, of_documents

_NAMES = {"FN": "氏名", "TEL": "電話番号", "EMAIL": "メールアドレス", "ADR": "住所", "BDAY": "生年月日", "ORG": "会社名", "TITLE": "役職"}
_FURNITURE = frozenset(("VERSION", "PHOTO", "LOGO", "SOUND", "KEY", "REV", "UID", "PRODID"))
_READINGS = ("X-PHONETIC-LAST-NAME", "X-PHONETIC-FIRST-NAME")
_PROPERTY = re.compile(r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;[^:]*)?):(?P<value>.*)", re.DOTALL)
_CHARSET = re.compile(r"CHARSET=\"?([\w-]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([,;:\\])")


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the cards as one table."""
    codec = guess(part.data, part.charset)[0]
    yield from of_documents(_cards(lines(part.data, codec, budget), codec), part.place, budget)


def _cards(source: Iterator[str], codec: str) -> Iterator[dict[str, Json]]:
    found: list[tuple[str, str]] = []
    for line in _unfolded(source):
        name, value = _property(line, codec)
        if name in ("BEGIN", "END"):
            if found:
                yield document(_shown(found))
            found = []
        elif name and value and name not in _FURNITURE:
            found.append((name, value))
    if found:
        yield document(_shown(found))


def _unfolded(source: Iterator[str]) -> Iterator[str]:
    """Give the lines of a card, each with the lines that go on with it."""
    whole = ""
    for line in source:
        text = line.rstrip("\r\n")
        if whole and text[:1] in (" ", "\t"):
            whole += text[1:]
        elif whole.endswith("=") and "QUOTED-PRINTABLE" in whole.upper():
            whole = whole[:-1] + text
        else:
            yield whole
            whole = text
    yield whole


def _property(line: str, codec: str) -> tuple[str, str]:
    match = _PROPERTY.fullmatch(line)
    if match is None:
        return ("NOTE", line.strip())
    value, parameters = match["value"], match["parameters"]
    if "QUOTED-PRINTABLE" in parameters.upper():
        charset = _CHARSET.search(parameters)
        try:
            value = quopri.decodestring(value.encode(codec, "replace")).decode(charset[1] if charset else codec, "replace")
        except LookupError:
            value = quopri.decodestring(value.encode(codec, "replace")).decode(codec, "replace")
    return match["name"].upper(), value.strip()


def _shown(found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give what a card says under the names of columns; the parts of its name only where it has no whole one."""
    whole = any(name == "FN" for name, _ in found)
    if reading := " ".join(_text(value) for name, value in found if name in _READINGS):
        yield "フリガナ", reading
    for name, value in found:
        if name == "N":
            parts = [*value.split(";"), ""]
            yield from () if whole else [("氏名", f"{parts[0]} {parts[1]}".strip())]
        elif name == "ADR":
            yield "住所", "".join(_text(part) for part in _address(value.split(";")))
        elif name not in _READINGS:
            yield _NAMES.get(name, name), _text(value).removeprefix("tel:").removeprefix("mailto:")


def _address(parts: list[str]) -> list[str]:
    """Return the parts of an address as Japan writes them: prefecture, city, street; then what came before the street."""
    box, more, street, city, region = [*parts, "", "", "", "", ""][:5]
    return [region, city, street, more, box]


def _text(value: str) -> str:
    return _ESCAPED.sub(r"\1", value.replace("\\n", "\n").replace("\\N", "\n"))
