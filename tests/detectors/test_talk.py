"""What callers and operators say: values read out, asked for and answered. Each value stands in ⟦ENTITY:…⟧."""

import re
from functools import lru_cache

import pytest

from detectors.analyzer import Analyzer
from detectors.config import DetectorConfig
from detectors.depth import Depth

_MARKED = re.compile(r"⟦([A-Z_]+):(.*?)⟧", re.DOTALL)

SAID = (
    "携帯は⟦PHONE_NUMBER:ゼロ九〇、一二三四、五六七八⟧です",
    "住所は⟦JP_ADDRESS:東京都中野区中央三の二十一の十、サンプルコーポ二〇二号室⟧です",
    "オペレーター：ご住所をお願いいたします。お客様：えーと、⟦JP_ADDRESS:神奈川県横浜市港北区日吉二丁目三の四、サンプル日吉の三〇五号室⟧です",
    "番号が、⟦PHONE_NUMBER:ゼロキューゼロのイチニーサンヨンのゴーロクナナハチ⟧です",
    "電話番号は⟦PHONE_NUMBER:〇九〇の一二三四の五六七八⟧でお願いします",
    "お客様のお電話番号は⟦PHONE_NUMBER:090の1234の5678⟧でお間違いないでしょうか",
    "はい、⟦PHONE_NUMBER:ゼロハチゼロ、イチイチイチイチ、ニーニーニーニー⟧です",
    "折り返しは⟦PHONE_NUMBER:03の1234の5678⟧にください",
    "市外局番が⟦PHONE_NUMBER:03、1234の5678⟧です",
    "電話は⟦PHONE_NUMBER:090-1234-5678⟧、メールは⟦EMAIL_ADDRESS:taro@example.com⟧です",
    "生年月日をお伺いしてもよろしいですか。はい、⟦BIRTH_DATE:昭和四十五年の四月一日⟧です",
    "お誕生日は⟦BIRTH_DATE:1970年の4月1日⟧でお間違いないですか",
    "生年月日をお願いします\n⟦BIRTH_DATE:平成元年一月八日⟧です",
    "郵便番号は⟦JP_POSTAL_CODE:164の0011⟧、住所は⟦JP_ADDRESS:中野区中央3の21の10⟧です",
    "郵便番号が⟦JP_POSTAL_CODE:一六四の〇〇一一⟧で、⟦JP_ADDRESS:東京都中野区中央三丁目二十一番十号⟧です",
    "郵便番号をお願いします。⟦JP_POSTAL_CODE:164-0011⟧です",
    "引っ越し先が⟦JP_ADDRESS:大阪市北区梅田一丁目二の三⟧になります",
    "新住所は⟦JP_ADDRESS:愛知県名古屋市中区栄3丁目4番5号 サンプル栄ビル6階⟧になります",
    "カード番号をお願いします。⟦CREDIT_CARD:4111 1111 1111 1111⟧です",
    "カード番号が⟦CREDIT_CARD:4111の1111の1111の1111⟧、有効期限が12の27です",
    "口座番号は⟦JP_BANK_ACCOUNT:1234567⟧、みらい銀行の中央支店、普通です",
    "みらい銀行中央支店の普通預金で、口座番号が⟦JP_BANK_ACCOUNT:1234567⟧です",
    "みらい銀行中央支店、普通の⟦JP_BANK_ACCOUNT:1234567⟧です",
    "ゆうちょの記号が⟦JP_BANK_ACCOUNT:12340、番号が12345671⟧です",
    "マイナンバーをお願いします。⟦JP_MY_NUMBER:1234 5678 9018⟧です",
    "マイナンバーは⟦JP_MY_NUMBER:1234の5678の9018⟧です",
    "免許証の番号が⟦JP_DRIVERS_LICENSE:305012345630⟧です",
    "免許証番号は⟦JP_DRIVERS_LICENSE:3050の1234の5630⟧です",
    "保険証の記号が12、番号が⟦JP_HEALTH_INSURANCE:345678⟧です",
    "保険者番号が⟦JP_HEALTH_INSURANCE:06123455⟧です",
    "パスポートの番号は⟦JP_PASSPORT:TK1234567⟧です",
    "在留カードの番号が⟦JP_RESIDENCE_CARD:AB12345678CD⟧です",
    "メールアドレスは⟦EMAIL_ADDRESS:taro.yamada アットマーク example ドット com⟧です",
    "メールは⟦EMAIL_ADDRESS:taro@example.com⟧（タロウ、アットマーク、イグザンプル）です",
)
SILENT = (
    "ご注文番号は1234-5678-9012です",
    "お問い合わせ番号は0123456789です",
    "受付番号0901の2345です",
    "3番の窓口、2の1の3へどうぞ",
    "お待ち時間は10分から20分、番号札は305番です",
    "商品は4の5の6番をご注文ですね",
    "金額は12,345円、ポイントは1,234,567です",
    "2023年4月1日から2024年3月31日までのご契約です",
    "ご契約日は平成二十年四月一日、更新日は令和五年四月一日です",
    "1丁目の交差点を右です",
    "今月の3の倍数の日、二の五の十の日です",
)


@lru_cache(maxsize=1)
def analyzer() -> Analyzer:
    return Analyzer(DetectorConfig(model=False))


def found(text: str) -> list[tuple[str, str]]:
    hits = analyzer().analyze([text], depth=Depth.PATTERNS)[0]
    return [(hit.entity, text[hit.start : hit.end]) for hit in hits if hit.entity != "LOCATION"]


@pytest.mark.parametrize("line", SAID)
def test_what_is_said_is_found_whole(line: str) -> None:
    assert found(_MARKED.sub(r"\2", line)) == _MARKED.findall(line)


@pytest.mark.parametrize("line", SILENT)
def test_numbers_of_the_business_are_silent(line: str) -> None:
    assert found(line) == []
