"""Looks at one body: extraction, tables, prose, people. Whatever breaks here becomes a gap, and the rest is still counted.

Knows the order of the work and its clock; no notation, no format.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate

from detectors import splitcells
from detectors.analyzer import Analyzer
from detectors.config import DetectorConfig
from detectors.custom import CustomEntities
from detectors.depth import Depth, Patience
from detectors.edm.folder import Indexes
from detectors.edm.index import BadIndex
from detectors.edm.register import Register
from detectors.extract import BODY, extract
from detectors.fingerprint import Fingerprinter
from detectors.hits import Hit
from detectors.layout import Layout, lay_out
from detectors.model import Gap, GapReason, Inspection, Limits, People, Segment, Table
from detectors.notes import Allowed, Notes
from detectors.pages import Pages, mapped
from detectors.passages import Passage, pieces
from detectors.prose import note
from detectors.splitcells import Split
from detectors.tables import count

QUEUE = 1_000_000
"""Code points of prose that wait for the tables to be counted first; more is read at once, to hold memory level."""

PASSAGE = 32_000
"""Code points of running text that are looked at before the people are counted; who stands on both sides of a cut may be counted twice."""

GARBAGE = 50_000
"""Objects after which the interpreter looks for cycles while a body is inspected. Rows hold none; looking took a sixth of the time."""

INDEXES = "exact data match"
"""Place of the gap that tells of an index that cannot be used."""

BATCH = 64
"""Texts given to the analyzer together; the deadline loses at most one batch."""


class Inspector:
    """Inspects bodies under one configuration and one key. Reusable, not thread-safe; made once a worker, since it loads the model."""

    def __init__(self, config: DetectorConfig, key: bytes) -> None:
        self._analyzer = Analyzer(config)
        self._prints = Fingerprinter(key)
        self._allowed = Allowed(config.allow)
        self._indexes = Indexes(config.customers, key)
        self._custom = CustomEntities(config.entities)

    def inspect(
        self,
        fd: int | Pages,
        *,
        content_type: str = "",
        content_encoding: str = "",
        filename: str = "",
        target: str = "",
        limits: Limits,
        deadline: float,
        stop_at: int | None = None,
    ) -> Inspection:
        """Return all that is found in the body behind `fd`, whose offset does not matter; or in the pages of one too large for memory.

        content_type, content_encoding: raw header values, empty if absent; filename: as declared; target: path and query of the request,
        empty for downloads; deadline: a `time.monotonic()` value; stop_at: number of people beyond which counting may stop.
        Raises nothing for bad content.
        """
        register, usable = self._register()
        notes = Notes(prints=self._prints, allowed=self._allowed, looks=register, custom=self._custom)
        if not usable:
            notes.miss(GapReason.DETECTOR_ERROR, INDEXES)
        patience = Patience(began=time.monotonic(), deadline=deadline)
        run = _Run(analyzer=self._analyzer, notes=notes, patience=patience, stop_at=stop_at)
        with run.clock("total"), _seldom_collecting(), mapped(fd) as data:
            with run.guard(BODY, len(data)):
                extraction = extract(
                    data,
                    content_type=content_type,
                    content_encoding=content_encoding,
                    filename=filename,
                    target=target,
                    limits=limits,
                    deadline=deadline,
                )
                run.format, run.charset = extraction.format, extraction.charset
                run.read(iter(extraction))
            with run.clock("score"):
                people = notes.census.people()
                if notes.later:
                    notes.later.settle()
            size = len(data)
        return run.inspection(people, size, register)

    def _register(self) -> tuple[Register | None, bool]:
        """Return what recognises customers, and whether every index can be used: with one missing, nobody may pass for a stranger."""
        try:
            return self._indexes.register(), True
        except (BadIndex, OSError, MemoryError):
            return None, False


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(GARBAGE, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass(slots=True, kw_only=True)
class _Run:
    """One inspection under way."""

    analyzer: Analyzer
    notes: Notes
    patience: Patience
    stop_at: int | None
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    layouts: dict[str, Layout] = field(default_factory=dict)
    splits: dict[str, Sequence[Split]] = field(default_factory=dict)
    waiting: list[Passage] = field(default_factory=list)
    waiting_length: int = 0
    nameless: int = 0
    """Code points in which there was no time to look for names."""
    next_check: int = 0
    format: str = ""
    charset: str = ""

    @contextmanager
    def clock(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - started

    @contextmanager
    def guard(self, place: str, size: int = 0) -> Iterator[None]:
        """Turn what breaks inside into a gap of `size` at `place`. The one place of this room that catches everything."""
        try:
            yield
        except TimeoutError:
            self.notes.miss(GapReason.TIMEOUT, place, size)
        except Exception:  # noqa: BLE001  (the boundary: hostile content must not end the worker, and the message may hold its text)
            self.notes.miss(GapReason.DETECTOR_ERROR, place, size)

    def read(self, source: Iterator[Segment | Table | Gap]) -> None:
        """Take in all pieces, tables at once and prose when the tables are done."""
        self._read(source)
        if self.nameless:
            self.notes.miss(GapReason.TIMEOUT, BODY, self.nameless)

    def _read(self, source: Iterator[Segment | Table | Gap]) -> None:
        while (piece := self._next(source)) is not None:
            with self.guard(piece.place):
                self._take(piece)
            if self.waiting_length > QUEUE or self.notes.census.bulky:
                self.analyze()
                # Nothing waits any more, so nothing knows a scope by its number.
                self.notes.census.compact()
            if self._enough():
                return
        self.analyze()

    def inspection(self, people: People, size: int, register: Register | None) -> Inspection:
        """Return what was found in the whole body of `size` bytes."""
        return Inspection(
            format=self.format,
            charset=self.charset,
            entities=tuple(sorted((entity, n) for entity, n in self.notes.counts.items() if n)),
            findings=tuple(self.notes.findings),
            gaps=tuple(self.notes.gaps),
            people=people,
            customers=register.customers if register else (),
            canaries=register.canaries if register else (),
            seconds=tuple(self.seconds.items()),
            size_bytes=size,
            complete=self.notes.complete,
        )

    def _next(self, source: Iterator[Segment | Table | Gap]) -> Segment | Table | Gap | None:
        with self.clock("extract"), self.guard(BODY):
            return next(source, None)
        return None

    def _take(self, piece: Segment | Table | Gap) -> None:
        if isinstance(piece, Gap):
            self.notes.gaps.append(piece)
            self.notes.complete = False
        elif isinstance(piece, Table):
            passages = list(self._table(piece))
            self.waiting += passages
            self.waiting_length += _size(passages)
        else:
            for part in pieces(piece.text, PASSAGE):
                self.waiting.append(Passage(text=part.text, place=piece.place, start=part.start))
            self.waiting_length += len(piece.text)

    def _table(self, table: Table) -> Iterator[Passage]:
        if table.start == 0 or table.place not in self.layouts:
            self.splits[table.place] = splitcells.find(table.rows)
            table = splitcells.join(table, self.splits[table.place])
            with self.clock("ner"):
                layout = lay_out(table.rows, headed=table.headed, confirm=self._confirm)
                self.layouts[table.place] = self.notes.custom.lay_out(layout, table.rows)
        else:
            table = splitcells.join(table, self.splits[table.place])
        with self.clock("regex"):
            yield from count(table, self.layouts[table.place], self.notes)

    def _confirm(self, cells: Sequence[str]) -> list[str]:
        """Tell for each cell which entity fills most of it, as prose."""
        found = self.analyzer.analyze(cells, deadline=self.patience.deadline)
        return [
            next((hit.entity for hit in hits if 2 * (hit.end - hit.start) > len(cell.strip())), "")
            for cell, hits in zip(cells, found, strict=True)
        ]

    def _enough(self) -> bool:
        """Return whether the people counted so far are beyond what is asked for. Looked at whenever twice as much has been read."""
        if self.stop_at is None or self.notes.census.size <= max(self.stop_at, self.next_check):
            return False
        self.next_check = 2 * self.notes.census.size
        if self.notes.census.people().count <= self.stop_at:
            return False
        self.notes.complete = False
        return True

    def analyze(self) -> None:
        """Read the prose that waits, each different text once."""
        waiting, self.waiting, self.waiting_length = self.waiting, [], 0
        at = 0
        while at < len(waiting) and not self._enough():
            batch = _batch(waiting[at : at + BATCH])
            if time.monotonic() > self.patience.deadline:
                self.notes.miss(GapReason.TIMEOUT, batch[0].place, _size(waiting[at:]))
                return
            with self.guard(batch[0].place, _size(batch)):
                self._note(batch)
            at += len(batch)

    def _note(self, batch: Sequence[Passage]) -> None:
        depth = self.patience.depth(self.seconds["ner"])
        if depth < self.analyzer.deepest:
            self.notes.complete = False
        if depth == Depth.PATTERNS:
            self.nameless += _size(batch)
        with self.clock("ner"):
            split = [list(pieces(passage.text)) for passage in batch]
            texts = list(dict.fromkeys(piece.text for parts in split for piece in parts))
            missed: list[GapReason] = []
            found = self.analyzer.analyze(texts, deadline=self.patience.deadline, depth=depth, miss=lambda _, reason: missed.append(reason))
            hits = dict(zip(texts, found, strict=True))
            for reason in dict.fromkeys(missed):
                self.notes.miss(reason, batch[0].place)
        with self.clock("score"):
            for passage, parts in zip(batch, split, strict=True):
                note(self.notes, passage, [hit for part in parts for hit in _moved(hits[part.text], part.start)])


def _batch(waiting: Sequence[Passage]) -> Sequence[Passage]:
    """Return the next passages to read together: one long one, or many cells."""
    lengths = accumulate(len(passage.text) for passage in waiting)
    return waiting[: max(1, sum(length <= PASSAGE for length in lengths))]


def _size(passages: Sequence[Passage]) -> int:
    return sum(len(passage.text) for passage in passages)


def _moved(hits: Sequence[Hit], by: int) -> Sequence[Hit]:
    if not by:
        return hits
    return [
        Hit(
            entity=hit.entity,
            start=hit.start + by,
            end=hit.end + by,
            score=hit.score,
            recogniser=hit.recogniser,
            evidence=hit.evidence,
            value=hit.value,
            layer=hit.layer,
        )
        for hit in hits
    ]
