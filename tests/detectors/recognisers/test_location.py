import pytest

from detectors.recognisers.location import LocationRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("東京都に行く", "東京都", id="prefecture"),
        pytest.param("札幌市中央区の雪", "札幌市中央区", id="city"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(LocationRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("公園に行く", id="none"),
    ],
)
def test_misses(text: str) -> None:
    assert found(LocationRecogniser(), text) == []
