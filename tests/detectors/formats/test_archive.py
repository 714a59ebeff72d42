import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from detectors.model import Gap, GapReason, Limits, Segment
from tests.detectors.reading import gaps_of, pieces_of, tables_of, text_of

CSV = "氏名,電話\n山田太郎,090-1111-2222\n鈴木花子,080-1111-2222\n".encode()


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytearray:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return bytearray(out.getvalue())


def test_names_in_cp932_are_read() -> None:
    body = zipped(("AAAAAAAA.csv", CSV)).replace(b"AAAAAAAA", "山田名簿".encode("cp932"))
    pieces = pieces_of(bytes(body))
    assert pieces[0] == Segment(text="山田名簿.csv", place="body!")
    assert tables_of(pieces)[0][1][0] == "山田太郎"


def test_encrypted_members_are_gaps_with_their_names() -> None:
    body = zipped(("a.csv", CSV), ("山田.csv", CSV))
    directory = body.rindex(b"PK\x01\x02")
    body[directory + 8] |= 1
    pieces = pieces_of(bytes(body))
    assert [(gap.reason.value, gap.place) for gap in pieces if not hasattr(gap, "text") and not hasattr(gap, "rows")] == [
        ("encrypted", "body!/山田.csv")
    ]
    assert "山田太郎" in text_of(pieces)


def declaring(body: bytearray, size: int) -> bytes:
    """Return an archive of one member, closed by a password, whose directory says that it is of `size` bytes. **Source:** APPNOTE 4.5.3."""
    directory, end = body.rindex(b"PK\x01\x02"), body.rindex(b"PK\x05\x06")
    body[directory + 8] |= 1
    struct.pack_into("<I", body, directory + 20, 0xFFFFFFFF)
    struct.pack_into("<H", body, directory + 30, 12)
    struct.pack_into("<I", body, end + 12, end - directory + 12)
    body[end:end] = struct.pack("<HHQ", 1, 8, size)
    return bytes(body)


@pytest.mark.parametrize("size", [2**32, 2**62, 2**64 - 1])
def test_no_member_is_larger_than_its_archive_whatever_the_directory_says(size: int) -> None:
    body = declaring(zipped(("a.csv", CSV)), size)
    (gap,) = (piece for piece in pieces_of(body) if isinstance(piece, Gap))
    assert (gap.reason, gap.size_bytes) == (GapReason.ENCRYPTED, len(body))


def test_a_closed_member_is_as_large_as_its_place_whatever_the_directory_says() -> None:
    body = zipped(("a.bin", bytes(300_000)), ("b.csv", CSV), method=zipfile.ZIP_STORED)
    directory = body.index(b"PK\x01\x02")
    body[directory + 8] |= 1
    struct.pack_into("<I", body, directory + 20, 1)
    (gap,) = (piece for piece in pieces_of(bytes(body)) if isinstance(piece, Gap))
    assert 300_000 <= gap.size_bytes <= 300_100


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods(method: int) -> None:
    assert tables_of(pieces_of(bytes(zipped(("a.csv", CSV), method=method))))[0][2][0] == "鈴木花子"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_without_a_directory_are_recovered(method: int) -> None:
    body = bytes(zipped(("a.csv", CSV), ("b.csv", CSV.replace("山田".encode(), "佐藤".encode())), method=method))
    pieces = pieces_of(body[: body.index(b"PK\x01\x02")])
    assert gaps_of(pieces) == ["truncated"]
    assert [table[1][0] for table in tables_of(pieces)] == ["山田太郎", "佐藤太郎"]


def test_a_member_that_the_directory_does_not_list_is_read() -> None:
    hidden = zipped(("hidden.csv", CSV))
    hidden = hidden[: hidden.index(b"PK\x01\x02")]
    shown = bytes(zipped(("shown.txt", b"harmless")))
    assert "山田太郎" in text_of(pieces_of(bytes(hidden) + shown))


def test_a_damaged_member_gives_what_came_before() -> None:
    text = "".join(f"山田{n}さまの電話\n" for n in range(20_000)).encode()
    body = zipped(("a.txt", text))
    middle = len(body) // 2
    body[middle : middle + 8] = b"\xff" * 8
    pieces = pieces_of(bytes(body))
    assert "truncated" in gaps_of(pieces)
    assert "山田1さま" in text_of(pieces)


def test_a_directory_that_lies_about_sizes_is_no_bomb() -> None:
    body = zipped(("a.txt", bytes(40 << 20)))
    struct.pack_into("<L", body, body.index(b"PK\x01\x02") + 24, 10)
    assert set(gaps_of(pieces_of(bytes(body)))) <= {"bomb", "truncated"}


def test_many_members_stop_at_the_limit() -> None:
    body = bytes(zipped(*((f"{n}", b"x") for n in range(50))))
    pieces = pieces_of(body, limits=Limits(max_parts=20))
    assert gaps_of(pieces) == ["too_large"]
    assert len([piece for piece in pieces if isinstance(piece, Segment)]) == 40


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_directory_that_declares_less_hides_nothing(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.csv", CSV)
        archive.infolist()[0].file_size, archive.infolist()[0].CRC = 4, zlib.crc32(CSV[:4])
    pieces = pieces_of(out.getvalue())
    assert "鈴木花子" in text_of(pieces) + str(tables_of(pieces)) or gaps_of(pieces) == ["truncated"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_is_stopped_before_it_is_unpacked(method: int) -> None:
    body = bytes(zipped(("a.txt", bytes(60 << 20)), method=method))
    assert len(body) < 20_000
    tracemalloc.start()
    try:
        assert gaps_of(pieces_of(body)) == ["bomb"]
        assert tracemalloc.get_traced_memory()[1] < 40 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_is_cut_is_a_gap(method: int) -> None:
    body = zipped(("a.bin", random.Random(3).randbytes(3000)), method=method)
    struct.pack_into("<L", body, body.index(b"PK\x01\x02") + 20, 1000)
    assert gaps_of(pieces_of(bytes(body)))
