"""The words of a board: queries, panels, sections. Pure data; it knows neither Grafana's JSON nor one metric by name."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How a panel is drawn, in Grafana's names."""

    STAT = "stat"
    GAUGE = "gauge"
    BARS = "bargauge"
    TABLE = "table"
    LINES = "timeseries"
    HEATMAP = "heatmap"

    @property
    def over_time(self) -> bool:
        """Whether it needs values along time rather than one value at its end."""
        return self in (Kind.LINES, Kind.HEATMAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One PromQL expression and the name of its series (`{{label}}` is replaced by the label's value)."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One thing to look at. Texts are Japanese."""

    title: str
    kind: Kind
    queries: tuple[Query, ...]
    means: str
    """What the value says."""
    act: str
    """What the reader does about it."""
    unit: str = "short"
    """Grafana's id of a unit."""
    orange: float | None = None
    red: float | None = None
    """The value at which it turns red; that of `alert` where there is one."""
    red_below: float | None = None
    """The value under which it is red, for what must not be small."""
    alert: str = ""
    """The alert that watches the same thing, a name of `rules/sekimori.yml`."""
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Value as text -> what is shown for it, and its colour."""
    stacked: bool = False
    width: int = 8
    """Columns of 24."""
    height: int = 8

    @property
    def description(self) -> str:
        """What Grafana shows behind the panel's (i)."""
        runbook = f"\n\n手順書: docs/runbooks/{self.alert}.md" if self.alert else ""
        return f"意味: {self.means}\n\n対応: {self.act}{runbook}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Panels under one heading, in reading order."""

    title: str
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One board for one reader."""

    uid: str
    title: str
    description: str
    since: str
    """Where its time begins, as Grafana writes it (`now-24h`)."""
    sections: tuple[Section, ...]
    variables: tuple[tuple[str, str, str], ...] = ()
    """Name, label and the metric whose label of that name is offered; `datasource`, `job` and `instance` are on every board."""

    def panels(self) -> Iterator[Panel]:
        """All panels in reading order."""
        for section in self.sections:
            yield from section.panels
