import pytest

from detectors.recognisers.address import AddressRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("東京都千代田区丸の内1丁目2番3号", "東京都千代田区丸の内1丁目2番3号", id="whole"),
        pytest.param("住所は千代田区丸の内１－２－３です", "千代田区丸の内１－２－３", id="no prefecture"),
        pytest.param("千代田区丸の内一丁目二番三号 架空ビル5階", "千代田区丸の内一丁目二番三号 架空ビル5階", id="building"),
        pytest.param("千代田区丸の内1-2-3にお届け", "千代田区丸の内1-2-3", id="prose behind"),
        pytest.param("北海道札幌市中央区北1条西2丁目3", "北海道札幌市中央区北1条西2丁目3", id="grid"),
        pytest.param("長野県小諸市乙123", "長野県小諸市乙123", id="stem"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(AddressRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("東京都千代田区", id="a place"),
        pytest.param("横浜市は3-1で勝利", id="a score"),
        pytest.param("あずさ2号は松本を10時に出る", id="a train called like a town"),
        pytest.param("東京都の人口は1400万人", id="a count"),
        pytest.param("3丁目2番1号", id="no place"),
    ],
)
def test_misses(text: str) -> None:
    assert found(AddressRecogniser(), text) == []
