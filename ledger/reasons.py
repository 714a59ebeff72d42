"""Words that people write as a reason: short, and without the personal data that they may have written into it."""

import os
import time
from pathlib import Path

from detectors.masking import mask
from detectors.model import Inspection, Limits
from ledger.clean import printable
from ledger.errors import LedgerError
from ledger.place import in_force
from rules.model import ConfigError

MAX_REASON = 200
"""Code points that are kept."""
LOOKED_AT = 5 * MAX_REASON
"""Code points that are inspected: a number that is cut in two would not be found."""
SECONDS = 60.0
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
    if any("#" in finding.place for finding in found):  # disguised, as in `body#base64`: the span says only about where it stands
        return WITHHELD
    spans = sorted((finding.span.start, finding.span.end) for finding in found)
    if any(not 0 <= start < end <= len(text) for start, end in spans):
        return WITHHELD
    parts, place = [], 0
    for start, end in filter(lambda span: span[0] < MAX_REASON, spans):
        if start >= place:
            parts += [text[place:start], mask(text[start:end])]
        place = max(place, end)
    return printable("".join([*parts, text[place:MAX_REASON]]), MAX_REASON)


def tidy(text: str) -> str:
    """Return `text` on one line, in no more code points than are inspected."""
    return " ".join(text.split())[:LOOKED_AT]


def masked(text: str, home: Path | None) -> str:
    """Return what may be stored of words that were given to a command, by the entities of the policy in force if it can be used.

    As the proxy does it, but without the language model, for which nobody at a command line waits.
    """
    short = tidy(text)
    if not short:
        return ""
    from rules.policy import DEFAULT, load
    from rules.scan import inspector

    try:
        policy = load(in_force(home) or [DEFAULT])
    except (ConfigError, LedgerError):  # the evidence is read with a broken policy too
        policy = load([DEFAULT])
    body = os.memfd_create("reason", os.MFD_CLOEXEC)
    try:
        os.write(body, short.encode("utf-8", "replace"))
        looker, deadline = inspector(policy, model=False), time.monotonic() + SECONDS
        return kept(short, looker.inspect(body, content_type="text/plain; charset=utf-8", limits=Limits(), deadline=deadline))
    finally:
        os.close(body)
