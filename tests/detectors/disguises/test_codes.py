import base64
import hashlib
from urllib.parse import quote

import pytest

from detectors.disguises.codes import encoded, holds


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([b64(f"090-1234-{n:04}") for n in range(1000)], id="base64"),
        pytest.param([quote("山田太郎")], id="percent"),
        pytest.param([*(f"C{n:04}" for n in range(1000)), b64("山田太郎 東京都千代田区丸の内 1-2-3")], id="one among many"),
    ],
)
def test_text_in_codes_is_seen(cells: list[str]) -> None:
    assert encoded(cells)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([hashlib.md5(bytes(n), usedforsecurity=False).hexdigest() for n in range(100)], id="checksums"),
        pytest.param([base64.b64encode(hashlib.sha256(bytes(n)).digest()).decode() for n in range(100)], id="tokens"),
        pytest.param([f"C{n:04}" for n in range(1000)], id="identifiers"),
        pytest.param([], id="nothing"),
    ],
)
def test_codes_are_left(cells: list[str]) -> None:
    assert not encoded(cells)
    assert not any(map(holds, cells))
