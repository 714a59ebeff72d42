"""The threshold lab: ten million transfers of a made-up centre, decided again by a draft and by today's policy."""

import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.figure import Figure
from detectors.model import IDENTIFIERS, Inspection
from ledger.engine import transaction
from ledger.facts import facts_of, ladder, row
from ledger.recording import Written, of_transfer
from ledger.records import Record
from ledger.replay.blocks import Blocks
from ledger.replay.lab import compare
from ledger.store import Ledger
from rules.facts import Facts
from rules.model import Action, Actor, Count, Destination, DestinationClass, Direction, Employment, Outcome, Past, Transfer, Verdict
from rules.policy import DEFAULT, Policy, load

RECORDS = 10_000_000
DAYS = 30
OPERATORS = 2000
CLIENTS = 20
SCENES = 3 * OPERATORS
"""In each direction: every operator works for some clients."""

START = int(datetime(2026, 10, 1, tzinfo=UTC).timestamp()) * 1_000_000
CHUNK = 250_000


class Kind(NamedTuple):
    """A shape of facts."""

    shape: str
    counts: int
    """How many columns come before those of the windows, at most six."""
    download: bool


DRAFT = """\
notice: {purpose: 測る, owner: 測る人, contact: 測る所}
groups: {night: {units: [第3課, 第7課]}}
zones: {centre: 10.1.0.0/21, home: [10.1.8.0/24, 10.1.9.0/24]}
shifts: {day: {weekdays: [mon, tue, wed, thu, fri], hours: "08:30-18:30"}, duty: {hours: "22:00-06:00", holidays: true}}
rules:
  - {id: approved-many, when: {direction: upload, class: approved}, over: {people: {transfer: 5, 7d: 40}}, action: alert}
  - {id: approved-bulk, when: {direction: upload, class: approved}, over: {people: {transfer: 60, 1d: 80, 14d: 400}}, action: block}
  - {id: download-many, when: {direction: download}, over: {people: {transfer: 15, 30d: 1500}}, action: alert}
  - {id: download-bulk, when: {direction: download, group: night}, over: {people: {transfer: 40, 1d: 120}}, action: hold}
  - {id: late, when: {direction: download, hours: "22:00-06:00"}, over: {people: {transfer: 3}}, action: alert}
  - {id: off-duty, when: {outside_shift: [day, duty], zone: centre}, over: {people: {transfer: 2}}, action: justify}
  - {id: feast, when: {holiday: true, outside_zone: centre}, over: {people: {1d: 10}}, action: alert}
"""


def run(quick: bool) -> Iterable[Figure]:
    """Measure how long a draft takes over the ledger of a month, and what memory at most."""
    records = RECORDS // 20 if quick else RECORDS
    with tempfile.TemporaryDirectory(prefix="sekimori-lab-") as folder:
        ledger = Ledger(f"sqlite:///{folder}/ledger.sqlite", node="bench", key_id="k")
        _fill(Path(folder) / "ledger.sqlite", records)
        draft = Path(folder) / "draft.yaml"
        draft.write_text(DRAFT, encoding="utf-8")
        policies = load([DEFAULT]), load([draft])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        compared = _compare(ledger, *policies)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ledger.close()
    assert compared == records, compared
    yield Figure(what=f"lab, {records:,} transfers, two policies", ours=seconds, unit="s", at_most=60)
    yield Figure(what="its peak memory", ours=peak / 1024, unit="MB")
    yield Figure(what="of which before it began", ours=before / 1024, unit="MB")


def _compare(ledger: Ledger, now: Policy, draft: Policy) -> int:
    with transaction(ledger.engine, write=False) as connection:
        return compare(Blocks(connection, None, None), now, draft, lambda _: None).transfers


def _fill(path: Path, records: int) -> None:
    """Write rows of facts as the ledger writes them; without the records themselves, which the lab does not read."""
    chance = np.random.default_rng(7)
    kinds, scenes = [_kind(chance) for _ in range(60)], _scenes()
    numbers = {text: number for number, text in enumerate([*scenes[0], *scenes[1], *{kind.shape for kind in kinds}], start=1)}
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.executemany("INSERT INTO words VALUES (?, ?)", ((number, text) for text, number in numbers.items()))
    for first in range(0, records, CHUNK):
        at = START + np.arange(first, min(first + CHUNK, records)) * (DAYS * 86_400_000_000 // records)
        connection.executemany("INSERT INTO facts VALUES (?, 'bench', ?, ?, ?, ?)", _rows(chance, kinds, scenes, numbers, at.tolist()))
        connection.commit()
    connection.close()


def _kind(chance: np.random.Generator) -> Kind:
    """Return the shape of some entities in one direction, as a transfer with people has it."""
    entities = {str(name): 1 for name in chance.choice(["PERSON", *IDENTIFIERS, "JP_ADDRESS"], chance.integers(1, 5), replace=False)}
    direction, category = ((Direction.UPLOAD, DestinationClass.APPROVED), (Direction.DOWNLOAD, DestinationClass.CRM))[chance.integers(2)]
    past = {step: Count(people=1) for step in ladder(_transfer(0, direction, category))}
    found = Facts(
        people=1,
        names_only=0,
        entities=entities,
        gaps={},
        gap_bytes={},
        customers=(),
        foreign_customers=0,
        canaries=0,
        past=past,
    )
    return Kind(row(_record(0, direction, category), found).shape, 1 + len(entities), direction is Direction.DOWNLOAD)


def _scenes() -> tuple[list[str], list[str]]:
    """Return who moves what where, for uploads and for downloads."""
    nobody = facts_of((), ())
    places = ((Direction.UPLOAD, DestinationClass.APPROVED), (Direction.DOWNLOAD, DestinationClass.CRM))
    uploads, downloads = ([row(_record(number, *place), nobody).scene for number in range(SCENES)] for place in places)
    return uploads, downloads


def _rows(
    chance: np.random.Generator, kinds: list[Kind], scenes: tuple[list[str], list[str]], numbers: dict[str, int], at: list[int]
) -> Iterator[tuple[int, int, int, int, bytes]]:
    chosen = chance.integers(0, len(kinds), len(at)).tolist()
    who = chance.integers(0, SCENES, len(at)).tolist()
    people = np.minimum(chance.zipf(1.7, len(at)), 2000)[:, None]
    steps = np.cumsum(chance.integers(0, 30, (len(at), 5)), axis=1) + people
    lines = np.concatenate((np.repeat(people, 6, axis=1), steps, steps), axis=1).astype("<i8")
    for i, moment in enumerate(at):
        kind = kinds[chosen[i]]
        yield moment, moment, numbers[scenes[kind.download][who[i]]], numbers[kind.shape], lines[i, 6 - kind.counts :].tobytes()


def _transfer(number: int, direction: Direction, category: DestinationClass) -> Transfer:
    tenant = f"client-{number % CLIENTS}"
    place = Destination(host=f"{category}-{number % CLIENTS}.example", category=category, tenant=tenant)
    return Transfer(id="", actor=_actor(number), destination=place, direction=direction, at=datetime.fromtimestamp(0, UTC))


def _actor(number: int) -> Actor:
    account, source = f"op-{number % OPERATORS:04}", f"10.1.{number % 12}.{number % 250}"
    return Actor(id=account, known=True, unit=f"第{number % 12}課", employment=Employment.DISPATCH, source=source)


def _record(number: int, direction: Direction, category: DestinationClass) -> Record:
    moved = _transfer(number, direction, category)
    written = Written(node="bench", seq=1, key_id="k", at=moved.at)
    return of_transfer(moved, Inspection(), Verdict(action=Action.ALLOW), Past(), written, Outcome.RELEASED)
