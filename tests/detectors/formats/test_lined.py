"""Tables inside plain text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.budget import Budget
from detectors.formats.lined import split
from detectors.model import Limits, Segment, Table

HEADER = ["氏名", "電話番号"]
ROWS = [["山田 太郎", "090-1234-5678"], ["佐藤 花子", "080-1234-5678"], ["鈴木 一郎", "070-1234-5678"]]


def read(*stretches: str) -> tuple[list[list[list[str]]], str]:
    pieces = list(split(stretches, "t", Budget(limits=Limits(), deadline=time.monotonic() + 600)))
    tables = [piece.rows for piece in pieces if isinstance(piece, Table)]
    return tables, "".join(piece.text for piece in pieces if isinstance(piece, Segment))


def rows(line: str) -> str:
    return "".join(line.format(*row) + "\n" for row in ROWS)


FORMS: dict[str, str] = {
    "markdown": "| 氏名 | 電話番号 |\n|---|:--:|\n" + rows("| {} | {} |"),
    "markdown without outer bars": "氏名 | 電話番号\n--- | ---\n" + rows("{} | {}"),
    "mysql": "+----+----+\n| 氏名 | 電話番号 |\n+----+----+\n" + rows("| {} | {} |") + "+----+----+\n",
    "psql": " 氏名 | 電話番号 \n------+------\n" + rows(" {} | {}"),
    "boxes": "┌──┬──┐\n│ 氏名 │ 電話番号 │\n├──┼──┤\n" + rows("│ {} │ {} │") + "└──┴──┘\n",
    "commas": "氏名,電話番号\n" + rows("{},{}"),
    "tabs": "氏名\t電話番号\n" + rows("{}\t{}"),
    "Japanese commas": "氏名、電話番号\n" + rows("{}、{}"),
    "labels": rows("氏名: {}\n電話番号: {}\n"),
    "labels in brackets": rows("【氏名】{}\n【電話番号】{}\n----------"),
    "labels with bullets and wide spaces": rows("■氏名　{}\n■電話番号　{}"),
    "labels with wide colons": rows("・氏名：{}\n・電話番号：{}\n"),
    "mysql by lines": rows("******* 1. row *******\n氏名: {}\n電話番号: {}"),
    "psql by lines": rows("-[ RECORD 1 ]----\n氏名 | {}\n電話番号 | {}"),
    "fixed": "氏名          電話番号\n" + rows("{}     {}"),
    "fixed with a rule": "氏名          電話番号\n------------- -------------\n" + rows("{}     {}"),
    "fixed with spaced letters": "氏　名        電話番号\n" + rows("{}     {}"),
}


@pytest.mark.parametrize("name", FORMS)
def test_tables_and_the_text_around(name: str) -> None:
    tables, text = read(f"いつもお世話になっております。\n\n{FORMS[name]}\n以上、よろしくお願いいたします。\n")
    assert tables == [[HEADER, *ROWS]]
    words = [line for line in text.splitlines() if line.strip("+-─ ┌┐└┘┬┴[]RECODrow*.1")]
    assert words == ["いつもお世話になっております。", "以上、よろしくお願いいたします。"]


@pytest.mark.parametrize("name", [name for name in FORMS if "label" not in name and "lines" not in name])
def test_a_table_goes_on_in_the_next_stretch(name: str) -> None:
    lines = FORMS[name].splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if "佐藤" in line) + 1
    tables, text = read("".join(lines[:first]), "".join(lines[first:]))
    assert tables == [[HEADER, *ROWS[:2]], [HEADER, *ROWS[2:]]]
    assert "山田" not in text


@pytest.mark.parametrize("name", ["labels", "labels in brackets", "labels with wide colons"])
def test_a_record_goes_on_in_the_next_stretch(name: str) -> None:
    lines = FORMS[name].splitlines(keepends=True)
    for cut in range(6, len(lines)):
        tables, _ = read("".join(lines[:cut]), "".join(lines[cut:]))
        assert [row for rows in tables for row in rows if row != HEADER] == ROWS, cut


def test_a_list_below_its_label() -> None:
    tables, text = read("名簿です。\n氏名\n" + rows("{}") + "\n次回は5月です。\n")
    assert tables == [[["氏名"], *([row[0]] for row in ROWS)]]
    assert "次回" in text


def test_a_value_goes_on_without_a_label() -> None:
    tables, _ = read("氏名: 山田 太郎\n住所: 東京都港区芝1-2\nハイツ芝3号\n電話番号: 090-1234-5678\n")
    assert tables == [[["氏名", "住所", "電話番号"], ["山田 太郎", "東京都港区芝1-2\nハイツ芝3号", "090-1234-5678"]]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("氏名、電話番号、住所をお知らせください。\n折り返し、担当、窓口よりご連絡します。\n", id="a request for data"),
        pytest.param("お客様: もしもし、山田です。\n担当: はい、ご用件をどうぞ。\nお客様: 電話番号を変えたい。\n", id="talk"),
        pytest.param("電話番号: 半角数字\n氏名: 全角で20文字まで\n", id="a description of fields"),
        pytest.param("a | b\nc | d\n", id="bars without a rule"),
        pytest.param("氏名\n", id="a label alone"),
        pytest.param("氏名\nは必ずご記入ください。\nご不明の点はお問い合わせください。\n", id="a label and sentences"),
        pytest.param("Name: foo\nVersion: 1.0\nSummary: bar\n", id="metadata of a package"),
        pytest.param("for i, name in rows:\n    print(i, name)\n", id="code"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_text_stays_text(text: str) -> None:
    assert read(text) == ([], text)


@given(
    st.lists(
        st.sampled_from(
            ["氏名: 山田", "電話番号: 090-1234-5678", "|a|b|", "|---|---|", "氏名,電話番号", "x,y", "", "氏名  電話番号", "あ。"]
        ),
        max_size=12,
    )
)
def test_nothing_is_lost(lines: list[str]) -> None:
    tables, text = read("".join(line + "\n" for line in lines))
    told = text + "".join("".join(cell for row in rows for cell in row) for rows in tables)
    for word in ("090-1234-5678", "山田", "あ。", "y"):
        assert told.count(word) >= sum(word in line for line in lines)


@pytest.mark.parametrize("line", ["氏名: あ!", "氏名", "氏名 電話番号 x", "| 氏名 |", "【住所】"])
def test_many_lines_that_are_almost_a_table_cost_little(line: str) -> None:
    started = time.process_time()
    read((line + "\n") * 20_000)
    assert time.process_time() - started < 5
