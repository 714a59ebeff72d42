"""What changes in one rule, in words. Knows nothing of the rest of the policy."""

from collections.abc import Iterator

from rules.diff_parts import moved
from rules.diff_words import MODES, Change, Effect, action_words, by_number, by_order, by_strength, listed
from rules.explain import ACTIONS_JA, measure_ja
from rules.model import Action
from rules.profile import WORDS
from rules.schema_rule import Clauses, RuleEntry, When

SPOKEN = ("purpose", "owner", "kitei", "law", "severity", "message")
"""What a rule says, and does not decide by."""

PROFILES_JA = {profile: word for word, profile in WORDS.items() if word != profile}


def rule_changes(old: RuleEntry | None, new: RuleEntry | None) -> Iterator[Change]:
    """Yield what changes from one rule to another of the same id; None is no rule."""
    if new is None:
        assert old
        yield Change(effect=_with(old, Effect.LOOSER), ja=f"規則 {old.id} がなくなる", en=f"rule {old.id} is gone")
    elif old is None:
        yield Change(effect=_with(new, Effect.STRICTER), **_told(new))
    else:
        yield from _decides(old, new)
        yield from _counts(old, new)
        yield from _looks_at(old, new)
        yield from spoken(f"規則 {new.id}", f"rule {new.id}", old, new)
        if old.examples != new.examples:
            yield Change(effect=Effect.OTHER, ja=f"規則 {new.id} の examples が変わる", en=f"rule {new.id}: examples changed")


def _told(rule: RuleEntry) -> dict[str, str]:
    watches, when = rule.mode == "monitor", [when_words(rule.when)] if rule.when != When() else []
    limits = [(f"{measure}.{window}", f"{number:,}") for (measure, window), number in _thresholds(rule).items()]
    ja = [ACTIONS_JA[rule.action], *(["記録のみ"] if watches else []), *when]
    en = [rule.action, *(["recorded only"] if watches else []), *when]
    if limits:
        ja.append("しきい値 " + "、".join(f"{measure_ja(name)} {number}" for name, number in limits))
        en.append("over " + ", ".join(f"{name} {number}" for name, number in limits))
    return {"ja": f"規則 {rule.id} が加わる: {'、'.join(ja)}", "en": f"rule {rule.id} is new: {', '.join(en)}"}


def when_words(when: When) -> str:
    """Return the words of a condition, and their values, on one line."""
    return ", ".join(f"{place} {now}" for place, _, now in moved(None, when.model_dump(exclude_defaults=True)))


def spoken(ja: str, en: str, old: Clauses, new: Clauses) -> Iterator[Change]:
    """Yield what is said otherwise, with both texts."""
    before, after = ({word: getattr(clauses, word) for word in SPOKEN} for clauses in (old, new))
    for place, was, now in moved(before, after):
        yield Change(effect=Effect.OTHER, ja=f"{ja} の {place}: {was} → {now}", en=f"{en}, {place}: {was} → {now}")


def _with(rule: RuleEntry, effect: Effect) -> Effect:
    """A rule that only watches or allows changes no verdict by coming or going."""
    return effect if rule.mode == "enforce" and rule.action is not Action.ALLOW else Effect.OTHER


def _decides(old: RuleEntry, new: RuleEntry) -> Iterator[Change]:
    if old.action is not new.action:
        ja, en = action_words(old.action, new.action)
        yield Change(effect=by_strength(old.action, new.action), ja=f"規則 {new.id}: {ja}", en=f"rule {new.id}: {en}")
    if old.mode != new.mode:
        effect = by_order(MODES, old.mode, new.mode)
        yield Change(effect=effect, ja=f"規則 {new.id}: {old.mode} → {new.mode}", en=f"rule {new.id}: {old.mode} → {new.mode}")
    if old.profile != new.profile:
        was, now = old.profile, new.profile
        ja = f"{PROFILES_JA[was] if was else '全体のとおり'} → {PROFILES_JA[now] if now else '全体のとおり'}"
        en = f"{was or 'that of all'} → {now or 'that of all'}"
        yield Change(effect=Effect.OTHER, ja=f"規則 {new.id} の厳しさ: {ja}", en=f"rule {new.id}, its own profile: {en}")
    if old.per != new.per:
        yield Change(effect=Effect.OTHER, ja=f"規則 {new.id}: 数える単位 {old.per} → {new.per}", en=f"rule {new.id}: counts per {new.per}")


def _counts(old: RuleEntry, new: RuleEntry) -> Iterator[Change]:
    before, after = _thresholds(old), _thresholds(new)
    if bool(before) != bool(after):
        effect = Effect.LOOSER if after else Effect.STRICTER
        now_ja, now_en = ("数を超えたときだけになる", "only over a count") if after else ("いつも当てはまるようになる", "always")
        yield Change(effect=effect, ja=f"規則 {new.id}: {now_ja}", en=f"rule {new.id} applies {now_en}")
        return
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        name, (effect, ja, en) = f"{key[0]}.{key[1]}", _moved(was, now)
        yield Change(effect=effect, ja=f"規則 {new.id} のしきい値 {measure_ja(name)}: {ja}", en=f"rule {new.id}, threshold of {name}: {en}")


def _moved(old: int | None, new: int | None) -> tuple[Effect, str, str]:
    if old is None:
        return Effect.STRICTER, f"加わる({new:,})", f"counted too, over {new:,}"
    if new is None:
        return Effect.LOOSER, f"なくなる({old:,})", f"no longer counted ({old:,})"
    return by_number(old, new), f"{old:,} → {new:,}", f"{old:,} → {new:,}"


def _looks_at(old: RuleEntry, new: RuleEntry) -> Iterator[Change]:
    for field, info in When.model_fields.items():
        was, now = getattr(old.when, field), getattr(new.when, field)
        if was == now or (isinstance(was, tuple) and set(was) == set(now)):
            continue
        word = info.alias or field
        yield Change(
            effect=_width(now, was) if was and now and field.startswith("outside_") else _width(was, now),
            ja=f"規則 {new.id} が見る {word}: {_shown(was, 'すべて')} → {_shown(now, 'すべて')}",
            en=f"rule {new.id} looks at {word}: {_shown(was, 'all')} → {_shown(now, 'all')}",
        )


def _width(old: object, new: object) -> Effect:
    if not isinstance(old, tuple) or not isinstance(new, tuple):
        return Effect.STRICTER if new is None else Effect.LOOSER if old is None else Effect.OTHER
    if not new or (old and set(old) < set(new)):
        return Effect.STRICTER
    return Effect.LOOSER if not old or set(new) < set(old) else Effect.OTHER


def _shown(value: object, everything: str) -> str:
    if isinstance(value, tuple):
        return " ".join(listed(map(str, value))) or everything
    return everything if value is None else str(value).lower()


def _thresholds(rule: RuleEntry) -> dict[tuple[str, str], int]:
    return {(measure, window): number for measure, windows in rule.over for window, number in windows.items()}
