"""The catalogue keeps Prometheus' conventions, says the rooms' words, and stays within its number of series."""

from math import prod

import pytest

from detectors.model import ENTITIES, GapReason
from proxy.catalogue import LIMITS, METRICS, OTHER, Kind, Label, Metric
from proxy.labels import ACTION, DESTINATION_CLASS, DIRECTION, ENTITY, GAP_REASON, OUTCOME, TENANT
from rules.model import UNASSIGNED, Action, DestinationClass, Direction, Outcome

FORBIDDEN = {"user", "email", "host", "url", "path", "ip", "file", "subject", "person"}


def size(label: Label) -> int:
    return max(1, len(label.values) + (LIMITS[label.named] if label.named else 0))


def series(metric: Metric) -> int:
    return prod(size(label) for label in metric.labels) * (len(metric.buckets) + 3 if metric.buckets else 1)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        pytest.param(DIRECTION, [*Direction], id="direction"),
        pytest.param(ACTION, [*Action], id="action"),
        pytest.param(OUTCOME, [*Outcome], id="outcome"),
        pytest.param(DESTINATION_CLASS, [*DestinationClass], id="class"),
        pytest.param(GAP_REASON, [*GapReason], id="gap"),
        pytest.param(ENTITY, [*ENTITIES, OTHER], id="entity"),
        pytest.param(TENANT, [UNASSIGNED, OTHER], id="tenant"),
    ],
)
def test_labels_are_the_words_of_the_rooms(label: Label, words: list[str]) -> None:
    assert list(label.values) == words


@pytest.mark.parametrize("metric", METRICS, ids=lambda m: m.name)
def test_conventions(metric: Metric) -> None:
    assert metric.name.startswith("sekimori_")
    assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER)
    assert bool(metric.buckets) == (metric.kind is Kind.HISTOGRAM)
    assert list(metric.buckets) == sorted(set(metric.buckets))
    assert metric.help.endswith(".")
    assert not FORBIDDEN & {label.name for label in metric.labels}
    assert metric.unit != "seconds" or "_seconds" in metric.name
    assert metric.unit != "bytes" or "_bytes" in metric.name


def test_names_are_unique() -> None:
    assert len({m.name for m in METRICS}) == len(METRICS)


def test_series_stay_within_their_budget() -> None:
    assert sum(series(m) for m in METRICS) <= 6000
