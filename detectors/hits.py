"""A hit: personal data found in one text, with its normalised value. It never leaves the process that inspects."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One span of personal data in one text. Spans are code points of the text as given."""

    entity: str
    start: int
    end: int
    score: float
    """0 to 1."""
    recogniser: str
    evidence: tuple[str, ...] = ()
    """Short words that say what counted: pattern name, check digit, context word, dictionary. No part of the text but context words."""
    value: str = field(default="", repr=False)
    """The normalised identifier, equal for equal people (E.164 phone, lower-case e-mail, digits of a card); empty if there is none."""
    layer: str = ""
    """Encodings that it was found under, outermost first: `base64#gzip`; empty for plain text."""
