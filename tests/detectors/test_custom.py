import os
import time

import pytest

from detectors.checkdigits import luhn
from detectors.config import CustomEntity, DetectorConfig
from detectors.inspector import Inspector
from detectors.model import Inspection, Limits


def checked(number: int) -> str:
    return next(f"{number:07}{last}" for last in range(10) if luhn(f"{number:07}{last}"))


MEMBER = CustomEntity(
    name="MEMBER_NUMBER",
    pattern=r"M-?\d{8}",
    labels=("会員番号", "membership no"),
    anywhere=True,
    check="luhn",
    identifies=True,
    allow=(f"M{checked(9)}",),
)
LABELLED = CustomEntity(name="POLICY_NUMBER", pattern=r"\d{6}", labels=("ご契約番号",))
PROJECT = CustomEntity(name="PROJECT", deny=("暁光作戦", "Aurora"))
INSPECTOR = Inspector(DetectorConfig(model=False, entities=(MEMBER, LABELLED, PROJECT)), b"k" * 32)
NUMBERS = [f"M-{checked(1_000_000 + 37 * number)}" for number in range(30)]


def seen(text: str) -> Inspection:
    with open(os.memfd_create("body"), "wb") as body:
        body.write(text.encode())
        body.flush()
        return INSPECTOR.inspect(body.fileno(), limits=Limits(), deadline=time.monotonic() + 60)


@pytest.mark.parametrize(
    ("text", "entity", "pieces", "people"),
    [
        pytest.param(f"お客様の番号は{NUMBERS[0]}です。", "MEMBER_NUMBER", 1, 1, id="prose, touching kanji"),
        pytest.param(f"会員番号：Ｍ{NUMBERS[0][2:]}", "MEMBER_NUMBER", 1, 1, id="full width"),
        pytest.param(
            f"会員番号{NUMBERS[0]}、会員番号{NUMBERS[0].replace('-', '')}", "MEMBER_NUMBER", 2, 1, id="one person in two notations"
        ),
        pytest.param("番号はM-10000001です。", "MEMBER_NUMBER", 0, 0, id="wrong check digit"),
        pytest.param(f"番号はM{checked(9)}です。", "MEMBER_NUMBER", 0, 0, id="allowed"),
        pytest.param(f"XM{NUMBERS[0][2:]}9", "MEMBER_NUMBER", 0, 0, id="inside another number"),
        pytest.param("ご契約番号は123456です。", "POLICY_NUMBER", 1, 0, id="with its label, nobody's"),
        pytest.param("注文は123456です。", "POLICY_NUMBER", 0, 0, id="without its label"),
        pytest.param("来週の暁光作戦とＡＵＲＯＲＡについて", "PROJECT", 2, 0, id="words"),
        pytest.param("会員番号,区分\n" + "".join(f"{n},A\n" for n in NUMBERS), "MEMBER_NUMBER", 30, 30, id="column by its header"),
        pytest.param("区分,番号x\n" + "".join(f"A,{n}\n" for n in NUMBERS), "MEMBER_NUMBER", 30, 30, id="column by its values"),
        pytest.param("会員番号\n" + "".join(f"{n}\n" for n in NUMBERS * 2), "MEMBER_NUMBER", 60, 30, id="each twice"),
        pytest.param("会員番号,備考\n" + "".join(f"{n},M-10000001\n" for n in ["-"] * 9), "MEMBER_NUMBER", 0, 0, id="no values"),
    ],
)
def test_entities_of_the_site(text: str, entity: str, pieces: int, people: int) -> None:
    found = seen(text)
    assert (found.entity_count(entity), found.people.count) == (pieces, people)


def test_a_number_joins_what_stands_beside_it_in_a_row() -> None:
    rows = "".join(f"{number},090-1234-{place:04}\n" for place, number in enumerate(NUMBERS))
    assert seen(f"会員番号,電話番号\n{rows}{rows}").people.count == 30


def test_evidence_names_what_counted() -> None:
    assert [(f.score, f.evidence) for f in seen(f"会員番号 {NUMBERS[0]}").findings] == [(0.95, ("check digit", "会員番号"))]
