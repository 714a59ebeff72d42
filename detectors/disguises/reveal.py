"""Undoes every disguise of a text, layer under layer, keeping the way back to the text as given.

Cheap where there is none: a few searches. Knows no entity: what is revealed is judged by the recognisers like any other text.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from detectors.disguises import dense, escapes, markup, numerals, reversal, spelling
from detectors.disguises.plain import TooMuch
from detectors.fold import fold_mapped
from detectors.model import GapReason, Limits
from detectors.rewritten import Edit, Rewritten

_DEPTH = Limits().max_depth


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed:
    """A text as it is to be read, and why not all of it could be revealed, if that is so."""

    text: Rewritten
    gap: GapReason | None = None


def reveal(text: str, *, labelled: bool = False) -> Revealed:
    """Return `text` folded and with its disguises undone.

    labelled: something outside says what the text is (the header of its column), so that it need not prove as much itself.
    """
    found, gap = fold_mapped(text), None
    for depth in range(_DEPTH + 1):
        try:
            edits = _encoded(found.text)
        except TooMuch:
            gap = GapReason.BOMB
            break
        if not edits:
            break
        if depth == _DEPTH:
            gap = GapReason.DEPTH_LIMIT
            break
        found = found.edit([_folded(edit) for edit in edits])
    for undo in _SPELLED:
        found = found.edit(_in_order(undo(found.text, labelled=labelled)))
    return Revealed(text=found, gap=gap)


_SPELLED: tuple[Callable[..., Iterable[Edit]], ...] = (numerals.edits, spelling.edits, reversal.edits)


def _encoded(text: str) -> list[Edit]:
    return _in_order((*markup.edits(text), *escapes.edits(text), *dense.edits(text)))


def _in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits of which none overlaps another: the one that begins first, of two the longer."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _folded(edit: Edit) -> Edit:
    text = edit.text
    return (
        edit
        if text.isascii() and text.isprintable()
        else Edit(start=edit.start, end=edit.end, text=fold_mapped(text).text, layer=edit.layer)
    )
