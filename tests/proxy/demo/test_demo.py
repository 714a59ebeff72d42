"""The demo is right when the product is, and only then."""

import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest

from proxy.demo import play
from proxy.demo.scenes import Scene, scenes
from proxy.demo.sites import CRM, DRIVE, SHARE
from tests.support.deployment import COMMAND

FORM = scenes()[2]


@pytest.mark.model
def test_the_demo_shows_every_verdict_and_ends_well() -> None:
    done = subprocess.run([*COMMAND, "demo"], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said = "".join(done.stdout.split())
    assert "すべての判定が期待どおりでした" in said
    assert "≠期待" not in said
    for word in (
        "5,000",
        "1,200",
        "遮断",
        "許可・警告",
        "unknown-destination-people",
        "gap-truncated",
        "unknown-user",
        "maintenance-outside-order",
        "sekimori_transfers_total",
    ):
        assert word in said


def test_the_story_tells_both_directions_every_action_and_every_class() -> None:
    story = scenes()
    assert {scene.host for scene in story} == {CRM, SHARE, DRIVE}
    assert {scene.action for scene in story} == {"allow", "alert", "block"}
    assert {scene.passes for scene in story if scene.action == "block"} == {False}
    assert all(scene.passes for scene in story if scene.action != "block")


WRONG = """
from dataclasses import replace
from proxy.demo import play
_, export, form, *_ = play.scenes()
wrong = [
    replace(form, title="違う処置", action="alert"),
    replace(form, title="違う人数", people=2),
    replace(form, title="違う届いた", passes=False),
    replace(export, title="違う届かない", passes=True),
]
play.scenes = lambda: (*wrong, form)
raise SystemExit(play.demo(watch=False))
"""


@pytest.mark.model
def test_wrong_verdicts_are_shown_and_end_badly() -> None:
    done = subprocess.run([sys.executable, "-c", WRONG], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[-1] == "期待と違う判定: 違う処置、違う人数、違う届いた、違う届かない"


PLAYED = {"status": 200, "arrived": 10, "record": None, "seconds": 0.1}


@pytest.mark.parametrize(
    ("seen", "right"),
    [
        pytest.param({}, True, id="as expected"),
        pytest.param({"status": 503}, False, id="refused"),
        pytest.param({"arrived": 0}, False, id="nothing arrived"),
    ],
)
def test_what_arrived_counts_too(seen: dict[str, int], right: bool) -> None:
    send: Callable[[httpx.Client, str], httpx.Response] = FORM.send
    scene = Scene(title="x", host=SHARE, send=send, action="allow", people=0, passes=True)
    assert play.Played(scene=scene, **(PLAYED | seen)).as_expected is right  # type: ignore[arg-type]
