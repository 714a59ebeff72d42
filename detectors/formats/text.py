"""Plain text: decoded a stretch at a time, in memory that does not grow with the body."""

import codecs
import io
from collections.abc import Iterator
from itertools import chain

from detectors.budget import Budget
from detectors.charset import decode_jis, guess
from detectors.formats.lined import split
from detectors.formats.part import Part, Piece
from detectors.model import Segment

STRETCH_BYTES = 256 << 10
"""Decoded at once."""

MAX_LINE = 1 << 20
"""Code points after which a stretch without a line end is cut."""

_LINE_FALLBACKS = ("utf-8", "cp932", "euc_jp")


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the text of `part`, its tables as tables; in both readings where it is too short to tell the charset."""
    codec, *others = guess(part.data, part.charset)
    yield from split(stretches(part.data, codec, budget), part.place, budget)
    for other in others:
        lines = [line for text in stretches(part.data, other, budget) for line in text.splitlines() if not line.isascii()]
        if lines:
            yield Segment(text="\n".join(lines), place=f"{part.place}~{other}")


def lines(data: memoryview, codec: str, budget: Budget) -> Iterator[str]:
    """Give the lines of `data` with their ends, split at LF, CR and CRLF alone (a cell may hold the other line ends of Unicode)."""
    return chain.from_iterable(io.StringIO(text, newline="") for text in stretches(data, codec, budget))


def stretches(data: memoryview, codec: str, budget: Budget) -> Iterator[str]:
    """Give the text of `data`, about a million code points at a time, cut at line ends where there are any.

    Bytes that do not decode are tried line by line in the other charsets, so that no mix of charsets hides a text.
    """
    decoder = codecs.getincrementaldecoder(codec)()
    rest = ""
    for offset in range(0, len(data), STRETCH_BYTES):
        budget.check_time()
        chunk = data[offset : offset + STRETCH_BYTES]
        final = offset + STRETCH_BYTES >= len(data)
        state = decoder.getstate()
        try:
            rest += decoder.decode(chunk, final)
        except UnicodeDecodeError:
            rest += _mixed(state[0] + bytes(chunk), codec)
            decoder.reset()
        if not final:
            cut = rest.rfind("\n") + 1 or (len(rest) if len(rest) > MAX_LINE else 0)
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
    if rest:
        yield rest


def _mixed(data: bytes, codec: str) -> str:
    return "".join(_line(line, codec) for line in data.splitlines(keepends=True))


def _line(line: bytes, codec: str) -> str:
    if codec.startswith("iso2022") and b"\x1b" in line:
        return decode_jis(line)
    for candidate in (codec, *_LINE_FALLBACKS):
        try:
            return line.decode(candidate)
        except UnicodeDecodeError:
            continue
    return line.decode(codec, "replace")
