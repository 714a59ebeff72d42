"""The words that readers of formats share: a part of a body, and what a reader may give."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from detectors.budget import Budget
from detectors.model import Gap, Segment, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Bytes inside a body that are a document of their own: an archive member, a form field, a decoded stream."""

    data: memoryview = field(repr=False)
    place: str
    content_type: str = ""
    """As declared. Never believed; it breaks ties and holds the boundary of multipart."""
    filename: str = ""
    charset: str = ""
    """Codec of what surrounds the part: the answer when the part alone is too short to tell."""


Piece = Segment | Table | Gap | Part
"""What a reader gives, in the order of the document."""

Reader = Callable[[Part, Budget], Iterator[Piece]]
"""Reads one format. Raises OverBudget at a limit and ValueError for content that is not of the format (then it is read as text)."""
