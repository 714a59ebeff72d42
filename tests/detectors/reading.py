"""Reads bodies in tests and looks at what came out."""

import time
from itertools import chain

from detectors.budget import Budget
from detectors.extract import extract
from detectors.formats.part import Part, Piece, Reader
from detectors.model import Gap, GapReason, Limits, Segment, Table

LIMITS = Limits()


def pieces_of(body: bytes, *, limits: Limits = LIMITS, seconds: float = 600, **headers: str) -> list[Segment | Table | Gap]:
    return list(extract(memoryview(body), limits=limits, deadline=time.monotonic() + seconds, **headers))


def read_with(reader: Reader, body: bytes, *, limits: Limits = LIMITS, place: str = "body", **part: str) -> list[Piece]:
    budget = Budget(limits=limits, deadline=time.monotonic() + 600)
    return list(reader(Part(data=memoryview(body), place=place, **part), budget))


def text_of(pieces: list[Segment | Table | Gap]) -> str:
    segments = [piece.text for piece in pieces if isinstance(piece, Segment)]
    cells = chain.from_iterable(chain.from_iterable(piece.rows) for piece in pieces if isinstance(piece, Table))
    return "\n".join([*segments, *cells])


def tables_of(pieces: list[Segment | Table | Gap]) -> list[list[list[str]]]:
    return [piece.rows for piece in pieces if isinstance(piece, Table)]


def gaps_of(pieces: list[Segment | Table | Gap]) -> list[GapReason]:
    return [piece.reason for piece in pieces if isinstance(piece, Gap)]
