"""Puts values together that stand in neighbouring columns: 090 | 1234 | 5678, taro | @example.jp, a digit a cell.

Done only where a header says what they are, or the whole is a mobile number in most rows. Knows rows alone; what the value is counted as,
`layout` tells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from detectors.labels import role_of_header
from detectors.model import Table
from detectors.values import email, phone

SAMPLE = 60
"""Rows that are looked at."""

_MOST = 0.8
"""Share of the filled rows that have to agree."""

_FEWEST = 2
"""Rows that have to agree where no header speaks."""

_DIGITS = 11
"""Cells of a mobile number that is written with one digit in each."""

_LEAD = re.compile(r"\(?0\d{1,4}\)?")
_MOBILE = re.compile(r"\+81[5789]0")
_EXCHANGE = re.compile(r"市外局番|市内局番|加入者番号", re.IGNORECASE)
_MAIL = re.compile(r"メール|mail", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?:メール|mail|ユーザ|user|アカウント|account)[^\t]*\t.*(?:ドメイン|domain)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Neighbouring columns that hold one value."""

    column: int
    width: int
    mark: str
    """What belongs between the parts."""


def find(rows: Sequence[Sequence[str]]) -> tuple[Split, ...]:
    """Return the columns at the head of a table that are parts of one value, none of them twice."""
    columns = list(zip_longest(*rows[: SAMPLE + 1], fillvalue=""))
    found: list[Split] = []
    for at in range(len(columns)):
        if not found or at >= found[-1].column + found[-1].width:
            found += next(([split] for split in _candidates(columns, at) if _holds(columns, split)), [])
    return tuple(found)


def join(table: Table, splits: Sequence[Split]) -> Table:
    """Return `table` with each value in its first column and nothing in the others; rows that hold no such value stay."""
    rows = table.rows
    for split in splits:
        rows = [_joined(row, split) for row in rows]
    return replace(table, rows=rows) if splits else table


def _candidates(columns: Sequence[Sequence[str]], at: int) -> list[Split]:
    """Return what may begin in a column, by its cells alone."""
    cells = [cell.strip() for cell in columns[at][1:] if cell.strip()] or [columns[at][0].strip()]
    if all(len(cell) == 1 for cell in cells) and "0" in cells[0]:
        return [Split(column=at, width=_DIGITS, mark="")]
    if all(map(_LEAD.fullmatch, cells)):
        return [Split(column=at, width=3, mark="-")]
    if at + 1 < len(columns) and any("." in cell for cell in columns[at + 1][1:]):
        return [Split(column=at, width=2, mark="@")]
    return []


def _holds(columns: Sequence[Sequence[str]], split: Split) -> bool:
    rows = list(zip(*columns[split.column : split.column + split.width], strict=True))
    if not rows or len(rows[0]) < split.width:
        return False
    values = [_value(row, split) for row in rows if any(map(str.strip, row)) and row != rows[0]]
    whole = [value for value in values if value]
    if split.mark == "@":
        signs = sum(row[1].strip().startswith("@") for row in rows)
        told = signs >= max(_FEWEST, _MOST * len(values)) or any(map(_MAIL.search, rows[0])) or bool(_ACCOUNT.match("\t".join(rows[0])))
        return told and bool(whole) and len(whole) >= _MOST * len(values)
    told = any(map(_told, rows[0]))
    if not told:
        whole = [value for value in (*whole, _value(rows[0], split)) if value and _MOBILE.match(value)]
    return len(whole) >= max(1 if told else _FEWEST, _MOST * len(values))


def _told(header: str) -> bool:
    role = role_of_header(header)
    return bool(_EXCHANGE.search(header)) or (role is not None and role.entity == "PHONE_NUMBER")


def _value(cells: Sequence[str], split: Split) -> str | None:
    """Return the value that `cells`, one of each column of `split`, make together."""
    parts = [cell.strip() for cell in cells]
    if len(parts) < split.width or not all(parts):
        return None
    whole = _whole(parts, split)
    return email(whole) if split.mark == "@" else phone(whole)


def _whole(parts: Sequence[str], split: Split) -> str:
    return split.mark.join(part.removeprefix("@") if split.mark == "@" else part.strip("()-") for part in parts)


def _joined(row: list[str], split: Split) -> list[str]:
    end = split.column + split.width
    cells = row[split.column : end]
    if _value(cells, split) is None:
        return row
    return [*row[: split.column], _whole([cell.strip() for cell in cells], split), *[""] * (split.width - 1), *row[end:]]
