"""A body in, an inspection out: whatever holds it, however it is written, whatever breaks."""

import csv
import gzip
import io
import json
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.analyzer import Miss
from detectors.config import DetectorConfig
from detectors.depth import Depth, Patience
from detectors.hits import Hit
from detectors.inspector import Inspector
from detectors.model import GapReason, Inspection, Limits
from detectors.pages import Pages

HEADER = ["顧客番号", "氏名", "電話番号", "メールアドレス", "住所", "備考"]
SURNAMES = ("山田", "佐藤", "鈴木", "高橋", "田中", "伊藤")
GIVEN = ("太郎", "花子", "一郎", "美咲", "健太")
Rows = list[list[str]]


def customers(n: int) -> Rows:
    return [
        [f"C{i:05}", f"{SURNAMES[i % 6]} {GIVEN[i % 5]}", f"090-1234-{i:04}", f"user{i}@example.jp", f"東京都千代田区丸の内1-2-{i + 1}", ""]
        for i in range(n)
    ]


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return Inspector(DetectorConfig(model=False), b"k" * 32)


def look(inspector: Inspector, body: bytes, *, seconds: float = 60.0, stop_at: int | None = None, **headers: str) -> Inspection:
    with tempfile.TemporaryFile() as file:
        file.write(body)
        file.flush()
        deadline = time.monotonic() + seconds
        return inspector.inspect(file.fileno(), limits=Limits(), deadline=deadline, stop_at=stop_at, **headers)


def as_csv(rows: Rows, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADER, *rows])
    return out.getvalue()


def as_xlsx(rows: Rows) -> bytes:
    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in [HEADER, *rows]:
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def as_zip(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def as_html(rows: Rows) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [HEADER, *rows])
    return f"<html><body><table>{lines}</table></body></html>"


CONTAINERS: dict[str, Callable[[Rows], bytes]] = {
    "csv": lambda rows: as_csv(rows).encode(),
    "csv with BOM": lambda rows: as_csv(rows).encode("utf-8-sig"),
    "csv cp932": lambda rows: as_csv(rows).encode("cp932"),
    "csv euc-jp": lambda rows: as_csv(rows).encode("euc_jp"),
    "csv utf-16": lambda rows: as_csv(rows).encode("utf-16"),
    "tsv": lambda rows: as_csv(rows, "\t").encode(),
    "gzip": lambda rows: gzip.compress(as_csv(rows).encode()),
    "zip": lambda rows: as_zip("a.csv", as_csv(rows).encode("cp932")),
    "xlsx": as_xlsx,
    "json": lambda rows: json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows]).encode(),
    "ndjson": lambda rows: "\n".join(json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in rows).encode(),
    "html": lambda rows: as_html(rows).encode(),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers_and_charsets_do_not_change_the_people(inspector: Inspector, name: str) -> None:
    plain, packed = look(inspector, CONTAINERS["csv"](customers(40))), look(inspector, CONTAINERS[name](customers(40)))
    assert packed.gaps == ()
    assert packed.people == plain.people
    assert packed.people.count == 40
    assert packed.entities == plain.entities


@given(order=st.permutations(range(12)), again=st.lists(st.integers(0, 11), max_size=4))
def test_order_and_repeats_do_not_change_the_people(inspector: Inspector, order: Sequence[int], again: list[int]) -> None:
    rows = customers(12)
    shuffled = [rows[i] for i in [*order, *again]]
    assert look(inspector, as_csv(shuffled).encode()).people == look(inspector, as_csv(rows).encode()).people


def test_one_person_in_many_forms_is_the_same_person(inspector: Inspector) -> None:
    bodies = (
        "氏名,メールアドレス\n山田 太郎,Taro@example.jp\n",
        '{"email": "taro@example.jp", "tel": "090-1234-5678"}',
        "メールは taro@example.jp です。",
    )
    assert len({look(inspector, body.encode()).people.persons for body in bodies}) == 1


def test_memos_count_and_belong_to_their_rows(inspector: Inspector) -> None:
    rows = customers(20)
    for row in rows:
        row[-1] = f"折り返しは 080-5678-{row[0][1:]:>04.4} までお願いしますとのこと。"
    inspection = look(inspector, as_csv(rows).encode())
    assert inspection.people.count == 20
    assert inspection.entity_count("PHONE_NUMBER") == 40


MEMOS = (
    "{name}様よりお電話。住所を{address}へ変えたいとのお申し出。",
    "店舗の{other}さんから引き継ぎ。お名前とご住所（{address}）で検索、{phone}まで折り返し。",
    "{other}様の奥様からご連絡あり。生年月日{born}でお調べし、資料を{mail}へお送りする約束。",
    "担当の{other}が{name}様へ架電。代替品を{address}あてに発送、上席の{other}さんから{phone}へご説明。",
    "フリーダイヤル0120-{code}-{code}をご案内し、終話。",
    "",
)


@given(st.lists(st.tuples(st.sampled_from(MEMOS), st.sampled_from(SURNAMES), st.integers(1950, 1999)), min_size=1, max_size=12))
def test_notes_about_customers_make_nobody_new(inspector: Inspector, memos: list[tuple[str, str, int]]) -> None:
    rows = customers(len(memos))
    for i, (row, (memo, other, year)) in enumerate(zip(rows, memos, strict=True)):
        born = f"{year}/04/{1 + i % 28:02}"
        row[-1] = memo.format(name=row[1], phone=row[2], mail=row[3], address=row[4], other=other, born=born, code=f"{i + 100}")
    for left_out in ((), (2,), (2, 3), (2, 3, 4)):
        table = [[cell for at, cell in enumerate(row) if at not in left_out] for row in [HEADER, *rows]]
        body = json.dumps([dict(zip(table[0], row, strict=True)) for row in table[1:]]).encode()
        distinct = len({tuple(row[1:-1]) for row in table[1:]})
        assert look(inspector, body).people.count == distinct, left_out


def test_nothing(inspector: Inspector) -> None:
    inspection = look(inspector, b"")
    assert (inspection.format, inspection.entities, inspection.gaps, inspection.complete) == ("", (), (), True)


def test_target_and_file_name_are_inspected(inspector: Inspector) -> None:
    assert look(inspector, b"", target="/search?tel=090-1234-5678").people.count == 1
    assert look(inspector, b"a", filename="taro@example.jp.txt").entity_count("EMAIL_ADDRESS") == 1


def test_stages_are_timed(inspector: Inspector) -> None:
    seconds = dict(look(inspector, as_csv(customers(5)).encode()).seconds)
    assert {"extract", "regex", "score", "total"} <= seconds.keys() <= {"decode", "extract", "regex", "ner", "score", "total"}
    assert seconds["total"] >= seconds["regex"] > 0


def test_findings_show_at_most_a_quarter(inspector: Inspector) -> None:
    inspection = look(inspector, as_csv(customers(30)).encode())
    assert {finding.entity for finding in inspection.findings} == {"PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS", "JP_ADDRESS"}
    shown = [(len(f.masked.replace("＊", "")), f.span.end - f.span.start) for f in inspection.findings]
    assert all(4 * visible <= length for visible, length in shown)
    assert "1234-0" not in repr(inspection)


def test_enough_people_end_the_counting(inspector: Inspector) -> None:
    lines = "\n".join(f"電話は090-1234-{i:04}です。" + "はい。" * 100 for i in range(1000))
    inspection = look(inspector, lines.encode(), stop_at=10)
    assert inspection.people.count > 10
    assert not inspection.complete


class Broken:
    """Stands for a recogniser that breaks on what it reads."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    deepest = Depth.DICTIONARY

    def analyze(self, texts: Sequence[str], *, deadline: float | None = None, depth: Depth = Depth.MODEL, miss: Miss) -> list[list[Hit]]:
        raise self.error


@pytest.fixture
def broken(request: pytest.FixtureRequest) -> Inspector:
    inspector = Inspector(DetectorConfig(model=False), b"k" * 32)
    inspector._analyzer = Broken(request.param)  # type: ignore[assignment]
    return inspector


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        pytest.param(TimeoutError(), GapReason.TIMEOUT, id="deadline"),
        pytest.param(RuntimeError("090-1234-5678"), GapReason.DETECTOR_ERROR, id="crash"),
        pytest.param(RecursionError(), GapReason.DETECTOR_ERROR, id="recursion"),
        pytest.param(MemoryError(), GapReason.DETECTOR_ERROR, id="memory"),
    ],
    indirect=["broken"],
)
def test_what_breaks_is_a_gap_and_the_rest_is_counted(broken: Inspector, reason: GapReason) -> None:
    rows = customers(20)
    rows[3][-1] = "折り返しのご連絡を希望されています。担当は佐藤です。"
    inspection = look(broken, as_csv(rows).encode())
    assert [(gap.reason, gap.place) for gap in inspection.gaps] == [(reason, "body!F5")]
    assert (inspection.people.count, inspection.complete) == (20, False)
    assert "1234" not in repr(inspection.gaps)


def test_after_the_deadline_nothing_passes_in_silence(inspector: Inspector) -> None:
    inspection = look(inspector, as_csv(customers(20)).encode(), seconds=-1.0)
    assert GapReason.TIMEOUT in {gap.reason for gap in inspection.gaps}
    assert not inspection.complete


@pytest.mark.parametrize(
    ("depth", "people", "names_only", "gaps", "complete"),
    [
        pytest.param(Depth.MODEL, 1, 1, [], True, id="all the time there is"),
        pytest.param(Depth.DICTIONARY, 1, 1, [], True, id="as closely as this inspector can"),
        pytest.param(Depth.PATTERNS, 1, 0, [(GapReason.TIMEOUT, "body")], False, id="no time for names"),
    ],
)
def test_numbers_are_found_whatever_time_is_left(
    inspector: Inspector,
    monkeypatch: pytest.MonkeyPatch,
    depth: Depth,
    people: int,
    names_only: int,
    gaps: list[tuple[GapReason, str]],
    complete: bool,
) -> None:
    monkeypatch.setattr(Patience, "depth", lambda *_: depth)
    text = "佐藤花子様よりお電話。" + "折り返しをご希望です。" * 30 + "連絡先は090-1234-5678とのこと。"
    inspection = look(inspector, text.encode())
    assert (inspection.people.count, inspection.people.names_only) == (people, names_only)
    assert ([(gap.reason, gap.place) for gap in inspection.gaps], inspection.complete) == (gaps, complete)


@given(body=st.binary(max_size=300))
def test_no_bytes_break_it(inspector: Inspector, body: bytes) -> None:
    inspection = look(inspector, body)
    assert GapReason.DETECTOR_ERROR not in {gap.reason for gap in inspection.gaps}


def test_pages_are_read_like_a_file(inspector: Inspector) -> None:
    body = as_csv(customers(50)).encode()
    pages = Pages(lambda start, stop: body[start:stop], len(body))
    assert inspector.inspect(pages, limits=Limits(), deadline=time.monotonic() + 60).people == look(inspector, body).people


def test_the_offset_of_the_descriptor_does_not_matter(inspector: Inspector) -> None:
    with tempfile.TemporaryFile() as file:
        file.write(as_csv(customers(5)).encode())
        file.flush()
        os.lseek(file.fileno(), 17, os.SEEK_SET)
        assert inspector.inspect(file.fileno(), limits=Limits(), deadline=time.monotonic() + 60).people.count == 5
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 17
