import io
import zipfile

import pytest

from detectors.formats.registry import FORMATS
from detectors.sniff import sniff


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("body", "content_type", "name"),
    [
        pytest.param(b'{"a": 1}', "text/html", "json", id="json"),
        pytest.param(b'\xef\xbb\xbf [{"a": 1}]', "", "json", id="json after a mark"),
        pytest.param(b'{"a": 1}\n{"a": 2}\n', "application/json", "ndjson", id="ndjson"),
        pytest.param('{"氏名": "山田"}'.encode("utf-16"), "", "json", id="json in utf-16"),
        pytest.param("氏名,電話\n山田,1\n鈴木,2\n".encode("cp932"), "application/octet-stream", "csv", id="csv"),
        pytest.param("氏名\t電話\n山田\t1\n".encode(), "", "tsv", id="tsv"),
        pytest.param("氏名;電話;住所\n山田;1;2\n鈴木;1;2\n".encode(), "", "csv", id="semicolons"),
        pytest.param("お世話になります。\n山田です、よろしく。\n".encode(), "", "text", id="sentences"),
        pytest.param(b"Dear all, this is a note.\nThank you, and see you.\n", "", "text", id="sentences with commas"),
        pytest.param("氏名,電話".encode(), "text/csv", "csv", id="header alone, declared"),
        pytest.param(b"<!DOCTYPE html><html>", "text/plain", "html", id="html"),
        pytest.param(b"<?xml version='1.0'?><customers/>", "", "xml", id="xml"),
        pytest.param(b"<?xml version='1.0'?><html><body/></html>", "", "html", id="xhtml"),
        pytest.param(b"name=%E5%B1%B1&tel=090", "", "form", id="form"),
        pytest.param(b"q=1", "application/x-www-form-urlencoded", "form", id="form of one field"),
        pytest.param(b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "text/plain", "multipart", id="multipart"),
        pytest.param(package("a.csv"), "image/png", "zip", id="zip"),
        pytest.param(package("[Content_Types].xml", "xl/workbook.xml"), "", "xlsx", id="xlsx"),
        pytest.param(package("word/document.xml"), "", "docx", id="docx"),
        pytest.param(OLE + "Workbook".encode("utf-16-le"), "", "xls", id="xls"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "", "ole-encrypted", id="encrypted office file"),
        pytest.param(OLE + "WordDocument".encode("utf-16-le"), "", "ole", id="doc"),
        pytest.param(b"%PDF-1.4", "", "pdf", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "", "png", id="png"),
        pytest.param(b"BMI of the customers is 22\n", "", "text", id="text that begins like a bitmap"),
        pytest.param(bytes(range(256)) * 8, "text/plain", "binary", id="noise"),
    ],
)
def test_the_content_decides(body: bytes, content_type: str, name: str) -> None:
    assert sniff(memoryview(body), content_type) == name


def test_every_format_that_is_read_has_a_test() -> None:
    from pathlib import Path

    tests = {path.stem.removeprefix("test_") for path in (Path(__file__).parent / "formats").glob("test_*.py")}
    assert {reader.__module__.rpartition(".")[2] for reader in FORMATS.values()} <= tests
