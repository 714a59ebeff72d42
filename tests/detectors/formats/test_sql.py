"""SQL dumps."""

import pytest

from detectors.formats import sql, text
from detectors.model import Segment, Table
from detectors.sniff import sniff
from tests.detectors.reading import read_with

ROWS = [["1", "山田 太郎", "090-1234-5678"], ["2", "佐藤 花子", ""]]
HEADER = ["id", "name", "tel"]
TUPLES = "(1, '山田 太郎', '090-1234-5678'),\n(2,'佐藤 花子',NULL)"


def tables(dump: str) -> list[list[list[str]]]:
    assert sniff(memoryview(dump.encode())) == "sql"
    return [piece.rows for piece in read_with(sql.read, dump.encode()) if isinstance(piece, Table)]


@pytest.mark.parametrize(
    "dump",
    [
        pytest.param(f"INSERT INTO customers (id, name, tel) VALUES {TUPLES};", id="columns"),
        pytest.param(f"-- MySQL dump\nINSERT INTO `crm`.`customers` (`id`,`name`,`tel`) VALUES {TUPLES};\n", id="backticks"),
        pytest.param(
            f'insert into "public"."customers" ("id", "name", "tel")\nvalues\n{TUPLES}\non conflict do nothing;', id="small letters"
        ),
        pytest.param(f"REPLACE INTO [customers] ([id],[name],[tel]) VALUES {TUPLES}", id="no end"),
        pytest.param(
            "INSERT INTO c (id, name, tel) VALUES (1, N'山田 太郎', '090-1234-5678');\n"
            "INSERT INTO c (id, name, tel) VALUES (2, '佐藤 花子', NULL);",
            id="a statement each",
        ),
        pytest.param(
            "CREATE TABLE `c` (\n `id` int(11) NOT NULL,\n `name` varchar(9) DEFAULT 'a,b',\n `tel` text,\n"
            " PRIMARY KEY (`id`),\n KEY `k` (`tel`)\n);\n"
            f"INSERT INTO `c` VALUES {TUPLES};",
            id="columns of the table",
        ),
        pytest.param("COPY public.c (id, name, tel) FROM stdin;\n1\t山田 太郎\t090-1234-5678\n2\t佐藤 花子\t\\N\n\\.\n", id="copy"),
    ],
)
def test_tables(dump: str) -> None:
    assert tables(dump) == [[HEADER, *ROWS]]


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        pytest.param("'It''s'", "It's", id="a doubled quote"),
        pytest.param(r"'a\'b\\c\n'", "a'b\\c\n", id="backslashes"),
        pytest.param("'(1),(2); x'", "(1),(2); x", id="brackets in a text"),
        pytest.param("NOW()", "NOW()", id="a function"),
        pytest.param("ST_Point(1, 2)", "ST_Point(1, 2)", id="a function of two"),
        pytest.param("-1.5", "-1.5", id="a number"),
        pytest.param("E'a'", "a", id="a marked text"),
        pytest.param("''", "", id="an empty text"),
        pytest.param("'2024-05-01'::date", "2024-05-01", id="a cast"),
    ],
)
def test_values(literal: str, value: str) -> None:
    assert tables(f"INSERT INTO t (a, b, c) VALUES (1,{literal},'z');") == [[["a", "b", "c"], ["1", value, "z"]]]


def test_comments_name_columns_whose_names_say_nothing() -> None:
    dump = "CREATE TABLE t (c1 text COMMENT '氏名', tel text COMMENT '番号');\nINSERT INTO t VALUES ('山田 太郎', '1');"
    assert tables(dump) == [[["氏名", "tel"], ["山田 太郎", "1"]]]


def test_tables_by_turns_are_given_each_together() -> None:
    dump = "".join(f"INSERT INTO a (x) VALUES ({n});INSERT INTO b (y) VALUES ({n});" for n in range(3))
    assert tables(dump) == [[["x"], ["0"], ["1"], ["2"]], [["y"], ["0"], ["1"], ["2"]]]


def test_what_is_no_table_is_text() -> None:
    found = read_with(sql.read, f"-- 担当 佐藤\nINSERT INTO t (a, b, c) VALUES {TUPLES};\nUPDATE t SET tel = '03-1234-5678';".encode())
    told = "".join(piece.text for piece in found if isinstance(piece, Segment))
    assert "担当 佐藤" in told
    assert "03-1234-5678" in told


@pytest.mark.parametrize("rows", [7, 3000])
def test_rows_across_stretches(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr(text, "STRETCH_BYTES", 1000)
    one = "INSERT INTO t (a, b) VALUES " + ",".join(f"({n},'山田')" for n in range(rows)) + ";\n"
    copy = "COPY u (a, b) FROM stdin;\n" + "".join(f"{n}\t佐藤\n" for n in range(rows)) + "\\.\n"
    found = [piece for piece in read_with(sql.read, (one + copy).encode()) if isinstance(piece, Table)]
    assert sum(len(table.rows) - 1 for table in found) == 2 * rows


@pytest.mark.parametrize(
    "dump", ["INSERT INTO t VALUES ('", "INSERT INTO t VALUES (1,2", "INSERT INTO t (a) VALUES (1),,(2);", "COPY t FROM stdin;"]
)
def test_broken_dumps_lose_nothing_of_their_text(dump: str) -> None:
    assert read_with(sql.read, dump.encode()) or dump.startswith("COPY")


@pytest.mark.parametrize("words", ["INSERT INTO という命令の説明", "表を作る (CREATE TABLE) 手順", "values (1, 2)"])
def test_words_about_sql_are_no_dump(words: str) -> None:
    assert sniff(memoryview(words.encode())) == "text"
