"""JMnedict and JMdict as the package `jamdict-data` carries them (one SQLite file)."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from detectors.fold import fold
from detectors.names.lexicon import Use, to_hiragana

_USES = {
    "surname": Use.SURNAME,
    **dict.fromkeys(("given", "fem", "masc"), Use.GIVEN),
    "person": Use.WHOLE,
    "unclass": Use.UNSORTED,
    **dict.fromkeys(("place", "station"), Use.PLACE),
    **dict.fromkeys(("organization", "company", "product", "work"), Use.THING),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Every word of both dictionaries, folded, and its uses."""

    written: dict[str, Use] = field(repr=False)
    spoken: dict[str, Use] = field(repr=False)
    """Hiragana of the names that are written in kanji."""


def read(database: Path) -> Names:
    """Return the words of `database` (jamdict.db)."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        uses: dict[int, Use] = defaultdict(lambda: Use(0))
        for entry, kind in opened.execute("SELECT s.idseq, t.text FROM NETranslation s JOIN NETransType t ON t.tid = s.ID"):
            uses[entry] |= _USES.get(kind, Use(0))
        kanji, kana = _by_entry(opened, "NEKanji"), _by_entry(opened, "NEKana")
        common = {fold(word) for table in ("Kanji", "Kana") for (word,) in opened.execute(f"SELECT text FROM {table}")}  # noqa: S608
    written: dict[str, Use] = defaultdict(lambda: Use(0))
    spoken: dict[str, Use] = defaultdict(lambda: Use(0))
    for entry, use in uses.items():
        for word in kanji.get(entry) or kana.get(entry) or ():
            written[fold(word)] |= use
        for word in (kana.get(entry) or ()) if entry in kanji else ():
            spoken[to_hiragana(fold(word))] |= use
    for word in common:
        written[word] |= Use.COMMON
    return Names(written=dict(written), spoken=dict(spoken))


def _by_entry(opened: sqlite3.Connection, table: str) -> dict[int, list[str]]:
    out: dict[int, list[str]] = defaultdict(list)
    rows: Iterator[tuple[int, str]] = opened.execute(f"SELECT idseq, text FROM {table}")  # noqa: S608
    for entry, word in rows:
        out[entry].append(word)
    return dict(out)
