import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import checkdigits


def _digit_sum(number: int) -> int:
    return sum(map(int, str(number)))


@given(st.integers(0, 10**19))
def test_luhn_agrees_with_the_plain_formula(number: int) -> None:
    digits = str(number)
    total = sum(int(d) if i % 2 == 0 else _digit_sum(2 * int(d)) for i, d in enumerate(reversed(digits)))
    assert checkdigits.luhn(digits) == (total % 10 == 0)


@given(st.integers(0, 10**11 - 1))
def test_one_last_digit_makes_a_my_number(number: int) -> None:
    digits = f"{number:011}"
    weights = [n + 1 if n <= 6 else n - 5 for n in range(1, 12)]
    rest = sum(int(d) * w for d, w in zip(reversed(digits), weights, strict=True)) % 11
    check = 0 if rest <= 1 else 11 - rest
    assert [d for d in range(10) if checkdigits.my_number(f"{digits}{d}")] == [check]


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        pytest.param("4111111111111111", True, id="Visa"),
        pytest.param("378282246310005", True, id="American Express"),
        pytest.param("3530111333300000", True, id="JCB"),
        pytest.param("36700102000000", True, id="Diners"),
        pytest.param("4111111111111112", False, id="Luhn fails"),
        pytest.param("9111111111111111", False, id="no issuer"),
        pytest.param("4901234567894", False, id="an article code of 13 digits"),
    ],
)
def test_card(number: str, valid: bool) -> None:
    assert checkdigits.card(number) is valid


@pytest.mark.parametrize(
    ("number", "valid"),
    [pytest.param("7000012050002", True, id="the National Tax Agency's own"), pytest.param("8000012050002", False, id="wrong")],
)
def test_corporate_number(number: str, valid: bool) -> None:
    assert checkdigits.corporate_number(number) is valid


@given(st.integers(10**9, 10**10 - 1), st.integers(0, 9))
def test_one_eleventh_digit_makes_a_licence(number: int, reissued: int) -> None:
    assert sum(checkdigits.drivers_license(f"{number}{d}{reissued}") for d in range(10)) == 1
