"""From bytes to what can be inspected: a stream of text, tables and gaps, in the order of the document.

Every layer (content encodings, archives, forms) is taken off here, under one budget. Nothing is dropped in silence: what cannot be read is
a gap with its place. Knows nothing of personal data.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from detectors.budget import Budget, OverBudget
from detectors.charset import guess
from detectors.decode import decode_body
from detectors.disguises.plain import told
from detectors.formats import archive, text
from detectors.formats.embedded import embedded
from detectors.formats.form import read_target
from detectors.formats.part import Part, Piece
from detectors.formats.registry import FORMATS
from detectors.model import Gap, GapReason, Limits, Segment, Table
from detectors.sniff import sniff

BODY = "body"
"""Place of the outermost layer."""

ZIP_TAIL_BYTES = 64 << 10
"""Where the end of a ZIP stands that is glued behind a picture or a PDF (APPNOTE 4.3.16: its comment has 65,535 bytes at most)."""

_ZIP_END = re.compile(rb"PK\x05\x06")
_CARRIERS = frozenset(("json", "ndjson", "html", "xml", "form", "text", "csv", "tsv"))
"""Formats in which documents travel as base64."""

_LOOKED_AT = 1 << 10
"""Bytes of a decoded run by which it is text or noise."""

_CARRIED = FORMATS.keys() - {"text"}
"""What is opened when it travels so; letters that happen to be base64 decode to noise, and small pictures are part of every page."""

_TEXTS = frozenset(("text", "csv", "tsv", "json", "ndjson", "html", "xml", "form", "multipart"))


class Extraction:
    """One body being read. Iterate it once; `format` and `charset` of the outermost layer are known before the first piece."""

    def __init__(
        self,
        data: memoryview,
        *,
        content_type: str = "",
        content_encoding: str = "",
        filename: str = "",
        target: str = "",
        limits: Limits,
        deadline: float,
    ) -> None:
        self._budget = Budget(limits=limits, deadline=deadline)
        body = Part(data=data, place=BODY, content_type=content_type, filename=filename)
        *around, last = decode_body(body, content_encoding, self._budget)
        self._part: Part | None = last if isinstance(last, Part) else None
        self._around = around if self._part else [*around, last]
        self._size = len(data)
        self._filename, self._target = filename, target
        self.format, self.charset = self._look()

    def _look(self) -> tuple[str, str]:
        """Return the format (as in `FORMATS`, or of a binary that is only recognised) and the codec; empty where there is none."""
        if self._part is None or not len(self._part.data):
            return "", ""
        name = sniff(self._part.data, self._part.content_type, self._filename)
        return name, guess(self._part.data)[0] if name in _TEXTS else ""

    def __iter__(self) -> Iterator[Segment | Table | Gap]:
        try:
            yield from self._pieces()
        except OverBudget as over:
            yield Gap(reason=over.reason, place=BODY, size_bytes=self._size)

    def _pieces(self) -> Iterator[Segment | Table | Gap]:
        if self._filename:
            yield Segment(text=self._filename, place="filename")
        if self._target:
            yield from read_target(self._target, "target", self._budget)
        for piece in self._around:
            if isinstance(piece, Part):
                yield from walk(piece, self._budget)
            else:
                yield piece
        if self._part is not None and len(self._part.data):
            yield from walk(self._part, self._budget, known=self.format)


def extract(
    data: memoryview,
    *,
    content_type: str = "",
    content_encoding: str = "",
    filename: str = "",
    target: str = "",
    limits: Limits,
    deadline: float,
) -> Extraction:
    """Return the pieces of one body as they are read.

    data: the body as received; content_type, content_encoding: raw header values, empty if absent; filename: as declared;
    target: path and query of the request, empty for downloads; deadline: a `time.monotonic()` value. Never raises for bad content.
    """
    return Extraction(
        data,
        content_type=content_type,
        content_encoding=content_encoding,
        filename=filename,
        target=target,
        limits=limits,
        deadline=deadline,
    )


def walk(part: Part, budget: Budget, known: str = "") -> Iterator[Segment | Table | Gap]:
    """Give all that is in `part`, the parts inside it included, as long as the budget lasts."""
    try:
        with budget.deeper():
            for piece in _read(part, budget, known):
                if isinstance(piece, Part):
                    yield from walk(piece, budget)
                else:
                    yield piece
    except OverBudget as over:
        yield Gap(reason=over.reason, place=part.place, size_bytes=len(part.data))


def _unquoted(form: Part) -> Part:
    return replace(form, data=memoryview(unquote_to_bytes(bytes(form.data))))


def _is_text(part: Part) -> bool:
    """Return whether `part` begins with text that somebody wrote; where it is cut, a character may be cut too."""
    head = bytes(part.data[:_LOOKED_AT])
    return any(told(head[: len(head) - cut]) is not None for cut in range(3 if len(part.data) > _LOOKED_AT else 1))


def _read(part: Part, budget: Budget, known: str) -> Iterator[Piece]:
    name = known or sniff(part.data, part.content_type, part.filename, part.charset)
    if name in FORMATS:
        try:
            yield from FORMATS[name](part, budget)
        except ValueError:
            yield from text.read(part, budget)
        if name in _CARRIERS:
            yield from (
                inner
                for inner in embedded(_unquoted(part) if name == "form" else part, budget)
                if sniff(inner.data) in _CARRIED or _is_text(inner)
            )
        return
    yield Gap(reason=GapReason.UNSUPPORTED, place=part.place, size_bytes=len(part.data))
    if _ZIP_END.search(part.data[-ZIP_TAIL_BYTES:]):
        yield from archive.read(replace(part, place=f"{part.place}#zip"), budget)
