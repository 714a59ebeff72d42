import os

import numpy as np
import pytest

from detectors.edm.tags import Tagger, siphash


def test_the_published_vector_of_siphash() -> None:
    """SipHash reference implementation (Aumasson), vectors_sip64[8]: key 00..0f, message 00..07."""
    words = np.frombuffer(bytes(range(8)), dtype="<u8")
    k0, k1 = (int.from_bytes(bytes(range(start, start + 8)), "little") for start in (0, 8))
    assert siphash(words, k0, k1).tolist() == [0x93F5F5799A932462]


def test_neither_order_nor_number_of_others_changes_a_tag() -> None:
    prints = np.frombuffer(os.urandom(8_000), dtype="<u8")
    tagger = Tagger(b"k" * 32, b"s" * 16)
    assert tagger(prints)[::-1].tolist() == tagger(prints[::-1]).tolist() == [int(tagger(prints[i : i + 1])[0]) for i in range(999, -1, -1)]
    assert tagger(np.empty(0, dtype=np.uint64)).size == 0


@pytest.mark.parametrize(("key", "salt"), [pytest.param(b"K" * 32, b"s" * 16, id="key"), pytest.param(b"k" * 32, b"S" * 16, id="salt")])
def test_another_key_or_salt_gives_other_tags(key: bytes, salt: bytes) -> None:
    prints = np.arange(1, 1000, dtype=np.uint64)
    assert not np.isin(Tagger(key, salt)(prints), Tagger(b"k" * 32, b"s" * 16)(prints)).any()
