"""Rows of tables, counted: what cells are, and whose they are."""

import numpy as np
import pytest

from detectors.fingerprint import Fingerprinter
from detectors.layout import lay_out
from detectors.model import Table
from detectors.notes import Allowed, Notes
from detectors.passages import Passage
from detectors.people import HUB, MOST_IN_ROW
from detectors.rowcensus import SMALL
from detectors.tables import count

HEADER = ["顧客番号", "氏名", "フリガナ", "生年月日", "郵便番号", "住所", "電話番号", "メールアドレス", "備考"]


def notes_of(rows: list[list[str]], *, allow: tuple[str, ...] = (), headed: bool = False, start: int = 0) -> tuple[Notes, list[Passage]]:
    notes = Notes(prints=Fingerprinter(b"k" * 32), allowed=Allowed(allow))
    layout = lay_out(rows, headed=headed, confirm=lambda cells: ["" for _ in cells])
    prose = list(count(Table(rows=rows, place="t", headed=headed, start=start), layout, notes))
    return notes, prose


def customer(i: int) -> list[str]:
    return [
        f"C{i:06}",
        f"山田 太郎{'一二三四五六七八九'[i % 9]}",
        "ヤマダ タロウ",
        "1970/04/01",
        f"100-{i:04}",
        f"東京都千代田区丸の内1-2-{i + 1}",
        f"090-1234-{i:04}",
        f"user{i}@example.jp",
        "",
    ]


def test_every_row_is_one_person() -> None:
    notes, prose = notes_of([HEADER, *map(customer, range(50))])
    assert dict(notes.counts) == {
        "PERSON": 100,
        "BIRTH_DATE": 50,
        "JP_POSTAL_CODE": 50,
        "JP_ADDRESS": 50,
        "PHONE_NUMBER": 50,
        "EMAIL_ADDRESS": 50,
    }
    assert notes.census.people().count == 50
    assert prose == []


@pytest.mark.parametrize(
    ("header", "row", "entities"),
    [
        pytest.param(
            ["氏名", "電話番号"], ["山田 太郎", "03-1234-5678 / 090-1234-5678"], {"PERSON": 1, "PHONE_NUMBER": 2}, id="two in a cell"
        ),
        pytest.param(
            ["customerName", "telephoneNumber"], ["Taro Yamada", " 09012345678  "], {"PERSON": 1, "PHONE_NUMBER": 1}, id="camelCase"
        ),
        pytest.param(["姓", "名", "セイ", "メイ"], ["山田", "太郎", "ヤマダ", "タロウ"], {"PERSON": 2}, id="names in two columns"),
        pytest.param(["First Name", "Last Name"], ["Taro", "Yamada"], {"PERSON": 1}, id="the given name first"),
        pytest.param(["姓", "セイ", "名", "メイ"], ["山田", "ヤマダ", "太郎", "タロウ"], {"PERSON": 2}, id="readings between"),
        pytest.param(["姓", "会社名"], ["山田", "山田商店"], {"PERSON": 1}, id="a surname alone"),
        pytest.param(["氏名", "日程"], ["山田太郎、鈴木花子", "5月1日"], {"PERSON": 2}, id="two names in a cell"),
        pytest.param(
            ["氏名", "電話番号"], ["山田太郎（ヤマダタロウ）", "090-1234-5678"], {"PERSON": 2, "PHONE_NUMBER": 1}, id="a reading in it"
        ),
        pytest.param(["都道府県", "市区町村", "番地"], ["東京都", "千代田区", "丸の内1-2-3"], {"JP_ADDRESS": 1}, id="address in parts"),
        pytest.param(
            ["都道府県", "市区町村", "所在地"], ["東京都", "千代田区", "丸の内1-2-3"], {"JP_ADDRESS": 1}, id="parts beside the whole"
        ),
        pytest.param(["郵便番号", "所在地"], ["        ", "東京都"], {}, id="blanks and a place"),
        pytest.param(["電話番号", "会社名"], ["841-1234", "山田商店"], {"PHONE_NUMBER": 1}, id="no area code"),
        pytest.param(["電話番号", "会社名"], ["なし", "山田商店"], {}, id="none"),
        pytest.param(["代表者名", "会社名"], ["代表取締役　山田　太郎", "山田商店"], {"PERSON": 1}, id="an office before the name"),
        pytest.param(["カード番号", "会員番号"], ["4111 1111 1111 1111", "4111111111111111"], {"CREDIT_CARD": 1}, id="a card"),
    ],
)
def test_cells(header: list[str], row: list[str], entities: dict[str, int]) -> None:
    notes, _ = notes_of([header, row])
    assert {entity: n for entity, n in notes.counts.items() if n} == entities


@pytest.mark.parametrize(
    ("header", "row", "people"),
    [
        pytest.param(["氏名"], "山田 {}", 9, id="typed names"),
        pytest.param(["氏名", "住所"], "山田 太郎,東京都千代田区丸の内1-2-{n}", 9, id="one name, nine addresses"),
        pytest.param(["氏名", "生年月日"], "山田 太郎,197{n}/04/01", 9, id="one name, nine birth dates"),
        pytest.param(["郵便番号", "住所"], "100-000{n},東京都千代田区丸の内1-2-{n}", 0, id="nobody lives there"),
        pytest.param(["会社名", "電話番号"], "A{n},0120-00000{n}", 0, id="toll-free numbers"),
        pytest.param(["会社名", "電話番号"], "A{n},03-1234-5678", 1, id="one number"),
        pytest.param(["氏名", "電話番号"], "山田 {},03-1234-5678", 9, id="a switchboard with names"),
        pytest.param(["氏名", "担当者名", "電話番号"], "山田 {},佐藤 花子,090-0000-000{n}", 9, id="a clerk in every row"),
        pytest.param(["氏名", "担当者名", "電話番号"], "山田 {},佐藤 {},090-1234-000{n}", 18, id="two names a row"),
        pytest.param(["氏名", "日程"], "山田{}、佐藤{},5月{n}日", 18, id="two names a cell"),
        pytest.param(["氏名", "電話番号"], "山田{}（ヤマダ）,090-1234-000{n}", 9, id="a name and its reading in a cell"),
        pytest.param(["First Name", "Last Name", "Email"], "Taro,Yamada,u{n}@example.jp", 9, id="names split the other way round"),
        pytest.param(["姓", "名", "セイ", "メイ"], "山田,{},ヤマダ,タロウ", 9, id="names and readings in four columns"),
    ],
)
def test_people(header: list[str], row: str, people: int) -> None:
    rows = [row.replace("{n}", str(n)).replace("{}", "春夏秋冬東西南北中"[n] + "子").split(",") for n in range(9)]
    assert notes_of([header, *rows])[0].census.people().count == people


def test_a_constant_column_never_lowers_the_count() -> None:
    rows = [[*customer(i), "03-1234-5678", "info@example.jp"] for i in range(SMALL + HUB)]
    notes, _ = notes_of([[*HEADER, "代表電話", "メール"], *rows])
    assert notes.census.people().count == len(rows)


def test_names_and_addresses_beside_a_switchboard_in_a_long_table() -> None:
    rows = [["山田 太郎", f"東京都千代田区丸の内1-2-{i}", "03-1234-5678"] for i in range(2 * SMALL)]
    assert notes_of([["氏名", "住所", "電話番号"], *rows])[0].census.people().count == len(rows)


def test_toll_free_numbers_do_not_stand_for_the_people_beside_them_in_a_long_table() -> None:
    rows = [["山田 太郎", f"東京都千代田区丸の内1-2-{i}", f"0120-{i // 1000:03}-{i % 1000:03}"] for i in range(2 * SMALL)]
    assert notes_of([["氏名", "住所", "電話番号"], *rows])[0].census.people().count == len(rows)


@pytest.mark.parametrize(
    ("header", "rows", "owned"),
    [
        pytest.param(
            ["電話番号", "備考"], [["090-1234-5678"], ["0120-123-456"], [""]], [True, False, False], id="by a number of one's own"
        ),
        pytest.param(["電話番号", "備考"], [["03-1234-5678"]] * 9, [False] * 9, id="not by a switchboard"),
        pytest.param(["担当者名", "備考"], [["佐藤 花子"]] * 9, [False] * 9, id="not by a clerk"),
        pytest.param(["氏名", "備考"], [["佐藤 花子"], ["山田 太郎"], [""]], [True, True, False], id="by a name"),
        pytest.param(["氏名", "住所", "備考"], [["佐藤 花子", f"港区芝1-2-{i}"] for i in range(9)], [True] * 9, id="by name and address"),
    ],
)
def test_rows_that_say_themselves_whom_they_are_about(header: list[str], rows: list[list[str]], owned: list[bool]) -> None:
    _, prose = notes_of(
        [header, *([*row, f"折り返しのご連絡を希望されていますので、対応は{i}番の窓口でお願いします。"] for i, row in enumerate(rows))]
    )
    assert [passage.owned.tolist() for passage in prose if passage.owned is not None] == [[one] for one in owned]


def test_many_values_in_one_row_are_many_people() -> None:
    many = MOST_IN_ROW + 1
    cell = " ".join(f"090-1234-{i:04}" for i in range(many))
    assert notes_of([["氏名", "電話番号"], ["山田 太郎", cell]])[0].census.people().count == many + 1


def test_allowed_values_are_no_personal_data() -> None:
    rows = [["氏名", "電話番号"], ["佐藤 花子", "03-1234-5678"], ["山田 太郎", "090-1234-5678"]]
    notes, _ = notes_of(rows, allow=("佐藤花子", "0312345678"))
    assert (notes.counts["PERSON"], notes.counts["PHONE_NUMBER"], notes.census.people().count) == (1, 1, 1)


@pytest.mark.parametrize(
    ("rows", "entity"),
    [
        pytest.param([[f"090-1234-{i:04}"] for i in range(9)], "PHONE_NUMBER", id="phones"),
        pytest.param([[f"user{i}@example.jp"] for i in range(9)], "EMAIL_ADDRESS", id="addresses"),
        pytest.param([[f"100-{i:04}"] for i in range(9)], "JP_POSTAL_CODE", id="postal codes"),
        pytest.param([[f"東京都千代田区丸の内1-{i}"] for i in range(9)], "JP_ADDRESS", id="addresses of houses"),
        pytest.param(
            [["東京都", "千代田区", "丸の内", f"1-{i}", f"100000{i}"] for i in range(9)], "JP_POSTAL_CODE", id="bare postal codes"
        ),
    ],
)
def test_columns_without_a_header(rows: list[list[str]], entity: str) -> None:
    assert dict(notes_of(rows)[0].counts)[entity] == 9


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[f"{i:07}"] for i in range(1000001, 1000040)], id="serial numbers"),
        pytest.param([[f"2024-01-{i:02}"] for i in range(1, 28)], id="dates"),
        pytest.param([[f"45{i:011}"] for i in range(40)], id="product codes"),
    ],
)
def test_numbers_that_are_nobody(rows: list[list[str]]) -> None:
    notes, prose = notes_of(rows)
    assert not any(notes.counts.values())
    assert prose == []


def test_what_stands_beside_a_name_is_read_as_prose() -> None:
    notes, prose = notes_of([["氏名", "部屋"], ["山田太郎 090-1234-5678", "A"]])
    assert notes.counts["PERSON"] == 1
    assert [passage.text.strip() for passage in prose] == ["090-1234-5678"]


def test_prose_is_handed_on_once_for_all_its_rows() -> None:
    notes, prose = notes_of([["氏名", "備考"], *[["山田 太郎", "本人より折り返し希望、番号は折り返し時に確認のこと"]] * 3])
    assert [(passage.place, passage.times) for passage in prose] == [("t!B2", 3)]
    assert notes.census.size == 3


def test_lines_above_the_header_are_read_as_prose() -> None:
    notes, prose = notes_of([["出力者 佐藤"], ["氏名", "電話番号"], ["山田 太郎", "090-1234-5678"]])
    assert [passage.text for passage in prose] == ["出力者 佐藤"]
    assert notes.counts["PERSON"] == 1


def test_later_pieces_do_not_count_the_copied_first_row() -> None:
    rows = [HEADER, *map(customer, range(4))]
    whole, _ = notes_of(rows)
    layout = lay_out(rows, headed=False, confirm=lambda cells: ["" for _ in cells])
    notes = Notes(prints=Fingerprinter(b"k" * 32), allowed=Allowed(()))
    for start, piece in ((0, rows[:3]), (3, [HEADER, *rows[3:]])):
        assert list(count(Table(rows=piece, place="t", start=start), layout, notes)) == []
    assert notes.counts == whole.counts
    assert notes.census.people() == whole.census.people()


def test_findings_are_masked_samples_at_their_cells() -> None:
    notes, _ = notes_of([["氏名", "電話番号"], ["山田 太郎", "090-1234-5678"]])
    assert [(f.entity, f.place, f.masked) for f in notes.findings] == [
        ("PERSON", "t!A2", "山＊＊＊＊"),
        ("PHONE_NUMBER", "t!B2", "090＊＊＊＊＊＊＊＊＊＊"),
    ]


def test_ragged_rows_lose_nothing() -> None:
    notes, _ = notes_of([["氏名", "電話番号"], ["山田 太郎"], ["佐藤 花子", "090-1234-5678", "余り", "taro@example.jp"]])
    assert (notes.counts["PERSON"], notes.counts["PHONE_NUMBER"]) == (2, 1)
    assert np.array_equal(notes.census.people().persons.values, np.unique(notes.census.people().persons.values))
