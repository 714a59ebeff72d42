"""The folder of indexes, as workers see it: an index that was replaced, added or removed counts from the next inspection on.

Knows files; nobody in them.
"""

import os
from pathlib import Path

from detectors.edm.index import SUFFIX, Index
from detectors.edm.register import Register
from detectors.edm.tags import Tagger

_State = tuple[tuple[str, int, int, int], ...]


class Indexes:
    """All indexes of one folder under one key. A folder that is not there holds none."""

    def __init__(self, folder: Path | None, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._state: _State = ()
        self._open: dict[str, Index] = {}
        self._taggers: dict[str, Tagger] = {}

    def register(self) -> Register | None:
        """Return a register of the indexes as they are now; None if there are none.

        Raises: BadIndex or OSError if one cannot be used: nobody must take its customers for strangers.
        """
        state = _look(self._folder) if self._folder else ()
        if state != self._state:
            self._reopen(state)
        return Register(list(self._open.values()), self._taggers) if self._open else None

    def _reopen(self, state: _State) -> None:
        assert self._folder
        before = {entry[0]: entry for entry in self._state}
        kept = {entry[0]: self._open[entry[0]] for entry in state if before.get(entry[0]) == entry and entry[0] in self._open}
        # What was replaced is let go of before its successor is mapped: both together may be too much.
        self._state, self._open = (), kept
        self._open |= {name: Index.open(self._folder / name, self._key) for name, *_ in state if name not in kept}
        salts = {index.header.salt for index in self._open.values()}
        self._taggers = {salt: self._taggers.get(salt) or Tagger(self._key, bytes.fromhex(salt)) for salt in salts}
        self._state = state


def _look(folder: Path) -> _State:
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(SUFFIX) and not entry.name.startswith(".")]
    except FileNotFoundError:
        return ()
    return tuple(sorted((name, stat.st_ino, stat.st_mtime_ns, stat.st_size) for name, stat in found))
