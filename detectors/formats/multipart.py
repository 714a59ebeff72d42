"""multipart/* (RFC 2046, RFC 7578), read tolerantly: servers differ in what they accept, so everything that one of them could take is read.

Every line that could be a boundary splits, whichever of several boundaries was declared. Headers are text too. What is in no part is text.
"""

import re
from collections.abc import Iterator

from detectors.budget import Budget, OverBudget
from detectors.charset import guess
from detectors.formats.form import named_rows, percent_decode
from detectors.formats.part import Part, Piece
from detectors.formats.transfer import decode_transfer
from detectors.model import Segment

FIELD_BYTES = 4096
"""A part without file name up to this size is a field of the form, in one row with the other fields; a longer one is a document."""

_DECLARED = re.compile(r"boundary\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)
_OPENING = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n(?=[A-Za-z-]+[ \t]*:)")
_DELIMITER = re.compile(rb"(?:\A|\r?\n)--([^\r\n]{1,200}?)[ \t]*(?=\r?\n|\Z)")
_HEADERS = re.compile(rb"(?:[A-Za-z-]+[ \t]*:[^\r\n]{0,8192}(?:\r?\n[ \t][^\r\n]{0,8192})*\r?\n){1,64}(?:\r?\n|\Z)")
_HEADER = re.compile(r"([A-Za-z-]+)[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)")
_PARAMETER = re.compile(r"\b(filename|name)(\*?)\s*=\s*(?:\"((?:[^\"\\\r\n]|\\.)*)\"|([^\s;]+))", re.IGNORECASE)
_PLAIN_DISPOSITION = re.compile(r"[\s;]*(?:form-data|attachment|inline)?[\s;]*", re.IGNORECASE)
_STATED = frozenset(("content-disposition", "content-type", "content-transfer-encoding", "content-length"))


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give every file as a part, small fields together as rows of names and values, and everything else as text."""
    boundaries = {(a or b).encode("utf-8", "replace") for a, b in _DECLARED.findall(part.content_type)}
    boundaries |= {match[1] for match in _OPENING.finditer(part.data)}
    boundaries.discard(b"")
    if not boundaries:
        raise ValueError("no boundary")
    codec = guess(part.data, part.charset)[0]
    form: list[tuple[str, str]] = []
    try:
        for number, piece in enumerate(_split(part.data, boundaries)):
            yield from _piece(piece, f"{part.place}#part{number}", codec, form, budget)
    except OverBudget:
        yield from named_rows(form, part.place, budget)
        raise
    yield from named_rows(form, part.place, budget)


def _split(data: memoryview, boundaries: set[bytes]) -> Iterator[memoryview]:
    start = 0
    for match in _DELIMITER.finditer(data):
        if match[1] in boundaries or match[1].removesuffix(b"--") in boundaries:
            yield data[start : match.start()]
            start = match.end()
    yield data[start:]


def _piece(piece: memoryview, place: str, codec: str, form: list[tuple[str, str]], budget: Budget) -> Iterator[Piece]:
    opening = re.match(rb"\r?\n", piece)
    piece = piece[opening.end() :] if opening else piece
    head = _HEADERS.match(piece)
    if not head:
        if bytes(piece[:4096]).strip() or len(piece) > 4096:
            budget.add_part()
            yield Part(data=piece, place=place, charset=codec)
        return
    headers = _text(memoryview(head[0]), codec)
    stated, strange = _parse(headers)
    body = decode_transfer(piece[head.end() :], stated.get("content-transfer-encoding", ""), budget)
    filename, content_type = stated.get("filename", ""), stated.get("content-type", "")
    if strange or filename:
        yield Segment(text="\n".join([filename, *strange]).strip(), place=f"{place}#headers")
    if not filename and len(body) <= FIELD_BYTES and content_type.partition(";")[0].strip().lower() in ("", "text/plain"):
        form.append((stated.get("name", ""), _text(body, codec)))
    else:
        budget.add_part()
        named = filename or stated.get("name", "")
        yield Part(data=body, place=f"{place}/{named}", content_type=content_type, filename=filename, charset=codec)


def _text(data: memoryview, codec: str) -> str:
    """Decode a short text: as UTF-8, as the document around it, or by its own looks."""
    raw = bytes(data)
    for candidate in ("utf-8", codec):
        try:
            return raw.decode(candidate)
        except UnicodeDecodeError:
            continue
    return raw.decode(guess(data)[0], "replace")


def _parse(headers: str) -> tuple[dict[str, str], list[str]]:
    """Return what the headers state (the first of each counts) and the lines that hold more than is known here."""
    stated: dict[str, str] = {}
    strange: list[str] = []
    for name, value in _HEADER.findall(headers):
        key = name.lower()
        if key == "content-disposition":
            for parameter, star, quoted, bare in _PARAMETER.findall(value):
                stated.setdefault(parameter.lower(), _parameter(quoted or bare, star))
            if not _PLAIN_DISPOSITION.fullmatch(_PARAMETER.sub("", value)):
                strange.append(value)
        elif key in _STATED:
            if key in stated and stated[key] != value:
                strange.append(value)
            stated.setdefault(key, value.strip())
        else:
            strange.append(f"{name}: {value}")
    return stated, strange


def _parameter(value: str, star: str) -> str:
    """Return the text of a parameter; the starred form is RFC 8187's `charset'language'percent-encoded`."""
    encoded = value.rpartition("'")[2] if star else value
    raw = percent_decode(encoded.encode("utf-8", "replace"))
    return re.sub(r"\\(.)", r"\1", raw.decode(guess(memoryview(raw))[0], "replace"))
