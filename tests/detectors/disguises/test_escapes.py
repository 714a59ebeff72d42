import pytest

from detectors.disguises.escapes import edits


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("%E5%B1%B1", "山", id="percent"),
        pytest.param("%8ER%93c", "山田", id="percent of Shift_JIS"),
        pytest.param("%u5C71%u7530", "山田", id="percent u"),
        pytest.param("\\u5c71\\u7530", "山田", id="unicode"),
        pytest.param("\\\\u5c71", "山", id="doubled backslash"),
        pytest.param("\\ud842\\udfb7", "𠮷", id="surrogate pair"),
        pytest.param("\\u{20bb7}", "𠮷", id="code point"),
        pytest.param("\\xe5\\xb1\\xb1", "山", id="octets"),
        pytest.param("\\345\\261\\261", "山", id="octal"),
        pytest.param("U+5C71 U+7530", "山田", id="U+"),
        pytest.param("&#23665;", "山", id="entity"),
        pytest.param("=E5=B1=B1", "山", id="quoted-printable"),
        pytest.param("=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=", "山田", id="encoded word"),
        pytest.param("+XHF1MA-", "山田"[:1] + "田", id="UTF-7"),
    ],
)
def test_escapes_are_undone(written: str, meant: str) -> None:
    assert meant in [edit.text for edit in edits(f"x {written} y")]


@pytest.mark.parametrize("text", ["100%増", "C:\\users\\x", "a=1&b=2", "&nothing;", "+81-90", "=?x?", "%FF%FF"])
def test_what_is_no_escape_stays(text: str) -> None:
    assert list(edits(text)) == []
