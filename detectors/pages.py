"""A body too large for memory, as bytes that are fetched when they are looked at. Knows neither files nor ciphers.

To readers it is what a memoryview is: it has a length, its slices are bytes, and whatever needs all of it at once gets it through the
buffer protocol. Safety: a reader can only see the same bytes as in a memoryview, at worst slower and with the whole body in memory.
"""

import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

WHOLE_BYTES = 4 << 20
"""Slices up to this size are fetched; a longer one is fetched when it is looked at."""


class Pages:
    """Bytes `start` to `stop` of what `fetch` gives."""

    def __init__(self, fetch: Callable[[int, int], bytes], stop: int, *, start: int = 0) -> None:
        """Take `fetch`: from and to which byte, giving exactly these bytes."""
        self._fetch = fetch
        self._start = start
        self._stop = stop
        self._whole: bytes | None = None

    def __len__(self) -> int:
        return self._stop - self._start

    def __getitem__(self, piece: slice) -> "memoryview | Pages":
        first, last, step = piece.indices(len(self))
        if step != 1:
            raise ValueError("only slices of neighbouring bytes")
        if self._whole is not None:
            return memoryview(self._whole)[first:last]
        start, stop = self._start + first, self._start + max(first, last)
        if stop - start > WHOLE_BYTES:
            return Pages(self._fetch, stop, start=start)
        return memoryview(self._fetch(start, stop))

    def __buffer__(self, flags: int) -> memoryview:
        if self._whole is None:
            self._whole = self._fetch(self._start, self._stop)
        return memoryview(self._whole)


@contextmanager
def mapped(fd: int | Pages) -> Iterator[memoryview]:
    """Give the bytes behind `fd` without copying them."""
    if isinstance(fd, Pages):
        yield cast(memoryview, fd)
        return
    if os.fstat(fd).st_size == 0:
        yield memoryview(b"")
        return
    mapped = mmap.mmap(fd, 0, prot=mmap.PROT_READ)
    view = memoryview(mapped)
    try:
        yield view
    finally:
        # A reader that still holds a slice (an exception's frames) keeps the map alive a little longer; it is unmapped with the last one.
        del view, mapped
