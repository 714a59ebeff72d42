"""Check digits of numbers that a site gives out itself, by the name of their scheme. Knows no notation and no entity."""

from collections.abc import Callable, Sequence

from detectors.checkdigits import luhn

_VERHOEFF_D = (
    *("0123456789", "1234067895", "2340178956", "3401289567", "4012395678"),
    *("5987604321", "6598710432", "7659821043", "8765932104", "9876543210"),
)
_VERHOEFF_P = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")
_DAMM = (
    *("0317598642", "7092154863", "4206871359", "1750983426", "6123045978"),
    *("3674209581", "5869720134", "8945362017", "9438617205", "2581436790"),
)


def _weighted(digits: str, weights: Sequence[int]) -> int:
    """Return the weighted sum, the last weight at the last digit, weights taken round again from the right."""
    turned = weights[::-1]
    return sum(int(digit) * turned[place % len(turned)] for place, digit in enumerate(reversed(digits)))


def _luhn(digits: str, weights: Sequence[int]) -> bool:  # noqa: ARG001
    return luhn(digits)


def _mod10(digits: str, weights: Sequence[int]) -> bool:
    return (10 - _weighted(digits[:-1], weights) % 10) % 10 == int(digits[-1])


def _mod11(digits: str, weights: Sequence[int]) -> bool:
    """Hold where the remainder gives 10 or 11, the check digit is 0, as Japanese numbers of identity do."""
    rest = 11 - _weighted(digits[:-1], weights) % 11
    return (0 if rest >= 10 else rest) == int(digits[-1])


def _mod9(digits: str, weights: Sequence[int]) -> bool:
    return 9 - _weighted(digits[:-1], weights) % 9 == int(digits[-1])


def _mod97(digits: str, weights: Sequence[int]) -> bool:  # noqa: ARG001
    return int(digits) % 97 == 1


def _verhoeff(digits: str, weights: Sequence[int]) -> bool:  # noqa: ARG001
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_VERHOEFF_D[check][int(_VERHOEFF_P[place % 8][int(digit)])])
    return check == 0


def _damm(digits: str, weights: Sequence[int]) -> bool:  # noqa: ARG001
    check = 0
    for digit in digits:
        check = int(_DAMM[check][int(digit)])
    return check == 0


SCHEMES: dict[str, tuple[Callable[[str, Sequence[int]], bool], tuple[int, ...]]] = {
    "luhn": (_luhn, ()),
    "mod10w3": (_mod10, (1, 3)),
    "mod11": (_mod11, (7, 6, 5, 4, 3, 2)),
    "mod9": (_mod9, (1, 2)),
    "mod97": (_mod97, ()),
    "verhoeff": (_verhoeff, ()),
    "damm": (_damm, ()),
}
"""Name to the check of ASCII digits, the check digit last, and its usual weights; no weights where the scheme has none.

**Source:** luhn ISO/IEC 7812-1; mod10w3 GS1 General Specifications (modulus 10, weight 3); mod11 with weights from 2 to 7 JIS X 0306 and
common practice; mod9 as 法人番号 has it; mod97 ISO/IEC 7064 MOD 97-10; Verhoeff (1969); Damm (2004).
"""


def holds(scheme: str, digits: str, weights: Sequence[int] = ()) -> bool:
    """Return whether `digits`, two or more, end with the check digit of `scheme` (a key of `SCHEMES`)."""
    check, usual = SCHEMES[scheme]
    return len(digits) >= 2 and check(digits, weights or usual)
