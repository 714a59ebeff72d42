"""Runs a reader of a binary format in a disposable child, forked from this process and limited in memory, processor time and time.

The child shares the body's memory and streams what it found back in bounded frames. Whatever happens to it (abort, bomb, hang) is a gap
here. Source: getrlimit(2), prctl(2) PR_SET_PDEATHSIG, wait(2).
"""

import contextlib
import ctypes
import faulthandler
import math
import os
import resource
import select
import signal
import struct
import time
import warnings
from collections.abc import Iterator

import msgpack

from detectors.budget import Budget, OverBudget
from detectors.formats.part import Part, Piece, Reader
from detectors.model import Gap, GapReason, Segment, Table

FRAME_BYTES = 256 << 20
"""Largest frame that is taken from a child."""

_LENGTH = struct.Struct("<Q")
_READ_BYTES = 1 << 20
_PAGE_BYTES = resource.getpagesize()
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


class ChildFailed(Exception):
    """The child ended without saying that it was done; `reason` is told from how it ended."""

    def __init__(self, reason: GapReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def isolated(read: Reader, part: Part, budget: Budget) -> Iterator[Segment | Table | Gap]:
    """Give what `read` gives for `part`, read in a child; raises OverBudget and ValueError as `read` does, and ChildFailed."""
    source, sink = os.pipe()
    with warnings.catch_warnings():
        # Python warns that threads and fork do not mix: the child takes no lock that a thread of the parent could hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        os.close(source)
        _serve(read, part, budget, sink)
    os.close(sink)
    done = False
    try:
        for frame in _frames(source, budget):
            match frame:
                case ["end", int(decoded), int(parts)]:
                    budget.decoded_bytes, budget.parts, done = decoded, parts, True
                case ["over", str(reason)]:
                    raise OverBudget(GapReason(reason))
                case ["bad"]:
                    raise ValueError("not of this format")
                case _:
                    yield _unpack(frame)
    finally:
        os.close(source)
        status = _end(child)
    if not done:
        raise ChildFailed(_reason(status))


def _serve(read: Reader, part: Part, budget: Budget, sink: int) -> None:
    """Be the child: read, write frames, and leave without running anything of the parent's."""
    code = 1
    try:
        _confine(budget)
        try:
            for piece in read(part, budget):
                _send(sink, _pack(piece))
            _send(sink, ["end", budget.decoded_bytes, budget.parts])
        except OverBudget as over:
            _send(sink, ["over", over.reason.value])
        except ValueError:
            _send(sink, ["bad"])
        code = 0
    finally:
        os._exit(code)  # also swallows what a broken parser raises (pyo3's PanicException is a BaseException)


def _confine(budget: Budget) -> None:
    faulthandler.disable()
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with open("/proc/self/statm", "rb") as statm:
        used = int(statm.read().split()[0]) * _PAGE_BYTES
    space = used + budget.limits.child_memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (space, space))
    seconds = max(1, math.ceil(min(budget.limits.child_cpu_seconds, budget.deadline - time.monotonic())))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _pack(piece: Piece) -> list[object]:
    if isinstance(piece, Segment):
        return ["text", piece.text, piece.place]
    if isinstance(piece, Table):
        return ["table", piece.rows, piece.place, piece.headed, piece.start]
    if isinstance(piece, Gap):
        return ["gap", piece.reason.value, piece.place, piece.size_bytes]
    raise ValueError("a child gives no parts")


def _unpack(frame: object) -> Segment | Table | Gap:
    """Make a piece of a frame; raises ChildFailed for anything that an intact child does not send."""
    match frame:
        case ["text", str(text), str(place)]:
            return Segment(text=text, place=place)
        case ["table", list(rows), str(place), bool(headed), int(start)] if all(
            type(row) is list and set(map(type, row)) <= {str} for row in rows
        ):
            return Table(rows=rows, place=place, headed=headed, start=start)
        case ["gap", str(reason), str(place), int(size)]:
            return Gap(reason=GapReason(reason), place=place, size_bytes=size)
    raise ChildFailed(GapReason.DETECTOR_ERROR)


def _send(sink: int, frame: list[object]) -> None:
    packed = msgpack.packb(frame, unicode_errors="surrogatepass")
    view = memoryview(_LENGTH.pack(len(packed)) + packed)
    while view:
        view = view[os.write(sink, view) :]


def _frames(source: int, budget: Budget) -> Iterator[list[object]]:
    while head := _receive(source, _LENGTH.size, budget):
        (size,) = _LENGTH.unpack(head)
        if size > FRAME_BYTES:
            raise ChildFailed(GapReason.DETECTOR_ERROR)
        body = _receive(source, size, budget)
        try:
            yield msgpack.unpackb(body, unicode_errors="surrogatepass", strict_map_key=True)
        except (ValueError, msgpack.UnpackException) as error:
            raise ChildFailed(GapReason.DETECTOR_ERROR) from error


def _receive(source: int, size: int, budget: Budget) -> bytes:
    """Read exactly `size` bytes; empty when the child has closed the pipe."""
    out = bytearray()
    while len(out) < size:
        left = budget.deadline - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            raise OverBudget(GapReason.TIMEOUT)
        piece = os.read(source, min(_READ_BYTES, size - len(out)))
        if not piece:
            return b""
        out += piece
    return bytes(out)


def _end(child: int) -> int:
    """Kill the child if it still runs; return its wait status."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL) if not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) else None
    return os.waitpid(child, 0)[1]


def _reason(status: int) -> GapReason:
    if os.WIFSIGNALED(status):
        signalled = os.WTERMSIG(status)
        if signalled == signal.SIGXCPU:
            return GapReason.TIMEOUT
        if signalled == signal.SIGABRT:
            return GapReason.BOMB  # what Rust and C do when memory is refused
    return GapReason.DETECTOR_ERROR
