import pytest

from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.security_code import SecurityCodeRecogniser

CARD = "4111111111111111"


def codes(text: str) -> list[str]:
    """Return the codes in `text`, whose card numbers were found before."""
    at = text.find(CARD)
    card = [Hit(entity="CREDIT_CARD", start=at, end=at + len(CARD), score=1.0, recogniser="t")] if at >= 0 else []
    return [hit.value for hit in SecurityCodeRecogniser().find(Reading(raw=text, found=card))]


HITS = f"""
カード番号 {CARD} セキュリティコード：123
カード番号 {CARD} セキュリティコードは123です
カード番号 {CARD} セキュリティーコード 123
{CARD} 有効期限 12/27 セキュリティコード 123
セキュリティコード 123 カード番号 {CARD}
{CARD} 12/27 123
{CARD},12/27,123
{CARD} | 12/2027 | 123
{CARD} 12/27 TARO YAMADA 123
{CARD} 有効期限:12/27 123
クレジットカードのCVV: 123
CVV 123
cvv2=123
CVC：123
CVC2 123
CVCコード 123
CVV番号は123
"cvv": "123"
"cvc":"123"
ＣＶＶ：１２３
セキュリティコード　１２３　クレジットカード番号をお伝えします
card security code: 123
card verification value 123
クレジットカード 裏面の3桁 123
クレジットカードの裏面の番号は123
カード裏面の3桁は123です
カードの裏の数字、123です
カード確認番号 123
カードのセキュリティコードは1、2、3です
カードのセキュリティコード 1-2-3
クレジットカードの署名欄の3桁 123
カード番号をお願いします。はい、{CARD}です。裏面の番号もお願いします。3桁の数字は123
security code 123, card number {CARD}
{CARD} CID 123
""".strip().splitlines()

MISSES = f"""
セキュリティコード：123
セキュリティコードは4821です。SMSでお送りしました
確認コード 4821
確認番号 4821
CID 1234
cid=1234
カードの番号 123
カード番号 {CARD}
カード番号 {CARD} 暗証番号 1234
カード番号 {CARD} 金額 500
{CARD} 12/27
{CARD} 123
{CARD} 12/27 500円
{CARD} 12/27 2024/11/20
クレジットカードのセキュリティコードは3桁または4桁の数字です
クレジットカードのセキュリティコードとは何ですか
クレジットカードのセキュリティコードを入力してください（123ページ参照）
カードのセキュリティコード：□□□
カードのセキュリティコード：***
カードのセキュリティコードは120円のシールで隠せます
クレジットカード 確認番号 123456
クレジットカードの裏面に署名してください 500円
CVV
CVVの入力を3回間違えた
CVC 2023年
CVC 100件
cvv-12345
セキュリティ対策 365日
security 443
裏面の3桁 123
署名欄の番号 123
カード会社 03-1234-5678
""".strip().splitlines()


@pytest.mark.parametrize("text", HITS)
def test_hits(text: str) -> None:
    assert codes(text) == ["123"]


def test_four_digits() -> None:
    assert codes("クレジットカードのCVV: 1234") == ["1234"]


@pytest.mark.parametrize("text", MISSES)
def test_misses(text: str) -> None:
    assert codes(text) == []
