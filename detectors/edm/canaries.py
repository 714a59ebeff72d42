"""Reads the list of planted people: YAML (a list of mappings) or CSV, with a `label` for each beside what the CRM holds of them.

Knows the list; no index.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from detectors.model import Table

LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""An id of the owner's, that says nothing of the person: it stands in records and notices."""

_LABELS = ("label", "id", "ラベル", "番号")


class BadList(ValueError):
    """A list of planted people with faults, each `line: message`, all at once. No value of it is said."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{line}: {message}" for line, message in faults))


def read(path: Path) -> tuple[list[str], Table]:
    """Return the labels and a table of the rest, in the same order. Raises BadList, OSError."""
    text = path.read_text(encoding="utf-8-sig")
    rows = list(_csv(text) if path.suffix.lower() == ".csv" else _yaml(text))
    faults: list[tuple[int, str]] = []
    seen: set[str] = set()
    for line, row in rows:
        label = row.get("label", "")
        if not LABEL.fullmatch(label):
            faults.append((line, "needs a `label` of up to 64 letters, digits, dots, hyphens"))
        elif label in seen:
            faults.append((line, f"label {label} is used twice"))
        seen.add(label)
        if not any(value for name, value in row.items() if name != "label"):
            faults.append((line, "says nothing of the person"))
    if not rows:
        faults.append((1, "holds nobody"))
    if faults:
        raise BadList(faults)
    headers = list(dict.fromkeys(name for _, row in rows for name in row if name != "label"))
    table = [headers, *([row.get(name, "") for name in headers] for _, row in rows)]
    return [row["label"] for _, row in rows], Table(rows=table, place=path.name, headed=True)


def _csv(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for row in reader:
        yield reader.line_num, _named({str(name): str(value or "") for name, value in row.items() if name})


def _yaml(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise BadList([((error.problem_mark.line + 1) if error.problem_mark else 1, "is no YAML")]) from None
    if not isinstance(node, yaml.SequenceNode):
        raise BadList([(1, "must be a list: one entry for each planted person")])
    for entry in node.value:
        line = entry.start_mark.line + 1
        if not isinstance(entry, yaml.MappingNode) or not all(isinstance(v, yaml.ScalarNode) for pair in entry.value for v in pair):
            raise BadList([(line, "must be a mapping of plain values")])
        pairs: list[tuple[Any, Any]] = entry.value
        yield line, _named({name.value: value.value for name, value in pairs})


def _named(row: dict[str, str]) -> dict[str, str]:
    return {"label" if name.strip().lower() in _LABELS else name.strip(): value.strip() for name, value in row.items()}
