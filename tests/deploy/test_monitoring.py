import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from dashboards.output import BOARDS
from proxy.settings import Settings

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
PROVISIONING = ROOT / "deploy" / "grafana" / "provisioning"
README = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")


def read(path: Path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (Debian: prometheus)")
def test_promtool_accepts_the_configuration_with_the_rules(tmp_path):
    (tmp_path / "rules").mkdir()
    shutil.copy(PROMETHEUS / "prometheus.yml", tmp_path)
    shutil.copy(ROOT / "dashboards" / "rules" / "sekimori.yml", tmp_path / "rules")
    done = subprocess.run(["promtool", "check", "config", "prometheus.yml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 rule files found" in done.stdout


@pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool is not installed (Debian: prometheus-alertmanager)")
@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        pytest.param(["alertname=SekimoriDown", "severity=critical", "team=ops"], "pager", id="critical"),
        pytest.param(["alertname=SekimoriBulkDownload", "severity=warning", "team=soc"], "soc", id="soc"),
        pytest.param(["alertname=SekimoriEventLoopLag", "severity=warning", "team=ops"], "ops", id="ops"),
        pytest.param(["alertname=Watchdog", "severity=none", "team=ops"], "watchdog", id="watchdog"),
    ],
)
def test_an_alert_reaches_its_team(labels, receiver):
    file = f"--config.file={PROMETHEUS / 'alertmanager.yml'}"
    done = subprocess.run(["amtool", "config", "routes", "test", file, *labels], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, receiver), done.stderr


def test_alertmanager_knows_each_receiver_it_names():
    config = read(PROMETHEUS / "alertmanager.yml")
    named = {config["route"]["receiver"], *(route["receiver"] for route in config["route"]["routes"])}
    assert named == {receiver["name"] for receiver in config["receivers"]}


def test_prometheus_scrapes_the_management_port_under_the_name_that_alerts_ask_for():
    (job,) = read(PROMETHEUS / "prometheus.yml")["scrape_configs"]
    assert job["job_name"] == "sekimori"
    assert job["static_configs"] == [{"targets": [str(Settings().management)]}]


def test_grafana_gets_a_prometheus_source_with_the_scrape_interval():
    (source,) = read(PROVISIONING / "datasources" / "sekimori.yaml")["datasources"]
    assert (source["type"], source["access"], source["editable"]) == ("prometheus", "proxy", False)
    assert source["jsonData"]["timeInterval"] == read(PROMETHEUS / "prometheus.yml")["global"]["scrape_interval"]


def test_grafana_reads_the_folder_that_the_boards_are_copied_to():
    (provider,) = read(PROVISIONING / "dashboards" / "sekimori.yaml")["providers"]
    assert provider["type"] == "file"
    assert not provider["allowUiUpdates"]
    assert f"install -D -m 644 -t {provider['options']['path']} dashboards/generated/*.json" in README
    assert {f"{board.uid}.json" for board in BOARDS} == {path.name for path in (ROOT / "dashboards" / "generated").glob("*.json")}


def test_the_readme_names_every_file():
    files = {path.relative_to(ROOT / "deploy") for path in (ROOT / "deploy").rglob("*.*") if path.name != "README.md"}
    assert not [str(file) for file in files if str(file) not in README and str(file.parent.parent) not in README]
