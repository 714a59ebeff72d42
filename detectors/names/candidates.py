"""Spans that may be names, from the dictionary's words and the model's. Knows no weights and no context."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from detectors.names.words import Kind, Word, kinds_of

_NAMES = frozenset({Kind.SURNAME, Kind.GIVEN, Kind.NAME})
_KATAKANA = re.compile(r"[ァ-ヺーｦ-ﾟ]{2,}")
_KANJI = re.compile(r"[\u3005\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]{1,3}")
_GIVEN = re.compile(r"[\u3005\u4e00-\u9fffぁ-ゖ\uf900-\ufaff\U00020000-\U0002ffff]{1,4}|[ァ-ヺー]{2,6}")
_JOINTS = frozenset("・=＝･")


class Shape(StrEnum):
    """How a candidate is built."""

    FULL = "surname and given name"
    SPACED = "surname and a spaced word"
    GUESSED = "surname and an unknown word"
    CHAIN = "names joined"
    NAME = "name"
    SURNAME = "surname"
    GIVEN = "given name"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A span that may be a name; `first` and `last` are places in the list of words (last exclusive)."""

    start: int
    end: int
    shape: Shape
    first: int
    last: int
    model: str = ""
    """The label that the model gave to it, or to what covers it; empty for none."""


def from_words(words: Sequence[Word]) -> Iterator[Candidate]:
    """Yield candidates from left to right, not overlapping."""
    at = 0
    while at < len(words):
        last, shape = _katakana_chain(words, at) or _japanese(words, at) or (at + 1, None)
        if shape is not None:
            yield Candidate(start=words[at].start, end=words[last - 1].end, shape=shape, first=at, last=last)
        at = last


def _katakana_chain(words: Sequence[Word], at: int) -> tuple[int, Shape | None] | None:
    """Return the end of katakana words joined by ・ or =, of which the dictionary knows one as a name."""
    if not _KATAKANA.fullmatch(words[at].surface):
        return None
    last, named, joined = at, False, False
    while True:
        while last < len(words) and _KATAKANA.fullmatch(words[last].surface):
            named = named or words[last].kind in _NAMES
            last += 1
        follows = last + 1 < len(words) and words[last].surface in _JOINTS and _KATAKANA.fullmatch(words[last + 1].surface)
        if not follows:
            break
        joined, last = True, last + 1
    if joined:
        return last, Shape.CHAIN if named else None
    if words[at].kind in _NAMES and last == at + 1:
        return None
    return (last, Shape.NAME) if named and all(w.kind in _NAMES for w in words[at:last]) else None


def _surname(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    return word.kind == Kind.SURNAME or (word.kind in (Kind.PLACE, Kind.NAME) and Kind.SURNAME in kinds_of(word.surface))


def _japanese(words: Sequence[Word], at: int) -> tuple[int, Shape] | None:
    word = words[at]
    if _surname(words, at):
        behind = at + 1
        spaced = (
            behind < len(words) and words[behind].kind == Kind.SPACE and len(words[behind].surface) == 1 and words[behind].surface != "\n"
        )
        behind += spaced
        if behind < len(words) and (words[behind].kind == Kind.GIVEN or (word.kind == Kind.SURNAME and words[behind].kind in _NAMES)):
            last = behind + 1
            while last < len(words) and words[last].kind in (Kind.GIVEN, Kind.NAME) and not spaced:
                last += 1
            return last, Shape.FULL
        if word.kind != Kind.PLACE and (last := _unknown_given(words, behind, spaced=spaced)):
            return last, Shape.SPACED if spaced else Shape.GUESSED
    if word.kind == Kind.SURNAME:
        return at + 1, Shape.SURNAME
    if word.kind == Kind.GIVEN:
        last = at + 1
        while last < len(words) and words[last].kind in _NAMES:
            last += 1
        return last, Shape.GIVEN if last == at + 1 else Shape.CHAIN
    if word.kind == Kind.NAME:
        last = at + 1
        while last < len(words) and words[last].kind in _NAMES:
            last += 1
        return last, Shape.NAME
    return None


def _unknown_given(words: Sequence[Word], at: int, *, spaced: bool) -> int:
    """Return the end of words at `at` that may spell a given name which the dictionary lacks; 0 if there are none."""
    last, text = at, ""
    while last < len(words) and words[last].kind in (
        Kind.NOUN,
        Kind.OTHER,
        Kind.GIVEN,
        Kind.PROPER,
        Kind.PLACE,
        Kind.SUFFIX,
        Kind.NUMBER,
        Kind.VERB,
    ):
        text += words[last].surface
        last += 1
        if len(text) > 4:
            return 0
    fits = _GIVEN.fullmatch(text) if spaced else _KANJI.fullmatch(text)
    closed = last == len(words) or words[last].kind in (Kind.SPACE, Kind.MARK, Kind.PARTICLE)
    return last if text and fits and closed and (spaced or (len(text) == 2 and not words[at].known)) else 0


def with_model(candidates: Sequence[Candidate], named: Sequence[tuple[int, int, str]], words: Sequence[Word]) -> Iterator[Candidate]:
    """Yield `candidates` with what the model said of each, and the persons that the model alone saw."""
    taken: set[int] = set()
    for candidate in candidates:
        label = ""
        for index, (start, end, said) in enumerate(named):
            if start < candidate.end and candidate.start < end:
                if said == "Person":
                    taken.add(index)
                    label = "Person"
                    if candidate.start >= start and candidate.end <= end:
                        candidate = _widened(candidate, start, end, words)
                elif not label and start <= candidate.start and candidate.end <= end:
                    label = said
        yield replace(candidate, model=label)
    for index, (start, end, said) in enumerate(named):
        if said == "Person" and index not in taken:
            yield _widened(Candidate(start=start, end=end, shape=Shape.MODEL, first=0, last=0, model="Person"), start, end, words)


def _widened(candidate: Candidate, start: int, end: int, words: Sequence[Word]) -> Candidate:
    inside = [i for i, w in enumerate(words) if start <= w.start and w.end <= end]
    if not inside:
        return candidate
    return replace(candidate, start=start, end=end, first=inside[0], last=inside[-1] + 1)


def needs_model(words: Sequence[Word]) -> bool:
    """Return whether the model may change what is found in a sentence: it holds a name, a place, or a word that may be one unknown."""
    return any(
        word.kind in _NAMES
        or word.kind in (Kind.PLACE, Kind.PROPER)
        or (word.kind == Kind.NOUN and not word.known)
        or _KATAKANA.fullmatch(word.surface)
        for word in words
    )
