"""The draft of a notice to a client in words (Japanese), item by item. It must not know the ledger."""

from collections.abc import Iterable, Iterator

from ledger.digestprint import EGRESS, WAY
from ledger.egress import Egress
from ledger.sections import Section
from ledger.tenantnotice import Draft
from rules.explain import ACTIONS_JA
from rules.model import JST, Employment
from rules.words import CATEGORY, ENTITY, GAP

UNKNOWN = "未確認"
HIDDEN = "(ほかの業務の転送のため、伏せています)"
EMPLOYMENT = {
    Employment.EMPLOYEE: "自社の従業員",
    Employment.DISPATCH: "派遣",
    Employment.CONTRACTOR: "請負・委託",
    Employment.MAINTENANCE: "保守",
}
COLUMNS = ("項目", "内容")

PROMPTS = {
    "5. 二次被害又はそのおそれの有無及びその内容": ("送り先での閲覧・利用の形跡", "不正利用の申出", "おそれの有無と理由"),
    "6. 本人への対応の実施状況": ("本人への通知(時期・方法・件数)", "問い合わせ窓口"),
    "7. 公表の実施状況": ("公表の有無・時期・方法",),
    "8. 再発防止のための措置": ("実施した措置", "これから行う措置と期限"),
}
"""What only people can fill in."""


def title(found: Draft) -> str:
    """Return the heading, which says that it is a draft."""
    return f"【案】個人データの漏えい等(おそれを含む)に関する通知 {found.incident}"


def sections(found: Draft) -> Iterator[Section]:
    """Yield the notice."""
    yield Section(title="この書面について", text=_about(found), columns=COLUMNS, rows=tuple(_head(found)))
    yield Section(title="1. 概要", columns=COLUMNS, rows=tuple(_outline(found)))
    yield Section(title="2. 個人データの項目", columns=COLUMNS, rows=tuple(_kinds(found)))
    yield Section(title="3. 本人の数", columns=COLUMNS, rows=tuple(_people(found)))
    yield Section(title="4. 原因", columns=COLUMNS, rows=tuple(_cause(found)))
    for heading, prompts in PROMPTS.items():
        yield Section(title=heading, columns=COLUMNS, rows=tuple((prompt, UNKNOWN) for prompt in prompts))
    yield Section(title="9. その他参考となる事項", columns=COLUMNS, rows=tuple(_more(found)))
    yield Section(title="報告の候補と期限", text=_deadlines(found), columns=("候補", "条", "記録から言えること"), rows=_candidates(found))


def _about(found: Draft) -> str:
    stopped = {
        Egress.BLOCKED: "記録では、この転送は渡る前に止まっています。",
        Egress.PARTIAL: "記録では、この転送は渡る前に止まっていますが、同じ期間の先の転送が既に渡っています。",
        Egress.EGRESSED: "記録では、この転送は渡っています。",
    }[found.egress]
    return (
        f"関守の台帳から作った案です。{stopped}漏えい等に当たるかどうかは、人が確かめて判断します。"
        f"記録のない欄は「{UNKNOWN}」とあります。確かめて埋め、この文を消してから送ってください。"
    )


def _head(found: Draft) -> Iterator[tuple[str, str]]:
    yield "宛先(委託元)", f"{found.name or UNKNOWN}({found.tenant})"
    yield "通知する者・責任者・連絡先", UNKNOWN
    yield "事態を知った日時", f"{found.due.known.astimezone(JST):%Y-%m-%d %H:%M}(日本時間)" if found.due else UNKNOWN


def _outline(found: Draft) -> Iterator[tuple[str, str]]:
    yield "発生した日時", f"{found.at.astimezone(JST):%Y-%m-%d %H:%M:%S}(日本時間)"
    yield "経路", f"{CATEGORY[found.category].ja} {found.host or HIDDEN} ({WAY[found.direction]})"
    yield "行為者(仮名)", found.who
    yield "部署", HIDDEN if found.elsewhere else found.unit or UNKNOWN
    yield "雇用の形", EMPLOYMENT[found.employment] if found.employment else UNKNOWN
    yield "処置", ACTIONS_JA[found.action]
    yield "渡ったか", EGRESS[found.egress]
    if found.egress is not Egress.BLOCKED:
        yield "渡った量", UNKNOWN if found.bytes is None else f"本文 {found.bytes:,} バイト(最後まで受け取られたかは記録にない)"
    yield "知った経緯", UNKNOWN


def _kinds(found: Draft) -> Iterator[tuple[str, str]]:
    names = None if found.kinds is None else "、".join(ENTITY[kind].ja if kind in ENTITY else kind for kind in found.kinds)
    yield "見つかった項目", names or UNKNOWN
    if found.kinds is not None and found.matched:
        yield "注意", "見本として残した所見から分かる項目だけです。ほかの項目は" + UNKNOWN


def _people(found: Draft) -> Iterator[tuple[str, str]]:
    least = "" if found.people_exact else "少なくとも "
    how = "お客様の名簿との完全一致" if found.matched else "この委託元の業務の転送に含まれた人(ほかの委託元の人と分かるものを除く)"
    yield "この転送に含まれた本人の数", f"{least}{found.people:,} 人"
    yield "数え方", how
    yield "氏名だけの人", UNKNOWN if found.names_only is None else f"{found.names_only:,} 人"
    yield "うち漏えいした本人の数", f"{UNKNOWN}(記録では 0 人)" if found.egress is Egress.BLOCKED else UNKNOWN


def _cause(found: Draft) -> Iterator[tuple[str, str]]:
    for rule in found.rules:
        clause = f"({rule.kitei})" if rule.id and rule.kitei else rule.kitei
        yield "当たった規則", f"{rule.id or ''}{clause}" or UNKNOWN
    yield "動機・経緯", UNKNOWN
    yield "管理上の原因", UNKNOWN


def _more(found: Draft) -> Iterator[tuple[str, str]]:
    if found.unread:
        reasons = "、".join(GAP[reason].ja for reason in found.unread)
        yield "調べられなかった部分", f"{reasons}。何があったかは{UNKNOWN}"
    yield "警察・監督官庁への連絡", UNKNOWN
    yield "証跡", f"台帳の記録 {found.record}。方針 {found.policy[:12]}。`sekimori ledger verify` で確かめられます"


def _candidates(found: Draft) -> tuple[tuple[str, ...], ...]:
    return tuple((one.case.value, one.clause, one.reason) for one in found.candidates)


def _deadlines(found: Draft) -> str:
    return "\n".join(f"- {line}" for line in _due(found))


def _due(found: Draft) -> Iterable[str]:
    if not found.candidates:
        yield "記録からは、報告の要る場合に当たる候補は見つかりません。"
    if found.due is None:
        yield f"期限: {UNKNOWN}(事態を知った日時を `--known-at` で与えると計算します)"
    else:
        first, last = found.due.first
        yield f"委託元への通知・速報: 速やかに(おおむね {first.isoformat()} から {last.isoformat()} まで)"
        longer = found.due.full_improper
        yield f"確報: {found.due.full.isoformat()} まで" + (f"。不正の目的のおそれ(t3)なら {longer.isoformat()} まで" if longer else "")
        yield "知った日を一日目に数え、休日でも延ばしていません(早いほうの数え方)。"
    yield "委託元の期限は、委託元が知った日(遅くともこの通知を受けた日)から数えます。"
    yield f"候補は {found.law_as_of.isoformat()} 現在の施行規則7条・43条との照らし合わせで、法律の判断ではありません。"
