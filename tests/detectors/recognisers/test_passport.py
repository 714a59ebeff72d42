import pytest

from detectors.recognisers.passport import PassportRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("旅券番号はTK1234567です", "TK1234567", id="label"),
        pytest.param("パスポートNo.：TK1234567", "TK1234567", id="No."),
        pytest.param("ＴＫ１２３４５６７", "ＴＫ１２３４５６７", id="alone, full width"),
        pytest.param("パスポート：TK 1234567", "TK 1234567", id="a space"),
        pytest.param("旅券番号 TR-1234567", "TR-1234567", id="a hyphen"),
        pytest.param("パスポート tk1234567", "tk1234567", id="small letters"),
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
        pytest.param("TK 1234567", id="parted, no label"),
        pytest.param("tk1234567", id="small, no label"),
        pytest.param("パスポート No 1234567", id="a number"),
    ],
)
def test_misses(text: str) -> None:
    assert found(PassportRecogniser(), text) == []
