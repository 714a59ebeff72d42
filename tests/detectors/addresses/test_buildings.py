import re
import time

import pytest

from detectors.addresses.buildings import BUILDING, IN_BRACKETS

_BUILDING = re.compile(BUILDING)


@pytest.mark.parametrize(
    ("text", "building"),
    [
        pytest.param(" サンプルビル5階です", " サンプルビル5階", id="floor"),
        pytest.param(" サンプルハイツ203号室に住む", " サンプルハイツ203号室", id="room"),
        pytest.param("サンプルコーポ二〇二号室", "サンプルコーポ二〇二号室", id="kanji"),
        pytest.param(" 5棟301号室", " 5棟301号室", id="wing"),
        pytest.param("\nサンプルマンション202\n", "\nサンプルマンション202", id="a line of its own"),
        pytest.param(" Sample Tower 12F", " Sample Tower 12F", id="Latin"),
    ],
)
def test_what_is_a_building(text: str, building: str) -> None:
    match = _BUILDING.match(text)
    assert match is not None
    assert match[0] == building


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" 山田太郎 30歳", id="a person"),
        pytest.param(" 090-1234-5678", id="a telephone"),
        pytest.param(" 2023年に完成", id="a year"),
        pytest.param("に住んでいます", id="a sentence"),
        pytest.param("\n次の行です", id="another line"),
        pytest.param(" ヤマダタロウ", id="a reading"),
    ],
)
def test_what_is_none(text: str) -> None:
    assert _BUILDING.match(text) is None


def test_a_box_stands_in_brackets() -> None:
    assert re.fullmatch(IN_BRACKETS, "(中央郵便局私書箱第18号)")
    assert not re.fullmatch(IN_BRACKETS, "(駅から5分)")


@pytest.mark.parametrize("piece", [" a", "ア", "ビル", " 1", "1号", "A-", "I", "、あ", "\nア"])
def test_hostile_repetition_stays_quick(piece: str) -> None:
    started = time.process_time()
    _BUILDING.match(piece * 5_000)
    _BUILDING.match(" サンプルビル" + piece * 5_000)
    assert time.process_time() - started < 1.0
