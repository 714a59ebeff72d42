import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboards.output import BOARDS
from tests.dashboards.lint import FORBIDDEN_LABELS, JAPANESE, RECORDED
from tests.dashboards.reading import SERIES, known_labels, labels_asked, parse, unknown_values, uses

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "dashboards" / "rules"
RUNBOOKS = ROOT / "docs" / "runbooks"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((FOLDER / "sekimori.yml").read_text(encoding="utf-8"))["groups"] for rule in group["rules"]
]
ALERTS = {rule["alert"]: rule for rule in RULES if "alert" in rule}
RECORDS = {rule["record"]: rule for rule in RULES if "record" in rule}
CASES = [case for path in sorted(FOLDER.glob("*_test.yml")) for case in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]]
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed (Debian: prometheus)")
every_alert = pytest.mark.parametrize("name", [pytest.param(name, id=name) for name in ALERTS])


def promtool(*arguments: str) -> None:
    done = subprocess.run([str(PROMTOOL), *arguments], cwd=FOLDER, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_promtool_accepts_the_rules():
    promtool("check", "rules", "sekimori.yml")


@needs_promtool
def test_the_alerts_fire_and_keep_quiet_as_they_should():
    promtool("test", "rules", *sorted(path.name for path in FOLDER.glob("*_test.yml")))


@every_alert
def test_an_alert_fires_in_one_case_and_is_quiet_in_another(name):
    checks = [check for case in CASES if case["name"] == name for check in case["promql_expr_test"]]
    assert all(name in check["expr"] for check in checks)
    assert any(check["exp_samples"] for check in checks)
    if name != "Watchdog":  # it is never quiet
        assert any(not check["exp_samples"] for check in checks)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.get("alert") or rule["record"]) for rule in RULES])
def test_an_expression_asks_only_for_what_is_exported(rule):
    asked = uses(rule["expr"])
    for use in asked:
        assert use.name in {*SERIES, *RECORDS, "up", ""}, use.name
        if use.name in SERIES:
            assert {label for label, _, _ in use.matchers} <= known_labels(use.name)
            assert unknown_values(use) == []
    there = set().union(*(known_labels(use.name) for use in asked))
    assert labels_asked(rule["expr"]) <= there - FORBIDDEN_LABELS
    assert parse(rule["expr"])


@every_alert
def test_an_alert_says_what_it_means_in_both_languages(name):
    alert = ALERTS[name]
    assert alert["labels"]["severity"] in {"critical", "warning", "info", "none"}
    assert alert["labels"]["team"] in {"soc", "ops"}
    notes = alert["annotations"]
    japanese, english = notes["summary"].split(" / ")
    assert JAPANESE.search(japanese)
    assert not JAPANESE.search(english)
    japanese, english = notes["description"].splitlines()
    assert JAPANESE.search(japanese)
    assert not JAPANESE.search(english)
    assert notes["dashboard_uid"] in {board.uid for board in BOARDS}


@every_alert
def test_an_alert_has_a_runbook(name):
    path = ALERTS[name]["annotations"]["runbook_url"]
    assert path == f"docs/runbooks/{name}.md"
    page = (ROOT / path).read_text(encoding="utf-8")
    assert page.startswith(f"# {name}\n")
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == ["意味", "まず見る所", "対処", "確認"]
    assert len(re.findall(r"^\d\. ", page.split("## まず見る所")[1].split("## ")[0], re.MULTILINE)) == 3
    assert ALERTS[name]["annotations"]["summary"].split(" / ")[0] in page


def test_no_runbook_is_left_without_its_alert():
    assert {path.stem for path in RUNBOOKS.glob("*.md")} == set(ALERTS)


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in sorted((ROOT / "docs").glob("*.md"))])
def test_a_page_names_only_alerts_that_exist(page):
    assert set(re.findall(r"\bSekimori[A-Z]\w+", page.read_text(encoding="utf-8"))) <= set(ALERTS)


def test_recorded_names_say_what_they_are():
    assert all(RECORDED.match(name) for name in RECORDS)


OTHER_QUANTITY = {"SekimoriDown", "SekimoriErrorBudgetBurnSlow", "SekimoriLatencyBudgetBurn"}
"""Alerts that compare a share of failures where their panel shows a count, its complement or seconds."""


@pytest.mark.parametrize(
    ("alert", "line"),
    [
        pytest.param(panel.alert, panel.red if panel.red is not None else panel.red_below, id=f"{board.uid}-{panel.alert}")
        for board in BOARDS
        for panel in board.panels()
        if panel.alert not in {"", *OTHER_QUANTITY} and (panel.red is not None or panel.red_below is not None)
    ],
)
def test_a_panel_turns_red_where_its_alert_fires(alert, line):
    compared = re.findall(r"[<>] *([\d.]+)(?: \* ([\d.]+))?", ALERTS[alert]["expr"])
    limits = [float(first) * float(second or 1) for first, second in compared]
    assert any(line == pytest.approx(limit) for limit in limits) or (line == 1 and 0 in limits)


@pytest.mark.parametrize("panel", [pytest.param(panel, id=panel.title) for board in BOARDS for panel in board.panels() if panel.alert])
def test_a_panel_names_an_alert_that_exists(panel):
    assert panel.alert in ALERTS
