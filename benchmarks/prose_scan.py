"""Prose of call centres against stock Presidio: the notes of the grammar, and the labelled texts that SEKIMORI_EVAL names, if it is set."""

import json
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from benchmarks import ours, stock
from benchmarks.figure import Figure
from benchmarks.prose import notes

NOTES = 3_000
STOCK_NOTES = 300
EVALUATION = ("ner_mixed_gsd", "ner_wikipedia_stockmark")
TEXTS = 300
OVERLAP = 0.5
"""Least intersection over union of a hit."""


def run(quick: bool) -> Iterable[Figure]:
    """Measure the made-up notes, then the texts of the evaluation set."""
    part = 10 if quick else 1
    speed = ours.analyse(list(notes(NOTES // part, seed=2))).speed
    stock_speed = stock.analyse(list(notes(STOCK_NOTES // part, seed=3))).speed
    yield _speed("made-up notes", speed, stock_speed)
    if folder := os.environ.get("SEKIMORI_EVAL"):
        for name in EVALUATION:
            yield from _evaluate(Path(folder) / f"{name}.jsonl", TEXTS // part)


def _speed(what: str, speed: float, stock_speed: float) -> Figure:
    return Figure(
        what=f"prose, {what}",
        ours=speed,
        unit="characters/s",
        counterpart=stock_speed,
        against="Presidio + ja_ginza",
        ratio=speed / stock_speed,
        at_least=10,
    )


def _evaluate(path: Path, count: int) -> Iterable[Figure]:
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in islice(file, count)]
    texts = [row["text"] for row in rows]
    gold = [[(e["start"], e["end"]) for e in row["entities"] if e["label"] == "PERSON"] for row in rows]
    mine, theirs = ours.analyse(texts), stock.analyse(texts)
    yield _speed(path.stem, mine.speed, theirs.speed)
    found = _f1(mine.spans, gold)
    their_f1 = _f1(theirs.spans, gold)
    yield Figure(
        what=f"PERSON F1, {path.stem}",
        ours=found,
        unit="F1",
        counterpart=their_f1,
        against="Presidio + ja_ginza",
        ratio=found / their_f1 if their_f1 else None,
        at_least=1,
    )


def _f1(predicted: stock.Spans, gold: list[list[tuple[int, int]]]) -> float:
    hits = wrong = missed = 0
    for spans, truth in zip(predicted, gold, strict=True):
        open_ = list(truth)
        for start, end, label, _ in spans:
            if label != "PERSON":
                continue
            match = next((g for g in open_ if _overlap((start, end), g) >= OVERLAP), None)
            if match:
                open_.remove(match)
                hits += 1
            else:
                wrong += 1
        missed += len(open_)
    return 2 * hits / (2 * hits + wrong + missed) if hits else 0.0


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    common = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return common / (max(one[1], other[1]) - min(one[0], other[0]))
