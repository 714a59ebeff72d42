import pytest

from detectors.recognisers.health_insurance import HealthInsuranceRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("保険者番号 12345674", "12345674", id="insurer"),
        pytest.param("記号 12-34 番号 567890", "567890", id="insured"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(HealthInsuranceRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("会員番号 12345674", id="a member"),
        pytest.param("記号を入力", id="no number"),
    ],
)
def test_misses(text: str) -> None:
    assert found(HealthInsuranceRecogniser(), text) == []
