import csv
import io
from itertools import islice

from benchmarks.prose import document, notes
from benchmarks.rows import HEADER, as_csv, customers


def test_every_customer_is_another_person() -> None:
    rows = list(islice(customers(1_000_000), 20_000))
    for column in ("顧客番号", "電話番号", "メールアドレス"):
        assert len({row[HEADER.index(column)] for row in rows}) == len(rows)


def test_the_same_seed_gives_the_same() -> None:
    assert list(customers(5, seed=3)) == list(customers(5, seed=3)) != list(customers(5, seed=4))
    assert list(notes(5)) == list(notes(5)) != list(notes(5, seed=9))


def test_csv_reads_back() -> None:
    assert [tuple(row) for row in csv.reader(io.StringIO(as_csv(customers(3)), newline=""))] == [HEADER, *customers(3)]


def test_notes_differ_and_fill_a_document() -> None:
    assert len(set(notes(500))) == 500
    assert 10_000 <= len(document(10_000)) < 11_000
