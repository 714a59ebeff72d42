import re

import pytest

from dashboards.output import BOARDS
from dashboards.tables import alerts, metrics, panels
from proxy.catalogue import METRICS
from tests.dashboards.test_rules import ALERTS


@pytest.mark.parametrize("metric", [pytest.param(metric, id=metric.name) for metric in METRICS])
def test_every_metric_has_its_row_with_labels_and_values(metric):
    (row,) = re.findall(rf"^\| `{metric.name}` \| .+$", metrics(), re.MULTILINE)
    assert metric.help in row
    assert all(label.name in row and all(value in row for value in label.values) for label in metric.labels)


@pytest.mark.parametrize("board", [pytest.param(board, id=board.uid) for board in BOARDS])
def test_every_panel_has_its_row_under_its_heading(board):
    parts = re.split(r"^### ", panels(board), flags=re.MULTILINE)[1:]
    assert [part.splitlines()[0] for part in parts] == [section.title for section in board.sections]
    for part, section in zip(parts, board.sections, strict=True):
        assert re.findall(r"^\| \*\*(.+?)\*\*", part, re.MULTILINE) == [panel.title for panel in section.panels]


def test_every_alert_has_its_row_with_a_link_to_its_runbook():
    assert re.findall(r"^\| \[(\w+)\]\(runbooks/\1\.md\)", alerts(), re.MULTILINE) == list(ALERTS)
