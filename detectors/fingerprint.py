"""Turns a normalised identifier into a keyed 8-byte fingerprint: people can be counted and compared for years without keeping who they are.

Knows no entity and no text but the one it is given; nothing here can be turned back without the key.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

NONE = 0
"""No fingerprint. A digest of eight zero bytes is read as 1."""

Fingerprints = NDArray[np.uint64]


class Fingerprinter:
    """Fingerprints under one key (`sekimori init` makes it). Equal kind and value: equal fingerprint, on every machine and day.

    **Source:** BLAKE2b with key and an 8-byte digest, RFC 7693; two of a million people share one with a probability of 3 in 10^8.
    """

    def __init__(self, key: bytes) -> None:
        self._root = blake2b(key=key, digest_size=8)

    def one(self, kind: str, value: str) -> int:
        """Return the fingerprint of one normalised `value` of a `kind` (an entity, or a pair such as name and address)."""
        return int(self.many(kind, (value,))[0])

    def many(self, kind: str, values: Sequence[str]) -> Fingerprints:
        """Return the fingerprints of normalised `values`, in order. Copying the keyed state is twice as quick as keying it anew."""
        keyed = self._root.copy()
        keyed.update(kind.encode() + b"\0")
        fresh = keyed.copy

        digests = []
        for encoded in _encoded(values):
            state = fresh()
            state.update(encoded)
            digests.append(state.digest())
        found = np.frombuffer(b"".join(digests), dtype="<u8")
        nonzero: Fingerprints = np.maximum(found, np.uint64(1))
        return nonzero


_BETWEEN = "\x1f"


def _encoded(values: Sequence[str]) -> Sequence[bytes]:
    """Return `values` in UTF-8: encoded together and taken apart again, which takes half the time of one by one."""
    together = _BETWEEN.join(values).encode("utf-8", "surrogatepass").split(_BETWEEN.encode())
    return together if len(together) == len(values) else [value.encode("utf-8", "surrogatepass") for value in values]
