"""Compressed streams opened within a budget: the content encodings of HTTP, and the same formats as files.

A fixed list, never a codec by a name that the sender chose. Every member of a stream is read, what follows its end is kept, and an output
that grows without measure stops. Sources: RFC 9110 §8.4 (lists of codings), RFC 1950-1952 (zlib, deflate, gzip), RFC 7932 (brotli),
RFC 8878 and RFC 9659 (zstd and its window), AWS SigV4 streaming uploads (aws-chunked).
"""

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace

import brotli
import zstandard

from detectors.budget import Budget, OverBudget
from detectors.formats.part import Part
from detectors.model import Gap, GapReason

OUT_BYTES = 256 << 10
"""Most output taken at once, from all but zstd."""

IN_BYTES = 64 << 10
ZSTD_IN_BYTES = 512
"""zstd cannot be told to stop: a block of 4 bytes may give 128 KB, so this many bytes give 16 MB at most."""

LZMA_BYTES = 128 << 20
"""Of memory for a dictionary; one as large as this is what the strongest settings of usual programs ask for."""

ZSTD_WINDOW_BYTES = 128 << 20
"""RFC 9659 allows 8 MB in HTTP; files made with `--long` use 128 MB."""

GZIP_MAGIC, ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"

type _Stream = Generator[tuple[bytes, int], None, int]
"""Yields output with the input offset read so far; returns the offset of the stream's end, or -1 when it has none."""

_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})(?:;[^\r\n]{0,1024})?\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a compressed stream held."""

    data: memoryview = field(repr=False)
    rest: memoryview = field(repr=False)
    """Bytes behind the end of the stream, padding left out."""
    gap: GapReason | None = None


def decode_body(part: Part, header: str, budget: Budget) -> Iterator[Part | Gap]:
    """Take the content encodings named in `header` off `part`: gives gaps, bytes that stood behind a stream, and last the body itself."""
    if not len(part.data):
        header = ""
    layers = [token.partition(";")[0].strip().lower() for token in header.split(",")]
    data = part.data
    for depth, coding in enumerate(reversed([layer for layer in layers if layer and layer != "identity"])):
        reason = None
        if depth >= budget.limits.max_depth:
            reason = GapReason.DEPTH_LIMIT
        elif coding not in CODINGS:
            reason = GapReason.UNDECODABLE
        if reason is None:
            try:
                opened = CODINGS[coding](data, budget)
            except OverBudget as over:
                yield Gap(reason=over.reason, place=part.place, size_bytes=len(data))
                return
            reason = opened.gap
            if len(opened.rest):
                yield Part(data=opened.rest, place=f"{part.place}#behind-{coding}")
        if reason is not None:
            yield Gap(reason=reason, place=part.place, size_bytes=len(data))
        if reason in (GapReason.DEPTH_LIMIT, GapReason.UNDECODABLE):
            break
        data = opened.data
    yield Part(data=data, place=part.place, content_type=part.content_type, filename=part.filename)


def open_gzip(data: memoryview, budget: Budget) -> Opened:
    """Open a gzip file with all its members."""
    return _open(data, budget, lambda rest: _inflate(rest, 31), GZIP_MAGIC)


def open_zstd(data: memoryview, budget: Budget) -> Opened:
    """Open a zstd file with all its frames."""
    return _open(data, budget, _unzstd, ZSTD_MAGIC)


def open_brotli(data: memoryview, budget: Budget) -> Opened:
    """Open a brotli stream."""
    opened = _open(data, budget, _unbrotli, b"")
    end = -1 if opened.gap is None else _brotli_end(data, budget)
    if end < 0:
        return opened
    return replace(_open(data[:end], budget, _unbrotli, b""), rest=data[end:])


def open_deflate(data: memoryview, budget: Budget) -> Opened:
    """Open what HTTP calls deflate: a zlib stream, or, as many senders do, a bare deflate stream."""
    opened = _open(data, budget, lambda rest: _inflate(rest, 15), b"")
    return opened if opened.gap is not GapReason.UNDECODABLE else open_bare_deflate(data, budget)


def open_bare_deflate(data: memoryview, budget: Budget) -> Opened:
    """Open a deflate stream without any frame, as ZIP holds it."""
    return _open(data, budget, lambda rest: _inflate(rest, -15), b"")


def open_zip_bzip2(data: memoryview, budget: Budget) -> Opened:
    """Open a bzip2 stream, as ZIP holds it."""
    return _open(data, budget, lambda rest: _bounded(rest, bz2.BZ2Decompressor()), b"")


def open_zip_lzma(data: memoryview, budget: Budget) -> Opened:
    """Open an LZMA stream, as ZIP holds it, that marks its end. **Source:** PKWARE APPNOTE.TXT 5.8.8 (4 bytes, then the properties)."""
    engine = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=LZMA_BYTES)
    try:
        engine.decompress(bytes(data[4:9]) + b"\xff" * 8)
    except lzma.LZMAError:
        return Opened(data=data[:0], rest=data[:0], gap=GapReason.UNDECODABLE)
    return _open(data[9:], budget, lambda rest: _bounded(rest, engine), b"")


def measure_bare_deflate(data: memoryview, budget: Budget) -> tuple[int, memoryview]:
    """Return how many bytes such a stream holds, -1 if it is damaged, and what stands behind it, padding left out.

    For streams that somebody else reads. Raises OverBudget for the time alone.
    """
    stream, size = _inflate(data, -15), 0
    try:
        while True:
            size += len(next(stream)[0])
            budget.check_time()
    except StopIteration as stop:
        rest = data[stop.value :] if stop.value >= 0 else data[:0]
        return size if stop.value >= 0 else -1, rest if any(rest) else data[:0]
    except zlib.error:
        return -1, data[:0]


def open_aws_chunked(data: memoryview, budget: Budget) -> Opened:
    """Join the chunks of an S3 upload whose frames carry signatures."""
    out = bytearray()
    position = 0
    while match := _CHUNK.match(data, position):
        size = int(match[1], 16)
        budget.spend(size, produced=0, consumed=0)
        if not size:
            return Opened(data=memoryview(out), rest=data[match.end() :])
        out += data[match.end() : match.end() + size]
        position = match.end() + size + 2
        if position > len(data) + 2:
            break
    gap = GapReason.TRUNCATED if out else GapReason.UNDECODABLE
    return Opened(data=memoryview(out), rest=data[position:], gap=gap)


def _open(data: memoryview, budget: Budget, stream: Callable[[memoryview], _Stream], magic: bytes) -> Opened:
    """Read member after member while `magic` begins another one (empty: there is only one)."""
    out = bytearray()
    position = 0
    while True:
        end, gap = _drain(stream(data[position:]), out, position, budget)
        if gap is not None and not position:
            return Opened(data=memoryview(out), rest=data[:0], gap=gap if out else GapReason.UNDECODABLE)
        if gap is not None:
            return Opened(data=memoryview(out), rest=data[position:], gap=gap)
        position += end
        rest = data[position:]
        if not magic or bytes(rest[: len(magic)]) != magic:
            padding = len(rest) <= IN_BYTES and not any(rest)
            return Opened(data=memoryview(out), rest=rest[:0] if padding else rest)


def _drain(stream: _Stream, out: bytearray, before: int, budget: Budget) -> tuple[int, GapReason | None]:
    while True:
        try:
            piece, consumed = next(stream)
        except StopIteration as stop:
            return stop.value, GapReason.TRUNCATED if stop.value < 0 else None
        except (zlib.error, brotli.error, zstandard.ZstdError, lzma.LZMAError, OSError):  # OSError: bzip2
            return -1, GapReason.TRUNCATED
        out += piece
        budget.spend(len(piece), produced=len(out), consumed=before + consumed)


def _inflate(data: memoryview, wbits: int) -> _Stream:
    engine = zlib.decompressobj(wbits)
    for offset in range(0, len(data), IN_BYTES):
        chunk: bytes | memoryview = data[offset : offset + IN_BYTES]
        end = offset + len(chunk)
        while len(chunk) and not engine.eof:
            yield engine.decompress(chunk, OUT_BYTES), end
            chunk = engine.unconsumed_tail
        if engine.eof:
            return end - len(engine.unused_data)
    while piece := engine.decompress(b"", OUT_BYTES):
        yield piece, len(data)
    return len(data) if engine.eof else -1


def _bounded(data: memoryview, engine: bz2.BZ2Decompressor | lzma.LZMADecompressor) -> _Stream:
    for offset in range(0, len(data), IN_BYTES):
        chunk = data[offset : offset + IN_BYTES]
        end = offset + len(chunk)
        yield engine.decompress(chunk, OUT_BYTES), end
        while not (engine.needs_input or engine.eof):
            yield engine.decompress(b"", OUT_BYTES), end
        if engine.eof:
            return end - len(engine.unused_data)
    return -1


def _unzstd(data: memoryview) -> _Stream:
    engine = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES).decompressobj()
    for offset in range(0, len(data), ZSTD_IN_BYTES):
        chunk = data[offset : offset + ZSTD_IN_BYTES]
        yield engine.decompress(chunk), offset + len(chunk)
        if engine.eof:
            return offset + len(chunk) - len(engine.unused_data)
    return -1


def _unbrotli(data: memoryview) -> _Stream:
    engine = brotli.Decompressor()
    for offset in range(0, len(data), IN_BYTES):
        chunk = data[offset : offset + IN_BYTES]
        for piece in _pump(engine, chunk):
            yield piece, offset + len(chunk)
        if engine.is_finished():
            return offset + len(chunk)
    return -1


def _brotli_end(data: memoryview, budget: Budget) -> int:
    """Find where the stream ends, or -1: brotli calls it an error when bytes follow the end, and does not say where that was."""
    good = 0
    for step in (IN_BYTES, 256, 1):
        engine = brotli.Decompressor()
        position = 0
        try:
            while position < len(data) and not engine.is_finished():
                chunk = data[position : position + (step if position >= good else min(IN_BYTES, good - position))]
                for _ in _pump(engine, chunk):
                    budget.check_time()
                position += len(chunk)
        except brotli.error:
            good = position
        else:
            return position if engine.is_finished() else -1
    return -1


def _pump(engine: "brotli.Decompressor", chunk: memoryview) -> Iterator[bytes]:
    yield engine.process(chunk, output_buffer_limit=OUT_BYTES)
    while not engine.can_accept_more_data() and not engine.is_finished():
        yield engine.process(b"", output_buffer_limit=OUT_BYTES)


CODINGS: dict[str, Callable[[memoryview, Budget], Opened]] = {
    "gzip": open_gzip,
    "x-gzip": open_gzip,
    "deflate": open_deflate,
    "br": open_brotli,
    "zstd": open_zstd,
    "aws-chunked": open_aws_chunked,
}
"""The content codings that are opened; any other name is a gap `undecodable`."""
