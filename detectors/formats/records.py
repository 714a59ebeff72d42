"""Nested records (JSON, YAML-like) as tables: a list of objects is a table, an object its row, an object inside it more columns.

Records never share a row: who stands in two objects of a list is two people until an identifier joins them. Where it is not clear
whether something is one record or many, it is many, because a merged row would hide people.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from detectors.budget import Budget
from detectors.formats.part import Piece
from detectors.formats.pivots import Json as Json
from detectors.formats.pivots import columns_as_records, labels_as_record
from detectors.formats.rows import pieces

INLINE_VALUES = 3
"""Plain values in a list that still belong to the record around (two telephone numbers); a longer list is a table of its own."""

INLINE_OBJECTS = 8
"""Objects inside an object, beyond which they are taken for records by name."""

INLINE_DEPTH = 16
"""Objects inside objects that are still columns of the outermost."""

PATH_CHARACTERS = 200
"""Of a place inside a document that are kept, from its end."""

BATCH_RECORDS = 20_000
_SPARSE = 16
_SCALARS = frozenset((str, int, float, bool, type(None)))
_DATA_NAME = re.compile(r"@|(?:\d\D?){6}")

type _Lists = dict[str, list[Json]]


def records(document: Json, place: str, budget: Budget) -> Iterator[Piece]:
    """Give every value and name of `document` as rows; places read `body#a.b` for the list at `a.b`."""
    if isinstance(document, list):
        document = labels_as_record(document) or document
    waiting: _Lists = {"": document if isinstance(document, list) else [document]}
    while waiting:
        path = next(iter(waiting))
        items = waiting.pop(path)
        where = f"{place}#{path}" if path else place
        for start in range(0, len(items), BATCH_RECORDS):
            budget.check_time()
            yield from _batch(items[start : start + BATCH_RECORDS], path, where, waiting, budget)


def _batch(items: list[Json], path: str, place: str, waiting: _Lists, budget: Budget) -> Iterator[Piece]:
    objects: list[dict[str, Json]] = []
    arrays: list[list[str]] = []
    values: list[list[str]] = []
    for item in items:
        if isinstance(item, dict):
            objects += [item] if item else []
        elif not isinstance(item, list):
            values.append([_plain(item)])
        elif all(type(value) in _SCALARS for value in item):
            arrays.append([_plain(value) for value in item])
        else:
            waiting.setdefault(f"{path}[]", []).extend(item)
    yield from _objects(objects, path, place, waiting, budget)
    yield from pieces(arrays, place, budget)
    if values:
        yield from pieces([[path.rpartition(".")[2]], *values], place, budget, headed=True)


def _objects(objects: list[dict[str, Json]], path: str, place: str, waiting: _Lists, budget: Budget) -> Iterator[Piece]:
    if not objects:
        return
    names = list(objects[0])
    if all(list(one) == names and _SCALARS.issuperset(map(type, one.values())) for one in objects) and not _keyed(objects[0]):
        rows = [[v if type(v) is str else _plain(v) for v in one.values()] for one in objects]
        yield from pieces([[_shown(name) for name in names], *rows], place, budget, headed=True)
        return
    flat = [_flatten(one, path, waiting) for one in objects]
    columns: dict[str, int] = {}
    for cells in flat:
        for name in cells:
            columns.setdefault(name, len(columns))
    if len(columns) * len(flat) > _SPARSE * sum(map(len, flat)) + 10_000:
        yield from pieces([[f"{name}: {value}" for name, value in cells.items()] for cells in flat], place, budget)
    elif columns:
        aligned = ([cells.get(name, "") for name in columns] for cells in flat)
        yield from _headed([_shown(name) for name in columns], aligned, place, budget)


def _headed(names: list[str], rows: Iterator[list[str]], place: str, budget: Budget) -> Iterator[Piece]:
    def all_rows() -> Iterator[list[str]]:
        yield names
        yield from rows

    yield from pieces(all_rows(), place, budget, headed=True)


def _flatten(record: dict[str, Json], path: str, waiting: _Lists) -> dict[str, str]:
    """Return the cells of one record by name; lists and records by name inside it go to `waiting`."""
    cells: dict[str, str] = {}
    _fill(cells, record, "", 0, path, waiting)
    return cells


def _fill(cells: dict[str, str], item: dict[str, Json], prefix: str, depth: int, path: str, waiting: _Lists) -> None:
    where = _join(path, prefix) if prefix else path
    if _keyed(item):
        waiting.setdefault(where, []).extend({"key": k, "value": v} for k, v in item.items())
        return
    if depth > INLINE_DEPTH or _by_name(item):
        waiting.setdefault(where, []).extend(_named(item))
        return
    columns, taken = columns_as_records(item)
    if columns:
        waiting.setdefault(where, []).extend(columns)
    for name, listed in item.items():
        if name in taken:
            continue
        full = _join(prefix, name)
        value = (labels_as_record(listed) or listed) if isinstance(listed, list) else listed
        if isinstance(value, dict):
            _fill(cells, value, full, depth + 1, path, waiting)
        elif not isinstance(value, list):
            cells[full] = _plain(value)
        elif len(value) <= INLINE_VALUES and all(type(v) in _SCALARS for v in value):
            cells.update((f"{full}\0{i}", _plain(v)) for i, v in enumerate(value))
        else:
            waiting.setdefault(_join(path, full), []).extend(value)


def _keyed(item: dict[str, Json]) -> bool:
    """Whether the names themselves are data (`{"a@example.com": …}`), so that each name is a record."""
    return len(item) > 1 and sum(1 for name in item if _DATA_NAME.search(name)) * 2 > len(item)


def _by_name(item: dict[str, Json]) -> bool:
    """Whether `item` holds records by name: many objects, or several alike. `{"value": …}` is a wrapped value, no record."""
    inner = [value for value in item.values() if isinstance(value, dict) and "value" not in value]
    if len(inner) < 2:
        return False
    alike = sum(1 for a, b in pairwise(inner) if 2 * len(a.keys() & b.keys()) >= len(a.keys() | b.keys()))
    return len(inner) > INLINE_OBJECTS or 2 * alike >= len(inner) - 1


def _named(item: dict[str, Json]) -> list[Json]:
    return [{"key": name, **value} if isinstance(value, dict) else {"key": name, "value": value} for name, value in item.items()]


def _join(prefix: str, name: str) -> str:
    return f"{prefix[-PATH_CHARACTERS:]}.{name}" if prefix else name


def _shown(name: str) -> str:
    """The name of a column: without the number of a repeated value and without the `.value` of a wrapped one."""
    return name.partition("\0")[0].removesuffix(".value")


def _plain(value: Json) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
