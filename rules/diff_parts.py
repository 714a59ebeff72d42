"""What changes from one part of a policy to another, word by word, with both values. It must not know what a word does."""

from collections.abc import Iterator
from typing import Any

from pydantic_core import to_jsonable_python

NONE = "–"
"""Nothing is said."""


def moved(old: object, new: object) -> Iterator[tuple[str, str, str]]:
    """Yield each word that differs (`alpha approvals`), what it was and what it is. The order of a list says nothing."""
    before, after = (dict(_flat(to_jsonable_python(part))) for part in (old, new))
    for place in dict.fromkeys((*before, *after)):
        was, now = before.get(place, ""), after.get(place, "")
        if was != now:
            yield place, was or NONE, now or NONE


def _flat(value: Any, *place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, *place, str(name))
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value, 1):
            key = next((key for key in ("id", "name") if key in inner), "")
            yield from _flat({word: said for word, said in inner.items() if word != key}, *place, str(inner.get(key, number)))
    elif isinstance(value, list):
        yield " ".join(place), " ".join(sorted(map(str, value)))
    elif value is not None:
        yield " ".join(place), " ".join((str(value).lower() if isinstance(value, bool) else str(value)).split())
