"""What somebody is told whose limits are lower, on the page and to a program."""

from datetime import datetime, timedelta

import orjson
import pytest
from mitmproxy.http import Headers, Request

from detectors.model import Inspection
from ledger.escalation import Place
from proxy.pages import Pages
from proxy.pages.tightened import tightened, tightened_problem
from rules.model import JST, Action, Actor, Destination, Direction, Transfer, Verdict
from rules.policy import DEFAULT
from rules.watch import PolicyHolder

NOON = datetime(2026, 4, 10, 12, 0, tzinfo=JST)
HALF_HOUR = timedelta(minutes=30)


def place(step: int, divisor: int = 2, *, locked: bool = False, falls: int = 1, normal: int = 1) -> Place:
    falls_at, normal_at = (NOON + number * HALF_HOUR if step else None for number in (falls, normal))
    return Place(
        account="op0042", step=step, points=3 * step, divisor=divisor, locked=locked, since=NOON, falls_at=falls_at, normal_at=normal_at
    )


@pytest.mark.parametrize(
    ("where", "ja", "en"),
    [
        pytest.param(place(1), ("2分の1", "4月10日 12:30 に通常へ戻ります"), ("divided by 2", "normal at 12:30 on 10 April"), id="first"),
        pytest.param(
            place(2, 4, normal=2),
            ("4分の1", "12:30 に緩み始め", "13:00 に通常へ"),
            ("begin to rise at 12:30", "normal at 13:00"),
            id="second",
        ),
        pytest.param(
            place(3, 4, locked=True, normal=3),
            ("12:30 まですべて止めています", "延びることはありません", "13:30 に通常へ"),
            ("passes until 12:30", "Nothing that is tried until then makes it longer"),
            id="lockout",
        ),
    ],
)
def test_that_why_and_until_when(where: Place, ja: tuple[str, ...], en: tuple[str, ...]) -> None:
    words = tightened(where)
    assert words
    assert all(said in words.text.ja for said in ("短い間に何度も止められたため", *ja))
    assert all(said in words.text.en for said in ("stopped several times within a short time", *en))


def test_nothing_is_said_of_usual_limits() -> None:
    assert tightened(None) is tightened(place(0)) is None
    assert tightened_problem(None) == tightened_problem(place(0)) == {}


def test_page_and_problem_say_the_same() -> None:
    pages = Pages(PolicyHolder([DEFAULT]))
    moved = Transfer(
        id="01AB-23CD-45EF-67GH",
        actor=Actor(id="op0042", known=True),
        destination=Destination(host="upload.example"),
        direction=Direction.UPLOAD,
        at=NOON,
    )

    def told(accept: bytes, where: Place | None) -> bytes:
        asked = Request.make("POST", "https://upload.example/", b"", Headers([(b"accept", accept)]))
        return pages.refusal(asked, moved, Inspection(), Verdict(action=Action.BLOCK), None, where).content or b""

    page = told(b"text/html", place(1)).decode()
    assert "いまは上限が低くなっています" in page
    assert "The limits are lower for now. You were stopped" in page
    assert "上限が低く" not in told(b"text/html", place(0)).decode()
    limits = orjson.loads(told(b"*/*", place(1)))["limits"]
    assert (limits["step"], limits["divided_by"], limits["locked"]) == (1, 2, False)
    assert (limits["falls_at"], limits["normal_at"]) == ("2026-04-10T12:30:00+09:00",) * 2
    assert "limits" not in orjson.loads(told(b"*/*", None))
