import pytest

from detectors.checkschemes import SCHEMES, holds


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_ten_of_the_last_digits_are_not_all_right(scheme: str) -> None:
    for number in ("12345678", "90210", "7700112233"):
        right = [last for last in "0123456789" if holds(scheme, number + last)]
        assert len(right) <= 1, scheme


@pytest.mark.parametrize(
    ("scheme", "digits"),
    [
        pytest.param("luhn", "79927398713", id="luhn"),
        pytest.param("mod10w3", "4901234567894", id="the JAN of GS1's example"),
        pytest.param("mod97", "79444", id="the example of ISO 7064"),
        pytest.param("verhoeff", "2363", id="verhoeff"),
        pytest.param("damm", "5724", id="damm"),
    ],
)
def test_published_examples(scheme: str, digits: str) -> None:
    assert holds(scheme, digits)
    assert not holds(scheme, digits[:-1] + str((int(digits[-1]) + 1) % 10))


def test_weights_are_the_sites() -> None:
    assert holds("mod11", "1235", (3, 2, 1)) is ((11 - (3 * 1 + 2 * 2 + 3) % 11) % 11 == 5)
    assert not holds("luhn", "0")
