"""Turns a board into the JSON that Grafana loads, with Grafana's own builders. It knows no metric and no panel.

**Source:** the builders are Grafana's (schema version 41, Grafana 11.6 and later); the datasource, job and instance variables and the
rules for panels are those of Grafana's dashboard-linter.
"""

import json

from grafana_foundation_sdk.builders import bargauge, common, dashboard, gauge, heatmap, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as common_models
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from dashboards.board import Board, Kind, Panel, Query, Section

SOURCE = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
HOME_METRIC = "sekimori_inflight_transfers"
"""One series an instance, there from its start, so that its labels list all of them."""
NO_DATA = "データなし"
COUNT = "件数"
COLUMNS = {
    "excludeByName": {"Time": True},
    "renameByName": {"rule": "規則", "action": "処置", "tenant": "委託元", "sha256": "方針", "mode": "モード", "Value": COUNT},
}

type Drawn = bargauge.Panel | gauge.Panel | heatmap.Panel | stat.Panel | table.Panel | timeseries.Panel
DRAWERS: dict[Kind, type[Drawn]] = {
    Kind.STAT: stat.Panel,
    Kind.GAUGE: gauge.Panel,
    Kind.BARS: bargauge.Panel,
    Kind.TABLE: table.Panel,
    Kind.LINES: timeseries.Panel,
    Kind.HEATMAP: heatmap.Panel,
}
FORMATS = {Kind.TABLE: PromQueryFormat.TABLE, Kind.HEATMAP: PromQueryFormat.HEATMAP}


def to_json(board: Board) -> str:
    """The board as indented JSON, ending in a line end."""
    return json.dumps(_dashboard(board).build(), cls=JSONEncoder, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _dashboard(board: Board) -> dashboard.Dashboard:
    built = (
        dashboard.Dashboard(board.title)
        .uid(board.uid)
        .description(board.description)
        .tags(["sekimori"])
        .timezone("Asia/Tokyo")
        .readonly()
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .time(board.since, "now")
        .refresh("30s")
        .annotation(_policy_changes())
        .link(dashboard.DashboardLink("Sekimori").type(models.DashboardLinkType.DASHBOARDS).tags(["sekimori"]).keep_time(True))
    )
    built.with_variable(dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus"))
    for name, label, metric in (("job", "job", HOME_METRIC), ("instance", "instance", HOME_METRIC), *board.variables):
        built.with_variable(_variable(name, label, metric))
    number = 0
    for section in board.sections:
        built.with_row(_row(section, number + 1))
        number += 1
        for panel in section.panels:
            number += 1
            built.with_panel(_panel(panel, number))
    return built


def _variable(name: str, label: str, metric: str) -> dashboard.QueryVariable:
    chosen = metric if name == "job" else f'{metric}{{job=~"$job"}}'
    return (
        dashboard.QueryVariable(name)
        .label(label)
        .datasource(SOURCE)
        .query(f"label_values({chosen}, {name})")
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".+")
        .current(models.VariableOption(text="All", value="$__all"))
    )


def _policy_changes() -> dashboard.AnnotationQuery:
    loaded = 'sekimori_policy_last_reload_success_timestamp_seconds{job=~"$job",instance=~"$instance"}'
    return (
        dashboard.AnnotationQuery()
        .name("ポリシーの変更")
        .datasource(SOURCE)
        .enable(True)
        .icon_color("blue")
        .expr(f"sum(changes({loaded}[$__rate_interval])) > 0")
    )


def _row(section: Section, number: int) -> dashboard.Row:
    return dashboard.Row(section.title).id(number)


def _panel(panel: Panel, number: int) -> Drawn:
    drawn = DRAWERS[panel.kind]().id(number).title(panel.title).description(panel.description).datasource(SOURCE)
    drawn.span(panel.width).height(panel.height).unit(panel.unit).no_value(NO_DATA).thresholds(_thresholds(panel))
    drawn.targets([_target(query, panel.kind, place) for place, query in enumerate(panel.queries)])
    if panel.texts:
        shown = {value: models.ValueMappingResult(text=text, color=color) for value, (text, color) in panel.texts.items()}
        drawn.mappings([models.ValueMap(options=shown)])
    if isinstance(drawn, timeseries.Panel):
        _style_lines(drawn, panel)
    elif isinstance(drawn, heatmap.Panel):
        drawn.calculate(False)
    elif isinstance(drawn, table.Panel):
        drawn.with_transformation(models.DataTransformerConfig(id_val="organize", options=COLUMNS))
        drawn.sort_by([common.TableSortByFieldState().display_name(COUNT).desc(True)])
    elif isinstance(drawn, bargauge.Panel):
        drawn.orientation(common_models.VizOrientation.HORIZONTAL)
        drawn.display_mode(common_models.BarGaugeDisplayMode.BASIC)
    elif isinstance(drawn, gauge.Panel):
        drawn.min(0)
    return drawn


def _style_lines(drawn: timeseries.Panel, panel: Panel) -> None:
    drawn.line_width(1).fill_opacity(30 if panel.stacked else 8).min(0)
    if panel.stacked:
        drawn.stacking(common.StackingConfig().mode(common_models.StackingMode.NORMAL))
    if panel.red is not None:
        drawn.thresholds_style(common.GraphThresholdsStyleConfig().mode(common_models.GraphThresholdsStyleMode.LINE))


def _target(query: Query, kind: Kind, place: int) -> prometheus.Dataquery:
    target = prometheus.Dataquery().ref_id(chr(ord("A") + place)).datasource(SOURCE).expr(query.expr)
    target.format(FORMATS.get(kind, PromQueryFormat.TIME_SERIES))
    target.legend_format(query.legend or "__auto")
    return target.range() if kind.over_time else target.instant()


def _thresholds(panel: Panel) -> dashboard.ThresholdsConfig:
    if panel.red_below is not None:
        steps = [models.Threshold(color="red"), models.Threshold(value=panel.red_below, color="green")]
    else:
        limits = ((panel.orange, "orange"), (panel.red, "red"))
        steps = [models.Threshold(color="green"), *(models.Threshold(value=at, color=color) for at, color in limits if at is not None)]
    return dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)
