"""Reads PromQL for tests: which series it asks for, with which matchers, under which functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import promql_parser

from proxy.catalogue import METRICS, Kind, Metric

VARIABLES = {"$__rate_interval": "5m", "$__range": "1h"}
TARGET_LABELS = {"job", "instance"}
"""What Prometheus itself puts on a scraped series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One selector of an expression."""

    name: str
    matchers: tuple[tuple[str, str, str], ...]
    """Label, operator, value."""
    functions: tuple[str, ...]
    """The functions around it, outermost first."""


def interpolate(expr: str, **values: str) -> str:
    """The expression as Grafana would send it."""
    for name, value in {**VARIABLES, **{f"${name}": value for name, value in values.items()}}.items():
        expr = expr.replace(name, value)
    return expr


def parse(expr: str) -> Any:
    """The syntax tree; raises ValueError when it is no PromQL."""
    return promql_parser.parse(interpolate(expr))


def uses(expr: str) -> list[Use]:
    """All selectors of an expression."""
    return list(_walk(parse(expr), ()))


def labels_asked(expr: str) -> set[str]:
    """Every label that an expression groups by."""
    return set(_grouped(parse(expr)))


def _children(node: Any) -> Iterator[Any]:
    for name in ("expr", "lhs", "rhs", "vector_selector", "param"):
        child = getattr(node, name, None)
        if child is not None:
            yield child
    yield from getattr(node, "args", ())


def _walk(node: Any, functions: tuple[str, ...]) -> Iterator[Use]:
    if isinstance(node, promql_parser.VectorSelector):
        matchers = tuple((matcher.name, str(matcher.op), matcher.value) for matcher in node.matchers.matchers)
        yield Use(name=node.name or "", matchers=matchers, functions=functions)
        return
    inner = (*functions, node.func.name) if isinstance(node, promql_parser.Call) else functions
    for child in _children(node):
        yield from _walk(child, inner)


def _grouped(node: Any) -> Iterator[str]:
    modifier = getattr(node, "modifier", None)
    if isinstance(node, promql_parser.AggregateExpr) and modifier is not None:
        yield from modifier.labels
    for child in _children(node):
        yield from _grouped(child)


def _series(metric: Metric) -> dict[str, Metric]:
    ends = ("_bucket", "_sum", "_count") if metric.kind is Kind.HISTOGRAM else ("",)
    return {metric.name + end: metric for end in ends}


SERIES: dict[str, Metric] = {name: metric for metric in METRICS for name, metric in _series(metric).items()}
"""Every series name that the proxy exports."""


def known_labels(name: str) -> set[str]:
    """The labels that a series of this name has."""
    metric = SERIES.get(name)
    own = {label.name for label in metric.labels} if metric else set()
    return own | TARGET_LABELS | ({"le"} if name.endswith("_bucket") else set())


def unknown_values(use: Use) -> list[str]:
    """Fixed label values that a selector asks for and that the series never has."""
    metric = SERIES.get(use.name)
    bounded = {label.name: set(label.values) for label in metric.labels if label.values and not label.named} if metric else {}
    asked = [(label, value) for label, operator, values in use.matchers if label in bounded for value in values.split("|")]
    return [f'{use.name}{{{label}="{value}"}}' for label, value in asked if value not in bounded[label]]
