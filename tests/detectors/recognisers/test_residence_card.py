import pytest

from detectors.recognisers.residence_card import ResidenceCardRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("在留カード番号：AB12345678CD", "AB12345678CD", id="label"),
        pytest.param("カードはAB12345678CDを確認", "AB12345678CD", id="bare"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(ResidenceCardRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("AB12345678CDE", id="one letter more"),
        pytest.param("管理番号：AB12345678CD", id="an asset"),
    ],
)
def test_misses(text: str) -> None:
    assert found(ResidenceCardRecogniser(), text) == []
