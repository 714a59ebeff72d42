"""Data that somebody put into a ZIP beside its members are found, or a gap; what programs write there themselves is neither."""

import io
import random
import struct
import zipfile
from collections.abc import Callable

import pytest

from tests.detectors.reading import gaps_of, pieces_of, tables_of, text_of
from tests.support.people import as_xlsx, customers

CSV = "氏名,電話\n山田太郎,090-1111-2222\n鈴木花子,080-1111-2222\n".encode()
NOISE = random.Random(7).randbytes(2000)
type Change = Callable[[zipfile.ZipFile, io.BytesIO], object]


def holding(change: Change, data: bytes = b"hello", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of two members, between which something was done."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.txt", data)
        change(archive, out)
        archive.writestr("b.txt", data)
    return out.getvalue()


def write(data: bytes) -> Change:
    def change(archive: zipfile.ZipFile, out: io.BytesIO) -> None:
        out.seek(archive.start_dir)
        out.write(data)
        archive.start_dir = out.tell()

    return change


def noted(archive: zipfile.ZipFile, data: bytes) -> None:
    archive.comment = data


def commented(archive: zipfile.ZipFile, data: bytes) -> None:
    archive.infolist()[0].comment = data


def field(archive: zipfile.ZipFile, data: bytes) -> None:
    archive.infolist()[0].extra = struct.pack("<HH", 0x7A7A, len(data)) + data


def behind_the_stream(archive: zipfile.ZipFile, out: io.BytesIO, data: bytes) -> None:
    """Let the last member say that it is longer than its deflated stream."""
    write(data)(archive, out)
    archive.infolist()[-1].compress_size += len(data)


def workbook(data: bytes) -> bytes:
    """Return a workbook in which each member has `data` behind its stream."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(customers(1, 2)))) as plain, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in plain.infolist():
            archive.writestr(info.filename, plain.read(info))
            behind_the_stream(archive, out, data)
    return out.getvalue()


def behind(method: int) -> Callable[[bytes], bytes]:
    return lambda data: holding(lambda archive, out: behind_the_stream(archive, out, data), method=method)


PLACES = [
    pytest.param(lambda data: holding(write(data)), id="between members"),
    pytest.param(lambda data: holding(lambda *_: None) + data, id="behind the end"),
    pytest.param(lambda data: holding(lambda archive, _: noted(archive, data)), id="comment of the archive"),
    pytest.param(lambda data: holding(lambda archive, _: commented(archive, data)), id="comment of a member"),
    pytest.param(behind(zipfile.ZIP_DEFLATED), id="behind a member's stream"),
    pytest.param(behind(zipfile.ZIP_BZIP2), id="behind a bzip2 stream"),
    pytest.param(behind(zipfile.ZIP_LZMA), id="behind an LZMA stream"),
    pytest.param(workbook, id="behind the streams of a workbook"),
]


@pytest.mark.parametrize("hide", PLACES)
def test_text_beside_the_members_is_read(hide: Callable[[bytes], bytes]) -> None:
    pieces = pieces_of(hide(CSV))
    assert "山田太郎" in text_of(pieces) + str(tables_of(pieces))


@pytest.mark.parametrize(
    "hide", [*PLACES, pytest.param(lambda data: holding(lambda archive, _: field(archive, data)), id="field of a header")]
)
def test_bytes_beside_the_members_are_a_gap(hide: Callable[[bytes], bytes]) -> None:
    assert gaps_of(pieces_of(hide(NOISE))), "it cannot be said what they are"


class Unseekable(io.BytesIO):
    """What zipfile writes descriptors for."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError


def streamed() -> bytes:
    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.txt", "b.txt"):
            archive.writestr(name, b"hello")
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(holding(lambda *_: None), id="plain"),
        pytest.param(holding(lambda *_: None, method=zipfile.ZIP_STORED), id="stored"),
        pytest.param(holding(lambda *_: None, method=zipfile.ZIP_LZMA), id="lzma"),
        pytest.param(holding(lambda *_: None, method=zipfile.ZIP_BZIP2), id="bzip2"),
        pytest.param(streamed(), id="descriptors"),
        pytest.param(holding(write(bytes(4096))), id="padding"),
        pytest.param(holding(lambda archive, _: field(archive, bytes(500))), id="a field of zeros, as Office writes"),
        pytest.param(holding(lambda archive, _: archive.mkdir("folder")), id="folder"),
    ],
)
def test_what_programs_write_is_nothing(body: bytes) -> None:
    pieces = pieces_of(body)
    assert gaps_of(pieces) == []
    assert len(pieces) == len(zipfile.ZipFile(io.BytesIO(body)).infolist()) + 2


def test_random_members_are_as_before() -> None:
    assert len(gaps_of(pieces_of(holding(lambda *_: None, NOISE)))) == 2


def test_a_sheet_that_declares_less_than_it_holds_is_read_whole() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(customers(1, 30)))) as plain, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in plain.infolist():
            archive.writestr(info.filename, plain.read(info))
            if "sheet" in info.filename:
                archive.infolist()[-1].file_size = 300
    last = customers(1, 30)[-1]
    assert last[1] in text_of(pieces_of(out.getvalue()))
