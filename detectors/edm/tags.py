"""Turns fingerprints into the tags of one salt, many at a time. Without the site's key, tags of two salts cannot be compared.

Knows no entity, no file and no text.
"""

import struct
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from detectors.fingerprint import Fingerprints

SALT_BYTES = 16
"""**Source:** RFC 7693: the salt that BLAKE2b takes."""

_PERSON = b"sekimori-edm"
_MASK = (1 << 64) - 1


class Tagger:
    """SipHash-2-4 of 8-byte fingerprints under a key that BLAKE2b derives from the site's key and a salt.

    The costly step, from text to fingerprint, is done once for counting; this one is arithmetic on columns of numbers.
    **Source:** Aumasson, Bernstein, "SipHash: a fast short-input PRF" (2012); RFC 7693.
    """

    def __init__(self, key: bytes, salt: bytes) -> None:
        derived = blake2b(key=key, salt=salt, person=_PERSON, digest_size=16).digest()
        self._keys: tuple[int, int] = struct.unpack("<QQ", derived)

    def __call__(self, prints: Fingerprints) -> Fingerprints:
        """Return the tag of each fingerprint, in order."""
        return siphash(prints, *self._keys)


def siphash(words: Fingerprints, k0: int, k1: int) -> Fingerprints:
    """Return SipHash-2-4 of each word, taken as a message of eight little-endian bytes, under the key `k0`, `k1`."""
    words = np.ascontiguousarray(words, dtype=np.uint64)
    v0 = np.full(words.shape, (k0 ^ 0x736F6D6570736575) & _MASK, dtype=np.uint64)
    v1 = np.full(words.shape, (k1 ^ 0x646F72616E646F6D) & _MASK, dtype=np.uint64)
    v2 = np.full(words.shape, (k0 ^ 0x6C7967656E657261) & _MASK, dtype=np.uint64)
    v3 = np.full(words.shape, (k1 ^ 0x7465646279746573) & _MASK, dtype=np.uint64)
    last = np.uint64(8 << 56)
    for message in (words, last):
        v3 ^= message
        _round(v0, v1, v2, v3)
        _round(v0, v1, v2, v3)
        v0 ^= message
    v2 ^= np.uint64(0xFF)
    for _ in range(4):
        _round(v0, v1, v2, v3)
    mixed: Fingerprints = v0 ^ v1 ^ v2 ^ v3
    return mixed


def _round(v0: Fingerprints, v1: Fingerprints, v2: Fingerprints, v3: Fingerprints) -> None:
    v0 += v1
    _rotate(v1, 13)
    v1 ^= v0
    _rotate(v0, 32)
    v2 += v3
    _rotate(v3, 16)
    v3 ^= v2
    v0 += v3
    _rotate(v3, 21)
    v3 ^= v0
    v2 += v1
    _rotate(v1, 17)
    v1 ^= v2
    _rotate(v2, 32)


def _rotate(values: NDArray[np.uint64], by: int) -> None:
    high = values >> np.uint64(64 - by)
    values <<= np.uint64(by)
    values |= high
