"""From bytes to what can be inspected: a stream of text, tables and gaps, in the order of the document.

Every layer (content encodings, archives, forms) is taken off here, under one budget. Nothing is dropped in silence: what cannot be read is
a gap with its place. Knows nothing of personal data.
"""

from collections.abc import Iterator

from detectors.budget import Budget, OverBudget
from detectors.charset import guess
from detectors.formats import FORMATS, text
from detectors.formats.part import Part, Piece
from detectors.model import Gap, GapReason, Limits, Segment, Table
from detectors.sniff import sniff

BODY = "body"
"""Place of the outermost layer."""

_TEXTS = frozenset(("text", "csv", "tsv", "json", "ndjson", "html", "xml", "form"))


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
        self._part = Part(data=data, place=BODY, content_type=content_type, filename=filename)
        self.format = sniff(data, content_type, filename) if len(data) else ""
        """As in `FORMATS`, or of a binary that is only recognised; empty for an empty body."""
        self.charset = guess(data)[0] if self.format in _TEXTS else ""
        """Codec name; empty when the body is no text."""

    def __iter__(self) -> Iterator[Segment | Table | Gap]:
        if len(self._part.data):
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


def _read(part: Part, budget: Budget, known: str) -> Iterator[Piece]:
    name = known or sniff(part.data, part.content_type, part.filename, part.charset)
    if name not in FORMATS:
        yield Gap(reason=GapReason.UNSUPPORTED, place=part.place, size_bytes=len(part.data))
        return
    try:
        yield from FORMATS[name].read(part, budget)
    except ValueError:
        yield from text.read(part, budget)
