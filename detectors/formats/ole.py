"""Compound files of old Office ([MS-CFB]): xls is a workbook, an encrypted package is closed, others give the text that lies open."""

import re
from collections.abc import Iterator

from detectors.budget import Budget
from detectors.formats.part import Part, Piece
from detectors.model import Gap, GapReason, Segment

CARVED_CHARACTERS = 64 << 20

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK = re.compile(re.escape("Workbook".encode("utf-16-le")) + b"|" + re.escape("Book\0".encode("utf-16-le")))
_WIDE_RUN = re.compile(rb"(?:[\x20-\x7e\t\r\n]\x00|[\x00-\xff][\x30\x4e-\x9f\xff]){4,}")


def kind(data: memoryview) -> str:
    """Return `xls`, `ole-encrypted` or `ole`, from the names of the streams inside."""
    if re.search(re.escape(_ENCRYPTED), data):
        return "ole-encrypted"
    return "xls" if _WORKBOOK.search(data) else "ole"


def read_encrypted(part: Part, _budget: Budget) -> Iterator[Piece]:
    """Say that the document is closed."""
    yield Gap(reason=GapReason.ENCRYPTED, place=part.place, size_bytes=len(part.data))


def read_open(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give what lies in the file as UTF-16 (doc, ppt and msg keep their text so), and a gap, since it may not be all."""
    runs: list[str] = []
    size = 0
    for match in _WIDE_RUN.finditer(part.data):
        budget.check_time()
        runs.append(match[0].decode("utf-16-le", "replace").replace("\r", "\n"))
        size += len(runs[-1])
        if size > CARVED_CHARACTERS:
            break
    if runs:
        yield Segment(text="\n".join(runs), place=part.place)
    yield Gap(reason=GapReason.UNSUPPORTED, place=part.place, size_bytes=len(part.data))
