"""Every row of `docs/evasions.md` through the whole inspection, beside the same value written plainly; and what only looks disguised."""

import base64
import csv
import hashlib
import io
import json
import tempfile
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from detectors.config import DetectorConfig
from detectors.inspector import Inspector
from detectors.model import GapReason, Inspection, Limits
from docs.disguising import b64
from docs.evasions import CARRIERS, LABELS, ROWS, Evasion, page
from docs.generate import DOCS
from docs.hiddenfiles import CUSTOMERS, HIDDEN, Hidden

CALM = "折り返し待ち"


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return Inspector(DetectorConfig(model=False), b"k" * 32)


def look(inspector: Inspector, body: bytes, content_type: str = "", filename: str = "") -> Inspection:
    with tempfile.TemporaryFile() as file:
        file.write(body)
        file.flush()
        return inspector.inspect(
            file.fileno(), content_type=content_type, filename=filename, limits=Limits(), deadline=time.monotonic() + 60
        )


def as_csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def prose(inspector: Inspector, label: str, written: str) -> Inspection:
    return look(inspector, f"お客様の{label}は {written} です。よろしくお願いします。".encode("utf-8", "surrogatepass"))


def table(inspector: Inspector, label: str, written: str) -> Inspection:
    rows = [["顧客番号", label, "登録日"], ["C0001", written, "2024-01-05"], ["C0002", "", "2024-01-06"], ["C0003", "", "2024-01-07"]]
    return look(inspector, as_csv(rows), filename="list.csv")


def memo(inspector: Inspector, label: str, written: str) -> Inspection:
    rows = [["顧客番号", "対応メモ", "登録日"], ["C0001", f"{label}: {written}", "2024-01-05"], ["C0002", "", "2024-01-06"]]
    return look(inspector, as_csv([*rows, ["C0003", CALM, "2024-01-07"]]), filename="list.csv")


def in_json(inspector: Inspector, label: str, written: str) -> Inspection:
    body = {"customers": [{"id": "C0001", label: written}, {"id": "C0002", label: ""}]}
    return look(inspector, json.dumps(body).encode(), content_type="application/json")


def form(inspector: Inspector, label: str, written: str) -> Inspection:
    body = urlencode({"id": "C0001", label: written, "submit": "1"}, errors="surrogatepass")
    return look(inspector, body.encode(), content_type="application/x-www-form-urlencoded")


CARRYING: dict[str, Callable[[Inspector, str, str], Inspection]] = dict(zip(CARRIERS, (prose, table, memo, in_json, form), strict=True))


def facts(inspection: Inspection, entity: str) -> tuple[bool, int, int]:
    return inspection.entity_count(entity) > 0, inspection.people.count, inspection.people.names_only


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ROWS])
def test_a_row_is_caught_where_the_page_says_so(inspector: Inspector, row: Evasion) -> None:
    missed = set()
    for carrier, carry in CARRYING.items():
        plainly = facts(carry(inspector, LABELS[row.entity], row.plain), row.entity)
        assert plainly[0], f"the plain value is found in {carrier}"
        if facts(carry(inspector, LABELS[row.entity], row.written), row.entity) != plainly:
            missed.add(carrier)
    assert missed == row.missed


def test_nine_rows_in_ten_are_caught() -> None:
    assert 10 * sum(row.state == "caught" for row in ROWS) >= 9 * len(ROWS)


def test_rows_have_names_of_their_own() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


QUIET = [
    pytest.param("手順は①申込②審査③発行④郵送です。", id="enumeration"),
    pytest.param("お 知 ら せ　　本 日 休 業", id="spaced heading"),
    pytest.param(hashlib.sha256(b"x").hexdigest() + "  setup.exe", id="hash"),
    pytest.param("commit " + hashlib.sha1(b"y", usedforsecurity=False).hexdigest() + "\nMerge branch 'main'", id="commit"),
    pytest.param("id=" + str(uuid.UUID(int=2**127 - 12345)), id="UUID"),
    pytest.param("data:image/png;base64," + base64.b64encode(bytes(range(256)) * 4).decode(), id="picture"),
    pytest.param("!function(e,t){for(var n=0;n<t.length;n++)e[t[n]]=n*12345}(window,[1,2,3]);", id="minified script"),
    pytest.param("十一月二十三日は第一四半期の売上三億四千万円を発表した。", id="kanji numbers"),
    pytest.param(b64("本日は晴天なり。明日は雨でしょう。"), id="harmless text in base64"),
    pytest.param("%E6%9C%AC%E6%97%A5%E3%81%AF%E6%99%B4%E5%A4%A9", id="harmless text in percent"),
    pytest.param("0 1 2 3 4 5 6 7 8 9", id="digits in a row"),
]


@pytest.mark.parametrize("text", QUIET)
def test_what_only_looks_disguised_is_nobody(inspector: Inspector, text: str) -> None:
    inspection = look(inspector, text.encode())
    assert (dict(inspection.entities), inspection.people.count, inspection.gaps) == ({}, 0, ())


def test_what_lies_too_deep_is_a_gap(inspector: Inspector) -> None:
    text = "電話番号は 090-1234-5678 です"
    for _ in range(12):
        text = b64(text)
    inspection = look(inspector, text.encode())
    assert {gap.reason for gap in inspection.gaps} == {GapReason.DEPTH_LIMIT}


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in HIDDEN])
def test_a_body_is_caught_where_the_page_says_so(inspector: Inspector, row: Hidden) -> None:
    assert (look(inspector, row.body).people.count >= len(CUSTOMERS)) == row.caught


def test_nine_bodies_in_ten_are_caught() -> None:
    assert 10 * sum(row.caught for row in HIDDEN) >= 9 * len(HIDDEN)


def test_the_page_is_written_from_the_rows() -> None:
    assert (DOCS / "evasions.md").read_text(encoding="utf-8") == page()
