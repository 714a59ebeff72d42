"""Names and e-mail addresses spelled apart or with other letters: 山 田 太 郎, taro (at) example.jp, tаrо@… in Cyrillic.

An address counts as one only with a top-level domain that people have mail at, where a sign is replaced or spaces stand inside.
"""

import re
import unicodedata
from collections.abc import Iterator

from detectors.disguises.labelled import behind_label
from detectors.rewritten import Edit
from detectors.values import email

_TLD = r"(?:jp|com|net|org|info|biz|io|me|cc|tv|asia|tokyo|dev|app|edu|gov|us|uk|cn|kr|tw|de|fr)"
_MAIL_ENDING = re.compile(rf"\.{_TLD}", re.IGNORECASE)
_CJK = "\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff々"
_SPACED_WORD = re.compile(rf"(?<![{_CJK}])[{_CJK}]([ \n]|[・._/|,-])[{_CJK}](?:\1[{_CJK}]){{1,6}}(?![{_CJK}])")
_SPACED_MAIL = re.compile(r"(?<![A-Za-z0-9._])(?:[A-Za-z0-9._+-][ _]){3,}@(?:[ _][A-Za-z0-9.-]){4,}(?![A-Za-z0-9])")
_LOOSE_MAIL = re.compile(
    r"(?<![A-Za-z0-9._+-])[A-Za-z0-9][A-Za-z0-9._+-]{1,63}\s{0,2}@\s{0,2}[A-Za-z0-9-]{1,63}(?:\s{0,2}\.\s{0,2}[A-Za-z0-9-]{1,63}){1,4}"
)
_DOT = r"(?:\s*[\[({<]\s*(?:dot|ドット|\.)\s*[\])}>]\s*|\s+(?:dot|ドット)\s+|\s*ドット\s*|\.)"
_NAMED_SIGN = re.compile(
    r"(?<![A-Za-z0-9._+-])(?P<local>[A-Za-z0-9][A-Za-z0-9_+-]{0,63}(?:" + _DOT + r"[A-Za-z0-9_+-]{1,63}){0,3})"
    r"(?P<sign>\s*[\[({<]\s*(?:at|アット|アットマーク|a|@)\s*[\])}>]\s*|\s+at\s+|\s*アット(?:マーク)?\s*|\s*@\s*|\s*[★☆■●◎◆♪#]\s*)"
    r"(?P<domain>[A-Za-z0-9-]{1,63}(?:" + _DOT + r"[A-Za-z0-9-]{1,63}){1,4})(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
_DOTS = re.compile(_DOT, re.IGNORECASE)
_SIGNS = re.compile(r"アット|[★☆■●◎◆♪#]|[\[({<]\s*(?:at|a|@)\s*[\])}>]|\sat\s|[\[({<]\s*(?:dot|\.)\s*[\])}>]|ドット", re.IGNORECASE)
_LOOKALIKES = {
    **dict(zip("аеорсухіјѕԁһԛԝкмтвнАВЕКМНОРСТХУІЈЅ", "aeopcyxijsdhqwkmtbhABEKMHOPCTXYIJS", strict=True)),
    **dict(zip("αορνικυχτηγεωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aopvikuxtnyewABEZHIKMNOPTYX", strict=True)),
}
"""**Source:** Unicode Technical Standard 39, confusables.txt: Cyrillic and Greek letters with a Latin look-alike."""

_STRANGE = re.compile("[\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff\u0500-\u052f]")
_STRANGE_MAIL = re.compile(r"[A-Za-z0-9._+\-\u00c0-\u024f\u0370-\u052f]{1,64}@[A-Za-z0-9.\-\u00c0-\u024f\u0370-\u052f]{3,80}")
_ENCLOSED = re.compile("[\u24b6-\u24e9\u249c-\u24b5\U0001f110-\U0001f189]{2,}")
_IDN = re.compile(
    rf"(?<![A-Za-z0-9._+-])([A-Za-z0-9._+-]{{1,64}})@([A-Za-z0-9-]*[{_CJK}][A-Za-z0-9{_CJK}-]*(?:\.[A-Za-z0-9{_CJK}-]+)*\.{_TLD})(?![A-Za-z0-9])"
)


def edits(text: str, *, labelled: bool) -> Iterator[Edit]:
    """Give what is spelled apart in `text` in one piece, in any order; two may overlap.

    labelled: something outside says what the whole text is.
    """
    for match in _SPACED_WORD.finditer(text):
        if match[1] in " \n" or labelled or behind_label(text, match.start()):
            yield Edit(start=match.start(), end=match.end(), text=match[0].replace(match[1], ""))
    for match in _ENCLOSED.finditer(text):
        yield Edit(start=match.start(), end=match.end(), text=_unclosed(match[0]))
    if "@" in text:
        yield from _around_sign(text)
    if _SIGNS.search(text):
        for match in _NAMED_SIGN.finditer(text):
            if address := _named(text, match, labelled=labelled):
                yield Edit(start=match.start(), end=match.end(), text=address)


def _around_sign(text: str) -> Iterator[Edit]:
    """Give the addresses that have their sign."""
    for match in _SPACED_MAIL.finditer(text):
        if address := _mail(re.sub("[ _]", "", match[0])):
            yield Edit(start=match.start(), end=match.end(), text=address)
    for match in _LOOSE_MAIL.finditer(text):
        local, _, domain = match[0].partition("@")
        whole = local == local.strip() and domain == domain.strip() and "." in domain.split()[0]
        if not whole and (address := _mail("".join(match[0].split()))):
            yield Edit(start=match.start(), end=match.end(), text=address)
    if _STRANGE.search(text):
        for match in _STRANGE_MAIL.finditer(text):
            if _STRANGE.search(match[0]) and (address := _mail("".join(map(_latin, match[0])))):
                yield Edit(start=match.start(), end=match.end(), text=address)
    for match in _IDN.finditer(text):
        try:
            yield Edit(start=match.start(), end=match.end(), text=f"{match[1]}@{match[2].encode('idna').decode()}")
        except UnicodeError:
            continue


def _mail(written: str) -> str | None:
    return written if email(written) and _MAIL_ENDING.fullmatch("." + written.rpartition(".")[2]) else None


def _latin(letter: str) -> str:
    return _LOOKALIKES.get(letter) or unicodedata.normalize("NFD", letter)[0]


def _unclosed(letters: str) -> str:
    """Return enclosed letters without what encloses them."""
    return "".join(re.sub(r"[()]", "", unicodedata.normalize("NFKC", letter)) for letter in letters)


def _named(text: str, match: re.Match[str], *, labelled: bool) -> str | None:
    """Return the address whose signs are words or other marks."""
    address = _mail(f"{_DOTS.sub('.', match['local'])}@{_DOTS.sub('.', match['domain'])}".lower())
    sign = match["sign"].strip().lower()
    if sign == "@":
        return address if _DOTS.search(match["domain"]) and "." not in match["domain"] else None
    told = len(sign) > 2 or (sign == "at" and re.search(r"dot|ドット", match["domain"], re.IGNORECASE))
    return address if told or labelled or behind_label(text, match.start()) else None
