import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.callsheet import MOST_FAULTS, Sheet, SheetError, of_csv, of_json

TODAY, FIRST, SECOND = "2026-04-10", "2026-04-01", "2026-04-02"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "account,day,calls\nop1,2026-04-01,40\nop1,2026-04-02,0\n", {("op1", FIRST): 40, ("op1", "2026-04-02"): 0}, id="counts"
        ),
        pytest.param("アカウント,日付,応対件数\r\nop1,2026/4/1,40\r\n", {("op1", FIRST): 40}, id="japanese"),
        pytest.param("\ufeff担当者ID,年月日,件数\nop1,20260401,7\n", {("op1", FIRST): 7}, id="bom-and-digits-alone"),
        pytest.param(
            "電話番号,Operator ID,通話 開始\n090-1234-5678,op1,2026/4/1 9:05\n,op1,2026-04-01T23:59:59.5\n",
            {("op1", FIRST): 2},
            id="calls",
        ),
        pytest.param("account,started_at\nOP1,2026-04-01T09:00\nｏｐ１,2026-04-01T10:00\n", {("op1", FIRST): 2}, id="written-otherwise"),
        pytest.param("account,started_at\nop1,2026-04-01T15:30:00Z\nop1,2026-04-02T00:10+09:00\n", {("op1", SECOND): 2}, id="japan"),
        pytest.param("account,day,started_at\nop1,2026年4月1日,9:05\n", {("op1", FIRST): 1}, id="the-day-goes-before-the-time"),
        pytest.param('account,memo,day,calls\nop1,"一行\n二行",2026-04-01,3\n\n', {("op1", FIRST): 3}, id="other-columns"),
        pytest.param("account,day,calls\nop1,2026-04-10,3\n", {("op1", "2026-04-10"): 3}, id="today"),
        pytest.param("日本 太郎,x\n", None, id="no-header"),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
def test_exports_are_read(text: str, expected: Sheet | None, charset: str) -> None:
    if charset == "cp932":
        text = text.removeprefix("\ufeff")
    if expected is None:
        with pytest.raises(SheetError):
            of_csv(text.encode(charset), TODAY)
    else:
        assert of_csv(text.encode(charset), TODAY) == expected


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param("account,day,calls\n,2026-04-01,1\n", ["line 2: the account"], id="no-account"),
        pytest.param("account,day,calls\nop1,2026-02-30,1\n", ["line 2: the day is missing or no date"], id="no-such-day"),
        pytest.param("account,day,calls\nop1,2026-04-11,1\n", ["line 2: the day is in the future"], id="future"),
        pytest.param("account,day,calls\nop1,1999-04-11,1\n", ["line 2: the day is in the future, or before 2000"], id="too-old"),
        pytest.param("account,day,calls\nop1,2026-04-01\n", ["line 2: the number of calls"], id="short-line"),
        pytest.param("account,day,calls\nop1,2026-04-01,-1\n", ["line 2: the number of calls"], id="less-than-none"),
        pytest.param("account,day,calls\nop1,2026-04-01,10001\n", ["line 2: the number of calls"], id="too-many"),
        pytest.param("account,day,calls\nop1,2026-04-01,1\nop1,2026/4/1,1\n", ["line 3: the same account and day as line 2"], id="twice"),
        pytest.param(
            "account,day,calls\nOP1,2026-04-01,1\nｏｐ１,2026-04-01,1\n",
            ["line 3: the same account and day as line 2"],
            id="written-otherwise",
        ),
        pytest.param("account,started_at\nop1,9:05\n", ["line 2: the day"], id="time-without-a-day"),
        pytest.param("account,started_at\nop1,2026-04-01T25:05\n", ["line 2: the day"], id="no-such-time"),
        pytest.param("account,started_at\nop1,9999-12-31T23:59Z\n", ["line 2: the day"], id="after-the-last-day"),
        pytest.param("account,started_at\nop1,0001-01-01T00:00+09:00\n", ["line 2: the day"], id="before-the-first-day"),
        pytest.param("account,day,calls\n,x,y\nop1,2026-04-01,1\nop2,,1\n", ["line 2: "] * 3 + ["line 4: "], id="all-at-once"),
        pytest.param("day,calls\n2026-04-01,1\n", ["line 1: no column for the account"], id="no-account-column"),
        pytest.param("account,calls\nop1,1\n", ["line 1: no column for the day"], id="no-day-column"),
        pytest.param("account,day,日付\nop1,1,1\n", ["line 1: two columns for 'day'"], id="two-columns"),
        pytest.param("", ["line 1: ", "line 1: "], id="empty"),
        pytest.param("account,day,calls\n", ["there is no call in it"], id="header-alone"),
        pytest.param('account,day\nop1,"2026', ["line 2: is no CSV"], id="open-quotation"),
    ],
)
def test_every_fault_is_named_at_once(text: str, faults: list[str]) -> None:
    with pytest.raises(SheetError) as raised:
        of_csv(text.encode(), TODAY)
    assert len(raised.value.faults) == len(faults)
    assert all(found.startswith(fault) for found, fault in zip(raised.value.faults, faults, strict=True))


def test_bytes_of_no_charset() -> None:
    with pytest.raises(SheetError, match="neither UTF-8 nor CP932"):
        of_csv(b"account,day\n\x81\x20", TODAY)


def test_a_list_that_would_hold_up_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.callsheet.MOST_ROWS", 2)
    rows = "account,started_at\nop1,2026-04-01T09:00\nop1,2026-04-01T09:05\nop2,2026-04-01T09:00\n"
    assert len(of_csv(rows.encode(), TODAY)) == 2
    with pytest.raises(SheetError, match="in parts"):
        of_csv((rows + "op3,2026-04-01T09:00\n").encode(), TODAY)


def test_many_faults_are_counted() -> None:
    with pytest.raises(SheetError) as raised:
        of_csv(("account,day\n" + ",\n" + "op1,\n" * (MOST_FAULTS + 5)).encode(), TODAY)
    assert str(raised.value).splitlines()[-1] == "and 5 more"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param([{"account": "op1", "day": "2026-04-01", "calls": 40}], {("op1", "2026-04-01"): 40}, id="counts"),
        pytest.param([{"account": "op1", "started_at": "2026-04-01T09:05"}] * 3, {("op1", "2026-04-01"): 3}, id="calls"),
        pytest.param([], "there is no call", id="nothing"),
        pytest.param({}, "a list of objects", id="no-list"),
        pytest.param([1], "a list of objects", id="no-objects"),
        pytest.param([{"account": "op1", "day": "2026-04-01", "call": 1}], "item 1: knows only", id="unknown-word"),
        pytest.param([{"account": "op1", "day": "2026-04-01", "calls": 1.5}], "item 1: the number", id="half-a-call"),
        pytest.param([{"account": "op1", "day": "2026-04-01", "calls": True}], "item 1: the number", id="no-number"),
        pytest.param([{"account": None, "day": "2026-04-01"}], "item 1: the account", id="no-account"),
    ],
)
def test_json_is_checked_alike(content: object, expected: Sheet | str) -> None:
    if isinstance(expected, str):
        with pytest.raises(SheetError) as raised:
            of_json(json.dumps(content).encode(), TODAY)
        assert str(raised.value).startswith(expected)
    else:
        assert of_json(json.dumps(content).encode(), TODAY) == expected


def test_what_is_no_json() -> None:
    with pytest.raises(SheetError, match="not JSON"):
        of_json(b"{", TODAY)


@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: f"account,day,calls\n{text}".encode("utf-8", "replace")))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    for read in (of_csv, of_json):
        with contextlib.suppress(SheetError):
            assert read(content, TODAY)


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=3, max_size=3))
def test_a_fault_never_repeats_what_a_line_says(cells: list[str]) -> None:
    secret = [f"秘密{cell}" for cell in cells]
    text = "account,day,calls\n" + ",".join('"' + cell.replace('"', '""') + '"' for cell in secret)
    with pytest.raises(SheetError) as raised:
        of_csv(text.encode("utf-8", "replace"), TODAY)
    assert "秘密" not in str(raised.value)
