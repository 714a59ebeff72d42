"""What a ZIP holds beside its members: comments, fields of headers, bytes that belong to nothing. Who opens it does not see them.

**Source:** PKWARE APPNOTE.TXT 6.3: 4.3.9 (data descriptor), 4.3.16 (end of the directory), 4.4.12 (comments), 4.5 (extra fields).
"""

import zipfile
from collections.abc import Iterator

from detectors.formats.part import Part

_DESCRIPTORS = (12, 16, 20, 24)
"""Bytes of a data descriptor: with or without its mark, with sizes of four or eight bytes."""
_END = b"PK\x05\x06"
_END_BYTES = 22
_FIELDS = 128
"""Bytes of extra fields that nobody is asked about: times, owners and sizes take less than 100."""


def read(archive: zipfile.ZipFile, part: Part, members: list[tuple[int, int]]) -> Iterator[Part]:
    """Give what stands beside the `members`, each from its header to the end of its packed bytes; padding of zeros is left out."""
    place = f"{part.place}!#beside"
    for info in archive.infolist():
        if info.comment:
            yield Part(data=memoryview(info.comment), place=place)
        if len(info.extra.rstrip(b"\0")) > _FIELDS:
            yield Part(data=memoryview(info.extra), place=place)
    tail = bytes(part.data[archive.start_dir :])
    directory = (archive.start_dir, archive.start_dir + tail.rfind(_END) + _END_BYTES)
    # What carries an archive, a picture or a program, is read for itself.
    end = 0 if bytes(part.data[:2]) == b"PK" else min(start for start, _ in (*members, directory))
    for start, stop in (*sorted([*members, directory]), (len(part.data), 0)):
        between = part.data[end:start]
        if len(between) not in _DESCRIPTORS and any(between):
            yield Part(data=between, place=place)
        end = max(end, stop)
