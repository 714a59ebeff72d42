"""Quiet on ordinary text: false hits on texts about nobody stay within a budget that only falls (tests/ordinary/SOURCES.md)."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from detectors.analyzer import Analyzer
from detectors.config import DetectorConfig
from detectors.jsonlines import answers

FOLDER = Path(__file__).parents[1] / "ordinary"
KINDS = sorted(path.stem for path in FOLDER.glob("*.jsonl"))
BUDGET: dict[str, dict[str, int]] = json.loads((FOLDER / "budget.json").read_text(encoding="utf-8"))

SLACK = 3
"""False hits fewer than the budget of an entity from which on the budget has to be lowered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinary:
    """A text, and how many hits of an entity belong in it."""

    kind: str
    line: int
    source: str
    text: str
    expected: Counter[str]


def texts() -> Iterator[Ordinary]:
    for kind in KINDS:
        for line, row in enumerate((FOLDER / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
            fields = json.loads(row)
            expected = Counter(fields.get("expected", {}))
            yield Ordinary(kind=kind, line=line, source=fields["source"], text=fields["text"], expected=expected)


@lru_cache(maxsize=1)
def false_hits() -> tuple[tuple[str, str, str], ...]:
    """Return the kind of text, the entity and the place of each false hit, from one process that reads all texts."""
    ordinary = list(texts())
    lines = [json.dumps({"text": one.text}).encode() for one in ordinary]
    found: list[tuple[str, str, str]] = []
    for one, answer in zip(ordinary, answers(lines, Analyzer(DetectorConfig())), strict=True):
        labels = Counter(entity["label"] for entity in json.loads(answer)["entities"])
        del labels["LOCATION"]  # a place name alone is no personal data
        found += [(one.kind, label, f"{one.kind}.jsonl:{one.line} {one.source}") for label in (labels - one.expected).elements()]
    return tuple(found)


@pytest.mark.model
@pytest.mark.parametrize("kind", KINDS)
def test_false_hits_stay_within_the_budget(kind: str) -> None:
    found = Counter(entity for where, entity, _ in false_hits() if where == kind)
    over = found - Counter(BUDGET[kind])
    assert not over, [f"{entity} {place}" for where, entity, place in false_hits() if where == kind and entity in over]


@pytest.mark.model
@pytest.mark.parametrize("kind", KINDS)
def test_the_budget_falls_with_the_false_hits(kind: str) -> None:
    found = Counter(entity for where, entity, _ in false_hits() if where == kind)
    loose = {entity: found[entity] for entity, most in BUDGET[kind].items() if most - found[entity] >= SLACK}
    assert loose == {}, "fewer than allowed: lower budget.json to these"


@pytest.mark.model
def test_what_is_expected_is_found() -> None:
    known = [one for one in texts() if one.expected]
    lines = [json.dumps({"text": one.text}).encode() for one in known]
    for one, answer in zip(known, answers(lines, Analyzer(DetectorConfig(model=False))), strict=True):
        labels = Counter(entity["label"] for entity in json.loads(answer)["entities"])
        assert not one.expected - labels, f"{one.kind}.jsonl:{one.line}"


def test_there_are_enough_texts_and_each_is_one() -> None:
    distinct = {one.text for one in texts()}
    assert len(distinct) == sum(1 for _ in texts()) > 2_000
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000


def test_each_source_is_named_with_its_licence() -> None:
    named = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    packages = {one.source for one in texts() if one.kind in ("software", "documentation")}
    assert {source for source in packages if f"| {source} " not in named} == set()
    assert {kind for kind in KINDS if f"`{kind}.jsonl`" not in named} == set()


def test_the_budget_names_every_kind_and_nothing_else() -> None:
    assert sorted(BUDGET) == KINDS
    assert min(most for entities in BUDGET.values() for most in entities.values()) > 0
