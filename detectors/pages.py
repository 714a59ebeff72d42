"""A body too large for memory, as bytes that are fetched when they are looked at. Knows neither files nor ciphers.

To readers it is what a memoryview is: it has a length, its slices are bytes, and whatever needs all of it at once gets it through the
buffer protocol. Safety: a reader can only see the same bytes as in a memoryview, at worst slower and with the whole body in memory.
"""

from collections.abc import Callable

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
