import pytest

from detectors.recognisers.passport import PassportRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("旅券番号はTK1234567です", "TK1234567", id="label"),
        pytest.param("パスポートNo.：TK1234567", "TK1234567", id="No."),
        pytest.param("ＴＫ１２３４５６７", "ＴＫ１２３４５６７", id="alone, full width"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(PassportRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("型番：TK1234567", id="a part"),
        pytest.param("部品TK1234567を出荷", id="bare in prose"),
        pytest.param("TK12345678", id="one digit more"),
    ],
)
def test_misses(text: str) -> None:
    assert found(PassportRecogniser(), text) == []
