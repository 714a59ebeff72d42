"""The spool: a body on its way, in memory while small, else in an unlinked file under a throw-away key.

Knows descriptors and ciphers; knows nothing of HTTP, of what the body holds, or of who reads it. Nothing that it keeps has a name in the
file system, so a crash of any kind leaves nothing behind; and what the disk held is noise once the key is gone with the process.
"""

import errno
import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.ciphers import AEADEncryptionContext, Cipher, CipherContext, algorithms, modes

MEMORY_BYTES = 8 << 20
"""Bodies up to this size never touch the disk."""

KEY_BYTES = 32
"""AES-256 in counter mode. **Source:** NIST SP 800-38A section 6.5; one key serves one body, so the counter may begin at zero."""

BLOCK_BYTES = 16
COPY_BYTES = 1 << 20

_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


class Spool:
    """One body: `write` it, `seal` it, let a worker read `fd`, send on its `chunks`, `close` it."""

    def __init__(self, folder: Path, *, memory_bytes: int = MEMORY_BYTES) -> None:
        self._folder = folder
        self._memory_bytes = memory_bytes
        self._cipher: CipherContext | None = None
        self.key = b""
        """Key of what `fd` holds; empty while it is plain."""
        self.size = 0
        """Bytes written."""
        self.sealed = False
        self.fd = os.memfd_create("body", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        """Read it with `pread` or `mmap`, never through the file offset; -1 when closed."""

    def write(self, data: bytes) -> None:
        """Append `data`. Raises OSError when there is no room for it, and ValueError once sealed or closed."""
        if self.sealed or self.fd < 0:
            raise ValueError("the spool is sealed")
        if not self.key and self.size + len(data) > self._memory_bytes:
            self._move_to_file()
        _write_all(self.fd, self._cipher.update(data) if self._cipher else data)
        self.size += len(data)

    def seal(self) -> None:
        """Make it read-only, for whoever holds the descriptor. A mapped memory file that shrinks would kill its reader by SIGBUS."""
        if self.sealed:
            return
        if self.key:
            read_only = os.open(f"/proc/self/fd/{self.fd}", os.O_RDONLY | os.O_CLOEXEC)
            os.close(self.fd)
            self.fd = read_only
        else:
            fcntl.fcntl(self.fd, fcntl.F_ADD_SEALS, _SEALS)
        self.sealed, self._cipher = True, None

    def so_far(self) -> "Spool":
        """Return a sealed spool of its own with what was written until now, while this one goes on growing.

        Small bodies are copied; of a file, which is only ever appended to, the descriptor is enough. Raises OSError.
        """
        view = Spool(self._folder, memory_bytes=self._memory_bytes)
        if self.key:
            os.close(view.fd)
            view.fd, view.key, view.size = os.dup(self.fd), self.key, self.size
        else:
            for piece in self.chunks():
                view.write(piece)
        view.seal()
        return view

    def chunks(self, size: int = COPY_BYTES) -> Iterator[bytes]:
        """Yield the body as it was written, in pieces of `size` bytes. Raises OSError if it cannot be read back."""
        return plain(self.fd, self.key, self.size, size)

    def close(self) -> None:
        """Give memory and disk back. Twice is once."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd, self.key, self._cipher = -1, b"", None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _move_to_file(self) -> None:
        file = _nameless(self._folder)
        try:
            key = secrets.token_bytes(KEY_BYTES)
            cipher = _stream(key, 0)
            for piece in plain(self.fd, b"", self.size, COPY_BYTES):
                _write_all(file, cipher.update(piece))
        except OSError:
            os.close(file)
            raise
        os.close(self.fd)
        self.fd, self.key, self._cipher = file, key, cipher


def plain(fd: int, key: bytes, size: int, step: int = COPY_BYTES, *, start: int = 0) -> Iterator[bytes]:
    """Yield bytes `start` to `size` of a spooled body in pieces of `step`, decrypted if there is a `key`.

    Raises OSError if `fd` holds less than `size` bytes or cannot be read.
    """
    cipher = _stream(key, start) if key else None
    while start < size:
        piece = os.pread(fd, min(step, size - start), start)
        if not piece:
            raise OSError(errno.EIO, "the spool ended early")
        start += len(piece)
        yield cipher.update(piece) if cipher else piece


def fetch(fd: int, key: bytes, start: int, stop: int) -> bytes:
    """Return bytes `start` to `stop` of a spooled body. Raises OSError if it holds fewer or cannot be read."""
    return b"".join(plain(fd, key, stop, start=start))


def _stream(key: bytes, offset: int) -> CipherContext | AEADEncryptionContext:
    cipher = Cipher(algorithms.AES(key), modes.CTR((offset // BLOCK_BYTES).to_bytes(BLOCK_BYTES, "big"))).encryptor()
    cipher.update(bytes(offset % BLOCK_BYTES))
    return cipher


def _nameless(folder: Path) -> int:
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        # Overlay and network file systems may have no O_TMPFILE: open(2), EOPNOTSUPP; EISDIR from kernels that do not know the flag.
        if error.errno not in (errno.EOPNOTSUPP, errno.EISDIR):
            raise
    fd, name = tempfile.mkstemp(dir=folder)
    os.unlink(name)
    return fd


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
