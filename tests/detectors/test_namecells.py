"""People written into one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.namecells import has_titles, people_in, split, strip_title


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        pytest.param("山田太郎", ["山田太郎"], id="one"),
        pytest.param("山田太郎、鈴木花子", ["山田太郎", "鈴木花子"], id="a comma"),
        pytest.param("山田 太郎\n鈴木 花子", ["山田 太郎", "鈴木 花子"], id="two lines"),
        pytest.param("山田太郎　鈴木花子", ["山田太郎", "鈴木花子"], id="a space between whole names"),
        pytest.param("長谷川 健太郎", ["長谷川 健太郎"], id="a space inside a name"),
        pytest.param("山田\n太郎", ["山田", "太郎"], id="lines"),
        pytest.param("山田太郎・鈴木花子", ["山田太郎", "鈴木花子"], id="a dot between kanji"),
        pytest.param("ジョン・スミス", ["ジョン・スミス"], id="a dot inside a foreign name"),
        pytest.param("山田太郎 090-1234-5678", ["山田太郎"], id="a telephone number behind"),
        pytest.param("03-1234-5678 鈴木花子", ["鈴木花子"], id="a telephone number before"),
        pytest.param("山田太郎 taro@example.jp", ["山田太郎"], id="an address behind"),
        pytest.param("山田太郎（ヤマダタロウ）", ["山田太郎", "ヤマダタロウ"], id="a reading"),
        pytest.param("山田太郎（営業部）", ["山田太郎"], id="a department"),
        pytest.param("代表取締役社長　山田　太郎", ["山田　太郎"], id="two offices"),
        pytest.param("院長 佐藤花子、事務長 鈴木一郎", ["佐藤花子", "鈴木一郎"], id="an office each"),
        pytest.param("株式会社山田", [], id="a company"),
        pytest.param("03-1234-5678", [], id="a number alone"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_people_in(cell: str, names: list[str]) -> None:
    assert [cell[one.start : one.end] for one in people_in(cell)] == names


def test_a_reading_is_known_as_such() -> None:
    assert [one.reading for one in people_in("山田太郎（やまだたろう）、鈴木花子")] == [False, True, False]


@given(st.text("山田太郎花子、（）ヤマ 代表社長090-1\n・", max_size=40))
def test_spans_lie_in_the_cell(cell: str) -> None:
    end = 0
    for one in people_in(cell):
        assert end <= one.start < one.end <= len(cell)
        end = one.end


def test_titles() -> None:
    assert has_titles("山田\n理事長　佐藤")
    assert not has_titles("山田 太郎")
    assert strip_title("理事長　山田　花子") == "山田　花子"
    assert strip_title("代表") == "代表"


def test_parts_of_a_cell() -> None:
    assert split("山田太郎（東京）、鈴木花子 090-1234-5678") == ["山田太郎", "鈴木花子"]
