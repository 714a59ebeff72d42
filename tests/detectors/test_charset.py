import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.charset import guess

NAME = "山田太郎"
MEMO = "お客様より折り返しのご連絡をご希望、平日の午前中にお願いします。"


def first(raw: bytes, surrounding: str = "") -> str:
    return guess(memoryview(raw), surrounding)[0]


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(NAME, id="a name"),
        pytest.param(MEMO, id="a sentence"),
        pytest.param("氏名,電話番号\r\n佐藤花子,090-1234-5678\r\n", id="csv"),
        pytest.param("a" * 100_000 + MEMO * 5, id="late"),
        pytest.param(MEMO * 2000, id="long"),
    ],
)
def test_reads_the_text_whatever_the_charset(text: str, codec: str) -> None:
    assert text.encode(codec).decode(first(text.encode(codec))) == text


@pytest.mark.parametrize(
    ("raw", "codec"),
    [
        pytest.param(b"", "utf-8", id="empty"),
        pytest.param(b"plain ascii, 090-1234-5678", "utf-8", id="ascii"),
        pytest.param(codecs.BOM_UTF8 + NAME.encode(), "utf-8-sig", id="utf-8 with mark"),
        pytest.param(NAME.encode("utf-16"), "utf-16", id="utf-16 with mark"),
        pytest.param(NAME.encode("utf-32"), "utf-32", id="utf-32 with mark"),
        pytest.param("tel,090-1234-5678\n".encode("utf-32-be")[:64], "utf-32-be", id="utf-32 big-endian"),
        pytest.param(NAME.encode("iso2022_jp"), "iso2022_jp_ext", id="iso-2022-jp"),
        pytest.param("こんにちは、よろしく".encode("utf-16-le"), "utf-16-le", id="kana alone, which are ascii bytes"),
        pytest.param("ｶﾌﾞｼｷｶﾞｲｼｬ ﾔﾏﾀﾞ ﾀﾛｳ 様".encode("cp932"), "cp932", id="half-width kana"),
        pytest.param("髙橋㈱①".encode("cp932"), "cp932", id="vendor characters"),
        pytest.param(b"a\0b\0\0c,d", "utf-8", id="a few NULs"),
        pytest.param((MEMO * 600).encode()[: 16 << 10], "utf-8", id="sample cut inside a character"),
        pytest.param(("x" * 70_001 + MEMO * 900).encode(), "utf-8", id="sample begun inside a character"),
    ],
)
def test_special_cases(raw: bytes, codec: str) -> None:
    assert first(raw) == codec


def test_short_and_doubtful_bytes_have_two_readings_and_surroundings_decide() -> None:
    doubtful = "渡部".encode("euc_jp")
    readings = guess(memoryview(doubtful))
    assert "euc_jp" in readings
    if len(readings) > 1:
        assert guess(memoryview(doubtful), readings[1]) == (readings[1],)


@given(st.binary(max_size=600))
def test_any_bytes_have_a_codec_that_exists(raw: bytes) -> None:
    for codec in guess(memoryview(raw)):
        raw.decode(codec, "replace")
