"""Files of one compressed stream (gzip, zstd): the document inside, and whatever stands behind it."""

from collections.abc import Callable, Iterator

from detectors.budget import Budget
from detectors.decode import Opened, open_gzip, open_zstd
from detectors.formats.part import Part, Piece
from detectors.model import Gap


def read_gzip(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the document inside a gzip file."""
    return _read(part, budget, open_gzip)


def read_zstd(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the document inside a zstd file."""
    return _read(part, budget, open_zstd)


def _read(part: Part, budget: Budget, opener: Callable[[memoryview, Budget], Opened]) -> Iterator[Piece]:
    opened = opener(part.data, budget)
    if len(opened.data):
        name = part.filename.removesuffix(".gz").removesuffix(".zst")
        yield Part(data=opened.data, place=f"{part.place}!", filename=name)
    if len(opened.rest):
        yield Part(data=opened.rest, place=f"{part.place}!#behind")
    if opened.gap is not None:
        yield Gap(reason=opened.gap, place=part.place, size_bytes=len(part.data))
