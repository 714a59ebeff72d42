"""Scans files at rest: what the proxy would find in them, and how it would decide. Knows no command line and no storage."""

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from detectors.config import DetectorConfig
from detectors.inspector import Inspector
from detectors.model import Gap, GapReason, Inspection, Limits
from rules.cases import alone
from rules.decide import decide
from rules.model import Actor, Destination, DestinationClass, Direction, Transfer
from rules.policy import Policy
from rules.zones import check_source

SECONDS = 900.0
"""Time for one file. Nobody waits for a page here, so it is far more than the proxy gives."""

HOST = "scan.invalid"
"""Stands for the destination that the file would go to. **Source:** RFC 2606."""


class GapLine(TypedDict):
    """A part that was not inspected."""

    reason: str
    locator: str


class VerdictLine(TypedDict):
    """What the policy says to a transfer of the file."""

    action: str
    rules: list[str]


class Line(TypedDict):
    """What is printed of one file."""

    file: str
    format: str
    charset: str
    entities: dict[str, int]
    people: int
    people_exact: bool
    gaps: list[GapLine]
    verdict: VerdictLine
    seconds: float


def transfer_as(text: str) -> Transfer:
    """Return the transfer that `text` (`direction=upload,class=unknown`) describes; raises ValueError naming what is wrong."""
    given = dict(part.partition("=")[::2] for part in text.split(",") if part)
    if unknown := given.keys() - {"direction", "class", "source"}:
        raise ValueError(f"unknown word {min(unknown)!r}; known: direction, class, source")
    return Transfer(
        id="scan",
        actor=Actor(id="scan", known=True, source=check_source(given.get("source", ""))),
        destination=Destination(host=HOST, category=DestinationClass(_one_of(DestinationClass, given, "class", "unknown"))),
        direction=Direction(_one_of(Direction, given, "direction", "upload")),
        at=datetime.now(UTC),
    )


def _one_of(words: Iterable[str], given: Mapping[str, str], key: str, default: str) -> str:
    value = given.get(key, default)
    if value not in list(words):
        raise ValueError(f"{key} is one of {', '.join(words)}, not {value!r}")
    return value


def inspector(policy: Policy, recognisers: Sequence[Path] = (), *, model: bool = True) -> Inspector:
    """Return an inspector for files at rest, with the Presidio YAML files in `recognisers`, and with the language `model` or without.

    Its key is thrown away: nothing here is compared with other days.
    """
    config = DetectorConfig(allow=policy.staff, entities=policy.custom, recognisers=tuple(recognisers), model=model)
    return Inspector(config, os.urandom(32))


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Give each path in order, folders as the files in them."""
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
        else:
            yield path


def scan(path: Path, looker: Inspector, policy: Policy, transfer: Transfer) -> Line:
    """Return what is found in the file at `path` and how `policy` decides on it; one that cannot be read is a gap."""
    started = time.perf_counter()
    inspection = inspect_file(path, looker)
    verdict = decide(transfer, inspection, alone(inspection, policy.windows(transfer)), policy, transfer.at)
    return Line(
        file=str(path),
        format=inspection.format,
        charset=inspection.charset,
        entities=dict(inspection.entities),
        people=inspection.people.count,
        people_exact=inspection.people.exact and inspection.complete,
        gaps=[GapLine(reason=gap.reason.value, locator=gap.place) for gap in inspection.gaps],
        verdict=VerdictLine(action=verdict.action.value, rules=list(verdict.rules)),
        seconds=round(time.perf_counter() - started, 3),
    )


def inspect_file(path: Path, looker: Inspector) -> Inspection:
    """Return what is found in the file at `path`; one that cannot be read is a gap."""
    try:
        # A pipe or a device would block or never end; only what is a file is opened.
        if not path.is_file():
            raise FileNotFoundError
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        return Inspection(gaps=(Gap(reason=GapReason.UNDECODABLE, place=str(path), size_bytes=0),), complete=False)
    try:
        return looker.inspect(fd, filename=path.name, limits=Limits(), deadline=time.monotonic() + SECONDS)
    finally:
        os.close(fd)
