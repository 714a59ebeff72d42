"""Content at rest: one encrypted file for each transfer that waits, erased when it does not wait any more.

Each file has a key of its own, which lies wrapped at its head: overwriting the head makes the rest noise. A file that was changed, cut,
or renamed is refused as a whole. Knows bytes and names; knows nothing of verdicts.

**Source:** NIST SP 800-38D (AES-GCM); Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption" (STREAM: a counter and a mark
of the last piece in each nonce).
"""

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"sekimori held 1\n"
KEY_BYTES = 32
NONCE_BYTES = 12
WRAPPED_BYTES = KEY_BYTES + 16
HEAD_BYTES = len(MAGIC) + NONCE_BYTES + WRAPPED_BYTES
PIECE_BYTES = 256 << 10
LONGEST_BYTES = 2 << 20
"""Of a piece as it is stored; the head is the only one that may be larger than `PIECE_BYTES`."""
SUFFIX = ".held"
UNFINISHED = ".new"

_NAME = re.compile(r"[0-9A-Z-]{1,19}")


class Damaged(Exception):
    """A file that is not what was stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The files of one node. Sizes in bytes."""

    folder: Path
    key: bytes = field(repr=False)
    max_bytes: int
    """Of all files together."""

    def put(self, name: str, head: bytes, body: Iterable[bytes]) -> None:
        """Store `head` and `body` under `name`. Raises OSError; then nothing is stored."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(name)
        fresh = path.with_suffix(UNFINISHED)
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                room = self.max_bytes - self.size()
                for piece in self._sealed(name, head, body):
                    room -= len(piece)
                    if room < 0:
                        raise OSError(errno.ENOSPC, "no room for content that waits")
                    file.write(piece)
                file.flush()
                os.fsync(descriptor)
            fresh.rename(path)
        except OSError:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise

    def open(self, name: str) -> Iterator[bytes]:
        """Yield the head, then the pieces of the body. Raises OSError if there is none, Damaged at whatever is not as it was stored."""
        with self._path(name).open("rb") as file:
            cipher = self._unwrap(name, file.read(HEAD_BYTES))
            number, sealed, last = 0, _read(file.read(4), file.read), False
            while not last:
                prefix = file.read(4)
                last = not prefix
                try:
                    yield cipher.decrypt(_nonce(number, last=last), sealed, None)
                except InvalidTag:
                    raise Damaged(name) from None
                number += 1
                sealed = b"" if last else _read(prefix, file.read)

    def erase(self, name: str) -> None:
        """Make the content of `name` unreadable, and remove it. Raises OSError; none there is none to erase."""
        path = self._path(name)
        with contextlib.suppress(FileNotFoundError):
            _make_unreadable(path)
            path.unlink()

    def names(self) -> tuple[str, ...]:
        """Return what is stored."""
        return tuple(file.name.removesuffix(SUFFIX) for file in self._files(SUFFIX))

    def size(self) -> int:
        """Return the size of all files, those that are being written too."""
        return sum(map(_size, self._files((SUFFIX, UNFINISHED))))

    def clear(self) -> None:
        """Remove what a crash has left half written: call it before anything is stored. Raises OSError."""
        for path in self.folder.glob(f"*{UNFINISHED}"):
            _make_unreadable(path)
            path.unlink(missing_ok=True)

    def _files(self, endings: str | tuple[str, ...]) -> list[os.DirEntry[str]]:
        """Return the files with these endings: there may be tens of thousands, which `glob` takes its time for."""
        try:
            with os.scandir(self.folder) as found:
                return [file for file in found if file.name.endswith(endings)]
        except FileNotFoundError:
            return []

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise OSError(errno.EINVAL, "no number of a transfer")
        return self.folder / f"{name}{SUFFIX}"

    def _sealed(self, name: str, head: bytes, body: Iterable[bytes]) -> Iterator[bytes]:
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
        yield MAGIC + nonce + AESGCM(self.key).encrypt(nonce, key, MAGIC + name.encode())
        cipher, number, waiting = AESGCM(key), 0, head
        for piece in _pieces(body):
            yield _framed(cipher.encrypt(_nonce(number, last=False), waiting, None))
            number, waiting = number + 1, piece
        yield _framed(cipher.encrypt(_nonce(number, last=True), waiting, None))

    def _unwrap(self, name: str, head: bytes) -> AESGCM:
        if len(head) != HEAD_BYTES or not head.startswith(MAGIC):
            raise Damaged(name)
        nonce, wrapped = head[len(MAGIC) : len(MAGIC) + NONCE_BYTES], head[len(MAGIC) + NONCE_BYTES :]
        try:
            return AESGCM(AESGCM(self.key).decrypt(nonce, wrapped, MAGIC + name.encode()))
        except InvalidTag:
            raise Damaged(name) from None


def _make_unreadable(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(HEAD_BYTES))
        file.flush()
        os.fsync(file.fileno())


def _size(file: os.DirEntry[str]) -> int:
    """Size of a file; 0 if it has been erased meanwhile."""
    with contextlib.suppress(FileNotFoundError):
        return file.stat().st_size
    return 0


def _pieces(body: Iterable[bytes]) -> Iterator[bytes]:
    for piece in body:
        for start in range(0, len(piece), PIECE_BYTES):
            yield piece[start : start + PIECE_BYTES]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + bytes([last])


def _framed(sealed: bytes) -> bytes:
    return len(sealed).to_bytes(4, "big") + sealed


def _read(prefix: bytes, read: Callable[[int], bytes]) -> bytes:
    length = int.from_bytes(prefix, "big")
    found = read(length) if len(prefix) == 4 and length <= LONGEST_BYTES else b""
    if not found or len(found) != length:
        raise Damaged("cut off")
    return found
