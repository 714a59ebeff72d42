from pathlib import Path

import pytest

from benchmarks.rows import as_csv
from detectors.edm.build import BadFile, build
from tests.detectors.edm.made import KEY, ROWS, TABLE, indexed, plan, seen


@pytest.mark.parametrize("charset", ["utf-8", "cp932", "utf-8-sig", "utf-16"])
def test_any_charset_gives_the_same_customers(tmp_path: Path, charset: str) -> None:
    source = tmp_path / "customers.csv"
    source.write_bytes(TABLE.encode(charset))
    header = build(source, tmp_path / "edm" / "alpha.edm", plan(), KEY)
    assert header.people == len(ROWS)
    assert seen(tmp_path / "edm", TABLE).customers == ((("alpha",), len(ROWS)),)


@pytest.mark.parametrize(
    ("columns", "kinds"),
    [
        pytest.param({"電話番号": ""}, {"PHONE_NUMBER"}, id="one, by its header"),
        pytest.param({"氏名": "", "生年月日": ""}, {"PERSON+BIRTH_DATE"}, id="two that count together"),
        pytest.param({"電話番号": "PHONE_NUMBER", "メールアドレス": ""}, {"PHONE_NUMBER", "EMAIL_ADDRESS"}, id="said and known"),
    ],
)
def test_only_chosen_columns_are_indexed(tmp_path: Path, columns: dict[str, str], kinds: set[str]) -> None:
    source = tmp_path / "customers.csv"
    source.write_text(TABLE, encoding="utf-8")
    header = build(source, tmp_path / "alpha.edm", plan(columns=columns), KEY)
    assert {section.kind for section in header.sections if section.entries} == kinds


def test_rare_combinations_are_the_sites_choice(tmp_path: Path) -> None:
    folder = indexed(tmp_path / "edm", ROWS, combinations=(("PERSON", "JP_POSTAL_CODE"),))
    name, post = ROWS[0][1], ROWS[0][4]
    assert seen(folder, f"氏名,郵便番号\n{name},{post}\n").customers == ((("alpha",), 1),)


def test_readings_count_beside_the_name(tmp_path: Path) -> None:
    folder = indexed(tmp_path / "edm", [("見本 太郎", "ミホン タロウ", "1980-02-03")], header=("氏名", "フリガナ", "生年月日"))
    assert seen(folder, "フリガナ,生年月日\nミホン タロウ,1980-02-03\n").customers == ((("alpha",), 1),)


@pytest.mark.parametrize(
    ("text", "columns", "says"),
    [
        pytest.param(TABLE, {"会員番号": ""}, "headers 会員番号", id="no such header"),
        pytest.param(TABLE, {"契約プラン": ""}, "say what it holds", id="a header that says nothing"),
        pytest.param(as_csv(iter([("A", "1")]), ("区分", "数量")), {}, "no column", id="nobody"),
        pytest.param("氏名\n見本太郎\n", {}, "no column", id="names alone"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, columns: dict[str, str], says: str) -> None:
    source = tmp_path / "customers.csv"
    source.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=says):
        build(source, tmp_path / "alpha.edm", plan(columns=columns), KEY)
    assert not list(tmp_path.glob("*.edm"))
