"""Words by Sudachi, with the few kinds that matter to names. Knows nothing of scores."""

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sudachipy import Dictionary, SplitMode

MAX_BYTES = 49_149
"""Sudachi refuses longer texts. **Source:** sudachi.rs, `InputBuffer` (u16 offsets less a margin)."""

_CHUNK = 8_000
_JOINED = 0x0FFFFFFF
"""Word id of katakana that Sudachi joined from pieces unknown to it; `is_oov` is false for these."""


class Kind(IntEnum):
    """What a word is, as far as names care."""

    OTHER = 0
    SURNAME = 1
    GIVEN = 2
    NAME = 3
    """人名 一般: foreign, historical and stage names."""
    PLACE = 4
    PROPER = 5
    """固有名詞 一般: companies, products, works."""
    NOUN = 6
    SUFFIX = 7
    PREFIX = 8
    SPACE = 9
    MARK = 10
    PARTICLE = 11
    VERB = 12
    NUMBER = 13
    PRONOUN = 14


class Word(NamedTuple):
    """One word, half-open code points."""

    start: int
    end: int
    kind: Kind
    surface: str
    known: bool
    """False for a word that the dictionary does not have."""
    part: str
    """Part of speech, in full, as UniDic has it."""


_KINDS = {
    "名詞": Kind.NOUN,
    "接尾辞": Kind.SUFFIX,
    "接頭辞": Kind.PREFIX,
    "空白": Kind.SPACE,
    "補助記号": Kind.MARK,
    "記号": Kind.NOUN,
    "助詞": Kind.PARTICLE,
    "助動詞": Kind.PARTICLE,
    "動詞": Kind.VERB,
    "代名詞": Kind.PRONOUN,
}
_PROPER = {"姓": Kind.SURNAME, "名": Kind.GIVEN}


def _kind(pos: tuple[str, ...]) -> Kind:
    if pos[1] == "固有名詞":
        if pos[2] == "人名":
            return _PROPER.get(pos[3], Kind.NAME)
        return Kind.PLACE if pos[2] == "地名" else Kind.PROPER
    return Kind.NUMBER if pos[1] == "数詞" else _KINDS.get(pos[0], Kind.OTHER)


class _Sudachi(NamedTuple):
    dictionary: Any
    tokenizer: Any
    kinds: list[Kind]
    """By part of speech, as the dictionary numbers them."""
    parts: list[str]


@lru_cache(maxsize=1)
def _sudachi() -> _Sudachi:
    dictionary = Dictionary()
    parts: list[tuple[str, ...]] = []
    while (part := dictionary.pos_of(len(parts))) is not None:
        parts.append(part)
    return _Sudachi(dictionary, dictionary.create(mode=SplitMode.C), [_kind(part) for part in parts], ["/".join(part) for part in parts])


def chunks(text: str, size: int = _CHUNK) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece) of at most `size` code points, cut behind a sentence's end, else a comma, where there is one."""
    start = 0
    while len(text) - start > size:
        ends = (max(text.rfind(mark, start, start + size) for mark in marks) for marks in ("。\n！？", "、,;\t "))
        end = next((end + 1 for end in ends if end >= start + size // 4), start + size)
        yield start, text[start:end]
        start = end
    if start < len(text):
        yield start, text[start:]


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of `text` in order."""
    _, tokenizer, kinds, parts = _sudachi()
    for offset, piece in chunks(text):
        for m in tokenizer.tokenize(piece):
            start, end = m.begin(), m.end()
            if end > start:
                tag = m.part_of_speech_id()
                known = not (m.is_oov() or m.word_id() == _JOINED)
                yield Word(offset + start, offset + end, kinds[tag], piece[start:end], known, parts[tag])


@lru_cache(maxsize=50_000)
def kinds_of(surface: str) -> frozenset[Kind]:
    """Return every kind that the dictionary knows for `surface`: 高松 is a place and a surname."""
    dictionary, _, kinds, _ = _sudachi()
    return frozenset(kinds[m.part_of_speech_id()] for m in dictionary.lookup(surface))
