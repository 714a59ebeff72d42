import gzip
import io
import json
import time
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import openpyxl
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.extract import extract
from detectors.model import GapReason, Limits, Segment
from tests.detectors.reading import gaps_of, pieces_of, tables_of, text_of

CUSTOMERS = "氏名,電話番号,備考\n山田太郎,090-1234-5678,折り返し希望\n鈴木花子,080-8765-4321,\n"


def zipped(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def workbook(**cells: str) -> bytes:
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def nested(levels: int) -> bytes:
    body = CUSTOMERS.encode()
    for _ in range(levels):
        body = zipped(("inner.zip", body))
    return body


SMALL_PARTS = b"".join(b'--B\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nv%d\r\n' % (n, n) for n in range(10_000)) + b"--B--\r\n"
COLUMNS = ",".join(f"c{n}" for n in range(100_000)) + "\n" + ",".join(f"v{n}" for n in range(100_000)) + "\n"


@pytest.mark.parametrize(
    ("body", "headers", "found", "gaps"),
    [
        pytest.param(b'{"name": "\xe5\xb1\xb1\xe7\x94\xb0", "tel": "0901', {}, "山田", [], id="broken json"),
        pytest.param('{"a": [{"n": "山田"}, {"n": "鈴木"}, {"n": '.encode(), {}, "鈴木", [], id="json cut in a list"),
        pytest.param(b'{"n": "\\u5c71\\u7530', {}, "山田", [], id="broken json with escapes"),
        pytest.param(CUSTOMERS.encode("cp932"), {"content_type": "text/csv; charset=utf-8"}, "山田太郎", [], id="wrong charset label"),
        pytest.param(CUSTOMERS.encode("utf-16-le"), {"content_type": "text/csv; charset=euc-jp"}, "鈴木花子", [], id="utf-16 without mark"),
        pytest.param(zipped(("a.csv", CUSTOMERS.encode())), {"content_type": "image/png"}, "山田太郎", [], id="lying content type"),
        pytest.param(CUSTOMERS.encode(), {"content_type": "application/zip", "filename": "a.zip"}, "山田太郎", [], id="csv that says zip"),
        pytest.param(zipped(("a.csv", CUSTOMERS.encode() * 50))[:-40], {}, "山田太郎", ["truncated"], id="zip without end"),
        pytest.param(workbook(A1="山田太郎", B1="090-1234-5678")[:-300], {}, "山田太郎", ["truncated"], id="xlsx without end"),
        pytest.param(b"", {}, "", [], id="empty body"),
        pytest.param(SMALL_PARTS, {"content_type": "multipart/form-data; boundary=B"}, "v9999", [], id="10,000 small parts"),
        pytest.param("氏名,電話番号\n".encode(), {"content_type": "text/csv"}, "電話番号", [], id="header only"),
        pytest.param(COLUMNS.encode(), {}, "v19999", ["too_large"], id="100,000 columns"),
        pytest.param(CUSTOMERS.replace("太郎", "\0太郎").encode(), {}, "山田\0太郎", [], id="NUL in a cell"),
        pytest.param(b"\0" * 50 + CUSTOMERS.encode(), {}, "山田太郎", [], id="NULs in front"),
        pytest.param(gzip.compress(bytes(32 << 20)), {"content_encoding": "gzip"}, "", ["bomb"], id="gzip bomb by encoding"),
        pytest.param(gzip.compress(bytes(32 << 20)), {}, "", ["bomb"], id="gzip bomb by magic"),
        pytest.param(zstandard.compress(bytes(64 << 20)), {"content_encoding": "zstd"}, "", ["bomb"], id="zstd bomb"),
        pytest.param(brotli.compress(bytes(32 << 20), quality=5), {"content_encoding": "br"}, "", ["bomb"], id="brotli bomb"),
        pytest.param(zipped(("z", bytes(32 << 20)), ("b", "山田".encode())), {}, "山田", ["bomb"], id="zip bomb beside a text"),
        pytest.param(b"[" * 100_000 + "山田".encode(), {}, "山田", [], id="json nested 100,000 deep"),
        pytest.param(b'{"a":' * 900 + '"山田"'.encode() + b"}" * 900, {}, "山田", [], id="json nested 900 deep"),
        pytest.param(nested(3), {}, "山田太郎", [], id="zip in zip in zip"),
        pytest.param(nested(30), {}, "", ["depth_limit"], id="zip in zip without end"),
        pytest.param(b"<div>" * 100_000 + "山田太郎".encode(), {}, "山田太郎", [], id="html nested 100,000 deep"),
        pytest.param(b"<table><tr><td>" * 10_000 + "山田太郎".encode(), {}, "山田太郎", [], id="tables nested 10,000 deep"),
        pytest.param(b"<a>" * 100_000 + "山田太郎".encode() + b"</a>" * 100_000, {}, "山田太郎", [], id="xml nested 100,000 deep"),
        pytest.param(workbook(A1="山田太郎", XFD1048576="鈴木花子"), {}, "鈴木花子", [], id="sheet of two far corners"),
        pytest.param(b"%PDF-1.7\n\x80\x81\x82", {}, "", ["unsupported"], id="pdf"),
        pytest.param(b"%PDF-1.7\n" + zipped(("a.csv", CUSTOMERS.encode())), {}, "山田太郎", ["unsupported"], id="zip behind a pdf"),
        pytest.param(b"\xff\xd8\xff\xe0" + zipped(("a.csv", CUSTOMERS.encode())), {}, "山田太郎", ["unsupported"], id="zip behind a jpeg"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), {}, "", ["encrypted"], id="encrypted office file"
        ),
        pytest.param(CUSTOMERS.encode(), {"content_encoding": "rot13"}, "山田太郎", ["undecodable"], id="unknown coding"),
        pytest.param(CUSTOMERS.encode(), {"content_encoding": "gzip"}, "山田太郎", ["undecodable"], id="coding that is not there"),
    ],
)
def test_bad_input_is_read_or_a_gap(body: bytes, headers: dict[str, Any], found: str, gaps: list[str]) -> None:
    pieces = pieces_of(body, **headers)
    assert found in text_of(pieces)
    assert gaps_of(pieces) == gaps


def test_format_and_charset_are_those_under_the_encodings() -> None:
    body = gzip.compress(CUSTOMERS.encode("cp932"))
    extraction = extract(memoryview(body), content_encoding="gzip", limits=Limits(), deadline=time.monotonic() + 600)
    assert (extraction.format, extraction.charset) == ("csv", "cp932")


def test_file_name_and_target_are_inspected_too() -> None:
    pieces = pieces_of(b"", filename="山田太郎.csv", target="/crm/%E9%88%B4%E6%9C%A8?tel=090-1234-5678&n=%8ER%93c")
    assert [piece.text for piece in pieces if isinstance(piece, Segment)] == ["山田太郎.csv", "/crm/鈴木"]
    assert tables_of(pieces) == [[["tel", "n"], ["090-1234-5678", "山田"]]]


def test_the_deadline_ends_it_with_a_gap() -> None:
    assert gaps_of(pieces_of(CUSTOMERS.encode() * 10_000, seconds=-1, target="/?a=b", filename="a")) == [GapReason.TIMEOUT]


def test_parts_beyond_the_limit_are_a_gap() -> None:
    body = zipped(*((f"{n}.txt", b"x") for n in range(20)))
    assert gaps_of(pieces_of(body, limits=Limits(max_parts=10))) == [GapReason.TOO_LARGE]


NAMES = st.text(st.sampled_from("山田鈴木佐藤太郎花子一二三あいうえおカキクケコ"), min_size=4, max_size=12)
CHARSETS = st.sampled_from(["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
WRAPPERS: dict[str, Callable[[bytes], tuple[bytes, str]]] = {
    "as it is": lambda data: (data, ""),
    "gzip": lambda data: (gzip.compress(data), "gzip"),
    "gzip by magic": lambda data: (gzip.compress(data), ""),
    "deflate": lambda data: (zlib.compress(data), "deflate"),
    "bare deflate": lambda data: (zlib.compress(data)[2:-4], "deflate"),
    "brotli": lambda data: (brotli.compress(data), "br"),
    "zstd": lambda data: (zstandard.compress(data), "zstd"),
    "stacked": lambda data: (gzip.compress(brotli.compress(data)), "br, gzip"),
    "zip": lambda data: (zipped(("客先.txt", data)), ""),
    "zip in zip": lambda data: (zipped(("a.zip", zipped(("客先.txt", data)))), ""),
    "two members": lambda data: (gzip.compress(b"harmless\n") + gzip.compress(data), "gzip") if data.isascii() else (data, ""),
}


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(NAMES, min_size=4, max_size=20),
    charset=CHARSETS,
    wrapper=st.sampled_from(sorted(WRAPPERS)),
    shape=st.sampled_from("jcthx"),
)
def test_text_put_in_comes_out(names: list[str], charset: str, wrapper: str, shape: str) -> None:
    shapes = {
        "j": json.dumps([{"氏名": name, "電話": f"090-1111-{n:04d}"} for n, name in enumerate(names)], ensure_ascii=False),
        "c": "氏名,電話\r\n" + "".join(f"{name},090-1111-{n:04d}\r\n" for n, name in enumerate(names)),
        "t": "。\n".join(f"{name}さまへの連絡です" for name in names),
        "h": "<html><table>" + "".join(f"<tr><td>{name}<td>090-1111-2222" for name in names) + "</table></html>",
        "x": "<?xml version='1.0'?><r>" + "".join(f"<c id='1'><n>{name}</n></c>" for name in names) + "</r>",
    }
    body, encoding = WRAPPERS[wrapper](shapes[shape].encode(charset))
    pieces = pieces_of(body, content_encoding=encoding, content_type="image/png")
    assert not gaps_of(pieces)
    text = text_of(pieces)
    assert [name for name in names if name not in text] == []


CONTENT_TYPES = st.sampled_from(
    [
        "",
        "text/csv",
        "application/json",
        "multipart/form-data; boundary=x",
        "multipart/mixed",
        "text/html",
        "application/x-www-form-urlencoded",
    ]
)
ENCODINGS = st.sampled_from(["", "gzip", "br", "zstd", "deflate", "aws-chunked", "gzip, gzip", "identity", "x;q=1,,", "base64"])
STARTS = st.sampled_from(
    [b"", b"{", b"[{", b"<html>", b"<?xml ?>", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"--x\r\na: b\r\n\r\n", b"a=%",
     b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\x28\xb5\x2f\xfd",
     b"\xff\xfe", b"\x1b$B", b"a,b\n\"", zipped(("xl/workbook.xml", b"<x/>"))]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    start=STARTS,
    body=st.binary(max_size=400),
    kind=CONTENT_TYPES,
    encoding=ENCODINGS,
    target=st.text(max_size=20),
    name=st.text(max_size=9),
)
def test_arbitrary_bytes_never_raise(start: bytes, body: bytes, kind: str, encoding: str, target: str, name: str) -> None:
    pieces_of(start + body, content_type=kind, content_encoding=encoding, target=target, filename=name)


DOCUMENTS = [workbook(A1="山田", B2="鈴木"), zipped(("a.csv", CUSTOMERS.encode())), gzip.compress(CUSTOMERS.encode())]


@settings(max_examples=60, deadline=None)
@given(whole=st.sampled_from(DOCUMENTS), at=st.floats(0, 1), put=st.binary(max_size=4), cut=st.integers(0, 4))
def test_damaged_documents_never_raise(whole: bytes, at: float, put: bytes, cut: int) -> None:
    position = int(at * len(whole))
    pieces_of(whole[:position] + put + whole[position + cut :])


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>" + b"<a " * 300_000, id="html tags without end"),
        pytest.param(b"<html><a " + b"a" * 2_000_000 + b"0901234567>", id="html attribute without value"),
        pytest.param(b"<?xml version='1.0'?>" + b'<a b="' * 300_000, id="xml tags without end"),
        pytest.param(b"<w:p>" + b"<w:br " * 300_000, id="paragraphs without end"),
        pytest.param(b"{" * 1_000_000, id="json objects without end"),
        pytest.param(b"{" + b",".join(b'"a":1' for _ in range(50_000)) + b"}", id="one name 50,000 times"),
        pytest.param(b"--B\r\na: b\r\n" * 50_000, id="multipart headers"),
        pytest.param(b"PK\x03\x04" * 300_000, id="zip headers"),
        pytest.param(b"a=b&" * 50_000, id="form fields of one name"),
        pytest.param(b"a,b\n" + b'"a\n' * 300_000, id="quotes"),
    ],
)
def test_no_input_costs_a_square(body: bytes) -> None:
    started = time.process_time()
    pieces_of(body)
    assert time.process_time() - started < 5
