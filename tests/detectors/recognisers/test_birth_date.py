import pytest

from detectors.recognisers.birth_date import BirthDateRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("生年月日：1970年4月1日", "1970年4月1日", id="label"),
        pytest.param("昭和45年4月1日生まれです", "昭和45年4月1日", id="born"),
        pytest.param("生年月日 19700401", "19700401", id="plain"),
        pytest.param("DOB: 1970-04-01", "1970-04-01", id="English"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(BirthDateRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1970年4月1日に開店", id="a date"),
        pytest.param("生年月日：1970年2月30日", id="no such day"),
        pytest.param("発行日：1970/04/01", id="another label"),
    ],
)
def test_misses(text: str) -> None:
    assert found(BirthDateRecogniser(), text) == []
