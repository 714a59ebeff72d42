"""One index on disk: sorted tags of the customers of one tenant, or of planted people. Written once, replaced whole, read through a map.

Layout: magic, length of the header, header (JSON), its keyed digest; then for each kind of evidence the tags (8 bytes, sorted, each once)
and beside them the person (4 bytes). Knows no table and no text.
"""

import mmap
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Literal, Self

import numpy as np
import orjson
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError

from detectors.fingerprint import Fingerprints

SUFFIX = ".edm"
SHARED = np.uint32(1 << 31)
"""Set in a person whose value others have as well (a family's telephone): it says that somebody is ours, not who."""
NOBODY = np.uint32(0xFFFFFFFF)
MOST_PEOPLE = (1 << 31) - 2

_MAGIC = b"SEKIEDM1"
_DIGEST_BYTES = 32
_ALIGN = 64
_LONGEST_HEADER = 64 << 20
_PIECE = 8 << 20
_HEAD = b"sekimori-edm-hd"

People = NDArray[np.uint32]


class BadIndex(ValueError):
    """An index that cannot be used. Says which file and why, never what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Where the tags of one kind of evidence lie."""

    kind: str
    """An entity (`PHONE_NUMBER`), or entities that count together (`PERSON+BIRTH_DATE`)."""
    entries: int
    start: int
    """Bytes from the end of the header."""
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What an index says of itself. No value of anybody."""

    holds: Literal["customers", "canaries"]
    name: str
    """The tenant whose customers these are; `canaries` for planted people."""
    salt: str
    key_id: str
    built: str
    people: int
    sections: tuple[Section, ...]
    labels: tuple[str, ...] = ()
    """Of planted people, in order: the id that their owner gave them."""


_HEADER: TypeAdapter[Header] = TypeAdapter(Header)


def key_id(key: bytes) -> str:
    """Return a public name of the site's key, so that an index under another key is known as such."""
    return blake2b(key, digest_size=4, person=b"sekimori-edm-id").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An open index."""

    path: Path
    header: Header
    tags: Mapping[str, Fingerprints] = field(repr=False)
    people: Mapping[str, People] = field(repr=False)

    @classmethod
    def open(cls, path: Path, key: bytes) -> Self:
        """Map the index at `path`. Raises BadIndex if it is damaged or under another key, OSError if it cannot be read."""
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header, base = _read_header(path, data, key)
        tags, people = {}, {}
        for section in header.sections:
            start = base + section.start
            if start + 12 * section.entries > len(data):
                raise BadIndex(f"{path}: is shorter than it says")
            tags[section.kind] = np.frombuffer(data, dtype="<u8", count=section.entries, offset=start)
            people[section.kind] = np.frombuffer(data, dtype="<u4", count=section.entries, offset=start + 8 * section.entries)
        return cls(path=path, header=header, tags=tags, people=people)

    def find(self, kind: str, tags: Fingerprints) -> People:
        """Return the person of each of `tags`, `NOBODY` where there is none. Sorted tags are found several times quicker."""
        known = self.tags.get(kind)
        if known is None or not known.size:
            return np.full(tags.shape, NOBODY, dtype=np.uint32)
        at = np.minimum(np.searchsorted(known, tags), known.size - 1)
        return np.where(known[at] == tags, self.people[kind][at], NOBODY)

    def faults(self) -> Sequence[str]:
        """Read all of it and return what is wrong: the digests, the order, people that do not exist."""
        found = []
        for section in self.header.sections:
            tags, people = self.tags[section.kind], self.people[section.kind]
            if _digest(tags, people) != section.digest:
                found.append(f"{section.kind}: differs from what was written")
            elif tags.size and (not bool(np.all(tags[1:] > tags[:-1])) or int((people & ~SHARED).max()) >= self.header.people):
                found.append(f"{section.kind}: out of order")
        return found


def write(path: Path, header: Header, parts: Mapping[str, tuple[Fingerprints, People]], key: bytes) -> Header:
    """Write an index in place of the one at `path`, atomically, and return its header. `header.sections` is made here."""
    sections, start = [], 0
    for kind, (tags, people) in parts.items():
        sections.append(Section(kind=kind, entries=len(tags), start=start, digest=_digest(tags, people)))
        start += -(-12 * len(tags) // _ALIGN) * _ALIGN
    full = Header(**{name: getattr(header, name) for name in Header.__slots__ if name != "sections"}, sections=tuple(sections))
    packed = orjson.dumps(full)
    head = _MAGIC + len(packed).to_bytes(8, "little") + packed + _seal(packed, key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_padded(head))
            for tags, people in parts.values():
                for column in (tags.astype("<u8", copy=False), people.astype("<u4", copy=False)):
                    file.write(column.data)
                file.write(bytes(-12 * len(tags) % _ALIGN))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return full


def _read_header(path: Path, data: mmap.mmap, key: bytes) -> tuple[Header, int]:
    length = int.from_bytes(data[8:16], "little")
    if data[:8] != _MAGIC or length > min(_LONGEST_HEADER, len(data)):
        raise BadIndex(f"{path}: is no index")
    packed = data[16 : 16 + length]
    end = 16 + length + _DIGEST_BYTES
    try:
        header = _HEADER.validate_json(packed)
    except ValidationError:
        raise BadIndex(f"{path}: its header is damaged") from None
    if header.key_id != key_id(key):
        raise BadIndex(f"{path}: was built under another key; build it again")
    if data[16 + length : end] != _seal(packed, key):
        raise BadIndex(f"{path}: its header was changed")
    return header, len(_padded(data[:end]))


def _seal(packed: bytes, key: bytes) -> bytes:
    return blake2b(packed, key=key, person=_HEAD, digest_size=_DIGEST_BYTES).digest()


def _padded(head: bytes) -> bytes:
    return head + bytes(-len(head) % _ALIGN)


def _digest(tags: Fingerprints, people: People) -> str:
    digest = blake2b(digest_size=16)
    for column in (tags, people):
        data = memoryview(np.ascontiguousarray(column)).cast("B") if column.size else memoryview(b"")
        for at in range(0, len(data), _PIECE):
            digest.update(data[at : at + _PIECE])
    return digest.hexdigest()
