import pytest

from detectors.recognisers.residence_card import ResidenceCardRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("在留カード番号：AB12345678CD", "AB12345678CD", id="label"),
        pytest.param("カードはAB12345678CDを確認", "AB12345678CD", id="bare"),
        pytest.param("在留カード番号はAB 12345678 CDです", "AB 12345678 CD", id="parted"),
        pytest.param("在留カード番号 ab12345678cd", "ab12345678cd", id="small letters"),
        pytest.param("在留カード番号 AB-12345678-CD", "AB-12345678-CD", id="hyphens"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(ResidenceCardRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("AB12345678CDE", id="one letter more"),
        pytest.param("管理番号：AB12345678CD", id="an asset"),
        pytest.param("ab12345678cd", id="small, no label"),
        pytest.param("AB 12345678 CD", id="parted, no label"),
    ],
)
def test_misses(text: str) -> None:
    assert found(ResidenceCardRecogniser(), text) == []
