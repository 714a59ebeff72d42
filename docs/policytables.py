"""Tables of the page for policy owners: the shipped rules and the kinds of personal data, from policy and code."""

from rules.merge import read
from rules.policy import DEFAULT
from rules.schema_rule import Over
from rules.words import ENTITY


def shipped_rules() -> str:
    """Return the rules of the shipped policy, in the order of the file."""
    entries = [entry for source in read([DEFAULT]) for entry in source.file.rules]
    rows = [f"| `{entry.id}` | {entry.purpose} | {_counts(entry.over)} | `{entry.action}` |" for entry in entries]
    return "\n".join(["| 規則 | 何のためか | 超えたら | 処置 |", "|---|---|---|---|", *rows, ""])


def entities() -> str:
    """Return every kind of personal data, as rules and metrics write it and as the pages for staff do."""
    rows = [f"| `{name}` | {words.ja} |" for name, words in ENTITY.items()]
    return "\n".join(["| 名前 | 意味 |", "|---|---|", *rows, ""])


def _counts(over: Over) -> str:
    counts = [f"`{word}` {window} {count:,}" for word, windows in over for window, count in windows.items()]
    return "、".join(counts) or "いつも"
