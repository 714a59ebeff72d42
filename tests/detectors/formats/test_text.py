import time

import pytest

from detectors.budget import Budget
from detectors.formats.text import MAX_LINE, lines, read, stretches
from detectors.model import Limits
from tests.detectors.reading import read_with, text_of


def budget() -> Budget:
    return Budget(limits=Limits(), deadline=time.monotonic() + 600)


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "utf-16-le", "iso2022_jp_ext"])
def test_long_text_comes_whole_and_cut_at_line_ends(codec: str) -> None:
    text = "".join(f"{n}番 山田太郎さまへ折り返し\n" for n in range(80_000))
    pieces = list(stretches(memoryview(text.encode(codec)), codec, budget()))
    assert "".join(pieces) == text
    assert len(pieces) > 1
    assert all(piece.endswith("\n") for piece in pieces)


def test_text_without_line_ends_is_cut_all_the_same() -> None:
    text = "山" * MAX_LINE * 2
    pieces = list(stretches(memoryview(text.encode()), "utf-8", budget()))
    assert "".join(pieces) == text
    assert len(pieces) > 1


def test_a_mix_of_charsets_is_read_line_by_line() -> None:
    mixed = "氏名 山田太郎\n".encode() * 40 + "電話 鈴木花子\n".encode("cp932") * 40 + "住所 佐藤次郎\n".encode("euc_jp")
    text = text_of(read_with(read, mixed))
    assert all(name in text for name in ("山田太郎", "鈴木花子", "佐藤次郎"))


def test_lines_end_at_newlines_alone() -> None:
    assert list(lines(memoryview("a\u2028b\x85c\r\nd\re\n".encode()), "utf-8", budget())) == ["a\u2028b\x85c\r\n", "d\r", "e\n"]


def test_vendor_characters_in_iso_2022_jp() -> None:
    # ㈱ and ① are in row 13 and 髙 is beyond JIS X 0208, so no codec writes them; mail programs do.
    wide = bytes(byte & 0x7F for byte in "山田".encode("euc_jp"))
    body = b"\x1b$B" + wide + b"\x2d\x6a\x2d\x21\x1b(B tel 090\n" + "鈴木花子\n".encode("iso2022_jp")
    assert text_of(read_with(read, body)) == "山田㈱① tel 090\n鈴木花子\n"
