import copy
import json
from collections.abc import Callable

import pytest

from dashboards.output import BOARDS, outputs
from dashboards.tables import RULES as ALERTS
from proxy.catalogue import METRICS
from tests.dashboards import lint
from tests.dashboards.lint import RULES, Json, Rule


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in outputs()])
def test_the_committed_output_is_what_the_code_makes(path):
    assert path.read_text(encoding="utf-8") == outputs()[path], "run `make docs`"


def boards() -> dict[str, Json]:
    return {path.stem: json.loads(text) for path, text in outputs().items() if path.suffix == ".json"}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.__name__) for rule in RULES])
@pytest.mark.parametrize("board", [pytest.param(board, id=name) for name, board in boards().items()])
def test_a_board_keeps_the_rules(board, rule):
    assert list(rule(board)) == []


def test_one_place_for_each_board():
    assert len({board.uid for board in BOARDS}) == len(BOARDS)
    assert len({board.title for board in BOARDS}) == len(BOARDS)


NOT_SHOWN = {
    "sekimori_build_info": "to join others by",
    "sekimori_policy_reloads_total": "whether the last one succeeded is what matters",
}
"""Metrics on no board and in no alert, and why."""


def test_every_metric_is_looked_at():
    looked_at = "".join(outputs().values()) + ALERTS.read_text(encoding="utf-8")
    assert {metric.name for metric in METRICS if metric.name not in looked_at} == set(NOT_SHOWN)


def spoil_query(expr: str) -> Callable[[Json], None]:
    def spoil(board: Json) -> None:
        lint.panels(board)[0]["targets"][0]["expr"] = expr

    return spoil


def spoil_panel(**values: object) -> Callable[[Json], None]:
    def spoil(board: Json) -> None:
        lint.panels(board)[0].update(values)

    return spoil


def spoil_variable(name: str, /, **values: object) -> Callable[[Json], None]:
    def spoil(board: Json) -> None:
        lint.variable(board, name).update(values)

    return spoil


SELECTOR = '{job=~"$job",instance=~"$instance"%s}'
BROKEN = [
    pytest.param(lint.template_datasource, spoil_variable("datasource", label="データ"), id="template_datasource"),
    pytest.param(lint.template_job, spoil_variable("job", multi=False), id="template_job"),
    pytest.param(lint.template_instance, spoil_variable("instance", name="host"), id="template_instance"),
    pytest.param(lint.template_label_promql, spoil_variable("job", query="label_values(unheard_of, job)"), id="template_label_promql"),
    pytest.param(lint.template_on_time_change_reload, spoil_variable("job", refresh=1), id="template_on_time_change_reload"),
    pytest.param(lint.panel_datasource, spoil_panel(datasource={"type": "prometheus", "uid": "P1"}), id="panel_datasource"),
    pytest.param(lint.panel_title_description, spoil_panel(description=""), id="panel_title_description"),
    pytest.param(lint.panel_units, spoil_panel(fieldConfig={"defaults": {"unit": "seconds"}}), id="panel_units"),
    pytest.param(lint.panel_no_targets, spoil_panel(targets=[]), id="panel_no_targets"),
    pytest.param(lint.target_promql, spoil_query("sum by (x) ("), id="target_promql"),
    pytest.param(lint.target_rate_interval, spoil_query(f"rate(sekimori_scans_total{SELECTOR % ''}[5m])"), id="target_rate_interval"),
    pytest.param(lint.target_job, spoil_query('sekimori_workers{instance=~"$instance"}'), id="target_job"),
    pytest.param(lint.target_instance, spoil_query('sekimori_workers{job=~"$job"}'), id="target_instance"),
    pytest.param(lint.target_counter_agg, spoil_query(f"sum(sekimori_scans_total{SELECTOR % ''})"), id="target_counter_agg"),
    pytest.param(lint.uneditable_dashboard, lambda board: board.update(editable=True), id="uneditable_dashboard"),
    pytest.param(lint.catalogue_only, spoil_query(f"sekimori_unheard_of{SELECTOR % ''}"), id="catalogue_only"),
    pytest.param(lint.known_label_names, spoil_query(f"sekimori_workers{SELECTOR % ',state="asleep"'}"), id="known_label_names-value"),
    pytest.param(lint.known_label_names, spoil_query(f"sum by (shift) (sekimori_workers{SELECTOR % ''})"), id="known_label_names-by"),
    pytest.param(lint.forbidden_labels, spoil_query(f"sum by (user) (sekimori_workers{SELECTOR % ''})"), id="forbidden_labels"),
    pytest.param(lint.grid, spoil_panel(gridPos={"x": 20, "y": 1, "w": 6, "h": 5}), id="grid"),
    pytest.param(lint.unique_ids, spoil_panel(id=1), id="unique_ids"),
    pytest.param(lint.japanese, spoil_panel(title="Blocked uploads"), id="japanese"),
]


@pytest.mark.parametrize(("rule", "spoil"), BROKEN)
def test_a_rule_sees_its_fault(rule: Rule, spoil: Callable[[Json], None]):
    board = copy.deepcopy(boards()["sekimori-soc"])
    spoil(board)
    assert list(rule(board))


def test_every_rule_has_a_broken_board():
    assert {case.values[0] for case in BROKEN} == set(RULES)
