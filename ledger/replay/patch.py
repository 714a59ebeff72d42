"""Writes other thresholds into the text of a policy, and nothing else but the examples that they make wrong. It must not know ledgers."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import yaml

from ledger.replay.suggest import TUNED
from rules.cases import matches
from rules.compile import compile_rule
from rules.merge import Source, read
from rules.policy import Policy, load
from rules.profile import LEGAL, Profile
from rules.schema_rule import Case, Over, RuleEntry

type Thresholds = Mapping[tuple[str, str, str], int]
"""(rule, measure, window) to the number as it is to count, whatever the profile."""


class Text(NamedTuple):
    """A file of a policy."""

    path: str
    before: str
    after: str


class _Edit(NamedTuple):
    start: int
    end: int
    text: str


def patched(source: Source, text: str, policy: Policy, thresholds: Thresholds) -> str:
    """Return `text`, that of the file of `source`, with other thresholds; a rule that shares them by an anchor stays as it is."""
    if not source.file.rules:
        return text
    top = yaml.compose(text, Loader=yaml.SafeLoader)
    assert top is not None, "the text was loaded as a policy"
    used = Counter(map(id, _within(top)))
    edits = [
        edit
        for node, value, entry in zip(_at_key(top, "rules").value, source.document.value["rules"], source.file.rules, strict=True)
        if (new := _written(entry, policy, thresholds)) != entry.over and not _shares(node, used)
        for edit in _edits(node, value, entry, new, policy)
    ]
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def rewritten(paths: Sequence[Path], policy: Policy, thresholds: Thresholds) -> list[Text]:
    """Return the files in `paths`, those of `policy`, as they are and as they would be. Raises ConfigError."""
    found = ((source, _read(Path(source.document.path))) for source in read(paths))
    return [Text(source.document.path, text, patched(source, text, policy, thresholds)) for source, text in found]


def reloaded(texts: Sequence[Text]) -> Policy:
    """Return the policy that the files would be. Raises ConfigError."""
    with TemporaryDirectory(prefix="sekimori-suggest-") as folder:
        paths = [Path(folder) / f"{number}.yaml" for number, _ in enumerate(texts)]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text.after, encoding="utf-8", newline="")
        return load(paths)


def diff(texts: Iterable[Text]) -> str:
    """Return what `patch` makes of the files as they are what they would be; empty if nothing changes."""
    return "".join(line for text in texts for line in _diff(_name(text.path), _lines(text.before), _lines(text.after)))


def _read(path: Path) -> str:
    """Return a text with its own ends of lines and byte order mark: YAML passes over them, and `patch` compares them."""
    return path.read_text(encoding="utf-8", newline="")


def _lines(text: str) -> list[str]:
    """Return the lines as `patch` knows them: those of YAML may also end in other ways."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _diff(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    for line in difflib.unified_diff(before, after, name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _name(path: str) -> str:
    """Return what `patch` takes for one name, below the folder in which one works."""
    here = Path.cwd()
    name = str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
    return f"{name}\t" if " " in name else name


def _written(entry: RuleEntry, policy: Policy, thresholds: Thresholds) -> Over:
    profile = entry.profile or policy.profile
    found: dict[str, dict[str, int]] = {}
    for measure in TUNED:
        numbers: dict[str, int] = getattr(entry.over, measure)
        found[measure] = {word: _at(profile, thresholds.get((entry.id, measure, word)), number) for word, number in numbers.items()}
    return entry.over.model_copy(update=found)


def _at(profile: Profile, wanted: int | None, written: int) -> int:
    """Return the number to write, so that under `profile` it counts as `wanted`."""
    if wanted is None:
        return written
    lenient = wanted if wanted > LEGAL else -(-wanted // 2)  # beyond the legal number nothing is doubled
    return {Profile.STRICT: 2 * wanted, Profile.STANDARD: wanted, Profile.LENIENT: lenient}[profile]


def _edits(node: yaml.MappingNode, value: Mapping[str, Any], entry: RuleEntry, over: Over, policy: Policy) -> Iterator[_Edit]:
    for measure in TUNED:
        for word, number in getattr(over, measure).items():
            if number != getattr(entry.over, measure)[word]:
                leaf = _at_key(node, "over", measure, word)
                yield _Edit(leaf.start_mark.index, leaf.end_mark.index, str(number))
    examples = _examples(value.get("examples", {}), entry.model_copy(update={"over": over}), policy)
    if examples is not None:
        held = _at_key(node, "examples")
        yield _Edit(held.start_mark.index, _end(held), _flow(examples))


def _examples(written: Mapping[str, Any], entry: RuleEntry, policy: Policy) -> dict[str, list[Any]] | None:
    """Return the examples that hold for the rule as it will be, with new ones at its thresholds; None if all hold as they are."""
    alone = replace(policy, rules=(compile_rule(entry, Profile.STANDARD),))
    kept: dict[str, list[Any]] = {}
    for word, must in (("match", True), ("no_match", False)):
        cases = written.get(word, [])
        kept[word] = [case for case in cases if matches(Case.model_validate(case), entry, alone) is must]
    if all(len(kept[word]) == len(written.get(word, [])) for word in kept):
        return None
    base = next((_without_counts(case) for case in written.get("match", [])), {})
    added = {"match": list(_passing(entry, base)), "no_match": [_just_under(entry, base)]}
    return {word: [*kept[word], *(case for case in added[word] if case not in kept[word])] for word in kept}


def _passing(entry: RuleEntry, base: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for word, number in entry.over.people.items():
        yield {**base, "people": number + 1} if word == "transfer" else {**base, "people": 1, "past": {word: number + 1}}
    for number in entry.over.names_only.values():
        yield {**base, "names_only": number + 1}
    for word, number in entry.over.drawdown.items():
        yield {**base, "people": 1, "drawdown": {word: number + 1}}


def _just_under(entry: RuleEntry, base: Mapping[str, Any]) -> dict[str, Any]:
    people, names = entry.over.people, entry.over.names_only
    past = {word: number for word, number in people.items() if word != "transfer"}
    found = dict(base)
    if people:
        found |= {"people": min(people.values())} | ({"past": past} if past else {})
    if names:
        found |= {"names_only": min(names.values())}
    if drawn := dict(entry.over.drawdown):
        found = {"people": 1} | found | {"drawdown": drawn}
    return found


def _without_counts(case: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in case.items() if word not in ("people", "names_only", "past", "drawdown")}


def _within(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield a node and all below it, each as often as it is used."""
    yield node
    if isinstance(node, yaml.CollectionNode):
        for part in node.value:
            for below in part if isinstance(part, tuple) else (part,):
                yield from _within(below)


def _shares(rule: yaml.MappingNode, used: Mapping[int, int]) -> bool:
    """Whether what would be written is another rule's too."""
    return any(used[id(node)] > 1 for name, value in rule.value if name.value in ("over", "examples") for node in _within(value))


def _at_key(node: yaml.Node, *keys: str) -> yaml.Node:
    for key in keys:
        node = next(value for name, value in node.value if name.value == key)
    return node


def _end(node: yaml.Node) -> int:
    """Return where the text of a node ends; a block would go on to what comes after it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return int(node.end_mark.index)
    children: Iterable[yaml.Node] = node.value if isinstance(node, yaml.SequenceNode) else [value for _, value in node.value]
    return max(map(_end, children))


class _Plain(yaml.SafeDumper):
    """Says a value again where it stands again, instead of naming it."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the name is PyYAML's
        return True


def _flow(value: Mapping[str, Sequence[Any]]) -> str:
    dumped: str = yaml.dump(value, Dumper=_Plain, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return dumped.strip()
