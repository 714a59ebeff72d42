import gzip

import pytest
import zstandard

from tests.detectors.reading import gaps_of, pieces_of, tables_of, text_of

CSV = "氏名,電話\n山田,090\n鈴木,080\n".encode()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_the_document_inside_is_read(pack) -> None:  # type: ignore[no-untyped-def]
    assert tables_of(pieces_of(pack(CSV), filename="a.csv.gz")) == [[["氏名", "電話"], ["山田", "090"], ["鈴木", "080"]]]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gzip", "zstd"])
def test_what_stands_behind_is_read_too(pack) -> None:  # type: ignore[no-untyped-def]
    pieces = pieces_of(pack(b"harmless") + "山田太郎".encode())
    assert "山田太郎" in text_of(pieces)
    assert gaps_of(pieces) == []


def test_broken_streams_are_gaps() -> None:
    assert gaps_of(pieces_of(gzip.compress(CSV * 200)[:60])) == ["truncated"]
    assert gaps_of(pieces_of(b"\x1f\x8b\x08\x00" + b"\xff" * 40)) == ["undecodable"]
