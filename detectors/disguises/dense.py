"""Encodings that look like a word: base64, base32, hexadecimal, lists of codes. Undone only where what comes out is text.

Sources: RFC 4648 (base16, base32, base64, base64url), RFC 2397 (data URLs), RFC 2045 §6.8 (lines of 76).
"""

import base64
import binascii
import re
from collections.abc import Iterator

from detectors.disguises.plain import Plain, told
from detectors.rewritten import Edit

SHORTEST = 11
"""Characters of the shortest run that is tried: eight bytes, a name of three kanji and a little."""

LONGEST = 512
"""Runs from here on are documents of their own: `formats.embedded` opens them."""

_RUN = re.compile(
    r"(?<![\w+/])(?=[A-Za-z0-9+/_-]*[g-zG-Z])[A-Za-z0-9+/_-]{40,}|(?<!\w)[0-9A-Fa-f]{80,}"
    r"|(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|&#\w{2,6};){4}"
)

_RUN = re.compile(rf"(?:data:[\w/+.;=-]{{0,80}};base64,)?[A-Za-z0-9+/_-]{{{SHORTEST},}}={{0,6}}")
_LINES = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{4,}(?:\r?\n[A-Za-z0-9+/]{4,})+={0,2}")
_HEX = re.compile(r"(?:0[xX])?((?:[0-9A-Fa-f]{2})+)")
_BASE32 = re.compile(r"[A-Z2-7]{16,}={0,6}")
_WORDS = re.compile(r"[a-z_-]+|[A-Z_-]+|[0-9-]+|[A-Z]?[a-z]+")
_PARTED = re.compile(r"[/_+-]+")
_LISTS = (
    (re.compile(r"(?<![0-9A-Za-z])(?:0x)?[0-9A-Fa-f]{2}(?:[ ,:;]{1,2}(?:0x)?[0-9A-Fa-f]{2}){7,}(?![0-9A-Za-z])"), 16, "hex"),
    (re.compile(r"(?<![0-9])[01]{8}(?:[ ,]{0,2}[01]{8}){7,}(?![0-9])"), 2, "binary"),
    (re.compile(r"(?<![0-9])[0-9]{2,3}(?:[ ,;]{1,2}[0-9]{2,3}){9,}(?![0-9])"), 10, "codes"),
)
_LISTED = re.compile(r"[0-9A-Fa-f]{2}[ ,:;]{1,2}(?:0x)?[0-9A-Fa-f]{2,3}[ ,:;]{1,2}(?:0x)?[0-9A-Fa-f]{2}|[01]{8}[ ,]{0,2}[01]{8}")
"""Stands in each of these."""

_CODE = {16: re.compile(r"(?:0x)?([0-9A-Fa-f]{2})"), 2: re.compile(r"([01]{8})"), 10: re.compile(r"([0-9]{2,3})")}
_WRITTEN = re.compile(r"@|[\u3041-\u30ff\u4e00-\u9fff]{2}|(?<![0-9])0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{3,4}(?![0-9])")
"""What a list of numbers must hold once it is text; otherwise it is a list of numbers."""


def edits(text: str) -> Iterator[Edit]:
    """Give the runs in `text` that hold text, in any order; two may overlap. Raises TooMuch."""
    lines = list(_LINES.finditer(text)) if "\n" in text else []
    opened = [match.span() for match in lines if len(match[0]) >= LONGEST]
    for match in _RUN.finditer(text):
        if len(match[0]) < LONGEST and not any(start <= match.start() < end for start, end in opened):
            yield from _run(match[0], match.start())
    for match in lines:
        if len(match[0]) < LONGEST and (plain := _base64("".join(match[0].split()))):
            yield _edit(match.start(), match.end(), plain, "base64")
    for pattern, base, layer in _LISTS if _LISTED.search(text) else ():
        for match in pattern.finditer(text):
            codes = [int(code, base) for code in _CODE[base].findall(match[0])]
            if max(codes) < 256 and (found := told(bytes(codes))) and _WRITTEN.search(found.text):
                yield _edit(match.start(), match.end(), found, layer)


def _run(run: str, start: int) -> Iterator[Edit]:
    lead = run.find(",") + 1
    body = run[lead:]
    if _WORDS.fullmatch(body) and not _HEX.fullmatch(body):
        return
    if found := _decoded(body):
        plain, layer = found
        yield _edit(start, start + len(run), plain, layer)
        return
    at = lead
    for part in _PARTED.split(body):
        if SHORTEST <= len(part) < len(body) and not _WORDS.fullmatch(part) and (found := _decoded(part)):
            begin = run.index(part, at)
            at = begin + len(part)
            yield _edit(start + begin, start + at, *found)


def _decoded(body: str) -> tuple[Plain, str] | None:
    if (digits := _HEX.fullmatch(body)) and len(digits[1]) >= (20 if body.isdigit() else 16) and (plain := told(bytes.fromhex(digits[1]))):
        return plain, "hex"
    if plain := _base64(body):
        return plain, "base64"
    if _BASE32.fullmatch(body) and (plain := _base32(body)):
        return plain, "base32"
    return None


def _base64(body: str) -> Plain | None:
    letters = body.rstrip("=").replace("-", "+").replace("_", "/")
    if len(letters) % 4 == 1:
        return None
    return told(binascii.a2b_base64(letters + "=" * (-len(letters) % 4)))


def _base32(body: str) -> Plain | None:
    letters = body.rstrip("=")
    try:
        return told(base64.b32decode(letters + "=" * (-len(letters) % 8)))
    except binascii.Error:
        return None


def _edit(start: int, end: int, plain: Plain, layer: str) -> Edit:
    return Edit(start=start, end=end, text=plain.text, layer=f"{layer}#{plain.layer}" if plain.layer else layer)
