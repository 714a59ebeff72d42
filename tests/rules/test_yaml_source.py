"""Every fault of a YAML file is reported, at its line, with a hint."""

import contextlib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from rules.model import ConfigError
from rules.yaml_source import load, parse, read, validate


class Listener(BaseModel):
    model_config = ConfigDict(extra="forbid")
    host: str
    port: int = 8080


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    listeners: dict[str, Listener] = {}
    many: list[Listener] = []
    mode: Literal["enforce", "monitor"] = "enforce"
    until: str | None = None
    flag: bool = False
    counts: dict[str, int] = {}
    some: Annotated[list[str], Field(min_length=1)] = ["a"]
    ticket: Annotated[str, Field(pattern="^[A-Z]+$")] = "A"
    day: date | None = None
    at: datetime | None = None


NO_VALUE = "not YAML: mapping values are not allowed in this context"


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(ConfigError) as caught:
        validate(Settings, parse(text, "x.yaml"))
    assert all(f.path == "x.yaml" for f in caught.value.faults)
    return [(f.line, f.message) for f in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("mod: monitor\n", [(1, "unknown word 'mod'; did you mean 'mode'?")], id="unknown word, near"),
        pytest.param("listeners:\n  a:\n    host: h\n    prot: 1\n", [(4, "unknown word 'prot'; did you mean 'port'?")], id="in mapping"),
        pytest.param(
            "many:\n- host: h\n- hots: h\n", [(3, "'host' is missing"), (3, "unknown word 'hots'; did you mean 'host'?")], id="in list"
        ),
        pytest.param("many:\n- host: h\n  zzz: 1\n", [(3, "unknown word 'zzz'; known: host, port")], id="unknown word, far"),
        pytest.param("\nmode: monitr\n", [(2, "mode: unknown word 'monitr'; did you mean 'monitor'?")], id="closed vocabulary"),
        pytest.param("many: 3\n", [(1, "many: must be a list")], id="no list"),
        pytest.param("many: [a]\n", [(1, "many: must be words with values, as in 'word: value'")], id="no mapping"),
        pytest.param("- a\n", [(1, "must be words with values, as in 'word: value'")], id="no mapping at the top"),
        pytest.param("listeners: {a: {host: h, port: 百}}\n", [(1, "port: must be a whole number, such as 100")], id="no number"),
        pytest.param("listeners: {a: {host: h, port: 8.5}}\n", [(1, "port: must be a whole number, such as 100")], id="part of a number"),
        pytest.param(
            "listeners: {a: {host: h, port: ８０}}\n",
            [(1, "port: must be a whole number, such as 100; '８０' is of full width: write '80'")],
            id="full width number",
        ),
        pytest.param(
            "day: ２０２６-０４-０１\n",
            [(1, "day: '２０２６-０４-０１' is no day: write it as 2026-04-01; '２０２６-０４-０１' is of full width: write '2026-04-01'")],
            id="full width day",
        ),
        pytest.param(
            "listeners: {a: {host: h, port: ８０番}}\n", [(1, "port: must be a whole number, such as 100")], id="full width, and no number"
        ),
        pytest.param("flag: はい\n", [(1, "flag: must be true or false")], id="neither true nor false"),
        pytest.param("mode:\n", [(1, "mode: is empty")], id="nothing for a word"),
        pytest.param("some: []\n", [(1, "some: is empty")], id="nothing for a list"),
        pytest.param(
            "ticket: 申請1\n",
            [(1, "ticket: '申請1' does not fit the pattern ^[A-Z]+$ of plain letters and digits")],
            id="not the letters asked for",
        ),
        pytest.param("many: [{host: }]\n", [(1, "host: is empty")], id="nothing for text"),
        pytest.param("until: x\nday: 2026/04/01\n", [(2, "day: '2026/04/01' is no day: write it as 2026-04-01")], id="no day"),
        pytest.param("day: 20260401\n", [(1, "day: '20260401' is no day: write it as 2026-04-01")], id="number for a day"),
        pytest.param("day: 2026-02-30\n", [(1, "day: '2026-02-30' is no day: write it as 2026-04-01")], id="day that no month has"),
        pytest.param("at: 4月1日\n", [(1, "at: '4月1日' is no time: write it as 2026-04-01T09:00")], id="no time"),
        pytest.param("counts: {day: 1,000}\n", [(1, "counts: 0 is no word of it; numbers are written without commas"), 1], id="comma"),
        pytest.param(
            "mode: ＥＮＦＯＲＣＥ\n", [(1, "mode: unknown word 'ＥＮＦＯＲＣＥ'; did you mean 'enforce'?")], id="full width, capitals"
        ),
        pytest.param("Mode: enforce\n", [(1, "unknown word 'Mode'; did you mean 'mode'?")], id="capital"),
        pytest.param("many:\n- &x {host: h}\n- {<<: *x}\n", [(3, "'<<' is not read here: write the words out")], id="merge key"),
        pytest.param(
            "many:\n\t- host: h\n", [(2, "not YAML: found character that cannot start any token; a tab is here: write ' '")], id="tab"
        ),
        pytest.param("many：\n- host: h\n", [(2, f"{NO_VALUE}; '：' is here: write ':'")], id="colon of full width"),
        pytest.param(
            "many:\n- host:　h\n  port: 1\n", [(3, f"{NO_VALUE}; a blank of full width is here: write ' '")], id="blank of full width"
        ),
        pytest.param("mode: ｛a: b｝\n", [(1, f"{NO_VALUE}; '｛' is here: write '{{'")], id="bracket of full width"),
        pytest.param('mode: "注意：ここ" x\n', [1], id="full width in a text is none"),
        pytest.param("many: [{host: 1001}]\n", [(1, "host: must be text; put it in quotation marks")], id="number for text"),
        pytest.param("a: 1\nmode: enforce\nmode: monitor\n", [(3, "'mode' is said twice (first on line 2)")], id="duplicate key"),
        pytest.param("mode: x\nflag: maybe\nq: 1\n", [1, 2, 3], id="all at once"),
        pytest.param("mode: [a\nflag: true\n", [2], id="not YAML"),
        pytest.param("a: &a [*a]\n", None, id="alias to itself"),
        pytest.param("flag: !!python/object:os.system x\n", [1], id="foreign tag"),
        pytest.param("? [a, b]\n: 1\n", [(1, "a key must be a plain word")], id="complex key"),
        pytest.param("a: 1\n---\nb: 2\n", [2], id="two documents"),
        pytest.param("- 1\n", [1], id="list at the top"),
        pytest.param("a: \x00\n", [0], id="control character"),
    ],
)
def test_faults(text: str, expected: list[tuple[int, str] | int] | None) -> None:
    found = faults(text)
    if expected is None:
        assert found
        return
    assert [f if isinstance(e, tuple) else f[0] for f, e in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: 18:30", "18:30", id="clock time stays text"),
        pytest.param("a: 2027-01-31", "2027-01-31", id="date stays text"),
        pytest.param("a: no", "no", id="only true and false are booleans"),
        pytest.param("a: true", True, id="true"),
        pytest.param("a: 010", 10, id="no octal"),
        pytest.param("a: 1.5", 1.5, id="float"),
        pytest.param("a:", None, id="nothing"),
        pytest.param("a: '7'", "7", id="quoted number"),
    ],
)
def test_core_schema(text: str, value: object) -> None:
    assert parse(text, "x.yaml").value == {"a": value}


def test_lines_of_values_and_of_missing_ones() -> None:
    document = parse("a:\n  - b: 1\n    c: 2\n", "x.yaml")
    assert document.line("a", 0, "c") == 3
    assert document.line("a", 0, "missing") == 2
    assert "2" not in repr(document)


def test_reading_files(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_bytes("\ufeffmode: monitor\n".encode())
    assert read(good, Settings).mode == "monitor"
    empty = tmp_path / "empty.yaml"
    empty.write_bytes(b"# nothing\n")
    assert read(empty, Settings) == Settings()
    cp932 = tmp_path / "cp932.yaml"
    cp932.write_bytes("mode: monitor\n# 関守\n".encode("cp932"))
    with pytest.raises(ConfigError, match=r"cp932\.yaml:2: not UTF-8"):
        load(cp932)
    with pytest.raises(ConfigError, match=r":0: cannot be read"):
        load(tmp_path / "missing.yaml")


@given(st.text(max_size=80))
def test_any_text_is_a_document_or_faults(text: str) -> None:
    with contextlib.suppress(ConfigError):
        assert parse(text, "x.yaml").line() >= 1
