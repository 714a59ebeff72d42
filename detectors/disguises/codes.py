"""Whether cells of nothing but codes hold text: a column of identifiers costs a few looks, a column in base64 is read."""

import re
from collections.abc import Collection
from itertools import islice

from detectors.disguises import dense, escapes
from detectors.disguises.plain import TooMuch

LONG = 40
"""Characters of a cell from which it is looked at by itself: longer than dates, checksums and most numbers."""

_FEW = 8
"""Cells of a column that are tried."""

_LONG_RUN = re.compile(
    r"(?<![\w+/])(?=[A-Za-z0-9+/_-]*[g-zG-Z])[A-Za-z0-9+/_-]{40,}|(?<!\w)[0-9A-Fa-f]{80,}"
    r"|(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|&#\w{2,6};){4}"
)


def encoded(cells: Collection[str]) -> bool:
    """Return whether `cells` may hold text: a few of them, evenly spaced, do, or one is long enough and does."""
    few = islice(cells, 0, None, max(1, len(cells) // _FEW))
    if any(map(holds, islice(few, _FEW))):
        return True
    return max(map(len, cells), default=0) >= LONG and any(len(cell) >= LONG and _LONG_RUN.search(cell) and holds(cell) for cell in cells)


def holds(cell: str) -> bool:
    """Return whether `cell` holds text in an encoding."""
    if len(cell) < dense.SHORTEST:
        return False
    try:
        return any(True for _ in escapes.edits(cell)) or any(True for _ in dense.edits(cell))
    except TooMuch:
        return True
