"""The digest of a supervisor in words (Japanese). It must not know how it was found."""

from collections.abc import Callable, Iterator

from ledger.digest import MOST, Digest, Line
from ledger.egress import Egress
from ledger.sections import Section
from rules.explain import ACTIONS_JA
from rules.model import DestinationClass, Direction
from rules.words import CATEGORY, GAP

WAY = {Direction.UPLOAD: "送信", Direction.DOWNLOAD: "取得"}
EGRESS = {Egress.BLOCKED: "渡っていない", Egress.PARTIAL: "先に一部が渡った", Egress.EGRESSED: "渡った"}
COUNTS = ("遮断", "待ち", "通知", "渡した", "止めた人数", "渡した人数")


def title(found: Digest) -> str:
    """Return the heading."""
    return f"SV ダイジェスト {found.unit or '(部署なし)'} {found.day.isoformat()}"


def sections(found: Digest) -> Iterator[Section]:
    """Yield the page, what comes first first."""
    yield Section(title="まとめ", text=_summary(found))
    if not found.total.blocked + found.total.waiting + found.total.released:
        return
    yield Section(title="インシデント", text=_more(found), columns=_TOP, rows=tuple(_tops(found)))
    yield _counts("規則別(その転送を決めた規則)", "規則", found.rules)
    yield _counts("委託元別", "委託元", found.tenants)
    yield _counts("行き先の種類別", "行き先", found.categories, named=_place)
    yield _counts("利用者別(仮名。インシデントのある人だけ)", "仮名", found.who)
    yield _exceptions(found)
    yield _unread(found)


def _summary(found: Digest) -> str:
    total = found.total
    if not total.blocked + total.waiting + total.released:
        known = "、".join(unit or "(部署なし)" for unit in found.units) or "なし"
        return f"この日、この部署に個人データの見つかった転送の記録はありません。この日に記録のある部署: {known}"
    return (
        f"遮断 {total.blocked:,} 件、待ち {total.waiting:,} 件(合わせて延べ {total.people_stopped:,} 人分は渡っていません)。"
        f"渡した {total.released:,} 件(うち通知 {total.alerted:,} 件、延べ {total.people_released:,} 人分)。"
        "何も見つからなかった転送は数えていません。人数は転送ごとの人数の合計で、同じ人を重ねて数えます。"
    )


_TOP = ("番号", "時刻", "仮名", "処置", "渡ったか", "人数", "規則", "行き先", "委託元", "漏えい等の候補")


def _tops(found: Digest) -> Iterator[tuple[str, ...]]:
    for one in found.incidents:
        yield (
            one.id,
            one.at,
            one.who,
            ACTIONS_JA[one.action],
            EGRESS[one.egress],
            f"{one.people:,}" + ("" if one.exact else " 以上"),
            one.rule,
            _place(f"{one.direction}:{one.category}"),
            one.tenant,
            "、".join(one.candidates),
        )


def _more(found: Digest) -> str:
    if not found.all_incidents:
        return "ありません。"
    shown = f"{found.all_incidents:,} 件" + (f"のうち重いもの {MOST} 件" if found.all_incidents > MOST else "")
    return f"{shown}。候補は人が判断するための手がかりです。だれかを知るには `sekimori incident 番号 --reason …`(読んだことが残ります)。"


def _counts(heading: str, column: str, lines: tuple[Line, ...], named: Callable[[str], str] = str) -> Section:
    rows = tuple((named(line.name), *(f"{n:,}" for n in _numbers(line))) for line in lines)
    return Section(title=heading, columns=(column, *COUNTS), rows=rows, text="" if rows else "ありません。")


def _numbers(line: Line) -> tuple[int, ...]:
    return line.blocked, line.waiting, line.alerted, line.released, line.people_stopped, line.people_released


def _place(name: str) -> str:
    direction, _, category = name.partition(":")
    return f"{CATEGORY[DestinationClass(category)].ja}({WAY[Direction(direction)]})"


def _exceptions(found: Digest) -> Section:
    rows = tuple(
        (one.exception, one.rule, "期限切れ(規則のとおり判定)" if one.lapsed else "有効", f"{one.transfers:,}", f"{one.people:,}")
        for one in found.exceptions
    )
    columns = ("例外", "規則", "状態", "件数", "人数")
    return Section(title="使われた例外", columns=columns, rows=rows, text="" if rows else "ありません。")


def _unread(found: Digest) -> Section:
    rows = tuple((GAP[one.reason].ja, f"{one.parts:,}", f"{one.size_bytes:,}", f"{one.released:,}") for one in found.unread)
    return Section(
        title="調べられなかった部分",
        columns=("理由", "個数", "バイト", "渡した個数"),
        rows=rows,
        text="ここに何があったかは分かりません。" if rows else "ありません。",
    )
