"""A name as the tagger found it. Knows no text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Half-open code points and half-open places of words, how sure it is (0 to 1), and what spoke for it."""

    start: int
    end: int
    first: int
    last: int
    score: float
    evidence: tuple[str, ...]
