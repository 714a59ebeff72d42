"""Whether decoded bytes are text that somebody wrote, or noise: most runs of letters decode to noise. Knows no encoding's syntax."""

import codecs
import re
import zlib
from dataclasses import dataclass, field

from detectors.charset import decode_jis, everyday

INFLATED_BYTES = 64 << 10
"""Most output of one compressed run; more is a gap."""

FEWEST_BYTES = 8
"""ASCII below this is as likely to be noise: (95/256)^8 is one in 3,000."""

_PRINTABLE = re.compile(r"[\t\n\r\x20-\x7e]+")
_JAPANESE = re.compile(r"[\t\n\r\x20-\x7e\u3000-\u30ff\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\u2010-\u2015\u2212\u2460-\u2473々〆]+")
_LETTERS = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff\uff66-\uff9f々]")
_ZLIB = tuple(bytes((0x78, level)) for level in (0x01, 0x5E, 0x9C, 0xDA))
_UTF8 = codecs.getincrementaldecoder("utf-8")
_CUT = re.compile(rb"\A[\x80-\xbf]{1,3}")
_NARROW = ("cp932", "euc_jp")
_WIDE = ("utf-16-le", "utf-16-be")


class TooMuch(Exception):
    """A compressed run holds more than `INFLATED_BYTES`. Holds no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A text that was found in bytes, and the layer under the encoding that was taken off as well."""

    text: str = field(repr=False)
    layer: str = ""


def in_bytes(raw: bytes) -> str | None:
    """Return the text of bytes that an explicit escape spells (`%E5…`), in the first charset that fits; None where none does."""
    try:
        # Long texts are read in pieces, so that the first and the last character may be cut.
        return _UTF8().decode(_CUT.sub(b"", raw))
    except UnicodeDecodeError:
        return next((text for codec in _NARROW if (text := _decoded(raw, codec)) and everyday(text)), None)


def told(raw: bytes) -> Plain | None:
    """Return the text that `raw` is, compressed or not; None for noise. Raises TooMuch."""
    if raw.startswith(b"\x1f\x8b"):
        return _inflated(raw, 31, "gzip")
    if raw.startswith(_ZLIB) and (found := _inflated(raw, 15, "zlib")):
        return found
    text = _text(raw)
    return Plain(text=text) if text else _inflated(raw, -15, "deflate")


def _text(raw: bytes) -> str | None:
    if raw.isascii():
        if b"\x1b$" in raw:
            return decode_jis(raw)
        text = raw.decode("ascii")
        return text if len(text) >= FEWEST_BYTES and _PRINTABLE.fullmatch(text) else None
    text = _decoded(raw, "utf-8")
    if text:
        return text if _JAPANESE.fullmatch(text) and len(_LETTERS.findall(text)) > 1 else None
    readings = (_decoded(raw, codec) for codec in (*_NARROW, *_WIDE))
    return next((text for text in readings if text and everyday(text) and len(_LETTERS.findall(text)) > 2), None)


def _decoded(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return ""


def _inflated(raw: bytes, wbits: int, layer: str) -> Plain | None:
    engine = zlib.decompressobj(wbits)
    try:
        out = engine.decompress(raw, INFLATED_BYTES + 1)
    except zlib.error:
        return None
    if not engine.eof and len(out) <= INFLATED_BYTES:
        return None
    text = _text(out)
    if text and len(out) > INFLATED_BYTES:
        raise TooMuch
    return Plain(text=text, layer=layer) if text else None
