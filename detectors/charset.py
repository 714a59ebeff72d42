"""Which codec a text was written in, told from its bytes alone. Labels are not asked: they are wrong too often, sometimes on purpose.

Order: byte order mark, escape sequences, strict UTF-8, then a contest of decodings scored by how Japanese the outcome looks.
Sources: RFC 3629 (UTF-8), RFC 1468 (ISO-2022-JP), JIS X 0208 (rows 16-47 hold the everyday kanji, level 1), Unicode 16 blocks.
"""

import codecs
import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

SAMPLE_BYTES = 16 << 10
"""Enough to decide; taken from where the first byte beyond ASCII stands."""

SHORT_BYTES = 512
"""Below this a close contest has no winner, and both readings are given."""

CLOSE_MARGIN = 0.3
"""Difference of score per byte under which a contest is close."""

INVALID = 2.0
"""Taken from the score of a codec that cannot hold the bytes."""

_CHUNK = 64 << 10
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPES = re.compile(rb"\x1b(?:\$[@B]|\$\([DOQ]|\([JI])")
_SHIFT = re.compile(rb"(\x1b\$?\(?[@-Z])")
_BEYOND_KANA = re.compile(rb"[\x80-\xa0\xe0-\xff]")
_CONTEST = ("cp932", "euc_jp", "utf-8", "utf-16-le", "utf-16-be")
_WIDE = ("utf-16-le", "utf-16-be")


def guess(data: memoryview, surrounding: str = "") -> tuple[str, ...]:
    """Return the codec of `data`, or two, best first, when it is short and both readings are likely.

    `surrounding`: codec of the document around, which decides a close contest.
    """
    head = bytes(data[:4])
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return (codec,)
    sample = _sample(data)
    wide = _wide_by_zeros(sample)
    if wide:
        return (wide,)
    if sample.isascii():
        return _guess_ascii(sample)
    if _is_utf8(sample):
        return _wide_or_utf8(sample)
    return _contest(sample, surrounding)


def _sample(data: memoryview) -> bytes:
    """Take bytes around the first one beyond ASCII, from an offset that is a multiple of four."""
    for offset in range(0, len(data), _CHUNK):
        chunk = bytes(data[offset : offset + _CHUNK])
        if not chunk.isascii():
            first = next(i for i in range(0, len(chunk), 64) if not chunk[i : i + 64].isascii())
            start = max(0, offset + first - 1024) & ~3
            return bytes(data[start : start + SAMPLE_BYTES])
    return bytes(data[:SAMPLE_BYTES])


def _wide_by_zeros(sample: bytes) -> str:
    """Name the UTF-16 or UTF-32 byte order whose high bytes of ASCII are the zeros seen; empty when there are few zeros."""
    if 0 not in sample:
        return ""
    zeros = [sample[i::4].count(0) / max(1, len(sample[i::4])) for i in range(4)]
    if len(sample) >= 8 and len(sample) % 4 == 0 and zeros[3] > 0.9 and zeros[2] > 0.9:
        return "utf-32-le"
    if len(sample) >= 8 and len(sample) % 4 == 0 and zeros[0] > 0.9 and zeros[1] > 0.9:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if odd > 0.08 and even < odd / 8:
        return "utf-16-le" if _plausible(sample, "utf-16-le") else ""
    if even > 0.08 and odd < even / 8:
        return "utf-16-be" if _plausible(sample, "utf-16-be") else ""
    return ""


def _plausible(sample: bytes, codec: str) -> bool:
    return _score(sample, codec) > 0


def _guess_ascii(sample: bytes) -> tuple[str, ...]:
    if _ESCAPES.search(sample):
        return ("iso2022_jp_ext",)
    # Kana alone as UTF-16 is ASCII too: every other byte is 0x30. Hexadecimal digits can look the same, so both readings are given.
    if len(sample) >= 6 and len(sample) % 2 == 0:
        for codec, parity in zip(_WIDE, (1, 0), strict=True):
            half, other = sample[parity::2], sample[1 - parity :: 2]
            if half.count(b"0") >= 0.9 * len(half) and other.count(b"0") < 0.5 * len(other):
                return (codec, "utf-8")
    return ("utf-8",)


def _is_utf8(sample: bytes) -> bool:
    start = 0
    while start < 4 and start < len(sample) and 0x80 <= sample[start] < 0xC0:
        start += 1  # the sample may begin inside a character
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample[start:])
    except UnicodeDecodeError:
        return False
    return start == 0 or len(sample) > start


def _wide_or_utf8(sample: bytes) -> tuple[str, ...]:
    """A few characters of UTF-16 can be UTF-8 by accident, but then they are no Japanese."""
    if len(sample) < SHORT_BYTES and len(sample) % 2 == 0:
        score, codec = max((_score(sample, codec), codec) for codec in _WIDE)
        if score > _score(sample, "utf-8") + CLOSE_MARGIN:
            return (codec, "utf-8")
    return ("utf-8",)


def _contest(sample: bytes, surrounding: str) -> tuple[str, ...]:
    codecs_in = [c for c in _CONTEST if c not in _WIDE or len(sample) % 2 == 0]
    ranked = sorted(((_score(sample, codec), codec) for codec in codecs_in), reverse=True)
    best, second = ranked[0], ranked[1]
    if not _BEYOND_KANA.search(sample):
        # Half-width kana of CP932 are pairs of EUC-JP too; in a longer text, EUC-JP would have used the other bytes as well.
        if len(sample) >= SHORT_BYTES or surrounding == "cp932" or best[1] == "cp932":
            return ("cp932",)
        return (best[1],) if surrounding == best[1] else (best[1], "cp932")
    if len(sample) >= SHORT_BYTES or best[0] - second[0] >= CLOSE_MARGIN:
        return (best[1],)
    if surrounding in (best[1], second[1]):
        return (surrounding,)
    return (best[1], second[1])


def _score(sample: bytes, codec: str) -> float:
    """How Japanese `sample` looks as `codec`, a byte: from about -8 to 2."""
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    score = float(_weights()[np.minimum(points, 0xFFFF)].sum()) / max(1, len(sample))
    return score - INVALID if "\ufffd" in text else score


def everyday(text: str) -> bool:
    """Return whether every character of `text` is printable ASCII or one that everyday Japanese is written with (no half-width kana)."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return bool((_weights()[np.minimum(points, 0xFFFF)] >= 1).all())


@cache
def _weights() -> "NDArray[np.float32]":
    """Points of every code point of the Basic Multilingual Plane; a two-byte character may earn twice what a one-byte one can."""
    table = np.full(0x10000, -6.0, dtype=np.float32)
    table[0x00:0x20] = -6
    table[[0x09, 0x0A, 0x0D]] = 1
    table[0x20:0x7F] = 1
    table[0xA0:0x100] = -0.5
    table[0x3000:0x3003] = 4
    table[0x3041:0x3094] = 4
    table[0x30A1:0x30FF] = 3.6
    table[0x300A:0x3012] = 3
    table[0xFF01:0xFF5F] = 2
    table[0xFF61:0xFFA0] = 0.3
    table[0x4E00:0xA000] = -1
    for row in range(16, 48):
        for cell in range(1, 95):
            try:
                character = bytes((row + 0xA0, cell + 0xA0)).decode("euc_jp")
            except UnicodeDecodeError:
                continue
            table[ord(character)] = 3.2
    table[[ord(c) for c in "々〆〇※―…‥○●◎△▲□■◆◇★☆→←↑↓〒㈱①②③④⑤⑥⑦⑧⑨⑩－‐−～〜￥¥・「」『』【】髙﨑濵德"]] = 2
    table[0xD800:0xF900] = -8
    return table


def decode_jis(raw: bytes) -> str:
    """Decode ISO-2022-JP with the vendor characters (㈱, ①, 髙) that its codec refuses: its two-byte codes are read as CP932's."""
    out: list[str] = []
    wide = False
    for piece in _SHIFT.split(raw):
        if piece.startswith(b"\x1b"):
            wide = piece.startswith(b"\x1b$")
        else:
            out.append((_shifted(piece) if wide else piece).decode("cp932", "replace"))
    return "".join(out)


def _shifted(piece: bytes) -> bytes:
    """Turn pairs of JIS X 0208 into Shift_JIS (JIS X 0208:1997 annex 1)."""
    out = bytearray()
    for high, low in zip(piece[::2], piece[1::2], strict=False):
        lead = (high + 1) // 2 + (0x70 if high < 0x5F else 0xB0)
        trail = low + (0x1F + (low >= 0x60) if high % 2 else 0x7E)
        out += bytes((lead & 0xFF, trail & 0xFF))
    return bytes(out)
