"""What the proxy and the pool say to each other: messages with descriptors, the job, the settings, the events.

Both sides import this file; it knows neither asyncio nor the detectors' insides. A message is one packet of a SEQPACKET socket. A packet is
limited by the send buffer of the socket (unix(7): about 200 kB), and an address alone may be a megabyte, so a longer payload travels in a
memory file of its own, as the last descriptor.
"""

import array
import os
import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

import msgpack
from pydantic import ConfigDict, TypeAdapter

from detectors.config import DetectorConfig
from detectors.model import Limits

INLINE_BYTES = 32 << 10
"""Longest payload inside the packet."""

PAYLOAD_BYTES = 64 << 20
"""Longest payload at all; a million fingerprints are 8 MB."""

GRACE_SECONDS = 0.25
"""Between the deadline that an inspection is given and the end of its asker's patience: time for a partial answer to arrive."""

ADDRESS_BYTES = 107
"""Longest address of a Unix socket. **Source:** unix(7)."""

_INLINE, _BESIDE = b"i", b"d"
_MAX_DESCRIPTORS = 2
_WAIT = struct.Struct("<d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker is asked, beside the descriptor of the body."""

    size_bytes: int
    deadline: float
    """CLOCK_MONOTONIC: one clock for all processes of the machine."""
    sent: float
    """When the asker began to wait, on the same clock."""
    content_type: str = field(default="", repr=False)
    content_encoding: str = field(default="", repr=False)
    filename: str = field(default="", repr=False)
    target: str = field(default="", repr=False)
    stop_at: int | None = None
    key: bytes = field(default=b"", repr=False)
    """Of the spooled file; empty when it is plain."""

    def pack(self) -> bytes:
        """Return it as one payload. Header values may hold lone surrogates (undecodable bytes of the wire), which pass unchanged."""
        return bytes(msgpack.packb(asdict(self), unicode_errors="surrogatepass"))

    @classmethod
    def unpack(cls, payload: bytes) -> "Job":
        """Return the job in `payload`. Raises ValueError or TypeError if it is none."""
        return cls(**msgpack.unpackb(payload, unicode_errors="surrogatepass"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the pool's process is started with, over its standard input: never in arguments, which everybody on the machine can read."""

    __pydantic_config__ = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    key: bytes = field(repr=False)
    """For fingerprints."""
    detectors: DetectorConfig = field(repr=False)
    limits: Limits = field(default_factory=Limits)
    workers: int = 2
    jobs_per_worker: int = 20_000
    """A worker retires after so many bodies."""
    growth_bytes: int = 256 << 20
    """Private memory that a worker may have gained when it finishes a body; more retires it."""
    address_space_bytes: int = 3 << 30
    """Address space that a worker may add to what it was forked with; more is a MemoryError inside the inspection."""


SETTINGS = TypeAdapter(Settings)


class Reason(StrEnum):
    """Why a worker was replaced."""

    CRASH = "crash"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line from the pool's process to the proxy."""

    workers: int
    """Alive now."""
    restart: Reason | None = None
    """Set when a worker ended."""


EVENT = TypeAdapter(Event)


def reply(waited: float, inspection: bytes) -> bytes:
    """Return the payload of an answer: seconds that the job waited for a worker, and the inspection as `detectors.wire` packs it."""
    return _WAIT.pack(waited) + inspection


def read_reply(payload: bytes) -> tuple[float, memoryview]:
    """Return what `reply` was given. Raises ValueError if it is too short."""
    if len(payload) < _WAIT.size:
        raise ValueError("the answer is too short")
    return _WAIT.unpack_from(payload)[0], memoryview(payload)[_WAIT.size :]


def send(sock: socket.socket, payload: bytes, fds: Sequence[int] = ()) -> None:
    """Send `payload` and `fds` as one message. Raises OSError; BlockingIOError if a non-blocking socket has no room."""
    if len(payload) <= INLINE_BYTES:
        socket.send_fds(sock, [_INLINE + payload], list(fds))
        return
    beside = os.memfd_create("payload", os.MFD_CLOEXEC)
    try:
        with open(beside, "wb", closefd=False) as file:
            file.write(payload)
        socket.send_fds(sock, [_BESIDE], [*fds, beside])
    finally:
        os.close(beside)


def receive(sock: socket.socket) -> tuple[bytes, list[int]]:
    """Return the payload and the descriptors of one message; the descriptors are the caller's to close.

    Raises ConnectionResetError at the end of the stream, ValueError for a message that breaks the rules, BlockingIOError if none is there.
    """
    data, control, flags, _ = sock.recvmsg(
        INLINE_BYTES + 1, socket.CMSG_SPACE(_MAX_DESCRIPTORS * array.array("i").itemsize), socket.MSG_CMSG_CLOEXEC
    )
    fds = array.array("i")
    for level, kind, raw in control:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(raw[: len(raw) - len(raw) % fds.itemsize])
    try:
        return _payload(data, flags, fds), fds.tolist()
    except (OSError, ValueError):
        close_all(fds)
        raise


def _payload(data: bytes, flags: int, fds: "array.array[int]") -> bytes:
    if not data:
        raise ConnectionResetError("the other side is gone")
    if flags & (socket.MSG_CTRUNC | socket.MSG_TRUNC):
        raise ValueError("the message was cut")
    if data[:1] == _INLINE:
        return data[1:]
    if data != _BESIDE or not fds:
        raise ValueError("unknown kind of message")
    with open(fds.pop(), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > PAYLOAD_BYTES:
            raise ValueError("the payload is too long")
        return os.pread(file.fileno(), size, 0)


@contextmanager
def address(path: Path) -> Iterator[str]:
    """Give an address for `path` that is short enough whatever folder it lies in. Raises OSError if the folder is not there.

    A folder can be named by its descriptor.
    """
    if len(os.fsencode(path)) <= ADDRESS_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def close_all(fds: Sequence[int]) -> None:
    """Close descriptors that came with a message."""
    for fd in fds:
        with suppress(OSError):
            os.close(fd)
