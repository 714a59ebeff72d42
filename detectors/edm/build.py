"""Makes an index of the customers in a file: a table in any format that inspection reads. No value of it is kept.

Knows files and columns; not where indexes lie.
"""

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from detectors.edm.evidence import COMBINATIONS, Combination
from detectors.edm.index import MOST_PEOPLE, Header, key_id, write
from detectors.edm.learn import Learner
from detectors.edm.tags import Tagger
from detectors.extract import extract
from detectors.fingerprint import Fingerprinter
from detectors.labels import Role, entity_of_header
from detectors.layout import NOTHING, Layout, lay_out
from detectors.model import IDENTIFIERS, Gap, Limits, Segment, Table
from detectors.notes import Allowed, Notes
from detectors.pages import Pages
from detectors.tables import count

MOST_BYTES = 1 << 40
SECONDS = 24 * 3600.0
USABLE = frozenset((*IDENTIFIERS, "PERSON", "JP_ADDRESS", "BIRTH_DATE", "JP_POSTAL_CODE"))
"""Entities that an index can hold, alone or together."""

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class BadFile(ValueError):
    """A file of customers that cannot be used. Says what is wrong with its form, never what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an index is to be."""

    holds: Literal["customers", "canaries"]
    name: str
    salt: bytes
    columns: Mapping[str, str]
    """Header to entity, or to an empty string where the header says it; empty: every column that is known."""
    combinations: Sequence[Combination] = COMBINATIONS
    allow: tuple[str, ...] = ()
    """Values that are never personal data."""


def build(source: Path, to: Path, plan: Plan, key: bytes, progress: Callable[[int], None] = lambda _: None) -> Header:
    """Index the people in the tables of `source` and put the index at `to`, in one step; return its header.

    progress: told how many bytes have been read. Raises BadFile, OSError.
    """
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size

        def fetch(start: int, stop: int) -> bytes:
            progress(stop)
            return os.pread(file.fileno(), stop - start, start)

        limits = Limits(max_decoded_bytes=MOST_BYTES, max_ratio=10_000)
        pieces = extract(Pages(fetch, size), filename=source.name, limits=limits, deadline=time.monotonic() + SECONDS)  # type: ignore[arg-type]
        return learn(iter(pieces), to, plan, key)


def learn(pieces: Iterator[Segment | Table | Gap], to: Path, plan: Plan, key: bytes, labels: Sequence[str] = ()) -> Header:
    """Index the people in `pieces`; see `build`."""
    learner = Learner(tagger=Tagger(key, plan.salt), combinations=plan.combinations)
    prints, allowed = Fingerprinter(key), Allowed(plan.allow)
    layouts: dict[str, Layout] = {}
    for piece in pieces:
        if isinstance(piece, Gap):
            raise BadFile(f"a part of it cannot be read ({piece.reason})")
        if isinstance(piece, Segment):
            continue
        if piece.start == 0 or piece.place not in layouts:
            layouts[piece.place] = chosen(piece.rows, plan.columns, headed=piece.headed)
        # What is learnt of a piece does not depend on the others, so the notes of each are let go of.
        for _ in count(piece, layouts[piece.place], Notes(prints=prints, allowed=allowed, looks=learner)):
            pass
        if learner.people > MOST_PEOPLE:
            raise BadFile("it holds too many people for one index")
    header = Header(
        holds=plan.holds,
        name=plan.name,
        salt=plan.salt.hex(),
        key_id=key_id(key),
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        people=learner.people,
        sections=(),
        labels=tuple(labels),
    )
    parts = learner.parts()
    if not any(len(tags) for tags, _ in parts.values()):
        raise BadFile("no column of it identifies anybody: name the columns with --columns HEADER=ENTITY")
    return write(to, header, parts, key)


def chosen(rows: Sequence[Sequence[str]], columns: Mapping[str, str], *, headed: bool) -> Layout:
    """Return the layout of a table of customers with the chosen `columns` alone. Raises BadFile for columns that it cannot use."""
    if not columns:
        return lay_out(rows, headed=headed, confirm=lambda cells: [""] * len(cells))
    body = next((number + 1 for number, row in enumerate(rows[:30]) if set(columns) <= {cell.strip() for cell in row}), 0)
    if not body:
        raise BadFile(f"no line of it has all of the headers {', '.join(columns)}")
    laid = lay_out(rows[body - 1 :], headed=True, confirm=lambda cells: [""] * len(cells))
    roles = [_role(header.strip(), columns, laid.role(number)) for number, header in enumerate(rows[body - 1])]
    return Layout(body=body, roles=tuple(roles))


def _role(header: str, columns: Mapping[str, str], known: Role) -> Role:
    if header not in columns:
        return NOTHING
    entity = columns[header]
    if not entity and known.entity in USABLE:
        return known
    entity = entity or entity_of_header(header) or ""
    if entity not in USABLE:
        raise BadFile(f"column {header}: say what it holds, {header}=ENTITY, one of {', '.join(sorted(USABLE))}")
    return known if known.entity == entity else Role(entity=entity)
