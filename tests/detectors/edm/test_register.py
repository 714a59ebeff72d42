from pathlib import Path

import pytest

from benchmarks.rows import HEADER, as_csv, customers
from detectors.notes import OURS
from tests.detectors.edm.made import ROWS, indexed, seen

FIRST = dict(zip(HEADER, ROWS[0], strict=True))
NAME, PHONE, MAIL, BORN, WHERE = (FIRST[word] for word in ("氏名", "電話番号", "メールアドレス", "生年月日", "住所"))

WIDE = PHONE.translate(str.maketrans("0123456789-", "０１２３４５６７８９ー"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed(tmp_path_factory.mktemp("site") / "edm", ROWS)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        pytest.param(as_csv(iter(ROWS)), 50, id="the same table"),
        pytest.param(as_csv(iter(ROWS * 3)), 50, id="each row three times"),
        pytest.param(as_csv(iter([*ROWS[:7], *list(customers(90))[60:]])), 7, id="some among strangers"),
        pytest.param(f"電話は{PHONE}です。", 1, id="a phone in prose"),
        pytest.param(
            f"電話は{PHONE.translate(str.maketrans('0123456789-', '０１２３４５６７８９ー'))}です。", 1, id="a phone in full width"
        ),
        pytest.param(f"メール: {MAIL.upper()}", 1, id="an address in capitals"),
        pytest.param(f"氏名,生年月日\n{NAME},{BORN}\n", 1, id="name and birth date"),
        pytest.param(f"氏名,住所\n{NAME.replace(' ', '')},{WHERE}\n", 1, id="name and address"),
        pytest.param(f"氏名: {NAME}様\n生年月日: {BORN}\n", 1, id="name and birth date in a form"),
        pytest.param(f"氏名,電話番号,メールアドレス\n{NAME},{PHONE},{MAIL}\n", 1, id="two numbers of one customer"),
        pytest.param(f"氏名,区分\n{NAME},A\n{ROWS[1][1]},B\n", 0, id="names alone"),
        pytest.param(f"生年月日,区分\n{BORN},A\n", 0, id="birth dates alone"),
        pytest.param("電話は03-3210-9876です。", 0, id="a stranger"),
        pytest.param("氏名,生年月日\n見本 太郎,1990-01-01\n", 0, id="a stranger by name and birth date"),
    ],
)
def test_customers_are_counted_by_tenant(folder: Path, text: str, people: int) -> None:
    assert seen(folder, text).customers_by_tenant() == ({"alpha": people} if people else {})


@pytest.mark.parametrize("text", [f"電話は{PHONE}です。", f"氏名,電話番号\n{NAME},{PHONE}\n"], ids=["prose", "table"])
def test_a_finding_of_a_customer_is_certain_and_names_the_tenant(folder: Path, text: str) -> None:
    findings = [f for f in seen(folder, text).findings if f.entity == "PHONE_NUMBER"]
    assert [(f.score, f.tenants, OURS in f.evidence) for f in findings] == [(1.0, ("alpha",), True)]
    stranger = seen(folder, "電話は03-3210-9876です。").findings[0]
    assert (stranger.score < 1, stranger.tenants, OURS in stranger.evidence) == (True, (), False)


def test_a_customer_of_two_tenants_is_told_from_those_of_one(tmp_path: Path) -> None:
    folder = indexed(tmp_path / "edm", ROWS[:30])
    indexed(folder, ROWS[20:50], "beta")
    found = seen(folder, as_csv(iter(ROWS)))
    assert found.customers == ((("alpha",), 20), (("alpha", "beta"), 10), (("beta",), 20))
    assert found.customers_by_tenant() == {"alpha": 30, "beta": 30}


def test_a_household_that_shares_a_telephone_is_as_many_as_are_seen(tmp_path: Path) -> None:
    header = ("氏名", "電話番号", "メールアドレス")
    house = [("見本 太郎", "090-1234-5678", "a@example.jp"), ("見本 花子", "090-1234-5678", "b@example.jp")]
    folder = indexed(tmp_path / "edm", house, header=header)
    assert [seen(folder, as_csv(iter(rows), header)).customers_by_tenant()["alpha"] for rows in (house, house[1:])] == [2, 1]
    assert seen(folder, "電話は090-1234-5678です。").customers_by_tenant() == {"alpha": 1}


def test_a_value_of_many_is_nobodys(tmp_path: Path) -> None:
    rows = [(f"見本 {given}", "090-1234-5678", f"u{number}@example.jp") for number, given in enumerate("一二三四五六七八九十" * 3)]
    folder = indexed(tmp_path / "edm", rows, header=("氏名", "電話番号", "メールアドレス"))
    assert seen(folder, "電話は090-1234-5678です。").customers == ()
    assert seen(folder, "メール: u7@example.jp").customers_by_tenant() == {"alpha": 1}
