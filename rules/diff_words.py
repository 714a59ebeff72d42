"""One change between two policies, and the words that all kinds of change share. Knows no policy."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rules.explain import ACTIONS_JA
from rules.model import Action


class Effect(StrEnum):
    """What a change does to verdicts, in the order in which it has to be looked at."""

    LOOSER = "looser"
    STRICTER = "stricter"
    OTHER = "other"
    """It decides for other transfers, or says something else to people."""


HEADS = {
    Effect.LOOSER: ("緩くなる:", "Looser:"),
    Effect.STRICTER: ("厳しくなる:", "Stricter:"),
    Effect.OTHER: ("そのほか:", "Other:"),
}


MODES = ("monitor", "enforce")
"""The looser one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference."""

    effect: Effect
    ja: str
    en: str


def listed(*names: Iterable[str]) -> list[str]:
    """Return all `names` once, in their order."""
    return list(dict.fromkeys(name for some in names for name in some))


def action_words(old: Action, new: Action) -> tuple[str, str]:
    """Return a changed action in Japanese and in English."""
    return f"{ACTIONS_JA[old]} → {ACTIONS_JA[new]}", f"{old} → {new}"


def by_strength(old: Action, new: Action) -> Effect:
    """Return the effect of another action."""
    return Effect.STRICTER if new.strength > old.strength else Effect.LOOSER


def by_number(old: int, new: int) -> Effect:
    """Return the effect of another threshold."""
    return Effect.STRICTER if new < old else Effect.LOOSER


def by_order[T](positions: Iterable[T], old: T, new: T) -> Effect:
    """Return the effect of another position; `positions` are in order, the loosest first."""
    order = list(positions)
    return Effect.STRICTER if order.index(new) > order.index(old) else Effect.LOOSER


def told(changes: Iterable[Change]) -> tuple[str, str]:
    """Return the changes as a page in Japanese and one in English."""
    found = list(changes)
    if not found:
        return "判定を変える違いも、言葉の違いもありません。", "The policies say the same."
    japanese, english = list[str](), list[str]()
    for effect, (ja, en) in HEADS.items():
        its = [change for change in found if change.effect is effect]
        if its:
            japanese += [ja, *(f"- {change.ja}" for change in its)]
            english += [en, *(f"- {change.en}" for change in its)]
    return "\n".join(japanese), "\n".join(english)
