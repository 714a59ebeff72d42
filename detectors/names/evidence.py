"""Weighs a candidate: a sum of small, named reasons, each of which a reader can check. Round weights, set by judgement, never trained.

The network takes this sum for one of its witnesses. Knows no entity but names. The words it looks for are those of `surroundings`.
"""

from collections.abc import Iterator

from detectors.addresses.gazetteer import is_municipality
from detectors.names import surroundings
from detectors.names.candidates import Candidate, Shape
from detectors.names.words import Kind
from detectors.reading import Reading

THRESHOLD = 0.5

_SHAPE = {
    Shape.FULL: 0.75,
    Shape.KNOWN: 0.7,
    Shape.CHAIN: 0.7,
    Shape.INITIALS: 0.65,
    Shape.SPACED: 0.55,
    Shape.FOREIGN: 0.3,
    Shape.SHORT: 0.45,
    Shape.NAME: 0.38,
    Shape.GUESSED: 0.45,
    Shape.SURNAME: 0.36,
    Shape.GIVEN: 0.35,
    Shape.MIXED: 0.2,
    Shape.UNKNOWN: 0.15,
    Shape.LATIN: 0.2,
}


def weigh(reading: Reading, candidate: Candidate) -> tuple[float, tuple[str, ...]]:
    """Return the score of `candidate` (0 to 1) and the reasons that counted for it."""
    reasons = [(_SHAPE[candidate.shape], candidate.shape.value), *_around(reading, candidate), *_inside(reading, candidate)]
    total = sum(weight for weight, _ in reasons)
    return max(0.0, min(1.0, total)), tuple(name for weight, name in reasons if weight > 0)


def _around(reading: Reading, candidate: Candidate) -> Iterator[tuple[float, str]]:
    text, start, end = reading.text, candidate.start, candidate.end
    before = text[max(0, start - 12) : start]
    if surroundings.ORGANISATION.match(text, end):
        yield -0.5, "organisation"
    elif surroundings.HONORIFIC.match(text, end):
        yield 0.4, "honorific"
    elif surroundings.TITLE.match(text, end):
        yield 0.35, "title"
    elif surroundings.PLACE.match(text, end):
        yield -0.45, "place"
    elif surroundings.AGENT.match(text, end):
        yield (0.12 if surroundings.SUBJECT.match(text, end) else 0.08), "particle"
        if surroundings.HUMAN.search(text, end, end + 40):
            yield 0.15, "human act"
    if surroundings.RELATION.match(text, end):
        yield 0.2, "relation"
    if surroundings.ROLE.search(before):
        yield 0.2, "role"
    if surroundings.INTRODUCED.match(text, end) or surroundings.INTRODUCING.search(before):
        yield 0.3, "introduction"
    if surroundings.LIFE.match(text, end):
        yield 0.3, "dates of life"
    label = reading.label_of(start)
    if label is not None and label.role.entity == "PERSON":
        yield (0.5 if label.role.sure else 0.3), "label"


def _inside(reading: Reading, candidate: Candidate) -> Iterator[tuple[float, str]]:
    words = reading.words[candidate.first : candidate.last]
    if candidate.shape == Shape.FOREIGN and any(w.kind == Kind.PLACE for w in words):
        yield -0.3, "place"
    if candidate.shape == Shape.SURNAME and is_municipality(words[0].surface):
        yield -0.2, "place of the same name"
        if surroundings.WHERE.match(reading.text, candidate.end):
            yield -0.2, "said of a place"
    if candidate.shape == Shape.NAME and "\u4e00" <= words[0].surface[0] <= "\u9fff":
        yield 0.07, "kanji"
    if surroundings.BRAND.fullmatch(reading.text, candidate.start, candidate.end):
        yield -0.35, "firm"
    if surroundings.CALLING.fullmatch(reading.text, candidate.start, candidate.end):
        yield -0.4, "calling"
    if surroundings.NO_PERSON.search(reading.text, candidate.start, candidate.end):
        yield -0.5, "organisation"
