"""Makes prometheus_client objects from the catalogue and keeps their label values bounded. It must not know what is counted."""

from collections.abc import Iterable
from itertools import product
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from proxy.catalogue import LIMITS, METRICS, OTHER, Kind, Label, Metric, Named


class Families:
    """Every metric of the catalogue in one registry; a label value outside of its list becomes `other`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        disable_created_metrics()  # nothing asks when a series began, and it doubles their number
        self._counters = {m.name: Counter(m.name, m.help, _names(m), registry=registry) for m in METRICS if m.kind is Kind.COUNTER}
        self._gauges = {m.name: Gauge(m.name, m.help, _names(m), registry=registry) for m in METRICS if m.kind is Kind.GAUGE}
        self._histograms = {
            m.name: Histogram(m.name, m.help, _names(m), buckets=m.buckets, registry=registry) for m in METRICS if m.kind is Kind.HISTOGRAM
        }
        self._labels = {m.name: m.labels for m in METRICS}
        self._values = {label: frozenset(label.values) for m in METRICS for label in m.labels}
        self._children: dict[tuple[str, tuple[str, ...]], Any] = {}
        for metric in METRICS:
            self._show(metric)

    def name(self, named: Named, names: Iterable[str]) -> None:
        """Give each of `names` series of its own, at 0, up to the limit of the catalogue. Series once shown stay."""
        for label in {label for label in self._values if label.named is named}:
            room = LIMITS[named] + len(label.values) - len(self._values[label])
            fresh = dict.fromkeys(name for name in names if name and name not in self._values[label])
            self._values[label] |= set(list(fresh)[:room])
        for metric in METRICS:
            if any(label.named is named for label in metric.labels):
                self._show(metric)

    def count(self, name: str, *labels: str, by: float = 1) -> None:
        """Add `by` to a counter."""
        self._child(self._counters, name, labels).inc(by)

    def set(self, name: str, value: float, *labels: str) -> None:
        """Set a gauge."""
        self._child(self._gauges, name, labels).set(value)

    def add(self, name: str, change: float) -> None:
        """Change a gauge that has no labels."""
        self._gauges[name].inc(change)

    def observe(self, name: str, value: float, *labels: str) -> None:
        """Put a value into a histogram."""
        self._child(self._histograms, name, labels).observe(value)

    def forget(self, name: str) -> None:
        """Remove every series of an information gauge."""
        self._gauges[name].clear()
        self._children.clear()

    def _child[F: (Counter, Gauge, Histogram)](self, families: dict[str, F], name: str, labels: tuple[str, ...]) -> F:
        """Return one series. Those of known values are kept at hand: a transfer touches some twenty."""
        kept: F | None = self._children.get((name, labels))
        if kept is not None:
            return kept
        if not labels:
            return families[name]
        bounded = self._bounded(name, labels)
        child = families[name].labels(*bounded)
        if bounded == labels:
            self._children[name, labels] = child
        return child

    def _bounded(self, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            value if value in self._values[label] or _free(label) else OTHER
            for label, value in zip(self._labels[name], values, strict=True)
        )

    def _show(self, metric: Metric) -> None:
        if not metric.labels or any(_free(label) for label in metric.labels):
            return
        family = {**self._counters, **self._gauges, **self._histograms}[metric.name]
        for values in product(*(sorted(self._values[label]) for label in metric.labels)):
            family.labels(*values)


def _names(metric: Metric) -> list[str]:
    return [label.name for label in metric.labels]


def _free(label: Label) -> bool:
    return not label.values and label.named is None
