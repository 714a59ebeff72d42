"""Documents and long texts carried as base64 or hexadecimal inside a text: attachments in JSON, data URLs in HTML, what somebody hides.

Source: RFC 4648 §4, §5 and §8; RFC 2045 §6.8 (lines of 76).
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from detectors.budget import Budget
from detectors.decode import open_deflate
from detectors.formats.part import Part

RUN_CHARACTERS = 512
"""Shortest base64 that is opened: 384 bytes. Found by looking at every 64th byte, so that a text without any costs next to nothing."""

_STRIDE = 64
_WINDOW_BYTES = 1 << 20
"""Looked at together, so that a body too large for memory need not be in it."""

_LETTERS = np.zeros(256, dtype=bool)
_LETTERS[[*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_\r\n"]] = True
_ONE_ALPHABET = bytes.maketrans(b"-_", b"+/")
_BEFORE = re.compile(rb"[A-Za-z0-9+/_\r\n-]*\Z")
_RUN = re.compile(rb"[A-Za-z0-9+/_\r\n-]*+")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2})+")
_KNOWN = re.compile(rb"\x1f\x8b|PK|%PDF|\x89PNG|\xff\xd8\xff|GIF8|\xd0\xcf|[\t\n\r -~]{16}")
"""How what is no bare stream begins: text, and the formats that travel most."""


def embedded(part: Part, budget: Budget) -> Iterator[Part]:
    """Give what the long runs of base64 in `part` decode to."""
    for start, end in _runs(part.data):
        budget.check_time()
        text = bytes(part.data[start:end]).translate(_ONE_ALPHABET, b"\r\n")
        budget.add_part()
        budget.spend(len(text) * 3 // 4, produced=0, consumed=0)
        decoded = bytes.fromhex(text.decode()) if _HEX.fullmatch(text) else binascii.a2b_base64(text[: len(text) // 4 * 4] + _last(text))
        yield from _opened(Part(data=memoryview(decoded), place=f"{part.place}@{start}"), budget)


def _opened(part: Part, budget: Budget) -> Iterator[Part]:
    """Give `part`, or what it holds where it is a zlib or a bare deflate stream, which nothing else would tell."""
    opened = open_deflate(part.data, budget) if not _KNOWN.match(part.data) else None
    yield (
        part
        if opened is None or opened.gap is not None or not len(opened.data)
        else replace(part, data=opened.data, place=f"{part.place}#deflate")
    )


def _runs(data: memoryview) -> Iterator[tuple[int, int]]:
    """Give where the long runs of letters begin and end."""
    end = 0
    for offset in range(0, len(data), _WINDOW_BYTES):
        window = data[offset : offset + _WINDOW_BYTES + RUN_CHARACTERS]
        for place in (np.flatnonzero(_in_row(_LETTERS[np.frombuffer(window, dtype=np.uint8)[::_STRIDE]])) * _STRIDE).tolist():
            position = offset + place
            if position < end:
                continue
            end = _end(data, position, window[place:])
            if end - position >= RUN_CHARACTERS - _STRIDE:
                before = _BEFORE.search(data[max(0, position - _STRIDE) : position])
                start = position - (len(before[0]) if before else 0)
                if end - start >= RUN_CHARACTERS:
                    yield start, end


def _in_row(letters: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where so many looks in a row met letters as every run that is long enough gives: seven."""
    two = letters[:-1] & letters[1:]
    four = two[:-2] & two[2:]
    return four[:-3] & four[3:]


def _end(data: memoryview, position: int, window: memoryview) -> int:
    """Return where the run ends that begins in `window`, which begins at `position`."""
    while (match := _RUN.match(window)) and match.end() == len(window) and len(window):
        position += len(window)
        window = data[position : position + _WINDOW_BYTES]
    return position + (match.end() if match else 0)


def _last(text: bytes) -> bytes:
    """Return the last incomplete group with its padding; a single letter over holds no byte."""
    left = text[len(text) // 4 * 4 :]
    return left + b"=" * (4 - len(left)) if len(left) > 1 else b""
