"""Columns of fixed width under a header line, as host systems and consoles print them. A full-width letter takes two places.

Source: JIS X 0208 in CP932: the bytes of a letter are the places it takes (UAX #11 says the same for what CP932 can write).
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

SAMPLE_LINES = 200
"""Lines by which columns are told apart."""

AGREE = 0.95
"""Share of these that have to be blank between two columns."""

TAB = 8
_TOKEN = re.compile(r"[^\W\d_a-zA-Z] {1,4}[^\W\d_a-zA-Z](?!\S)|\S+")


def tokens(line: str) -> list[tuple[int, str]]:
    """Return the words of a header line with their first places; two letters that are spaced out (氏　名) are one word."""
    plain = _plain(line)
    return [(width(plain[: match.start()]), match[0].replace(" ", "")) for match in _TOKEN.finditer(plain)]


def cut(line: str, places: Sequence[int]) -> list[str]:
    """Return the cells of `line`, whose columns end at `places`."""
    plain = _plain(line)
    try:
        data = plain.encode("cp932")
    except UnicodeEncodeError:
        return _cut_slowly(plain, places)
    ends = [*places, len(data)]
    return [data[start:end].decode("cp932", "replace").strip() for start, end in zip([0, *places], ends, strict=True)]


def _cut_slowly(line: str, places: Sequence[int]) -> list[str]:
    cells = [""] * (len(places) + 1)
    at = column = 0
    for letter in line:
        while column < len(places) and at >= places[column]:
            column += 1
        cells[column] += letter
        at += width(letter)
    return [cell.strip() for cell in cells]


def boundaries(header: Sequence[tuple[int, str]], lines: Sequence[str]) -> list[int] | None:
    """Return the place where each column but the last ends; None where the lines do not stand below the header in columns."""
    blank = _blanks(lines[:SAMPLE_LINES])
    places: list[int] = []
    for (start, _), (after, _) in pairwise(header):
        free = [place for place in range(start, min(after, len(blank))) if blank[place] >= AGREE]
        if not free and after < len(blank):
            return None
        places.append(free[-1] + 1 if free else after)
    return places


def _blanks(lines: Sequence[str]) -> Sequence[float]:
    """Return for each place the share of `lines` that have a space there, or have ended."""
    widest = max((width(_plain(line)) for line in lines), default=0)
    grid = np.ones((len(lines), widest), dtype=np.bool_)
    for number, line in enumerate(lines):
        marks = "".join(("  " if width(letter) == 2 else " ") if letter == " " else "xx"[: width(letter)] for letter in _plain(line))
        grid[number, : len(marks)] = np.frombuffer(marks.encode("ascii"), dtype=np.uint8) == ord(" ")
    shares: list[float] = grid.mean(axis=0).tolist() if len(lines) else []
    return shares


def _plain(line: str) -> str:
    return line.rstrip("\r\n").expandtabs(TAB).replace("\u3000", "  ")


def width(text: str) -> int:
    """Return the places that `text` takes."""
    return len(text) if text.isascii() else sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
