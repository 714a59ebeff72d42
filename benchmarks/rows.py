"""Made-up customers: every row is another person, and the same seed gives the same rows. Nobody in here exists."""

import csv
import io
import random
from collections.abc import Iterator

_SURNAMES = """
佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田 橋本 阿部 石川
山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 藤原 中野 三浦
"""
_GIVEN = """
太郎 花子 健一 美咲 翔太 陽子 大輔 由美 拓也 恵子 直樹 真由美 和也 裕子 誠 智子 隆 久美子 修 幸子
浩二 明美 哲也 千尋 悠斗 結衣 蓮 葵 大翔 凛 湊 紬 健太 彩 亮 愛 学 舞 剛 麻衣
"""
SURNAMES = tuple(_SURNAMES.split())
GIVEN = tuple(_GIVEN.split())
PLACES = (
    ("100", "東京都千代田区丸の内"),
    ("150", "東京都渋谷区神南"),
    ("220", "神奈川県横浜市西区みなとみらい"),
    ("330", "埼玉県さいたま市大宮区桜木町"),
    ("460", "愛知県名古屋市中区栄"),
    ("530", "大阪府大阪市北区梅田"),
    ("600", "京都府京都市下京区四条通"),
    ("730", "広島県広島市中区紙屋町"),
    ("810", "福岡県福岡市中央区天神"),
    ("060", "北海道札幌市中央区大通西"),
)
PLANS = ("スタンダード", "プレミアム", "ライト", "法人")
HEADER = ("顧客番号", "氏名", "電話番号", "メールアドレス", "郵便番号", "住所", "生年月日", "契約プラン", "契約日")


def customer(number: int, random: random.Random) -> tuple[str, ...]:
    """Return customer `number`, under a million, as the nine cells of `HEADER`."""
    post, place = random.choice(PLACES)
    house = f"{random.randint(1, 9)}-{random.randint(1, 30)}-{random.randint(1, 30)}"
    born = f"{random.randint(1940, 2004)}/{random.randint(1, 12):02}/{random.randint(1, 28):02}"
    return (
        f"C{number:07}",
        f"{random.choice(SURNAMES)} {random.choice(GIVEN)}",
        f"0{random.choice('789')}0-{2000 + number // 1000}-{random.randint(0, 9)}{number % 1000:03}",
        f"user{number:06}@example.{random.choice(('jp', 'com', 'net'))}",
        f"{post}-{random.randint(1, 9999):04}",
        f"{place}{house}",
        born,
        random.choice(PLANS),
        f"202{random.randint(0, 5)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
    )


def customers(count: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Give `count` customers, each another person."""
    chance = random.Random(seed)
    return (customer(number, chance) for number in range(count))


def as_csv(rows: Iterator[tuple[str, ...]], header: tuple[str, ...] = HEADER) -> str:
    """Return `rows` as CSV with CRLF (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
