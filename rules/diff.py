"""What changes from one policy to another, in words: what gets stricter, what looser, what is only said otherwise. Decides nothing."""

from collections.abc import Callable, Iterator
from datetime import date

from detectors.model import GapReason
from rules.compile import gap_action
from rules.diff_context import context_changes
from rules.diff_orders import order_changes
from rules.diff_parts import NONE, moved
from rules.diff_rules import PROFILES_JA, rule_changes, spoken, when_words
from rules.diff_words import MODES, Change, Effect, action_words, by_number, by_order, by_strength, listed
from rules.hosts import example
from rules.model import DestinationClass
from rules.policy import Policy, build, net
from rules.profile import Profile
from rules.schema import ExceptionEntry, OnGap, PolicyFile

OURS = frozenset({DestinationClass.CRM, DestinationClass.APPROVED})
"""Classes to which customers' data may go."""

COMPARED = frozenset(
    {
        "mode",
        "profile",
        "monitor_until",
        "rules",
        "destinations",
        "passthrough",
        "internal_destinations",
        "staff",
        "on_gap",
        "exceptions",
        "zones",
        "shifts",
        "holidays",
        "work_orders",
    }
)
"""Parts with words of their own; of any other part it is only said that it differs."""


def differences(old: PolicyFile, new: PolicyFile) -> tuple[Change, ...]:
    """Return every change from `old` to `new`: looser ones first, because somebody has to answer for them."""
    parts: tuple[Callable[[PolicyFile, PolicyFile], Iterator[Change]], ...] = (
        _mode, _rules, _gaps, _exceptions, _destinations, _hosts, context_changes, order_changes, _staff, _rest
    )  # fmt: skip
    found = [change for part in parts for change in part(old, new)]
    return tuple(sorted(found, key=lambda change: list(Effect).index(change.effect)))


def _mode(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    if old.mode != new.mode:
        effect = by_order(MODES, old.mode, new.mode)
        until_ja, until_en = (f"({new.monitor_until} まで)", f" until {new.monitor_until}") if new.mode == "monitor" else ("", "")
        yield Change(
            effect=effect, ja=f"方針全体: {old.mode} → {new.mode}{until_ja}", en=f"the whole policy: {old.mode} → {new.mode}{until_en}"
        )
    if old.profile != new.profile:
        effect = by_order(Profile, old.profile, new.profile)
        yield Change(
            effect=effect,
            ja=f"全体の厳しさ: {PROFILES_JA[old.profile]} → {PROFILES_JA[new.profile]}",
            en=f"profile: {old.profile} → {new.profile}",
        )
    if old.monitor_until and new.monitor_until and old.monitor_until != new.monitor_until:
        yield _moved_end(old.monitor_until, new.monitor_until, "様子見(monitor)の終わり", "end of monitor mode")


def _rules(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    # Where a policy leaves out the rules for unknown users and destinations, the shipped ones hold: nothing is gone.
    before, after = ({rule.id: rule for rule in (*net(file), *file.rules)} for file in (old, new))
    for name in listed(before, after):
        yield from rule_changes(before.get(name), after.get(name))


def _gaps(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    before, after = old.on_gap or OnGap(), new.on_gap or OnGap()
    moved: dict[tuple[str, str, Effect], dict[str, list[str]]] = {}
    for category in DestinationClass:
        for reason in GapReason:
            was, now = gap_action(before, category, reason), gap_action(after, category, reason)
            if was is not now:
                key = (*action_words(was, now), by_strength(was, now))
                moved.setdefault(key, {}).setdefault(category.value, []).append(reason)
    for (ja, en, effect), places in moved.items():
        for place, reasons in places.items():
            which = "すべての理由" if len(reasons) == len(GapReason) else " ".join(reasons)
            plain = "every reason" if len(reasons) == len(GapReason) else " ".join(reasons)
            yield Change(effect=effect, ja=f"検査できない部分({place}、{which}): {ja}", en=f"not inspected ({place}, {plain}): {en}")
    if before.mode != after.mode:
        effect = by_order(MODES, before.mode, after.mode)
        yield Change(effect=effect, ja=f"検査できない部分: {before.mode} → {after.mode}", en=f"not inspected: {before.mode} → {after.mode}")
    yield from spoken("検査できない部分(on_gap)", "on_gap", before, after)


def _exceptions(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    before, after = {e.id: e for e in old.exceptions}, {e.id: e for e in new.exceptions}
    for name in listed(before, after):
        yield from _exception(name, before.get(name), after.get(name))


def _exception(name: str, old: ExceptionEntry | None, new: ExceptionEntry | None) -> Iterator[Change]:
    if new is None:
        yield Change(effect=Effect.STRICTER, ja=f"例外 {name} がなくなる", en=f"exception {name} is gone")
    elif old is None:
        rules = " ".join(new.rules)
        yield Change(
            effect=Effect.LOOSER,
            ja=f"例外 {name} が加わる: {when_words(new.when)} について {rules} を {new.expires} まで外す({new.owner}、{new.reason})",
            en=f"exception {name} is new: {rules} do not decide for {when_words(new.when)} until {new.expires} ({new.owner})",
        )
    else:
        if old.expires != new.expires:
            yield _moved_end(old.expires, new.expires, f"例外 {name} の期限", f"end of exception {name}")
        for place, was, now in moved(old, new):
            if place != "expires":
                effect = Effect.LOOSER if place.split()[0] in ("rules", "when") else Effect.OTHER
                yield Change(effect=effect, ja=f"例外 {name} の {place}: {was} → {now}", en=f"exception {name}, {place}: {was} → {now}")


def _moved_end(old: date, new: date, ja: str, en: str) -> Change:
    effect = Effect.LOOSER if new > old else Effect.STRICTER
    longer_ja, longer_en = ("延びる", "later") if new > old else ("早まる", "sooner")
    return Change(effect=effect, ja=f"{ja}が{longer_ja}: {old} → {new}", en=f"{en} is {longer_en}: {old} → {new}")


def _destinations(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    """Compare what each host means, whichever list says it."""
    before, after = build(old), build(new)
    hosts = [host for file in (old, new) for entry in file.destinations for host in entry.hosts]
    for host in dict.fromkeys(hosts):
        was, now = (_meaning(policy, host) for policy in (before, after))
        if was != now:
            yield Change(
                effect=_trust(was, now), ja=f"送信先 {host}: {_said(was)} → {_said(now)}", en=f"{host}: {_said(was)} → {_said(now)}"
            )


type Meaning = tuple[DestinationClass, str, bool]
"""Class, tenant, whether answers are inspected."""


def _meaning(policy: Policy, pattern: str) -> Meaning:
    found = policy.destination(example(pattern), 443)
    return found.category, found.tenant, found.guarded


def _said(meaning: Meaning) -> str:
    category, tenant, guarded = meaning
    guard = "" if guarded is (category is DestinationClass.CRM) else f"guarded={guarded}".lower()
    return " ".join(filter(None, (category, tenant and f"tenant={tenant}", guard)))


def _trust(old: Meaning, new: Meaning) -> Effect:
    if (old[0] in OURS) != (new[0] in OURS):
        return Effect.LOOSER if new[0] in OURS else Effect.STRICTER
    if old[2] != new[2]:
        return Effect.STRICTER if new[2] else Effect.LOOSER
    return Effect.OTHER


def _hosts(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    """Compare the hosts that nobody looks into, and the internal ones that may be reached."""
    parts = (
        ("TLS を開かない先", "TLS is not opened", _closed),
        ("つないでよい社内の先", "internal host", lambda file: file.internal_destinations),
    )
    for ja, en, hosts_of in parts:
        before, after = set(hosts_of(old)), set(hosts_of(new))
        for host in sorted(after - before):
            yield Change(effect=Effect.LOOSER, ja=f"{ja}に加わる: {host}", en=f"{en}, new: {host}")
        for host in sorted(before - after):
            yield Change(effect=Effect.STRICTER, ja=f"{ja}からなくなる: {host}", en=f"{en}, gone: {host}")
    was_closed, now_closed = _closed(old), _closed(new)
    both = was_closed.keys() & now_closed.keys()
    for place, was, now in moved({host: was_closed[host] for host in sorted(both)}, {host: now_closed[host] for host in sorted(both)}):
        yield Change(effect=Effect.OTHER, ja=f"TLS を開かない先 {place}: {was} → {now}", en=f"TLS is not opened, {place}: {was} → {now}")


def _closed(file: PolicyFile) -> dict[str, dict[str, str]]:
    return {host: {"reason": entry.reason, "owner": entry.owner} for entry in file.passthrough for host in entry.hosts}


def _staff(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    more, fewer = len(set(new.staff) - set(old.staff)), len(set(old.staff) - set(new.staff))
    if more:
        yield Change(effect=Effect.LOOSER, ja=f"数えない値(staff)が {more} 件加わる", en=f"{more} more values are never counted (staff)")
    if fewer:
        yield Change(effect=Effect.STRICTER, ja=f"数えない値(staff)が {fewer} 件減る", en=f"{fewer} values are counted again (staff)")


def _rest(old: PolicyFile, new: PolicyFile) -> Iterator[Change]:
    for name in (name for name in PolicyFile.model_fields if name not in COMPARED):
        for place, was, now in moved({name: getattr(old, name)}, {name: getattr(new, name)}):
            yield Change(effect=_rest_effect(place, was, now), ja=f"{place}: {was} → {now}", en=f"{place}: {was} → {now}")


def _rest_effect(place: str, was: str, now: str) -> Effect:
    if place == "escalation after" and NONE in (was, now):
        return Effect.STRICTER if was == NONE else Effect.LOOSER
    if place.endswith("approvals") and NONE not in (was, now):
        return by_number(int(now), int(was))
    return Effect.OTHER
