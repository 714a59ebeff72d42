"""What kinds, reasons and measures are called on the pages: Japanese and English. It must not know how a page looks."""

from collections.abc import Mapping
from typing import NamedTuple

from detectors.model import ENTITIES, GapReason, Inspection
from rules.model import DestinationClass, Direction, Transfer


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

STOPPED = Words("会社の方針により、この通信は使えません。", "The company's policy does not permit this.")
PORT = Words("このポート番号への接続は、会社が認めていません。", "The company has not approved connections to this port.")

ASK = Words(
    "業務に必要なときは、受付番号を添えて窓口にご相談ください。", "If your work needs it, ask the contact below and give the number."
)


COUNTED = {
    "people": Words("人数", "people"),
    "names_only": Words("氏名だけの人数", "names alone"),
    "uninspected_bytes": Words("検査できなかったバイト数", "bytes not inspected"),
    "drawdown": Words("引き出して送り出した人数", "people received and sent out"),
}


def measure(name: str) -> Words:
    """Return what a rule counted, for example `people.30d`."""
    kind, _, rest = name.partition(".")
    if kind == "findings":
        return ENTITY.get(rest, Words(rest, rest))
    if kind == "gap" and rest in GapReason:
        return GAP[GapReason(rest)]
    counted = COUNTED.get(kind)
    if counted is None:
        return Words("条件に該当", "its condition")
    days = int(rest[:-1]) if rest.endswith("d") and rest[:-1].isdecimal() else 0
    if not days:
        return Words(f"今回の{counted.ja}", f"{counted.en} this time")
    return Words(
        f"{'本日' if days == 1 else f'{days}日間'}の{counted.ja}の合計", f"{counted.en} {'today' if days == 1 else f'in {days} days'}"
    )


def advice(transfer: Transfer, inspection: Inspection) -> tuple[Words, ...]:
    """Return what the person can do instead, most fitting first."""
    reasons = {gap.reason for gap in inspection.gaps}
    found: list[Words] = []
    if not transfer.actor.known:
        found.append(
            Words("会社のアカウントでログオンしてから、もう一度お試しください。", "Log on with your company account and try again.")
        )
    if GapReason.ENCRYPTED in reasons:
        found.append(
            Words("暗号化(パスワード)を外したファイルで、もう一度お試しください。", "Try again with a file that is not encrypted.")
        )
    if reasons & {GapReason.OVERLOAD, GapReason.TIMEOUT, GapReason.DETECTOR_ERROR}:
        found.append(Words("少し時間をおいて、もう一度お試しください。", "Try again in a little while."))
    if inspection.people.count or inspection.people.names_only:
        found.append(_less(transfer))
    return (*found, ASK)


def _less(transfer: Transfer) -> Words:
    if transfer.direction is Direction.DOWNLOAD:
        return Words(
            "条件をしぼり、必要なお客様の分だけを表示・取得してください。", "Narrow your search, and take only the customers you need."
        )
    if transfer.destination.category in (DestinationClass.CRM, DestinationClass.APPROVED):
        return Words("業務に必要なお客様の分だけにして、お送りください。", "Send only the customers that your work needs.")
    return Words(
        "お客様の情報を除くか、会社が認めた送信先をお使いください。",
        "Leave the customers' data out, or use a destination that the company has approved.",
    )
