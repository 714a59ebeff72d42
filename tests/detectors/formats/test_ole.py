from detectors.formats.ole import kind, read_open
from tests.detectors.reading import gaps_of, read_with, text_of

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_kinds() -> None:
    for name, expected in (("Workbook", "xls"), ("Book\0", "xls"), ("EncryptedPackage", "ole-encrypted"), ("WordDocument", "ole")):
        assert kind(memoryview(MAGIC + bytes(64) + name.encode("utf-16-le"))) == expected


def test_open_text_is_given_and_the_rest_is_a_gap() -> None:
    body = MAGIC + bytes(100) + "山田太郎さま 090-1111-2222\r".encode("utf-16-le") + b"\xff\xfe\x00\x01" * 20
    pieces = read_with(read_open, body)
    assert "山田太郎さま 090-1111-2222" in text_of(pieces)  # type: ignore[arg-type]
    assert gaps_of(pieces) == ["unsupported"]  # type: ignore[arg-type]
