"""Spans that may be names, from the dictionary's words. Knows no weights and no context."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from detectors.names.words import Kind, Word, kinds_of

NAMES = frozenset({Kind.SURNAME, Kind.GIVEN, Kind.NAME})
_KATAKANA = re.compile(r"[ァ-ヺー]{2,}")
_KANJI = re.compile(r"[\u3005\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff]{1,3}")
_GIVEN = re.compile(r"[\u3005\u4e00-\u9fffぁ-ゖ\uf900-\ufaff\U00020000-\U0002ffff]{1,4}|[ァ-ヺー]{2,6}")
_HONOURED_WORD = re.compile(r"[\u3005\u4e00-\u9fffぁ-ゖァ-ヺー\uf900-\ufaff]{1,4}")
# 山田・アン・テイラー, D・H・ヒル, J.K.ローリング, ジョン・F・ケネディ.
_CHAIN = re.compile(
    r"(?:[A-ZＡ-Ｚ](?:[.．] ?・?|・))+[ァ-ヺー]{2,}"
    r"|[ァ-ヺー]{2,}(?:[・=＝](?:[ァ-ヺー]+|[A-ZＡ-Ｚ](?![A-Za-z])[.．]?))*[・=＝][ァ-ヺー]{2,}"
)
_KANJI_NAME = re.compile(r"[\u3005\u4e00-\u9fff\uf900-\ufaffケヶ]{3,6}")
_ORDINAL = re.compile(r"[0-9０-９一二三四五六七八九十]{1,2}")
_MOST_WORDS = 3
_HONOURED = frozenset("さん 様 さま 氏 くん 君 ちゃん 殿 先生".split())  # noqa: SIM905


class Shape(StrEnum):
    """How a candidate is built."""

    FULL = "surname and given name"
    SHORT = "surname and a given name of one letter"
    SPACED = "surname and a spaced word"
    GUESSED = "surname and an unknown word"
    CHAIN = "names joined"
    INITIALS = "initials and a name"
    FOREIGN = "unknown words joined"
    MIXED = "names and common words joined"
    NAME = "name"
    LATIN = "Latin name"
    KNOWN = "full name in the dictionary"
    SURNAME = "surname"
    GIVEN = "given name"
    UNKNOWN = "unknown word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A span that may be a name; `first` and `last` are places in the list of words (last exclusive)."""

    start: int
    end: int
    shape: Shape
    first: int
    last: int


def from_words(words: Sequence[Word], text: str) -> Iterator[Candidate]:
    """Yield candidates from left to right, not overlapping; `text` is what `words` were made of."""
    chains = list(_CHAIN.finditer(text)) if "・" in text or "." in text or "=" in text or "＝" in text or "．" in text else []
    at = 0
    for chain in [*chains, None]:
        stop = chain.start() if chain else len(text)
        while at < len(words) and words[at].start < stop:
            last, shape = _japanese(words, at)
            if shape is not None and words[last - 1].end <= stop:
                yield Candidate(start=words[at].start, end=words[last - 1].end, shape=shape, first=at, last=last)
            at = last
        if chain is not None:
            first = at
            while at < len(words) and words[at].start < chain.end():
                at += 1
            yield Candidate(start=stop, end=chain.end(), shape=_chained(words[first:at], chain[0]), first=first, last=at)


def _chained(words: Sequence[Word], text: str) -> Shape:
    if re.search(r"[A-ZＡ-Ｚ]", text):
        return Shape.INITIALS
    parts = [w for w in words if w.kind != Kind.MARK]
    named = any(w.kind in NAMES for w in parts)
    common = any(w.known and w.kind in (Kind.NOUN, Kind.OTHER, Kind.SUFFIX, Kind.PROPER) for w in parts)
    if common:
        return Shape.MIXED
    return Shape.CHAIN if named else Shape.FOREIGN


def _may_be_surname(word: Word) -> bool:
    return word.kind == Kind.SURNAME or (word.kind in (Kind.PLACE, Kind.NAME) and Kind.SURNAME in kinds_of(word.surface))


def _japanese(words: Sequence[Word], at: int) -> tuple[int, Shape | None]:
    word = words[at]
    if _may_be_surname(word) and (full := _full(words, at)):
        return full
    if word.kind == Kind.NAME:
        return _foreign(words, at)
    if word.kind == Kind.SURNAME:
        return at + 1, Shape.SURNAME
    if word.kind == Kind.GIVEN:
        return at + 1, Shape.GIVEN
    return at + 1, Shape.UNKNOWN if _worth_a_look(words, at) else None


def _full(words: Sequence[Word], at: int) -> tuple[int, Shape] | None:
    """Return the end of a surname with what follows it as a given name, spaced or not."""
    word, behind = words[at], at + 1
    spaced = behind < len(words) and words[behind].kind == Kind.SPACE and words[behind].surface in (" ", "\u3000")
    behind += spaced
    if behind >= len(words):
        return None
    given = words[behind]
    if given.kind == Kind.GIVEN or (word.kind == Kind.SURNAME and given.kind in NAMES):
        last = behind + 1
        while last < len(words) and words[last].kind == Kind.GIVEN and not spaced and len(words[last].surface) == 1:
            last += 1
        short = len(given.surface) == 1 and last == behind + 1 and not spaced
        mixed = bool(_KATAKANA.fullmatch(word.surface)) != bool(_KATAKANA.match(given.surface)) and not spaced
        return last, Shape.SHORT if short or mixed else Shape.FULL
    if word.kind != Kind.PLACE and (last := _unknown_given(words, behind, spaced=spaced)):
        return last, Shape.SPACED if spaced else Shape.GUESSED
    return None


def _foreign(words: Sequence[Word], at: int) -> tuple[int, Shape]:
    """Return the end of a foreign, historical or stage name, of one word or several, with its ordinal (アンリ1世)."""
    last = at + 1
    while last < len(words) and words[last].kind == Kind.NAME:
        last += 1
    if last + 1 < len(words) and _ORDINAL.fullmatch(words[last].surface) and words[last + 1].surface == "世":
        return last + 2, Shape.KNOWN
    surface = words[at].surface
    if surface.isascii() or surface.upper() != surface.lower():
        return last, Shape.LATIN
    whole = last == at + 1 and len(surface) >= 3 and _KANJI_NAME.fullmatch(surface)
    return last, Shape.KNOWN if whole else Shape.NAME


def _worth_a_look(words: Sequence[Word], at: int) -> bool:
    """Return whether a word that is no name in the dictionary may be one here: honoured like a person, or unknown katakana."""
    word = words[at]
    honoured = at + 1 < len(words) and words[at + 1].surface in _HONOURED
    if honoured and (not word.known or Kind.SURNAME in kinds_of(word.surface)):
        return bool(_HONOURED_WORD.fullmatch(word.surface))
    return not word.known and len(word.surface) >= 3 and bool(_KATAKANA.fullmatch(word.surface)) and not _in_katakana(words, at)


def _in_katakana(words: Sequence[Word], at: int) -> bool:
    """Return whether more katakana stands beside the word: then it is a piece of something longer."""
    neighbours = (words[i].surface for i in (at - 1, at + 1) if 0 <= i < len(words))
    return any("ァ" <= n[0] <= "ー" or "ァ" <= n[-1] <= "ー" for n in neighbours)


def _unknown_given(words: Sequence[Word], at: int, *, spaced: bool) -> int:
    """Return the end of words at `at` that may spell a given name which the dictionary lacks; 0 if there are none."""
    last, text = at, ""
    while last < len(words) and words[last].kind not in (Kind.SPACE, Kind.MARK, Kind.PARTICLE) and last - at < _MOST_WORDS:
        text += words[last].surface
        last += 1
    fits = _GIVEN.fullmatch(text) if spaced else _KANJI.fullmatch(text)
    closed = last == len(words) or words[last].kind in (Kind.SPACE, Kind.MARK, Kind.PARTICLE)
    return last if text and fits and closed and (spaced or (len(text) == 2 and not words[at].known)) else 0
