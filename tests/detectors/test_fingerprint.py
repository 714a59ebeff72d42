"""Keyed fingerprints."""

from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.fingerprint import Fingerprinter

PRINTS = Fingerprinter(b"k" * 32)


@given(values=st.lists(st.text(), max_size=20))
def test_many_are_the_ones_of_the_standard(values: list[str]) -> None:
    expected = [
        int.from_bytes(blake2b(b"KIND\0" + v.encode("utf-8", "surrogatepass"), key=b"k" * 32, digest_size=8).digest(), "little")
        for v in values
    ]
    assert PRINTS.many("KIND", values).tolist() == expected == [PRINTS.one("KIND", value) for value in values]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Fingerprinter(b"j" * 32).one("KIND", "value"), id="another key"),
        pytest.param(PRINTS.one("OTHER", "value"), id="another kind"),
        pytest.param(PRINTS.one("KIND", "Value"), id="another value"),
        pytest.param(PRINTS.one("KINDv", "alue"), id="kind and value are kept apart"),
    ],
)
def test_other_fingerprints(other: int) -> None:
    assert PRINTS.one("KIND", "value") != other
