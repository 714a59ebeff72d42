"""Check digits of Japanese numbers of identity and of cards. Arguments are ASCII digits; knows no notation and no context.

Sums are taken four digits at a time from tables: a table column of 100,000 cells is checked in well under a second.
"""

from collections.abc import Sequence


def _weighted(weights: Sequence[int]) -> list[int]:
    """Return the weighted digit sum of each number of `len(weights)` digits."""
    sums = [0]
    for weight in weights:
        sums = [s + weight * digit for s in sums for digit in range(10)]
    return sums


_LUHN = [sum(int(d) for d in f"{2 * (n // 1000)}{2 * (n // 10 % 10)}") + n // 100 % 10 + n % 10 for n in range(10_000)]
_MY = (_weighted((6, 5, 4, 3)), _weighted((2, 7, 6, 5)), _weighted((4, 3, 2)))
_LICENSE = (_weighted((5, 4, 3, 2)), _weighted((7, 6, 5, 4)), _weighted((3, 2)))
_CORPORATE = _weighted((2, 1, 2, 1))


def luhn(digits: str) -> bool:
    """Return whether `digits` (1 or more) pass the Luhn check. **Source:** ISO/IEC 7812-1 Annex B."""
    number, total = int(digits), 0
    while number:
        number, block = divmod(number, 10_000)
        total += _LUHN[block]
    return total % 10 == 0


def my_number(digits: str) -> bool:
    """Return whether 12 digits pass the check digit of 個人番号.

    **Source:** 行政手続における特定の個人を識別するための番号の利用等に関する法律…総務省令 (平成26年総務省令第85号) 第5条.
    """
    rest = (_MY[0][int(digits[:4])] + _MY[1][int(digits[4:8])] + _MY[2][int(digits[8:11])]) % 11
    return (0 if rest <= 1 else 11 - rest) == int(digits[11])


def drivers_license(digits: str) -> bool:
    """Return whether 12 digits pass the check digit (the 11th) of 運転免許証番号.

    The 12th counts reissues, the first two name the public safety commission. **Source:** 運転免許証の番号の構成, 警察庁運転免許課
    通達; modulus 11.
    """
    rest = (_LICENSE[0][int(digits[:4])] + _LICENSE[1][int(digits[4:8])] + _LICENSE[2][int(digits[8:10])]) % 11
    return (11 - rest) % 10 == int(digits[10])


def corporate_number(digits: str) -> bool:
    """Return whether 13 digits are a 法人番号, so that they can be refused as anything else.

    **Source:** 法人番号の指定等に関する省令 (平成26年財務省令第70号) 第2条: first digit = 9 - (weighted sum mod 9).
    """
    total = sum(_CORPORATE[int(digits[i : i + 4])] for i in (1, 5, 9))
    return 9 - total % 9 == int(digits[0])


# Visa's 13 digits are out of use, and one Japanese article code (JAN, 45… and 49…) in ten passes Luhn.
# Issuer ranges: (prefix digits, lowest, highest, lengths). Discover, UnionPay and Maestro numbers are issued and taken in Japan too.
_IIN = (
    (1, 4, 4, (16, 19)),
    (2, 51, 55, (16,)),
    (4, 2221, 2720, (16,)),
    (4, 3528, 3589, (16,)),
    (2, 34, 34, (15,)),
    (2, 37, 37, (15,)),
    (2, 36, 36, (14,)),
    (2, 38, 39, (14,)),
    (3, 300, 305, (14,)),
    (4, 3095, 3095, (14,)),
    (4, 6011, 6011, (16,)),
    (3, 644, 649, (16,)),
    (2, 65, 65, (16,)),
    (2, 62, 62, (16, 17, 18, 19)),
)


def _by_prefix() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, tuple[int, ...]] = {}
    for width, low, high, allowed in _IIN:
        for prefix in range(low, high + 1):
            lengths[str(prefix).zfill(width)] = allowed
    return lengths


_LENGTHS = _by_prefix()


def card(digits: str) -> bool:
    """Return whether `digits` are a payment card number: a length that the issuer range has, and Luhn.

    **Source:** ISO/IEC 7812-1; issuer ranges as the schemes publish them (Visa, Mastercard, JCB, American Express, Diners Club,
    Discover, UnionPay).
    """
    return any(len(digits) in _LENGTHS.get(digits[:width], ()) for width in (1, 2, 3, 4)) and luhn(digits)
