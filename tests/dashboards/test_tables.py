import re

import pytest

from dashboards.output import PAGE, PLACE, TABLES
from proxy.catalogue import METRICS

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_takes_in_every_table_once():
    assert [place["name"] for place in PLACE.finditer(TEXT)] == list(TABLES)


@pytest.mark.parametrize("metric", [pytest.param(metric, id=metric.name) for metric in METRICS])
def test_the_page_names_every_metric_with_its_labels(metric):
    (row,) = re.findall(rf"^\| `{metric.name}` \| .+$", TEXT, re.MULTILINE)
    assert metric.help in row
    assert all(label.name in row and all(value in row for value in label.values) for label in metric.labels)


def test_a_place_is_filled_without_touching_what_is_around_it():
    place = "text\n<!-- begin: alerts -->\n<!-- end -->\nmore\n<!-- begin: metrics -->\nold\n<!-- end -->\n"
    filled = PLACE.sub(lambda match: f"{match['name']} -->\nX\n<!-- end -->", place)
    assert filled == "text\n<!-- begin: alerts -->\nX\n<!-- end -->\nmore\n<!-- begin: metrics -->\nX\n<!-- end -->\n"
