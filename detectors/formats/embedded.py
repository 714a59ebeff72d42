"""Documents carried as base64 inside a text: attachments in JSON, data URLs in HTML. Source: RFC 4648 §4 and §5."""

import binascii
import re
from collections.abc import Iterator

import numpy as np

from detectors.budget import Budget
from detectors.formats.part import Part

RUN_CHARACTERS = 512
"""Shortest base64 that is opened: 384 bytes. Found by looking at every 256th byte, so that a text without any costs next to nothing."""

_STRIDE = 256
_LETTERS = np.zeros(256, dtype=bool)
_LETTERS[[*b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"]] = True
_BEFORE = re.compile(rb"[A-Za-z0-9+/_-]*\Z")
_RUN = re.compile(rb"[A-Za-z0-9+/_-]{256,}")


def embedded(part: Part, budget: Budget) -> Iterator[Part]:
    """Give what the long runs of base64 in `part` decode to."""
    candidates = np.flatnonzero(_LETTERS[np.frombuffer(part.data, dtype=np.uint8)[::_STRIDE]]) * _STRIDE
    end = 0
    for position in candidates.tolist():
        if position < end or not (run := _RUN.match(part.data, position)):
            continue
        budget.check_time()
        before = _BEFORE.search(part.data[max(end, position - _STRIDE) : position])
        start = position - (len(before[0]) if before else 0)
        end = run.end()
        if end - start >= RUN_CHARACTERS:
            text = bytes(part.data[start:end]).replace(b"-", b"+").replace(b"_", b"/")
            budget.add_part()
            budget.spend(len(text) * 3 // 4, produced=0, consumed=0)
            decoded = binascii.a2b_base64(text[: len(text) // 4 * 4] + _last(text))
            yield Part(data=memoryview(decoded), place=f"{part.place}@{start}")


def _last(text: bytes) -> bytes:
    """Return the last incomplete group with its padding; a single letter over holds no byte."""
    left = text[len(text) // 4 * 4 :]
    return left + b"=" * (4 - len(left)) if len(left) > 1 else b""
