import pytest

from detectors.recognisers.person import PersonRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("山田太郎と申します", "山田太郎", id="introduction"),
        pytest.param("担当の佐藤です", "佐藤", id="surname and role"),
        pytest.param("髙橋\u3000花子様", "髙橋\u3000花子", id="honorific"),
        pytest.param("氏名：鈴木一郎", "鈴木一郎", id="label"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(PersonRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("山田駅で降りる", id="station"),
        pytest.param("佐藤商店に寄る", id="firm"),
        pytest.param("宮崎へ旅行する", id="place"),
        pytest.param("仲居さんを呼ぶ", id="calling"),
    ],
)
def test_misses(text: str) -> None:
    assert found(PersonRecogniser(), text) == []
