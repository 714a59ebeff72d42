"""Why a verdict came out as it did, and which rule was nearest: for operators, in Japanese and English. Decides nothing itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from detectors.model import GapReason
from rules.escalation import LOCKOUT
from rules.facts import Facts, Scene
from rules.model import Action, RuleMatch, Transfer, Verdict
from rules.policy import Policy
from rules.rule import Measure
from rules.words import GAP, Words

ACTIONS_JA = {Action.ALLOW: "許可", Action.ALERT: "通知", Action.JUSTIFY: "理由確認", Action.HOLD: "保留", Action.BLOCK: "遮断"}
MEASURES_JA = {
    "people": "人数",
    "names_only": "氏名のみ",
    "drawdown": "引き出して送り出した人数",
    "findings": "検出数",
    "customers": "自社のお客様",
    "foreign_customers": "別の委託元のお客様",
    "canaries": "おとりの人",
    "uninspected_bytes": "未検査バイト数",
    "beyond_order": "作業申請の人数を超えた人数",
    "terminals": "同時に使われている端末",
    "people_per_call": "応対一件あたりの人数",
}

UNITS_JA = {"findings": "個", "uninspected_bytes": "バイト", "terminals": "台"}
"""Of counts that are not of people."""

NEVER_NEAR = frozenset({Measure.CANARIES, Measure.FOREIGN_CUSTOMERS, Measure.TERMINALS, Measure.BEYOND_ORDER})
"""One too many is the first that says anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A rule that looked at the transfer and was not reached."""

    rule: str
    action: Action
    measure: str
    found: int
    threshold: int

    @property
    def left(self) -> int:
        """How much more would have reached it."""
        return self.threshold + 1 - self.found


def nearest(transfer: Transfer, facts: Facts, policy: Policy) -> Near | None:
    """Return the rule closest to applying; None if every rule that looks at the transfer applied.

    Of rules that count the same it is the one with the least left, the strongest of several; of others the one with the largest share.
    """
    closest: dict[str, Near] = {}
    for near in _missed(policy, policy.scene(transfer), facts):
        kind = near.measure.partition(".")[0]
        closest[kind] = max(closest.get(kind, near), near, key=lambda one: (-one.left, one.action.strength))
    return max(closest.values(), key=lambda near: (near.found / (near.threshold + 1), -near.left), default=None)


def explain(verdict: Verdict, near: Near | None) -> tuple[str, str]:
    """Return the reasons for `verdict` in Japanese and in English, one line each rule; they show counts, never what was found."""
    japanese = [f"判定: {ACTIONS_JA[verdict.action]}", *(_line_ja(match) for match in verdict.matches)]
    english = [f"Verdict: {verdict.action}", *(_line_en(match) for match in verdict.matches)]
    if verdict.divisor > 1:
        japanese.insert(1, f"短い間に何度も止められたため、人数の上限は通常の{verdict.divisor}分の1でした。")
        english.insert(1, f"After repeated attempts, limits on numbers of people were divided by {verdict.divisor}.")
    if not verdict.matches:
        japanese.append("当てはまる規則はありません。")
        english.append("No rule applied.")
    if verdict.would is not verdict.action:
        japanese.append(f"すべての規則が有効なら: {ACTIONS_JA[verdict.would]}")
        english.append(f"If every rule decided: {verdict.would}")
    if near:
        unit = _unit(near.measure)
        count = f"{measure_ja(near.measure)} {near.found:,} {unit}(しきい値 {near.threshold:,} {unit})"
        japanese.append(f"次に近い規則: {near.rule}({ACTIONS_JA[near.action]}) … {count}、あと {near.left:,} {unit}で当てはまります")
        here = f"{near.measure} {near.found:,}, not over {near.threshold:,}"
        english.append(f"Nearest other rule: {near.rule} ({near.action}); {here}: {near.left:,} more and it applies")
    else:
        japanese.append("ほかに、この転送を数える規則はありません。")
        english.append("No other rule counts anything of this transfer.")
    return "\n".join(japanese), "\n".join(english)


def _missed(policy: Policy, scene: Scene, facts: Facts) -> Iterator[Near]:
    for rule in policy.candidates(scene.transfer):
        if rule.condition.fits(scene) and rule.condition.finds(facts) and not rule.match(scene, facts):
            for limit in rule.limits:
                found, threshold = rule.found(limit, scene, facts), limit.at(facts.divisor)
                if found <= threshold and limit.reason is None and limit.measure not in NEVER_NEAR:
                    yield Near(rule=rule.id, action=rule.action, measure=limit.name, found=found, threshold=threshold)


def _line_ja(match: RuleMatch) -> str:
    cause = _cause(match).ja
    silent = "" if match.enforced else f"、例外 {match.excused_by} により記録のみ" if match.excused_by else "、記録のみ"
    silent += f"、例外 {match.lapsed} は期限切れ" if match.lapsed else ""
    kitei = f" [{match.kitei}]" if match.kitei else ""
    return f"- {match.rule}: {ACTIONS_JA[match.action]}{silent} … {cause}{kitei}"


def _line_en(match: RuleMatch) -> str:
    cause = _cause(match).en
    silent = "" if match.enforced else f", recorded only (exception {match.excused_by})" if match.excused_by else ", recorded only"
    silent += f", exception {match.lapsed} has ended" if match.lapsed else ""
    return f"- {match.rule}: {match.action}{silent}; {cause}"


def measure_ja(measure: str) -> str:
    """Return the name of a count (`people.30d`) in Japanese."""
    kind, _, window = measure.partition(".")
    where = {"transfer": "今回"}.get(window, f"{window[:-1]}日間" if window[:-1].isdigit() else window)
    return f"{MEASURES_JA.get(kind, kind)}({where})"


def _cause(match: RuleMatch) -> Words:
    if match.rule == LOCKOUT:
        return Words("何度も止められたため、お客様の情報をすべて止めている間でした", "nothing with customers' data passes during a lockout")
    kind, _, which = match.measure.partition(".")
    if not which:
        return Words("条件に該当", f"its condition ({match.measure})")
    if kind == Measure.GAP:
        gap = GAP[GapReason(which)]
        return Words(f"検査できない部分: {gap.ja}", f"a part was not inspected: {gap.en}")
    unit = _unit(match.measure)
    return Words(
        f"{measure_ja(match.measure)} {match.found:,} {unit}(しきい値 {match.threshold:,} {unit}を超えました)",
        f"{match.measure} {match.found:,}, over {match.threshold:,}",
    )


def _unit(measure: str) -> str:
    return UNITS_JA.get(measure.partition(".")[0], "人")
