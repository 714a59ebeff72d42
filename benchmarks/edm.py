"""A customer table of 100,000 rows beside an index of customers, against the same table without one; and how an index is built."""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.rows import as_csv, customer, customers
from detectors.config import DetectorConfig
from detectors.edm.build import Plan, build
from detectors.inspector import Inspector
from detectors.model import Inspection, Limits

KEY = b"benchmark-key-of-thirty-two-byte"
ROWS = 100_000
INDEXED = 1_000_000
STRANGERS = 500_000
"""Number of the first of them."""
REPEATS = 3


def run(quick: bool) -> Iterable[Figure]:
    """Measure a table of customers, one of strangers, and the building of a large index."""
    count = ROWS // 10 if quick else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = folder / "known.csv"
        known.write_text(as_csv(customers(count)), encoding="utf-8")
        build(known, folder / "edm" / "alpha.edm", _plan(), KEY)
        plain = Inspector(DetectorConfig(model=False), KEY)
        beside = Inspector(DetectorConfig(model=False, customers=folder / "edm"), KEY)
        for what, seed, found in (("customers", 1, count), ("strangers", 2, None)):
            data = as_csv(customers(count, seed) if found else _strangers(count)).encode()
            without, _ = _timed(plain, data)
            seconds, inspection = _timed(beside, data)
            assert inspection.people.count == count
            if found:
                assert inspection.customers == ((("alpha",), count),), inspection.customers
            else:
                assert inspection.customers == (), inspection.customers
            yield Figure(
                what=f"table scan beside an index, {count:,} {what}",
                ours=seconds,
                unit="s",
                counterpart=without,
                against="without an index",
                ratio=seconds / without,
                at_most=2,
            )
        yield from _building(folder, INDEXED // 10 if quick else INDEXED)


def _building(folder: Path, count: int) -> Iterable[Figure]:
    source = folder / "many.csv"
    source.write_text(as_csv(customers(count)), encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "benchmarks.edm", str(source)], capture_output=True, text=True, check=True)
    seconds, memory, size = map(float, done.stdout.split())
    yield Figure(what=f"index of {count:,} people, built in", ours=seconds, unit="s")
    yield Figure(what=f"index of {count:,} people, memory while built", ours=memory / 1e6, unit="MB", at_most=2000)
    yield Figure(what=f"index of {count:,} people, bytes a person", ours=size / count, unit="bytes")


def main() -> None:
    """Build an index of the file named, and print seconds, peak memory in bytes, size in bytes."""
    source = Path(sys.argv[1])
    to = source.with_suffix(".edm")
    began = time.perf_counter()
    build(source, to, _plan(), KEY)
    peak = 1024 * int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])  # type: ignore[index]
    print(time.perf_counter() - began, peak, to.stat().st_size)


def _plan() -> Plan:
    return Plan(holds="customers", name="alpha", salt=b"benchmark-salt-1", columns={})


def _strangers(count: int) -> Iterator[tuple[str, ...]]:
    """Give people of other numbers and other surnames: common names share birth dates."""
    chance = random.Random(2)
    for number in range(STRANGERS, STRANGERS + count):
        identity, name, *rest = customer(number, chance)
        yield (identity, f"外{name}", *rest)


def _timed(inspector: Inspector, data: bytes) -> tuple[float, Inspection]:
    best, found = float("inf"), Inspection()
    with open(os.memfd_create("table"), "wb") as body:
        body.write(data)
        body.flush()
        for _ in range(REPEATS):
            began = time.process_time()
            found = inspector.inspect(body.fileno(), limits=Limits(), deadline=time.monotonic() + 600)
            best = min(best, time.process_time() - began)
    return best, found


if __name__ == "__main__":
    main()
