"""Prose on its way to the analyzer: where it stands, and how a long text is cut. Knows no entity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detectors.unionfind import Index

LONGEST = 4_000
"""Code points given to the analyzer at once: Sudachi refuses more than 49,149 bytes, and one slow text must not outrun the deadline."""

_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n", "[。！？]", r"[\s、,;|]", r"[^\w@.+-]"))
"""Where a text may be cut, best first: no value holds a line end, and none of the others holds the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text to be read as prose, with the rows it stands in if it is a cell."""

    text: str = field(repr=False)
    place: str
    scopes: Index | None = None
    """Scopes of the census that hold this very text; None for a text that is in no table."""
    owned: NDArray[np.bool_] | None = None
    """Of `scopes`, which rows say themselves whom they are about; None for a text that is in no table."""
    start: int = 0
    """Code points of the same segment before it."""
    names: bool = True
    """Whether names count: not where the header says that the column holds none."""

    @property
    def times(self) -> int:
        """How often the text occurs."""
        return 1 if self.scopes is None else len(self.scopes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a longer text."""

    text: str = field(repr=False)
    start: int
    """Code points of the longer text before it."""


def pieces(text: str, longest: int = LONGEST) -> Iterator[Stretch]:
    """Give `text` in stretches of at most `longest` code points, cut where no value is likely to be cut."""
    start = 0
    while len(text) - start > longest:
        end = _cut(text, start, longest)
        yield Stretch(text=text[start:end], start=start)
        start = end
    yield Stretch(text=text[start:] if start else text, start=start)


def _cut(text: str, start: int, longest: int) -> int:
    latest, earliest = start + longest, start + longest // 2
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text, earliest, latest)]
        if ends:
            return ends[-1]
    return latest
