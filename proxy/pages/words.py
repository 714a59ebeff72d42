"""What measures are called on the pages, and what is said there: Japanese and English. It must not know how a page looks."""

from collections.abc import Sequence

from detectors.model import GapReason, Inspection
from rules.model import DestinationClass, Direction, RuleMatch, Transfer
from rules.words import ENTITY, GAP, Words

STOPPED = Words("会社の方針により、この通信は使えません。", "The company's policy does not permit this.")
CHECKED = Words("会社の方針により、渡す前に確認が要ります。", "The company's policy asks for a check before this passes.")
PORT = Words("このポート番号への接続は、会社が認めていません。", "The company has not approved connections to this port.")

ASK = Words(
    "業務に必要なときは、受付番号を添えて窓口にご相談ください。", "If your work needs it, ask the contact below and give the number."
)


COUNTED = {
    "people": Words("人数", "people"),
    "names_only": Words("氏名だけの人数", "names alone"),
    "uninspected_bytes": Words("検査できなかったバイト数", "bytes not inspected"),
    "drawdown": Words("引き出して送り出した人数", "people received and sent out"),
    "beyond_order": Words("作業申請の見込みを超えた人数", "people beyond the work order"),
    "customers": Words("委託元のお客様の人数", "customers of clients"),
    "foreign_customers": Words("別の委託元のお客様の人数", "customers of another client"),
    "terminals": Words("同時に使われている端末の数", "terminals in use at once"),
    "people_per_call": Words("応対一件あたりの人数", "people per call"),
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
    added_up = "" if kind == "people_per_call" else "の合計"
    return Words(
        f"{'本日' if days == 1 else f'{days}日間'}の{counted.ja}{added_up}", f"{counted.en} {'today' if days == 1 else f'in {days} days'}"
    )


def advice(transfer: Transfer, inspection: Inspection, stopping: Sequence[RuleMatch]) -> tuple[Words, ...]:
    """Return what the person can do instead, most fitting first; `stopping` are the rules that let nothing pass."""
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
    if (inspection.people.count or inspection.people.names_only) and not (_for_customers(transfer) and any(map(_of_anybody, stopping))):
        found.append(_less(transfer))
    return (*found, ASK)


def _of_anybody(match: RuleMatch) -> bool:
    """Whether it stops one person's data too, so that taking less is of no use."""
    return match.measure.startswith("people.") and not match.threshold


def _for_customers(transfer: Transfer) -> bool:
    """Whether customers' data belong there, so that it is a question of how many."""
    return transfer.direction is Direction.DOWNLOAD or transfer.destination.category in (DestinationClass.CRM, DestinationClass.APPROVED)


def _less(transfer: Transfer) -> Words:
    if transfer.direction is Direction.DOWNLOAD:
        return Words(
            "条件をしぼり、必要なお客様の分だけを表示・取得してください。", "Narrow your search, and take only the customers you need."
        )
    if _for_customers(transfer):
        return Words("業務に必要なお客様の分だけにして、お送りください。", "Send only the customers that your work needs.")
    return Words(
        "お客様の情報を除くか、会社が認めた送信先をお使いください。",
        "Leave the customers' data out, or use a destination that the company has approved.",
    )
