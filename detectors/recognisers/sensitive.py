"""要配慮個人情報: illness, disability, crime, harm suffered, creed and race, as the state of a person who was found.

A word of these is knowledge, an offer or the law until three things meet: a person within reach who is no doctor and no author, words with
which somebody has it, and nothing that speaks of people in general.

**Source:** 個人情報の保護に関する法律 第2条第3項, 同法施行令 第2条.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from detectors import sensitivewords as words
from detectors.fold import fold
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import Recogniser

BEFORE, BEHIND = 120, 60
"""Code points before and behind a word in which the person may stand whom it is about."""

_SURE, _LIKELY = 0.8, 0.6
_NAMED = frozenset(
    {"PERSON", "BIRTH_DATE", "JP_MY_NUMBER", "JP_HEALTH_INSURANCE", "JP_DRIVERS_LICENSE", "JP_PASSPORT", "JP_RESIDENCE_CARD"}
)
_REACHED = frozenset({"PHONE_NUMBER", "EMAIL_ADDRESS", "JP_ADDRESS", "CREDIT_CARD", "JP_BANK_ACCOUNT"})
_OWN_PHONE = re.compile(r"(?:\+?81|0)[789]0")
_OFFICE_PHONE = re.compile(r"(?:\+?81|0)(?:120|800|570|990)")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_CLAUSE_END = re.compile(r"[。!?\n]")
_TERSE = re.compile(r"^(?:[\])」、。,;|/\n]|[ \t]|$)")
_TITLE = re.compile(r"^ ?(?:様|さま|さん|殿|氏|くん|君|ちゃん|\()")
_SIDE = 24
_BY_NAME = frozenset({"health", "crime", "victim"})
"""Kinds of topic that a name and the bare word are enough for (佐藤様 鬱病); of creed and race they say nothing."""


class SensitiveRecogniser(Recogniser):
    """Words of the law's special care about a person within reach; without one they are knowledge of medicine."""

    ENTITY = "JP_SENSITIVE"
    CHEAP = re.compile(r"[\u3040-\u9fff]")
    """`find` looks for people first, and that is cheaper than any pattern here."""

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield such words."""
        text = reading.text
        people = [hit for hit in reading.found if _is_subject(text, hit)]
        for start, end, sure in _stated(text) if people else ():
            near = [hit for hit in people if _reaches(text, hit, start, end)]
            if any(hit.entity in _NAMED for hit in near) or (sure and near):
                yield self._of(start, end, sure, "person near")

    def about_somebody(self, text: str) -> Iterator[Hit]:
        """Yield such words of a note whose row says whom it is about."""
        for start, end, sure in _stated(fold(text), note=True):
            yield self._of(start, end, sure, "person in the row")

    def _of(self, start: int, end: int, sure: bool, why: str) -> Hit:
        return self.hit(start, end, _SURE if sure else _LIKELY, ("law's list", why))


def _is_subject(text: str, hit: Hit) -> bool:
    """Return whether what is said near `hit` may be about it: no doctor, author or member of staff, no line of an office."""
    if hit.entity == "PERSON":
        rest, before = text[hit.end : hit.end + 8], text[max(0, hit.start - 12) : hit.start]
        return not words.NO_SUBJECT.match(rest) and (bool(_TITLE.match(rest)) or not words.NO_SUBJECT_BEFORE.search(before))
    if hit.entity == "PHONE_NUMBER":
        return not _OFFICE_PHONE.match(text[hit.start : hit.end])
    return hit.entity in _NAMED or hit.entity in _REACHED


def _reaches(text: str, hit: Hit, start: int, end: int) -> bool:
    if hit.end <= start:
        return start - hit.end <= BEFORE and not _PARAGRAPH.search(text, hit.end, start)
    return end <= hit.start and hit.start - end <= BEHIND and not _PARAGRAPH.search(text, end, hit.start)


def _stated(text: str, *, note: bool = False) -> Iterator[tuple[int, int, bool]]:
    """Yield the spans that speak of somebody's state, and whether they say so by themselves. In a note the word alone is enough."""
    covered = 0
    for start, end, sure in sorted(_candidates(text, note=note), key=lambda span: (span[0], -span[1])):
        if start >= covered and not _is_general(text, start, end):
            covered = end
            yield start, end, sure


def _candidates(text: str, *, note: bool) -> Iterator[tuple[int, int, bool]]:
    for match in words.STATE.finditer(text):
        if not words.DENIED.match(text[match.end() : match.end() + 16]):
            yield match.start(), match.end(), True
    for match in words.TOPIC.finditer(text):
        kind = match.lastgroup or "health"
        sides = _sides(text, match.start(), match.end())
        if words.DENIED.match(sides[1]) or words.GENERAL.match(sides[1]):
            continue
        has = bool(words.HAVE[kind].search(sides[1])) or (kind == "health" and bool(words.TREATED.search(sides[0])))
        if has or ((note or kind in _BY_NAME) and _TERSE.match(text[match.end() :])):
            yield match.start(), match.end(), has
    for match in words.ILLNESS.finditer(text):
        sides = _sides(text, match.start(), match.end())
        if not words.DENIED.match(sides[1]) and not words.GENERAL.match(sides[1]) and any(words.TREATED.search(side) for side in sides):
            yield match.start(), match.end(), True


def _sides(text: str, start: int, end: int) -> Sequence[str]:
    """Return what stands in the clause before and behind a span."""
    before = _CLAUSE_END.split(text[max(0, start - _SIDE) : start])[-1]
    return before, _CLAUSE_END.split(text[end : end + _SIDE])[0]


def _is_general(text: str, start: int, end: int) -> bool:
    """Return whether the sentence informs, offers or asks."""
    first = max((match.end() for match in _CLAUSE_END.finditer(text, max(0, start - 80), start)), default=max(0, start - 80))
    last = _CLAUSE_END.search(text, end, end + 80)
    return bool(words.ELSEWHERE.search(text, first, last.end() if last else end + 80))


def states_of(note: str, offset: int, known: Sequence[Hit]) -> list[Hit]:
    """Return the hits in a note whose row says whom it is about, `offset` code points on; none that overlaps one of `known`."""
    found = [replace(hit, start=hit.start + offset, end=hit.end + offset) for hit in _recogniser().about_somebody(note)]
    return [hit for hit in found if not any(hit.start < other.end and other.start < hit.end for other in known)]


@lru_cache(maxsize=1)
def _recogniser() -> SensitiveRecogniser:
    return SensitiveRecogniser()
