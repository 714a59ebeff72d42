"""Decides between hits that overlap. Knows entities and scores alone."""

from bisect import bisect_right
from collections.abc import Iterable

from detectors.hits import Hit

# Of two hits on the same characters the more specific entity is kept: an address holds a place and may hold what looks like a name.
_GENERAL = {"LOCATION": 0, "PERSON": 1, "JP_POSTAL_CODE": 2, "BIRTH_DATE": 2, "PHONE_NUMBER": 3, "JP_SENSITIVE": 3}
_SPECIFIC = 4


def _strength(hit: Hit) -> tuple[bool, float, int, int]:
    specific = _GENERAL.get(hit.entity, _SPECIFIC)
    return specific > 0, round(hit.score, 1), specific, hit.end - hit.start


def resolve(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits of which none overlap another, sorted by start: the strongest first, then the more specific, then the longer.

    A hit that lies inside a longer address is part of it, whatever its score.
    """
    ranked = sorted(hits, key=lambda h: (h.entity == "JP_ADDRESS", *_strength(h)), reverse=True)
    kept: list[Hit] = []
    for hit in ranked:
        at = bisect_right(kept, hit.start, key=_start)
        if (at == 0 or kept[at - 1].end <= hit.start) and (at == len(kept) or hit.end <= kept[at].start):
            kept.insert(at, hit)
    return kept


def _start(hit: Hit) -> int:
    return hit.start
