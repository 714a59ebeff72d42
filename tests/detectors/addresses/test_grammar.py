import time

import pytest

from detectors.addresses import grammar


@pytest.mark.parametrize(
    ("text", "block"),
    [
        pytest.param("丸の内1丁目2番3号", "1丁目2番3号", id="units"),
        pytest.param("丸の内1-2-3", "1-2-3", id="dashes"),
        pytest.param("丸の内一丁目二番三号", "一丁目二番三号", id="kanji"),
        pytest.param("番町ニ丁目5", "ニ丁目5", id="katakana ni"),
        pytest.param("北1条西2丁目3", "北1条西2丁目3", id="grid"),
        pytest.param("戊267", "戊267", id="stem"),
        pytest.param("河原町通今出川下る二丁目栄町364番地", "364番地", id="crossing"),
        pytest.param("港町無番地", "無番地", id="no number"),
    ],
)
def test_the_block_of_an_address(text: str, block: str) -> None:
    match = grammar.TAIL.match(text)
    assert match is not None
    assert match["block"] == block


@pytest.mark.parametrize("text", ["の人口は10万人", "で2020年に", "を訪れた"])
def test_no_block(text: str) -> None:
    match = grammar.TAIL.match(text)
    assert match is None or grammar.NOT_TOWN.search(match["town"])


@pytest.mark.parametrize("piece", ["1-", "丸の内", "一", "ビル", " a", "1丁目", "(1"])
def test_hostile_repetition_stays_quick(piece: str) -> None:
    started = time.process_time()
    grammar.TAIL.match("丸の内1丁目2番3号 " + piece * 5_000)
    grammar.TAIL.match(piece * 5_000)
    assert time.process_time() - started < 1.0
