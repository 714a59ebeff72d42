import base64
import hashlib

import pytest

from detectors.disguises.dense import LONGEST, edits

VALUE = "taro.yamada@example.jp"


@pytest.mark.parametrize(
    ("written", "layer"),
    [
        pytest.param(base64.b64encode(VALUE.encode()).decode(), "base64", id="base64"),
        pytest.param(f"/x/{base64.b64encode(VALUE.encode()).decode()}", "base64", id="part of a path"),
        pytest.param(base64.b32encode(VALUE.encode()).decode(), "base32", id="base32"),
        pytest.param(VALUE.encode().hex(), "hex", id="hexadecimal"),
        pytest.param(VALUE.encode().hex(":"), "hex", id="hexadecimal with colons"),
        pytest.param(" ".join(str(c) for c in VALUE.encode()), "codes", id="decimal codes"),
        pytest.param("".join(f"{c:08b}" for c in VALUE.encode()), "binary", id="binary codes"),
    ],
)
def test_runs_that_hold_text_are_undone(written: str, layer: str) -> None:
    assert (VALUE, layer) in [(edit.text, edit.layer) for edit in edits(f"値は {written} です")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(hashlib.sha256(b"x").hexdigest(), id="hash"),
        pytest.param("getElementsByClassName", id="identifier"),
        pytest.param("10 20 30 40 50 60 70 80 90 10 11 12", id="numbers"),
        pytest.param("00:1b:44:11:3a:b7", id="hardware address"),
        pytest.param("A" * LONGEST, id="a document of its own"),
    ],
)
def test_other_runs_stay(text: str) -> None:
    assert list(edits(text)) == []
