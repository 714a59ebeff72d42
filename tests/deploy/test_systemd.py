import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
UNIT = FOLDER / "sekimori.service"
INSTALLED = "/opt/sekimori/.venv/bin/sekimori"
EXPOSURE = 15
"""Tenths: a service that talks to the network and forks workers cannot go much lower than 1.4."""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def settings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


@needs_systemd
def test_systemd_accepts_the_unit(tmp_path):
    unit = tmp_path / UNIT.name
    here = str(Path(sys.executable).parent / "sekimori")
    unit.write_text(UNIT.read_text(encoding="utf-8").replace(INSTALLED, here), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_unit_is_exposed_to_little():
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", str(UNIT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("User", "sekimori", id="not-root"),
        pytest.param("MemorySwapMax", "0", id="no-swap"),
        pytest.param("LimitCORE", "0", id="no-core"),
        pytest.param("UMask", "0077", id="umask"),
        pytest.param("KillMode", "mixed", id="workers-end-after-the-proxy"),
        pytest.param("OOMPolicy", "continue", id="a-killed-worker-is-not-the-end"),
        pytest.param("RestartPreventExitStatus", "2", id="no-restart-on-bad-configuration"),
    ],
)
def test_the_unit_says(name, value):
    assert settings()[name] == [value]


def test_a_stop_outlasts_the_drain():
    from proxy.settings import Settings

    assert int(settings()["TimeoutStopSec"][0]) > Settings().drain_seconds


def test_the_environment_names_the_state_folder_and_no_secret():
    lines = [line for line in (FOLDER / "sekimori.env").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    environment = dict(line.split("=", 1) for line in lines)
    assert environment["SEKIMORI_HOME"] == f"/var/lib/{settings()['StateDirectory'][0]}" == settings()["WorkingDirectory"][0]
    assert not [name for name in environment if "PASSWORD" in name or "SECRET" in name]
