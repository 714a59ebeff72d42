"""Made-up customers and the files they come in. Nobody here exists; the same number always gives the same customer."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence

import openpyxl

SURNAMES = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "林",
    "斎藤",
    "清水",
]
KANA = [
    "サトウ",
    "スズキ",
    "タカハシ",
    "タナカ",
    "イトウ",
    "ワタナベ",
    "ヤマモト",
    "ナカムラ",
    "コバヤシ",
    "カトウ",
    "ヨシダ",
    "ヤマダ",
    "ササキ",
    "ヤマグチ",
    "マツモト",
    "イノウエ",
    "キムラ",
    "ハヤシ",
    "サイトウ",
    "シミズ",
]
GIVEN = ["太郎", "花子", "一郎", "美咲", "健太", "さくら", "大輔", "陽子", "翔太", "恵子", "直樹", "由美", "和也", "真由美", "誠", "久美子"]
GIVEN_KANA = [
    "タロウ",
    "ハナコ",
    "イチロウ",
    "ミサキ",
    "ケンタ",
    "サクラ",
    "ダイスケ",
    "ヨウコ",
    "ショウタ",
    "ケイコ",
    "ナオキ",
    "ユミ",
    "カズヤ",
    "マユミ",
    "マコト",
    "クミコ",
]
TOWNS = (
    ("100-0005", "東京都千代田区丸の内"),
    ("530-0001", "大阪府大阪市北区梅田"),
    ("450-0002", "愛知県名古屋市中村区名駅"),
    ("812-0011", "福岡県福岡市博多区博多駅前"),
    ("060-0001", "北海道札幌市中央区北一条西"),
    ("980-0021", "宮城県仙台市青葉区中央"),
)
HEADER = ("顧客番号", "氏名", "フリガナ", "電話番号", "郵便番号", "住所", "メールアドレス", "生年月日")

type Row = tuple[str, ...]


def customer(number: int) -> Row:
    """Return the cells of customer `number`, in the order of `HEADER`."""
    surname, given = number % len(SURNAMES), number // len(SURNAMES) % len(GIVEN)
    postcode, town = TOWNS[number % len(TOWNS)]
    return (
        f"C{number:07d}",
        f"{SURNAMES[surname]} {GIVEN[given]}",
        f"{KANA[surname]} {GIVEN_KANA[given]}",
        f"090-{1000 + number // 10000 % 9000:04d}-{number % 10000:04d}",
        postcode,
        f"{town}{1 + number % 5}丁目{1 + number % 20}番{1 + number % 30}号",
        f"customer{number}@mail.example.jp",
        f"{1950 + number % 55}年{1 + number % 12}月{1 + number % 28}日",
    )


def customers(first: int, count: int) -> list[Row]:
    """Return `count` customers from number `first` on."""
    return [customer(number) for number in range(first, first + count)]


def as_csv(rows: Sequence[Row], charset: str) -> bytes:
    """Return a CSV with header."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode(charset)


def as_json(rows: Sequence[Row]) -> bytes:
    """Return a JSON array of objects."""
    return json.dumps([dict(zip(HEADER, row, strict=True)) for row in rows], ensure_ascii=False).encode()


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """Return a workbook with one sheet."""
    book, packed = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("顧客一覧")
    for row in (HEADER, *rows):
        sheet.append(row)
    book.save(packed)
    return packed.getvalue()


def as_zip(name: str, content: bytes) -> bytes:
    """Return an archive with one member."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()
