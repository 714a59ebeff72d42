import pytest

from detectors.recognisers.health_insurance import HealthInsuranceRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("保険者番号 12345674", "12345674", id="insurer"),
        pytest.param("記号 12-34 番号 567890", "567890", id="insured"),
        pytest.param("保険証の記号が12、番号が345678です", "345678", id="said"),
        pytest.param("記号・番号 12-34 567890", "567890", id="both words first"),
        pytest.param("健康保険証の記号番号は 12-34・567", "567", id="both words tight"),
        pytest.param("被保険者記号 4321 被保険者番号 99", "99", id="insured"),
        pytest.param("介護保険被保険者番号 0001234567", "0001234567", id="nursing"),
        pytest.param("記号：1234　番号：567890（枝番01）", "567890", id="branch behind"),
        pytest.param("保険証 記号 12340 番号 12345671", "12345671", id="shape of an account, insured"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(HealthInsuranceRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("会員番号 12345674", id="a member"),
        pytest.param("記号を入力", id="no number"),
        pytest.param("記号12340 番号12345671", id="an account of the post bank"),
    ],
)
def test_misses(text: str) -> None:
    assert found(HealthInsuranceRecogniser(), text) == []
