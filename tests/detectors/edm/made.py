"""Made-up customers, indexes of them, and inspections beside these."""

import os
import time
from pathlib import Path

from benchmarks.rows import HEADER, as_csv, customers
from detectors.config import DetectorConfig
from detectors.edm.build import Plan, build
from detectors.inspector import Inspector
from detectors.model import Inspection, Limits

KEY, SALT = b"k" * 32, b"s" * 16
ROWS = list(customers(50))
TABLE = as_csv(iter(ROWS))


def plan(tenant: str = "alpha", **changes: object) -> Plan:
    return Plan(**{"holds": "customers", "name": tenant, "salt": SALT, "columns": {}} | changes)  # type: ignore[arg-type]


def indexed(folder: Path, rows: list[tuple[str, ...]], tenant: str = "alpha", header: tuple[str, ...] = HEADER, **changes: object) -> Path:
    """Build an index of `rows` and return the folder that it lies in."""
    source = folder.parent / f"{tenant}.csv"
    source.write_text(as_csv(iter(rows), header), encoding="utf-8")
    build(source, folder / f"{tenant}.edm", plan(tenant, **changes), KEY)
    source.unlink()
    return folder


def seen(folder: Path | None, text: str) -> Inspection:
    """Inspect `text` beside the indexes in `folder`."""
    return looked(Inspector(DetectorConfig(model=False, customers=folder), KEY), text)


def looked(inspector: Inspector, text: str) -> Inspection:
    with open(os.memfd_create("body"), "wb") as body:
        body.write(text.encode())
        body.flush()
        return inspector.inspect(body.fileno(), limits=Limits(), deadline=time.monotonic() + 60)
