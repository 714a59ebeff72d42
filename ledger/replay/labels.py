"""What replays and proposals say to a reader, in Japanese and in English. It must not know what was found."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.replay.tally import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Headings and sentences of one language; what stands in braces is filled in. Column by column in the order of the table."""

    changes: Mapping[Change, str]
    again: str
    policies: str
    nothing: str
    lists: tuple[str, str, str, str, str]
    """Headings of the changes, and of where they are: rules, units, tenants, destinations."""
    sums: tuple[str, str]
    """Transfers, and people."""
    added_up: str
    no_unit: str
    days: tuple[str, ...]
    first: tuple[str, ...]
    untried: tuple[str, str]
    as_it_was: tuple[str, str]
    taking: str
    takings: tuple[str, ...]
    day: str
    never: str
    needed: str
    one_is_enough: str
    proposals: tuple[str, ...]
    together: str


JAPANESE = Labels(
    changes={
        Change.BLOCK: "新たに遮断",
        Change.HOLD: "新たに承認待ち",
        Change.JUSTIFY: "新たに理由を聞く",
        Change.ALERT: "新たに通知",
        Change.RELEASED: "今は止まり、下書きでは通る",
        Change.EASED: "そのほかの緩和",
    },
    again="{transfers:,} 件の記録を判定し直しました。{changed:,} 件の判定が変わります。",
    policies="今の方針 {now}、下書き {draft}。通知は一日あたり {alerts_now:,.1f} 件から {alerts_draft:,.1f} 件になります。",
    nothing="この間の記録が一件もないので、下書きについては何も言えません。",
    lists=("変わり方", "規則", "部署・拠点", "委託元", "送信先"),
    sums=("件数", "人数(延べ)"),
    added_up="人数は転送ごとの人数を足したもので、同じ人が重なります。",
    no_unit="(部署なし)",
    days=("日", "通知 今", "下書き", "停止 今", "下書き", "下書きの通知"),
    first=("初めに当たる人(仮名)", "件数", "人数(延べ)", "初めて(日本時間)", "部署・拠点", "規則"),
    untried=("試せなかったこと", "件数"),
    as_it_was=(
        "期間の人数は当時のままです。下書きなら止まっていた転送の人数も入っています。",
        "待ってから通った転送は二件の記録なので、待つものとして二度数えます。",
    ),
    taking="{name}: {about}。方針 {policy}",
    takings=("方法", "進め方", "気付く日", "出た人数", "", "気付いた規則"),
    day="{day:,} 日目",
    never="気付かない",
    needed="全員を持ち出すには {accounts:,} のアカウントが要る",
    one_is_enough="一つのアカウントで全員を持ち出せる",
    proposals=("規則、組", "今", "提案", "一日あたり 今", "提案"),
    together=(
        "すべての提案を合わせ、転送を一度ずつ数えた一日あたり: 通知は今 {alerts_now:,.1f} 件、提案 {alerts_then:,.1f} 件、"
        "停止は今 {stops_now:,.1f} 件、提案 {stops_then:,.1f} 件。"
    ),
)

ENGLISH = Labels(
    changes={
        Change.BLOCK: "newly blocked",
        Change.HOLD: "newly held",
        Change.JUSTIFY: "newly asked for a reason",
        Change.ALERT: "newly alerted",
        Change.RELEASED: "released, stopped today",
        Change.EASED: "eased otherwise",
    },
    again="{transfers:,} transfers decided again, {changed:,} of them otherwise.",
    policies="Policy {now} now, {draft} as a draft. Alerts a day: {alerts_now:,.1f} now, {alerts_draft:,.1f} under the draft.",
    nothing="No transfer of that time is on record: this says nothing of the draft.",
    lists=("change", "rule", "unit", "tenant", "destination"),
    sums=("transfers", "people*"),
    added_up="* people of each transfer added up, not distinct",
    no_unit="(no unit)",
    days=("day", "alerts now", "draft", "stops now", "draft", "alerts under the draft"),
    first=("hit first", "transfers", "people*", "when (JST)", "unit", "rule"),
    untried=("not replayed", "transfers"),
    as_it_was=(
        "Counts over time are as they were, with whom the draft would have stopped.",
        "What waited and went out later was two transfers, and waits twice here.",
    ),
    taking="{name}: {about}; policy {policy}",
    takings=("way", "pace", "noticed", "people out", "", "by"),
    day="day {day:,}",
    never="never",
    needed="{accounts:,} accounts would be needed for all",
    one_is_enough="one account is enough for all",
    proposals=("rule, group", "now", "proposed", "a day now", "proposed"),
    together=(
        "Together, each transfer once: alerts a day {alerts_now:,.1f} now, {alerts_then:,.1f} proposed; "
        "stops a day {stops_now:,.1f} now, {stops_then:,.1f} proposed."
    ),
)

LABELS = {"ja": JAPANESE, "en": ENGLISH}
