"""The secrets of this room, all made from the key of the fingerprints, so that one key is kept and every node has the same."""

from dataclasses import dataclass, field
from hashlib import blake2b

from proxy.home import FingerprintKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """One secret of 32 bytes for each use. **Source:** RFC 7693 section 2.9 (keyed hashing), `person` as domain separation."""

    content: bytes = field(repr=False)
    """Of the digests that tell same content from other."""
    boxes: bytes = field(repr=False)
    """Under which the keys of stored content are wrapped."""
    tokens: bytes = field(repr=False)
    """Of the tokens in forms and links."""
    endpoints: bytes = field(repr=False)
    """Of the digests by which repetitions of one software are known."""

    @classmethod
    def of(cls, key: FingerprintKey) -> "Keys":
        """Return the secrets that follow from `key`."""
        content, boxes, tokens, endpoints = (
            blake2b(key=key.secret, digest_size=32, person=person).digest()
            for person in (b"sekimori-content", b"sekimori-boxes", b"sekimori-tokens", b"sekimori-ends")
        )
        return cls(content=content, boxes=boxes, tokens=tokens, endpoints=endpoints)
