"""Answers lines of JSON with what was found in each, in batches. Knows nothing of how it is found."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from typing import Any

import orjson

from detectors.hits import Hit
from detectors.rowtext import Analyses, hits_in_delimited

_BATCH_LINES = 512


def _text(line: bytes) -> tuple[str, str]:
    """Return (text, "") or ("", what is wrong)."""
    try:
        row: Any = orjson.loads(line)
    except orjson.JSONDecodeError:
        return "", "not JSON"
    text = row.get("text") if isinstance(row, dict) else None
    return (text, "") if isinstance(text, str) else ("", 'no string under "text"')


def answers(lines: Iterable[bytes], analyzer: Analyses) -> Iterator[bytes]:
    """Yield one line of JSON for each of `lines`, in order."""
    for batch in batched(lines, _BATCH_LINES):
        rows = [_text(line) for line in batch]
        found = iter(_find([text for text, error in rows if not error], analyzer))
        for _, error in rows:
            answer: dict[str, Any] = {"entities": [], "error": error} if error else {"entities": [_entity(hit) for hit in next(found)]}
            yield orjson.dumps(answer) + b"\n"


def _find(texts: Sequence[str], analyzer: Analyses) -> list[list[Hit]]:
    """Return the hits of each text: a small table with a header by its columns, everything else as prose."""
    tables = {at: hits for at, text in enumerate(texts) if (hits := hits_in_delimited(text, analyzer)) is not None}
    prose = iter(analyzer.analyze([text for at, text in enumerate(texts) if at not in tables]))
    return [tables[at] if at in tables else next(prose) for at in range(len(texts))]


def _entity(hit: Hit) -> dict[str, str | int | float]:
    return {"start": hit.start, "end": hit.end, "label": hit.entity, "score": round(hit.score, 3)}
