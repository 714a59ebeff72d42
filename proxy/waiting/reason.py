"""Words that people write as a reason: short, and without the personal data that they may have written into it."""

from detectors.masking import mask
from detectors.model import Inspection
from ledger.clean import printable

MAX_REASON = 200
"""Code points that are kept."""
WITHHELD = "(個人情報が含まれるため、残していません)"
NOT_A_PERSON = frozenset({"LOCATION"})


def kept(text: str, inspection: Inspection) -> str:
    """Return what may be stored of `text`, given the inspection of its UTF-8 bytes as plain text.

    What was found is masked where it stands. If it cannot be said where all of it stands, nothing is kept.
    """
    found = [finding for finding in inspection.findings if finding.entity not in NOT_A_PERSON]
    number = sum(spans for entity, spans in inspection.entities if entity not in NOT_A_PERSON)
    if inspection.gaps or not inspection.complete or number != len(found):
        return WITHHELD
    spans = sorted((finding.span.start, finding.span.end) for finding in found)
    if any(not 0 <= start < end <= len(text) for start, end in spans):
        return WITHHELD
    parts, place = [], 0
    for start, end in spans:
        if start >= place:
            parts += [text[place:start], mask(text[start:end])]
        place = max(place, end)
    return printable("".join([*parts, text[place:]]), MAX_REASON)


def tidy(text: str) -> str:
    """Return `text` on one line, in no more code points than are kept."""
    return " ".join(text.split())[:MAX_REASON]
