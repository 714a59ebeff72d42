"""ZIP: every member, listed or not, as a part, and what stands beside them.

**Source:** PKWARE APPNOTE.TXT 6.3 (headers, flag 0x1 encrypted, flag 0x800 UTF-8 names).
"""

import lzma
import re
import struct
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator
from copy import copy

from detectors.budget import Budget, OverBudget
from detectors.charset import guess
from detectors.decode import Opened, measure_bare_deflate, open_bare_deflate, open_zip_bzip2, open_zip_lzma
from detectors.formats import beside
from detectors.formats.part import Part, Piece
from detectors.formats.views import Window
from detectors.model import Gap, GapReason, Segment

_CHUNK = 32 << 10
_SLACK = 1 << 10
"""Bytes of a header and of padding between two members that nobody is asked about."""
ENDLESS = 1 << 62
"""A size, in bytes, at which zipfile reads to the end of a stream: it would stop, without a word, at the one that the directory gives."""
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_AES = 99
_STREAMS = {zipfile.ZIP_DEFLATED: open_bare_deflate, zipfile.ZIP_BZIP2: open_zip_bzip2, zipfile.ZIP_LZMA: open_zip_lzma}
_LOCAL = re.compile(rb"PK\x03\x04")
_ANY_HEADER = re.compile(rb"PK(?:\x01\x02|\x03\x04|\x05\x06|\x07\x08)")
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, struct.error, lzma.LZMAError, ValueError)
"""What zipfile raises for members that are damaged; RuntimeError is its word for encrypted."""


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the names and members of an archive, those included that its directory does not list."""
    return members(part, budget, lambda _: True)


def members(part: Part, budget: Budget, wanted: Callable[[zipfile.ZipInfo], bool]) -> Iterator[Piece]:
    """Give the listed members that are `wanted`, of the others what their readers would not see, and all that are not listed."""
    listed: list[tuple[int, int]] = []
    archive = None
    try:
        archive = zipfile.ZipFile(Window(part.data))
    except (*BROKEN, NotImplementedError):
        yield Gap(reason=GapReason.TRUNCATED, place=part.place, size_bytes=len(part.data))
    else:
        starts = sorted({archive.start_dir, *(info.header_offset for info in archive.infolist())})
        for info in archive.infolist():
            listed.append((info.header_offset, packed_at(info, part)[1]))
            size, rest = (-1, part.data[:0]) if wanted(info) else _measured(info, part, budget)
            if size != info.file_size:  # a reader believes the directory, and takes no more than it says
                yield from member(archive, info, part, budget, room=_after(starts, info.header_offset, part) - info.header_offset)
            elif len(rest):
                yield Part(data=rest, place=f"{part.place}!/{_name(info)}")
    hidden = yield from _unlisted(part, listed, budget)
    if archive is not None:
        yield from beside.read(archive, part, [*listed, *hidden])


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, part: Part, budget: Budget, *, room: int) -> Iterator[Piece]:
    """Give one member: its name as text and its bytes as a part, or a gap; there are `room` bytes up to the next one."""
    budget.add_part()
    name = _name(info)
    place = f"{part.place}!/{name}"
    yield Segment(text=name, place=f"{part.place}!")
    if info.is_dir():
        return
    size = packed_bytes(info, part)
    if room - size > _SLACK:  # it holds more than its directory says
        size = room
    if info.flag_bits & _ENCRYPTED or info.compress_type == _AES:
        yield Gap(reason=GapReason.ENCRYPTED, place=place, size_bytes=size)
        return
    opened = _open(archive, info, part, budget)
    if len(opened.data):
        yield Part(data=opened.data, place=place, filename=name)
    if opened.gap is not None:
        yield Gap(reason=opened.gap, place=place, size_bytes=size)
    elif len(opened.rest):
        yield Part(data=opened.rest, place=place)


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo, part: Part, budget: Budget) -> Opened:
    """Open a member as a whole, whatever size the directory gives, and with what stands behind its stream."""
    packed, none = _packed(info, part), part.data[:0]
    try:
        if info.compress_type == zipfile.ZIP_STORED:
            budget.spend(len(packed), produced=len(packed), consumed=len(packed))
            return Opened(data=packed, rest=none)
        if info.compress_type in _STREAMS:
            opened = _STREAMS[info.compress_type](packed, budget)
            if opened.gap is None or info.compress_type == zipfile.ZIP_BZIP2:
                return opened
        # Of a damaged one it gives more than we do, and it reads LZMA that marks no end. Of bzip2 it takes all of a bomb at once.
        return _read(archive, info, budget, len(packed))
    except OverBudget as over:
        return Opened(data=none, rest=none, gap=over.reason)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, size: int) -> Opened:
    """Read a member of `size` packed bytes by zipfile. Raises OverBudget."""
    out, reason, endless = bytearray(), None, copy(info)
    endless.file_size = ENDLESS
    try:
        with archive.open(endless) as source:
            while chunk := source.read(_CHUNK):
                out += chunk
                budget.spend(len(chunk), produced=len(out), consumed=size)
    except NotImplementedError:
        reason = GapReason.UNSUPPORTED
    except BROKEN:
        reason = GapReason.TRUNCATED
    return Opened(data=memoryview(out), rest=memoryview(b""), gap=reason)


def _measured(info: zipfile.ZipInfo, part: Part, budget: Budget) -> tuple[int, memoryview]:
    """Return how many bytes a member holds, -1 if that cannot be said, and what stands behind its stream."""
    packed = _packed(info, part)
    if info.compress_type == zipfile.ZIP_DEFLATED:
        return measure_bare_deflate(packed, budget)
    return len(packed) if info.compress_type == zipfile.ZIP_STORED else -1, packed[:0]


def packed_at(info: zipfile.ZipInfo, part: Part) -> tuple[int, int]:
    """Return where the packed bytes of a member begin and end, behind its own header."""
    begin = info.header_offset + _LOCAL_HEADER.size
    if info.header_offset >= 0 and begin <= len(part.data):
        begin += sum(_LOCAL_HEADER.unpack_from(part.data, info.header_offset)[-2:])
    return begin, begin + packed_bytes(info, part)


def _packed(info: zipfile.ZipInfo, part: Part) -> memoryview:
    begin, end = packed_at(info, part)
    return part.data[begin:end]


def packed_bytes(info: zipfile.ZipInfo, part: Part) -> int:
    """Return the size of a member as it is packed: the directory may say anything, but none is larger than its archive."""
    return min(info.compress_size, len(part.data))


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437", "replace")
    return raw.decode(guess(memoryview(raw), "cp932")[0], "replace")


def _after(starts: list[int], offset: int, part: Part) -> int:
    """Return where what stands at `offset` has to end."""
    place = bisect_right(starts, offset)
    return starts[place] if place < len(starts) else len(part.data)


def _unlisted(part: Part, listed: list[tuple[int, int]], budget: Budget) -> Generator[Piece, None, list[tuple[int, int]]]:
    """Give members that only a local header announces: of a damaged archive, or hidden on purpose; returns where they are."""
    found: list[tuple[int, int]] = []
    listed.sort()
    starts = [start for start, _ in listed]
    known_to = 0
    for match in _LOCAL.finditer(part.data):
        offset = match.start()
        before = bisect_right(starts, offset) - 1
        if offset < known_to or (before >= 0 and offset < listed[before][1]) or offset + _LOCAL_HEADER.size > len(part.data):
            continue
        known_to = yield from _recover(part, offset, budget)
        found.append((offset, known_to))
    return found


def _recover(part: Part, offset: int, budget: Budget) -> Generator[Piece, None, int]:
    """Give the member whose local header stands at `offset`; returns where it ends."""
    budget.add_part()
    _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _LOCAL_HEADER.unpack_from(part.data, offset)
    packed = min(int(packed), len(part.data))
    name_at = offset + _LOCAL_HEADER.size
    start = int(name_at + name_size + extra_size)
    raw = bytes(part.data[name_at : name_at + name_size])
    name = raw.decode(guess(memoryview(raw), "cp932")[0], "replace")
    place = f"{part.place}!/{name}"
    yield Segment(text=name, place=f"{part.place}!")
    if flags & _ENCRYPTED or method == _AES:
        yield Gap(reason=GapReason.ENCRYPTED, place=place, size_bytes=packed)
        return start + packed
    if method == zipfile.ZIP_DEFLATED:
        opened = open_bare_deflate(part.data[start:], budget)
        if len(opened.data):
            yield Part(data=opened.data, place=place, filename=name)
        if opened.gap is not None:
            yield Gap(reason=opened.gap, place=place, size_bytes=packed)
        return start if opened.gap else len(part.data) - len(opened.rest)
    if method != zipfile.ZIP_STORED:
        yield Gap(reason=GapReason.UNSUPPORTED, place=place, size_bytes=packed)
        return start + packed
    following = _ANY_HEADER.search(part.data, start)
    end = start + packed if packed else following.start() if following else len(part.data)
    if end > start:
        yield Part(data=part.data[start:end], place=place, filename=name)
    return end
