"""Merged cells."""

from detectors.formats.spans import WIDEST, Cell, Merged, aligned, whole


def test_rows_become_whole() -> None:
    rows = [[Cell("支店"), Cell("氏名")], [Cell("東京", down=2), Cell("山田 太郎")], [Cell("佐藤 花子")]]
    assert whole(*aligned(rows)) == [["支店", "氏名"], ["東京", "山田 太郎"], ["東京", "佐藤 花子"]]


def test_two_lines_of_header() -> None:
    rows = [[Cell("番号", down=2), Cell("氏名", across=2)], [Cell("姓"), Cell("名")], [Cell("1"), Cell("山田"), Cell("太郎")]]
    assert whole(*aligned(rows)) == [["番号", "氏名", ""], ["番号", "姓", "名"], ["1", "山田", "太郎"]]


def test_a_merged_name_makes_one_record() -> None:
    rows = [[Cell("氏名"), Cell("電話番号")], [Cell("山田 太郎", down=2), Cell("03-1234-5678")], [Cell("090-1234-5678")]]
    assert whole(*aligned(rows)) == [["氏名", "電話番号"], ["山田 太郎", "03-1234-5678\n090-1234-5678"]]


def test_a_clerk_beside_many_customers_makes_none() -> None:
    rows = [
        [Cell("担当者名"), Cell("電話番号")],
        [Cell("佐藤 花子", down=9), Cell("03-1234-0000")],
        *([Cell(f"03-1234-000{n}")] for n in range(1, 9)),
    ]
    assert [row[0] for row in whole(*aligned(rows))[1:]] == ["佐藤 花子"] * 9


def test_a_clerk_beside_two_customers_makes_none() -> None:
    rows = [[Cell("担当者名"), Cell("氏名")], [Cell("佐藤 花子", down=2), Cell("山田 太郎")], [Cell("鈴木 一郎")]]
    assert whole(*aligned(rows))[1:] == [["佐藤 花子", "山田 太郎"], ["佐藤 花子", "鈴木 一郎"]]


def test_cells_that_would_cover_too_much() -> None:
    grid, merged = aligned([[Cell("a", down=9999, across=9999)], [Cell("b")]])
    assert len(grid[0]) == WIDEST
    assert merged == [Merged(0, 1, 0)]
    assert whole(grid, merged)[1][0] == "a"
