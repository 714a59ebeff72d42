"""Records that are written another way round: a list for each column, or a list of labels with their values.

Knows labels, since only they tell `[{"name": "氏名", "value": …}]` from a list of people; gives records, reads none.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from detectors.labels import role_of_header

type Json = dict[str, Json] | list[Json] | str | int | float | bool | None

FEWEST_VALUES = 4
"""Values in lists of one length from which they are columns; shorter ones are a record's own."""

FEWEST_LABELS = 2
"""Labels that have to be known, and half of them."""

_LABELS = ("label", "name", "key", "field", "title", "question", "column", "項目", "項目名", "id", "code")
_VALUES = ("value", "values", "val", "answer", "text", "content", "値", "回答")
_SCALARS = (str, int, float, bool, type(None))


def columns_as_records(item: Mapping[str, Json]) -> tuple[list[dict[str, Json]], frozenset[str]]:
    """Return the records that lists of equal length in `item` are the columns of, and the names of these lists."""
    by_length: dict[int, dict[str, list[Json]]] = defaultdict(dict)
    for name, value in item.items():
        if isinstance(value, list) and len(value) >= FEWEST_VALUES and all(isinstance(one, _SCALARS) for one in value):
            by_length[len(value)][name] = value
    columns = next((found for found in by_length.values() if len(found) > 1), {})
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)], frozenset(columns)


def labels_as_record(items: Sequence[Json]) -> dict[str, Json] | None:
    """Return the one record that a list of labels with their values is; None for any other list."""
    first = items[0] if len(items) >= FEWEST_LABELS else None
    if not isinstance(first, dict):
        return None
    label = next((name for name in _LABELS if isinstance(first.get(name), str) and _known(items, name)), "")
    value = next((name for name in _VALUES if name in first and name != label), "")
    if not label or not value:
        return None
    record: dict[str, Json] = {}
    for at, one in enumerate(items):
        if not isinstance(one, dict):
            return None
        name = str(one.get(label) or "")
        record[name if name not in record else f"{name}\0{at}"] = one.get(value)
    return record


def _known(items: Sequence[Json], label: str) -> bool:
    labels = [one.get(label) for one in items if isinstance(one, dict)]
    known = sum(role_of_header(text) is not None for text in {text for text in labels if isinstance(text, str)})
    return known >= FEWEST_LABELS and 2 * known >= len(items)
