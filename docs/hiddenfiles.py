"""Whole bodies written so that they are overlooked: the second table of `evasions.md`, each row of which a test inspects.

Every customer in them is made up. Knows how a body is disguised; nothing of how that is undone.
"""

import base64
import codecs
import csv
import gzip
import io
import json
import quopri
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from docs.disguising import b64, percent

HEADER = ("顧客番号", "氏名", "電話番号", "メールアドレス", "住所")
CUSTOMERS = tuple(
    (f"C{n:04}", f"{surname} {given}", f"090-1234-{n:04}", f"user{n}@example.jp", f"東京都千代田区丸の内1-2-{n + 1}")
    for n, (surname, given) in enumerate((s, g) for s in ("山田", "佐藤", "鈴木", "高橋") for g in ("太郎", "花子", "一郎", "美咲", "健太"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """One row: all customers in one body."""

    name: str
    body: bytes
    caught: bool = True
    """Whether every customer is counted. Who stands in two readings or windows of a text may count twice; nobody is left out."""


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cells(write: Callable[[str], str], *, header: bool) -> bytes:
    rows = [[write(cell) for cell in row] for row in CUSTOMERS]
    return _csv([[write(name) if header else name for name in HEADER], *rows]).encode()


def _page(between: Callable[[str], str]) -> bytes:
    lines = "".join("<p>" + " ".join(map(between, row)) + "</p>" for row in CUSTOMERS)
    return f"<html><body>{lines}</body></html>".encode()


TEXT = _csv([HEADER, *CUSTOMERS])
RAW = TEXT.encode()
OBJECTS = json.dumps([dict(zip(HEADER, row, strict=True)) for row in CUSTOMERS])
PHONES = [row[2].split("-") for row in CUSTOMERS]

HIDDEN: tuple[Hidden, ...] = (
    Hidden(name="CSV in base64", body=base64.b64encode(RAW)),
    Hidden(name="CSV in base64, lines of 76", body=base64.encodebytes(RAW)),
    Hidden(name="CSV in Shift_JIS in base64", body=base64.b64encode(TEXT.encode("cp932"))),
    Hidden(name="CSV in UTF-16 in base64", body=base64.b64encode(TEXT.encode("utf-16"))),
    Hidden(name="CSV in base64, three times", body=b64(b64(b64(TEXT))).encode()),
    Hidden(name="gzip in base64", body=base64.b64encode(gzip.compress(RAW, mtime=0))),
    Hidden(name="zlib in base64", body=base64.b64encode(zlib.compress(RAW))),
    Hidden(name="bare deflate in base64", body=base64.b64encode(zlib.compress(RAW, wbits=-15))),
    Hidden(name="data URL", body=b"data:text/csv;base64," + base64.b64encode(RAW)),
    Hidden(name="base64 in JSON", body=json.dumps({"f": b64(TEXT)}).encode()),
    Hidden(name="hexadecimal", body=RAW.hex().encode()),
    Hidden(name="hexadecimal, lines of 64", body="\n".join(RAW.hex()[at : at + 64] for at in range(0, 2 * len(RAW), 64)).encode()),
    Hidden(name="percent", body=quote(TEXT).encode()),
    Hidden(name="percent, every byte", body=percent(TEXT).encode()),
    Hidden(name="percent twice", body=quote(quote(TEXT)).encode()),
    Hidden(name="\\uXXXX in a CSV", body=TEXT.encode("ascii", "backslashreplace")),
    Hidden(name="entities in a CSV", body=TEXT.encode("ascii", "xmlcharrefreplace")),
    Hidden(name="quoted-printable", body=quopri.encodestring(RAW)),
    Hidden(name="UTF-7", body=TEXT.encode("utf-7")),
    Hidden(name="UTF-16 without a mark", body=TEXT.encode("utf-16-le")),
    Hidden(name="CSV as a JSON string", body=json.dumps(TEXT).encode()),
    Hidden(name="JSON within JSON", body=json.dumps({"d": OBJECTS}).encode()),
    Hidden(name="JSON within JSON within JSON", body=json.dumps({"a": json.dumps({"d": OBJECTS})}).encode()),
    Hidden(name="every cell in base64", body=_cells(b64, header=False)),
    Hidden(name="every cell and the header in base64", body=_cells(b64, header=True)),
    Hidden(name="every cell in percent", body=_cells(quote, header=False)),
    Hidden(name="ROT13", body=codecs.encode(TEXT, "rot13").encode()),
    Hidden(name="every line backwards", body="\n".join(line[::-1] for line in TEXT.splitlines()).encode()),
    Hidden(name="zero-width spaces between all characters", body="\u200b".join(TEXT).encode()),
    Hidden(name="decomposed (NFD)", body=unicodedata.normalize("NFD", TEXT).encode()),
    Hidden(name="full width", body=_cells(lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t), header=False)),
    Hidden(name="numbers over three columns, labelled", body=_csv([["電話1", "電話2", "電話3"], *PHONES]).encode()),
    Hidden(name="numbers over three columns, no label", body=_csv([["a", "b", "c"], *PHONES]).encode()),
    Hidden(name="a digit a cell", body=_csv([list("".join(row)) for row in PHONES]).encode()),
    Hidden(name="e-mail over two columns", body=_csv([["ユーザ", "ドメイン"], *(row[3].split("@") for row in CUSTOMERS)]).encode()),
    Hidden(name="HTML, an element a character", body=_page(lambda t: "".join(f"<span>{c}</span>" for c in t))),
    Hidden(name="HTML, comments between characters", body=_page("<!--あ-->".join)),
    Hidden(name="HTML, `wbr` between characters", body=_page("<wbr>".join)),
    Hidden(name="HTML, hidden letters between characters", body=_page("<span style='display:none'>x9</span>".join)),
    Hidden(name="HTML, not shown at all", body=_page(lambda t: f"<span hidden>{t}</span>")),
    Hidden(
        name="HTML, blocks shown as inline",
        body=_page(lambda t: "".join(f"<div style='display:inline'>{c}</div>" for c in t)),
        caught=False,
    ),
)


def table() -> str:
    """Return the rows as a Markdown table."""
    lines = [f"| {row.name} | {'caught' if row.caught else 'not'} |" for row in HIDDEN]
    return "\n".join([_HEAD.format(customers=len(CUSTOMERS), rows=len(HIDDEN), caught=sum(row.caught for row in HIDDEN)), *lines, ""])


_HEAD = """
## Whole bodies

Each holds {customers} made-up customers and is caught where all of them are counted: {caught} of {rows}.

| body | state |
|---|---|"""
