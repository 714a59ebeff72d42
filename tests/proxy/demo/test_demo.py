"""The demo is right when the product is, and only then."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from proxy.demo import play
from proxy.demo.scenes import Scene, scenes
from proxy.demo.sites import CRM, DRIVE, SHARE
from tests.support.deployment import run

FORM, EXPORT = scenes()[2], scenes()[1]


@pytest.mark.model
def test_the_demo_shows_every_verdict_and_ends_well() -> None:
    said = "".join(run("demo").stdout.split())
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
        "sekimori_transfers_total",
    ):
        assert word in said


def test_the_story_tells_both_directions_every_action_and_every_class() -> None:
    story = scenes()
    assert {scene.host for scene in story} == {CRM, SHARE, DRIVE}
    assert {scene.action for scene in story} == {"allow", "alert", "block"}
    assert {scene.passes for scene in story if scene.action == "block"} == {False}
    assert all(scene.passes for scene in story if scene.action != "block")


@pytest.mark.model
def test_wrong_verdicts_are_shown_and_end_badly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wrong: list[tuple[str, Scene, dict[str, Any]]] = [
        ("処置", FORM, {"action": "alert"}),
        ("人数", FORM, {"people": 2}),
        ("届いた", FORM, {"passes": False}),
        ("届かない", EXPORT, {"passes": True}),
    ]
    made = tuple(replace(scene, title=f"違う{title}", **expected) for title, scene, expected in wrong)
    monkeypatch.setattr(play, "scenes", lambda: (*made, FORM))
    assert play.demo(watch=False) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "期待と違う判定: 違う処置、違う人数、違う届いた、違う届かない"


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
