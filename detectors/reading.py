"""One text as read: folded, with the labels in it and its words. Made once, shared by every recogniser.

Parts are made when first asked for, so a text without candidates costs a fold and a few searches. Knows no entity's notation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from detectors import labels
from detectors.fold import fold
from detectors.hits import Hit
from detectors.names.name import Name
from detectors.names.words import Word, words_of

# What may stand between a label and its value: 「電話番号（自宅）は：」.
_LINK = re.compile(
    r"(?:[ \t]|は|が|:|=|\"|'|\||【|】|」|\]|>|-|no[.:]?|番号|\((?!0)[^()0-9]{0,8}\)|\)|、|,|\(|です|の|[0-9]?$)*", re.IGNORECASE
)
_LINK_LIMIT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label word at its place, half-open code points of the folded text."""

    start: int
    end: int
    role: labels.Role


@lru_cache(maxsize=1)
def _matcher() -> tuple[AhoCorasick, tuple[labels.Role, ...]]:
    pairs = labels.in_text()
    return AhoCorasick([word for word, _ in pairs], matchkind=MatchKind.LeftmostLongest), tuple(role for _, role in pairs)


@dataclass(kw_only=True)
class Reading:
    """One text, folded one to one."""

    raw: str = field(repr=False)
    """Without zero-width characters, else as given."""
    names: Sequence[Name] | None = None
    """Names of people, from left to right; None when nobody looked for them."""
    found: Sequence[Hit] = ()
    """Hits of the recognisers before this one."""

    @cached_property
    def text(self) -> str:
        """The folded text that patterns read. Offsets equal those of `raw`."""
        return fold(self.raw)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Label words in order, longest where they overlap."""
        matcher, roles = _matcher()
        low = self.text.lower()
        if len(low) != len(self.text):
            # A few letters (İ) grow when lowered; labels hold none of them.
            low = "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        found = (Label(start=start, end=end, role=roles[which]) for which, start, end in matcher.find_matches_as_indexes(low))
        return tuple(label for label in found if not self._inside_latin_word(label, low))

    @staticmethod
    def _inside_latin_word(label: Label, low: str) -> bool:
        def latin(index: int) -> bool:
            return 0 <= index < len(low) and "a" <= low[index] <= "z"

        return (latin(label.start) and latin(label.start - 1)) or (latin(label.end - 1) and latin(label.end))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Dictionary words (Sudachi, longest unit)."""
        return tuple(words_of(self.text))

    def label_of(self, start: int) -> Label | None:
        """Return the label that stands directly before `start`, with nothing between but a colon, a particle, a bracket."""
        for label in reversed(self.labels):
            if label.end <= start:
                gap = self.text[label.end : start]
                return label if len(gap) <= _LINK_LIMIT and _LINK.fullmatch(gap) else None
        return None

    def near(self, entity: str, start: int, end: int, *, before: int = 40, after: int = 20) -> Label | None:
        """Return a label of `entity` within `before` code points ahead of the span or `after` behind it."""
        for label in self.labels:
            if label.role.entity == entity and start - before <= label.start and label.end <= end + after:
                return label
        return None
