"""Rules for boards: those of Grafana's dashboard-linter, under its names, and ours. A rule takes a board's JSON and yields its faults.

**Source:** grafana/dashboard-linter, docs/index.md. Its two rules for Loki have nothing to look at here.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.dashboards.reading import SERIES, Use, known_labels, labels_asked, parse, unknown_values, uses

Json = dict[str, Any]
Rule = Callable[[Json], Iterator[str]]

FORBIDDEN_LABELS = {"user", "email", "host", "url", "path", "ip", "file", "subject", "person", "actor"}
RECORDED = re.compile(r"^(job|rule):sekimori_\w+:\w+$")
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
UNITS = {"short", "s", "percentunit", "reqps", "Bps", "bytes"}
GRID = 24


def panels(board: Json) -> list[Json]:
    """All panels that draw something."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


def targets(board: Json) -> Iterator[tuple[str, str]]:
    """Panel title and expression of every query."""
    for panel in panels(board):
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def selectors(board: Json) -> Iterator[tuple[str, Use]]:
    """Panel title and every selector of its queries."""
    for title, expr in targets(board):
        for use in uses(expr):
            yield title, use


def variable(board: Json, name: str) -> Json:
    """A template variable, or nothing."""
    return next((item for item in board["templating"]["list"] if item["name"] == name), {})


def template_datasource(board: Json) -> Iterator[str]:
    found = variable(board, "datasource")
    if (found.get("type"), found.get("label"), found.get("query")) != ("datasource", "Data source", "prometheus"):
        yield "no datasource variable of that name and label"


def _target_variable(board: Json, name: str) -> Iterator[str]:
    wanted = {"type": "query", "label": name, "datasource": SOURCE, "multi": True, "allValue": ".+"}
    found = variable(board, name)
    yield from (f"variable {name}: {key} is not {value}" for key, value in wanted.items() if found.get(key) != value)


def template_job(board: Json) -> Iterator[str]:
    yield from _target_variable(board, "job")


def template_instance(board: Json) -> Iterator[str]:
    yield from _target_variable(board, "instance")


def template_label_promql(board: Json) -> Iterator[str]:
    for item in board["templating"]["list"]:
        asked = re.fullmatch(r"label_values\((.+), (\w+)\)", str(item["query"]))
        if item["type"] != "query":
            continue
        if not asked or any(use.name not in SERIES or asked[2] not in known_labels(use.name) for use in uses(asked[1])):
            yield f"variable {item['name']}: {item['query']}"


def template_on_time_change_reload(board: Json) -> Iterator[str]:
    yield from (item["name"] for item in board["templating"]["list"] if item["type"] == "query" and item.get("refresh") != 2)


def panel_datasource(board: Json) -> Iterator[str]:
    yield from (panel["title"] for panel in panels(board) if panel.get("datasource") != SOURCE)
    yield from (panel["title"] for panel in panels(board) for target in panel.get("targets", ()) if target.get("datasource") != SOURCE)


def panel_title_description(board: Json) -> Iterator[str]:
    yield from (str(panel["id"]) for panel in panels(board) if not panel.get("title") or not panel.get("description"))


def panel_units(board: Json) -> Iterator[str]:
    yield from (panel["title"] for panel in panels(board) if panel["fieldConfig"]["defaults"].get("unit") not in UNITS)


def panel_no_targets(board: Json) -> Iterator[str]:
    yield from (panel["title"] for panel in panels(board) if not panel.get("targets"))


def target_promql(board: Json) -> Iterator[str]:
    for title, expr in targets(board):
        try:
            parse(expr)
        except ValueError as fault:
            yield f"{title}: {fault}"


def target_rate_interval(board: Json) -> Iterator[str]:
    for title, expr in targets(board):
        for window in re.findall(r"\bi?rate\([^\[]*\[([^\]]+)\]", expr):
            if window != "$__rate_interval":
                yield f"{title}: rate over {window}"


def target_job(board: Json) -> Iterator[str]:
    yield from (title for title, use in selectors(board) if ("job", "MatchOp.Re", "$job") not in use.matchers)


def target_instance(board: Json) -> Iterator[str]:
    wanted = ("instance", "MatchOp.Re", "$instance")
    yield from (title for title, use in selectors(board) if not RECORDED.match(use.name) and wanted not in use.matchers)


def target_counter_agg(board: Json) -> Iterator[str]:
    grows = ("_total", "_bucket", "_sum", "_count")
    for title, use in selectors(board):
        if use.name.endswith(grows) and use.functions[-1:] not in {("rate",), ("irate",), ("increase",)}:
            yield f"{title}: {use.name} as it is"


def uneditable_dashboard(board: Json) -> Iterator[str]:
    if board["editable"]:
        yield "editable"


def catalogue_only(board: Json) -> Iterator[str]:
    for title, use in selectors(board):
        if use.name != "up" and use.name not in SERIES and not RECORDED.match(use.name):
            yield f"{title}: {use.name}"


def known_label_names(board: Json) -> Iterator[str]:
    for title, use in selectors(board):
        if use.name in SERIES:
            yield from (f"{title}: {name}" for name, _, _ in use.matchers if name not in known_labels(use.name))
            yield from (f"{title}: {fault}" for fault in unknown_values(use))
    for title, expr in targets(board):
        there = set().union(*(known_labels(use.name) for use in uses(expr)))
        yield from (f"{title}: by {name}" for name in labels_asked(expr) - there)


def forbidden_labels(board: Json) -> Iterator[str]:
    for title, expr in targets(board):
        asked = labels_asked(expr) | {name for use in uses(expr) for name, _, _ in use.matchers}
        yield from (f"{title}: {name}" for name in asked & FORBIDDEN_LABELS)


def grid(board: Json) -> Iterator[str]:
    taken: dict[tuple[int, int], str] = {}
    for panel in board["panels"]:
        place = panel["gridPos"]
        if place["x"] + place["w"] > GRID:
            yield f"{panel['title']}: beyond the grid"
        for cell in ((x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])):
            if cell in taken:
                yield f"{panel['title']}: lies on {taken[cell]}"
                break
            taken[cell] = panel["title"]


def unique_ids(board: Json) -> Iterator[str]:
    ids = [panel["id"] for panel in board["panels"]]
    yield from (f"panel id {number}" for number in set(ids) if ids.count(number) > 1)
    titles = [panel["title"] for panel in panels(board)]
    yield from (f"title {title}" for title in set(titles) if titles.count(title) > 1)
    for panel in panels(board):
        refs = [target["refId"] for target in panel.get("targets", ())]
        if "" in refs or len(set(refs)) < len(refs):
            yield f"{panel['title']}: refIds {refs}"


def japanese(board: Json) -> Iterator[str]:
    for panel in panels(board):
        means, _, acts = panel.get("description", "").partition("\n\n対応: ")
        if not all(JAPANESE.search(text) for text in (panel["title"], means.removeprefix("意味: "), acts)):
            yield panel["title"]


RULES: tuple[Rule, ...] = (
    template_datasource,
    template_job,
    template_instance,
    template_label_promql,
    template_on_time_change_reload,
    panel_datasource,
    panel_title_description,
    panel_units,
    panel_no_targets,
    target_promql,
    target_rate_interval,
    target_job,
    target_instance,
    target_counter_agg,
    uneditable_dashboard,
    catalogue_only,
    known_label_names,
    forbidden_labels,
    grid,
    unique_ids,
    japanese,
)
