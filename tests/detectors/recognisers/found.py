"""What a recogniser finds in a text, as (text of the span, value)."""

from detectors.reading import Reading
from detectors.recognisers.base import Recogniser

WRAPPERS = ("{}", "ご案内の{}です。", '{{"v": "{}"}}', "a=1&v={}&b=2", "x,{},y")
"""Surroundings in which a labelled value must be found: alone, prose, JSON, form, CSV."""


def found(recogniser: Recogniser, text: str) -> list[str]:
    """Return the texts of the hits; the cheap look must not contradict them."""
    reading = Reading(raw=text)
    hits = sorted(recogniser.find(reading), key=lambda h: h.start)
    assert not hits or recogniser.CHEAP.search(reading.text)
    assert all(hit.entity == recogniser.ENTITY and 0 < hit.score <= 1 and hit.evidence for hit in hits)
    return [text[hit.start : hit.end] for hit in hits]
