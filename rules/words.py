"""What kinds of data, of places and of gaps are called: Japanese and English. It must not know where they are read."""

from collections.abc import Mapping
from typing import NamedTuple

from detectors.model import ENTITIES, GapReason
from rules.model import DestinationClass


class Words(NamedTuple):
    """One thing in both languages."""

    ja: str
    en: str


ENTITY: Mapping[str, Words] = {
    "PERSON": Words("氏名", "names"),
    "PHONE_NUMBER": Words("電話番号", "telephone numbers"),
    "EMAIL_ADDRESS": Words("メールアドレス", "e-mail addresses"),
    "CREDIT_CARD": Words("クレジットカード番号", "card numbers"),
    "CARD_SECURITY_CODE": Words("カードのセキュリティコード", "card security codes"),
    "BIRTH_DATE": Words("生年月日", "birth dates"),
    "JP_ADDRESS": Words("住所", "addresses"),
    "JP_POSTAL_CODE": Words("郵便番号", "postal codes"),
    "JP_MY_NUMBER": Words("個人番号(マイナンバー)", "individual numbers"),
    "JP_DRIVERS_LICENSE": Words("運転免許証番号", "driver's licence numbers"),
    "JP_PASSPORT": Words("旅券番号", "passport numbers"),
    "JP_RESIDENCE_CARD": Words("在留カード番号", "residence card numbers"),
    "JP_HEALTH_INSURANCE": Words("健康保険の記号・番号", "health insurance numbers"),
    "JP_BANK_ACCOUNT": Words("口座番号", "bank accounts"),
    "JP_SENSITIVE": Words("要配慮個人情報", "sensitive matters"),
    "LOCATION": Words("地名", "places"),
}
assert tuple(ENTITY) == ENTITIES

GAP: Mapping[GapReason, Words] = {
    GapReason.TOO_LARGE: Words("大きすぎて検査できない部分", "too large to inspect"),
    GapReason.UNSUPPORTED: Words("検査に対応していない形式の部分", "in a format that is not supported"),
    GapReason.ENCRYPTED: Words("暗号化された部分(パスワード付きなど)", "encrypted"),
    GapReason.UNDECODABLE: Words("読み取れない部分", "unreadable"),
    GapReason.TRUNCATED: Words("途中で切れている部分", "cut off"),
    GapReason.DEPTH_LIMIT: Words("入れ子が深すぎる部分", "nested too deeply"),
    GapReason.BOMB: Words("展開すると異常に大きくなる部分", "far too large when unpacked"),
    GapReason.TIMEOUT: Words("時間内に検査が終わらなかった部分", "not done in time"),
    GapReason.OVERLOAD: Words("混雑のため検査できなかった部分", "not inspected because of overload"),
    GapReason.DETECTOR_ERROR: Words("不具合のため検査できなかった部分", "not inspected because of a fault of ours"),
    GapReason.STREAMED: Words("終わりのない通信", "a stream without end"),
    GapReason.WEBSOCKET: Words("WebSocketの通信", "a WebSocket"),
    GapReason.PINNED: Words("証明書を固定したアプリの通信", "a program with pinned certificates"),
    GapReason.TLS_PASSTHROUGH: Words("暗号化を解かずに通す通信", "encrypted all the way"),
    GapReason.EXEMPT_BY_POLICY: Words("会社の方針で検査しない部分", "left out by policy"),
}

CATEGORY: Mapping[DestinationClass, Words] = {
    DestinationClass.CRM: Words("顧客管理システム", "a customer system"),
    DestinationClass.APPROVED: Words("会社が認めた先", "an approved place"),
    DestinationClass.PERSONAL_STORAGE: Words("個人契約のクラウド保管先", "personal cloud storage"),
    DestinationClass.WEBMAIL: Words("ウェブメール", "web mail"),
    DestinationClass.GENERATIVE_AI: Words("生成AI", "generative AI"),
    DestinationClass.PASTE: Words("貼り付けサイト", "a paste site"),
    DestinationClass.UNKNOWN: Words("会社が認めていない先", "a place that nobody approved"),
}
