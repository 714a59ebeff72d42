"""Texts written backwards. Bounded: a line is turned round where it holds a label that is backwards, a value where it proves itself."""

import re
from collections.abc import Iterator

from detectors.disguises.labelled import behind_label
from detectors.names.words import Kind, kinds_of
from detectors.rewritten import Edit

_LABELS = re.compile(r"号番|話電|帯携|所住|名氏|前名|ルーメ|ーバンナイマ|スレドア|日月年生|enohp|liame")
_LINE = re.compile(r"[^\n]+")
_GROUPED = re.compile(r"(?<![0-9A-Za-z.-])[0-9]{4}([-. ])[0-9]{4}\1[0-9]{2}0(?![0-9A-Za-z-])")
_DIGITS = re.compile(r"(?<![0-9A-Za-z.-])[0-9]{9,10}0(?![0-9A-Za-z-])")
_MOBILE = re.compile(r"0[5789]0[0-9]{8}")
_MAIL = re.compile(r"(?<![A-Za-z0-9@.])(?:pj|moc|ten|gro|ofni)\.[A-Za-z0-9.-]{2,80}@[A-Za-z0-9._+-]{2,64}(?![A-Za-z0-9@])")
_NAME = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff々]{3,6}(?![\u4e00-\u9fff])")


def edits(text: str, *, labelled: bool) -> Iterator[Edit]:
    """Give what stands backwards in `text` the right way round, in any order; two may overlap.

    labelled: something outside says what the whole text is.
    """
    if _LABELS.search(text):
        yield from (_turned(line) for line in _LINE.finditer(text) if _LABELS.search(line[0]))
    for match in _GROUPED.finditer(text):
        if _MOBILE.fullmatch(re.sub("[^0-9]", "", match[0][::-1])):
            yield _turned(match)
    named = labelled or "名" in text or "name" in text
    for pattern in (_DIGITS, _NAME) if named else (_DIGITS,):
        for match in pattern.finditer(text):
            told = (labelled and match[0] == text.strip()) or behind_label(text, match.start())
            if told and (_MOBILE.fullmatch(match[0][::-1]) if pattern is _DIGITS else _is_name(match[0][::-1])):
                yield _turned(match)
    if "@" in text:
        yield from (_turned(match) for match in _MAIL.finditer(text))


def _turned(match: re.Match[str]) -> Edit:
    return Edit(start=match.start(), end=match.end(), text=match[0][::-1], backwards=True)


def _is_name(text: str) -> bool:
    """Return whether `text` is a surname and a given name, and is neither when it is read as it stands."""

    def full(name: str) -> bool:
        return any(Kind.SURNAME in kinds_of(name[:at]) and Kind.GIVEN in kinds_of(name[at:]) for at in range(1, len(name)))

    return full(text) and not full(text[::-1])
