import io
import json
import re
import time
import zipfile

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import pages
from detectors.extract import extract
from detectors.formats.part import Part
from detectors.model import Limits
from detectors.pages import Pages


def paged(data: bytes, log: list[tuple[int, int]] | None = None) -> Pages:
    def fetch(start: int, stop: int) -> bytes:
        if log is not None:
            log.append((start, stop))
        return data[start:stop]

    return Pages(fetch, len(data))


@pytest.fixture(params=[pytest.param(1, id="lazy slices"), pytest.param(1 << 20, id="fetched slices")])
def _whole_bytes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "WHOLE_BYTES", request.param)


bounds = st.none() | st.integers(-60, 60)


@settings(deadline=None)
@given(data=st.binary(max_size=50), cuts=st.lists(st.tuples(bounds, bounds), max_size=3), whole=st.integers(0, 60))
def test_slices_are_those_of_a_memoryview(data: bytes, cuts: list[tuple[int | None, int | None]], whole: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "WHOLE_BYTES", whole)
        ours: memoryview | Pages = paged(data)
        theirs = memoryview(data)
        for start, stop in cuts:
            ours, theirs = ours[start:stop], theirs[start:stop]
            assert len(ours) == len(theirs)
        assert bytes(ours) == bytes(theirs)


def test_refuses_steps() -> None:
    with pytest.raises(ValueError, match="neighbouring"):
        paged(b"abc")[::2]


def test_fetches_only_what_is_looked_at() -> None:
    log: list[tuple[int, int]] = []
    long = paged(bytes(64 << 20), log)
    assert bytes(long[:4]) == bytes(4)
    assert bytes(long[32 << 20 :][-2:]) == bytes(2)
    assert log == [(0, 4), ((64 << 20) - 2, 64 << 20)]


def test_whole_is_fetched_once() -> None:
    log: list[tuple[int, int]] = []
    body = paged(b'{"a": "b"}', log)
    assert re.search(rb"b", body)
    assert orjson.loads(memoryview(body)) == {"a": "b"}
    assert bytes(body) == b'{"a": "b"}'
    assert log == [(0, 10)]


def _archive(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


ROWS = "氏名,電話番号\r\n" + "".join(f"見本{n}子,090-0000-{n:04}\r\n" for n in range(300))
FORM = b'--xx\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n' + ROWS.encode() + b"\r\n--xx--\r\n"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        pytest.param(ROWS.encode(), "text/csv", id="csv"),
        pytest.param(ROWS.encode("cp932"), "text/csv", id="csv in CP932"),
        pytest.param(ROWS.encode("utf-16"), "text/plain", id="UTF-16"),
        pytest.param(json.dumps([{"氏名": f"見本{n}子"} for n in range(300)]).encode(), "application/json", id="json"),
        pytest.param(b"".join(json.dumps({"n": n}).encode() + b"\n" for n in range(300)), "application/x-ndjson", id="ndjson"),
        pytest.param(b"<html><p>" + ROWS.encode() + b"</p></html>", "text/html", id="html"),
        pytest.param(b"<a><b>" + ROWS.encode() + b"</b></a>", "application/xml", id="xml"),
        pytest.param(FORM, "multipart/form-data; boundary=xx", id="multipart"),
        pytest.param(b"a=1&b=" + ROWS.encode(), "application/x-www-form-urlencoded", id="form"),
        pytest.param(_archive({"a.csv": ROWS.encode(), "b.txt": b"text"}), "application/zip", id="zip"),
        pytest.param(bytes(range(256)) * 40, "application/octet-stream", id="binary"),
    ],
)
@pytest.mark.usefixtures("_whole_bytes")
def test_every_reader_gives_the_same(data: bytes, content_type: str) -> None:
    def read(body: memoryview) -> list[str]:
        found = extract(body, content_type=content_type, limits=Limits(), deadline=time.monotonic() + 60)
        return [found.format, found.charset, *(_shown(piece) for piece in found)]

    assert read(paged(data)) == read(memoryview(data))  # type: ignore[arg-type]


def _shown(piece: object) -> str:
    assert not isinstance(piece, Part)
    return "|".join(str(getattr(piece, name, "")) for name in ("place", "text", "rows", "reason", "size_bytes"))
