"""A file object over bytes that are already in memory, without a copy of them."""

import io


class Window(io.RawIOBase):
    """Reads and seeks in a memoryview."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to `offset` bytes from the start, the position or the end; raises ValueError before the start."""
        base = (0, self._at, len(self._data))[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Return the position in bytes."""
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes, all that is left if it is negative."""
        end = len(self._data) if size is None or size < 0 else self._at + size
        piece = bytes(self._data[self._at : end])
        self._at += len(piece)
        return piece
