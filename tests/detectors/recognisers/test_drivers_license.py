import pytest

from detectors.recognisers.drivers_license import DriversLicenseRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("運転免許証番号：301234567810", "301234567810", id="label"),
        pytest.param("免許証No.は301234567810です", "301234567810", id="No."),
        pytest.param("免許証の番号は３０５０１２３４５６３０です", "３０５０１２３４５６３０", id="said"),
        pytest.param("運転免許証番号：3050-1234-5630", "3050-1234-5630", id="groups"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(DriversLicenseRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("免許証番号：301234567860", id="check digit fails"),
        pytest.param("注文番号：301234567810", id="an order"),
    ],
)
def test_misses(text: str) -> None:
    assert found(DriversLicenseRecogniser(), text) == []
