"""Numbers of calls as a telephone system (ACD, CTI) exports them: read from CSV or JSON and checked, all faults at once.

Lines are counts of an account and a day, or calls one by one. Nothing else of a line is kept, and no fault repeats what a line says:
exports hold customers' numbers. It must not know where the numbers go.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from io import StringIO

import orjson

from rules.model import JST, login

type Sheet = dict[tuple[str, str], int]
"""Calls by account, spelled as logins are compared (`login`), and day of Japan."""

type Place = Callable[[int], str]
"""How a row is called, by its number from 1."""

MOST_CALLS = 10_000
"""Of one account on one day: more is another column."""

LONGEST_ACCOUNT = 200
MOST_FAULTS = 100
"""Faults that are named; of more, their number."""

OLDEST = "2000-01-01"

MOST_ROWS = 100_000
"""Accounts and days of one list: verdicts wait while it is written, about a second."""

_CALLED = {
    "account": "account accountid agent agentid operator operatorid user userid loginid アカウント アカウント名 ログインid ユーザーid"
    " ユーザid 利用者id オペレーター オペレータ オペレーターid オペレータid 担当者id 社員番号",
    "day": "day date calldate 日 日付 年月日 対応日 応対日 通話日",
    "started_at": "startedat start starttime begin calltime datetime 開始 開始日時 通話開始 通話開始日時 応答日時 着信日時 受付日時"
    " 対応日時 応対日時",
    "calls": "calls count handled callshandled 件数 応対件数 応対数 対応件数 対応数 通話件数 通話数 応答件数 応答数 呼数",
}
COLUMNS: Mapping[str, frozenset[str]] = {column: frozenset(names.split()) for column, names in _CALLED.items()}
"""What the columns are called, without case, width, spaces and underscores."""

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|([0-9]{2})(?=[0-9]{2}$)|年([0-9]{1,2})月)([0-9]{1,2})日?")
_MOMENT = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})[T ]+([0-9]{1,2}:[0-9]{2})(?::[0-9]{2})?(?:[.,][0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)


class SheetError(ValueError):
    """A list of calls that cannot be used. `faults` names every row that is wrong; none holds what the row says."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__(faults)

    @property
    def told(self) -> tuple[str, ...]:
        """The faults, as many as anybody reads at once."""
        more = len(self.faults) - MOST_FAULTS
        return (*self.faults[:MOST_FAULTS], *((f"and {more} more",) if more > 0 else ()))

    def __str__(self) -> str:
        return "\n".join(self.told)


def of_csv(content: bytes, today: str) -> Sheet:
    """Return the calls of a CSV file, UTF-8 or CP932, with a line of column names. Raises SheetError."""
    reader = csv.reader(StringIO(_text(content), newline=""), strict=True)
    try:
        columns = _columns(next(reader, []))
        lines = [(reader.line_num, line) for line in reader if any(cell.strip() for cell in line)]
    except csv.Error:
        raise SheetError((f"line {reader.line_num}: is no CSV: a quotation mark is missing or in the wrong place",)) from None
    rows = [(number, {name: line[place].strip() if place < len(line) else "" for name, place in columns.items()}) for number, line in lines]
    return _sheet(rows, lambda number: f"line {number}", today)


def of_json(content: bytes, today: str) -> Sheet:
    """Return the calls of a JSON list of objects with the English column names. Raises SheetError."""
    try:
        listed = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise SheetError(("not JSON",)) from None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise SheetError(('a list of objects is needed: [{"account": "op0042", "day": "2026-04-01", "calls": 40}]',))
    rows = [(number, {name: _said(one[name]) for name in COLUMNS if name in one}) for number, one in enumerate(listed, 1)]
    unknown = sorted({number for (number, _), one in zip(rows, listed, strict=True) if set(one) - set(COLUMNS)})
    if unknown:
        raise SheetError(tuple(f"item {number}: knows only {', '.join(COLUMNS)}" for number in unknown))
    return _sheet(rows, lambda number: f"item {number}", today)


def _text(content: bytes) -> str:
    for charset in ("utf-8-sig", "cp932"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    raise SheetError(("neither UTF-8 nor CP932 (Shift_JIS)",))


def _columns(header: list[str]) -> dict[str, int]:
    """Return where the columns are. Raises SheetError for those that are missing or there twice."""
    names = [re.sub(r"[\s_・-]", "", unicodedata.normalize("NFKC", cell)).casefold() for cell in header]
    found = {column: [place for place, name in enumerate(names) if name in known] for column, known in COLUMNS.items()}
    faults = [f"line 1: two columns for {column!r}" for column, places in found.items() if len(places) > 1]
    if not found["account"]:
        faults.append("line 1: no column for the account (account, アカウント, ログインID, …)")
    if not found["day"] and not found["started_at"]:
        faults.append("line 1: no column for the day (day, 日付, …) or the beginning of a call (started_at, 開始日時, …)")
    if faults:
        raise SheetError(tuple(faults))
    return {column: places[0] for column, places in found.items() if places}


def _sheet(rows: Iterable[tuple[int, Mapping[str, str]]], place: Place, today: str) -> Sheet:
    found: Sheet = {}
    counted: dict[tuple[str, str], int] = {}
    faults: list[str] = []
    for number, row in rows:
        wrong = [fault for fault in _faults(row, today) if fault]
        faults += [f"{place(number)}: {fault}" for fault in wrong]
        if wrong:
            continue
        key = (login(row["account"]), _day(row))
        if "calls" in row and key in counted:
            faults.append(f"{place(number)}: the same account and day as {place(counted[key])}")
        counted[key] = number
        found[key] = found.get(key, 0) + (int(row["calls"]) if "calls" in row else 1)
    if faults or not found:
        raise SheetError(tuple(faults) or ("there is no call in it",))
    if len(found) > MOST_ROWS:
        raise SheetError((f"more than {MOST_ROWS:,} accounts and days: take it in in parts",))
    return found


def _faults(row: Mapping[str, str], today: str) -> Iterator[str]:
    account, day, calls = row.get("account", ""), _day(row), row.get("calls", "0")
    if not account or len(account) > LONGEST_ACCOUNT or not account.isprintable():
        yield f"the account is missing, longer than {LONGEST_ACCOUNT} characters, or not printable"
    if not day:
        yield "the day is missing or no date (2026-04-01, 2026/4/1; a beginning: 2026-04-01T09:15)"
    elif not OLDEST <= day <= today:
        yield "the day is in the future, or before 2000"
    if not re.fullmatch(r"[0-9]{1,9}", calls) or int(calls) > MOST_CALLS:
        yield f"the number of calls is missing, or no whole number up to {MOST_CALLS:,}"


def _day(row: Mapping[str, str]) -> str:
    """Return the day of Japan of a row; empty if it has none."""
    try:
        if written := _DATE.fullmatch(unicodedata.normalize("NFKC", row.get("day", ""))):
            year, *months, day = written.groups()
            return date(int(year), int(next(filter(None, months))), int(day)).isoformat()
        if "day" not in row and (written := _MOMENT.fullmatch(row.get("started_at", ""))):
            year, month, day, time, zone = written.groups()
            at = datetime.fromisoformat(f"{year}-{int(month):02}-{int(day):02}T{time:0>5}{zone or ''}")
            return (at.astimezone(JST) if zone else at).date().isoformat()
    except (ValueError, OverflowError):
        pass
    return ""


def _said(value: object) -> str:
    """Return a value of JSON as CSV would have it; what is neither text nor a whole number is a fault later."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return "\0"
    return str(value).strip()
