import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.reading import Reading
from detectors.recognisers.phone import PhoneRecogniser
from tests.detectors.recognisers.found import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("090-1234-5678まで", "090-1234-5678", id="touching kana"),
        pytest.param("(03)1234-5678", "(03)1234-5678", id="bracketed"),
        pytest.param("TEL:0312345678", "0312345678", id="plain"),
        pytest.param("+81 90 1234 5678", "+81 90 1234 5678", id="international"),
        pytest.param("090ー1234ー5678", "090ー1234ー5678", id="long vowels"),
        pytest.param("電話 123-4567", "123-4567", id="no area code"),
        pytest.param("（090-1234-5678", "090-1234-5678", id="a bracket left open"),
        pytest.param("0120-123-456", "0120-123-456", id="toll-free"),
        pytest.param("０９０－１２３４－５６７８", "０９０－１２３４－５６７８", id="full width"),
        pytest.param("090（1234）5678", "090（1234）5678", id="brackets around the middle"),
        pytest.param("（０３）１２３４－５６７８", "（０３）１２３４－５６７８", id="bracketed area"),
        pytest.param("090.1234.5678", "090.1234.5678", id="dots"),
        pytest.param("０９０　１２３４　５６７８", "０９０　１２３４　５６７８", id="wide spaces"),
        pytest.param("090‐1234‐5678", "090‐1234‐5678", id="U+2010"),
        pytest.param("090–1234–5678", "090–1234–5678", id="en dash"),
        pytest.param("090—1234—5678", "090—1234—5678", id="em dash"),
        pytest.param("090―1234―5678", "090―1234―5678", id="bar"),
        pytest.param("090−1234−5678", "090−1234−5678", id="minus"),
        pytest.param("090ｰ1234ｰ5678", "090ｰ1234ｰ5678", id="half-width vowels"),
        pytest.param("+819012345678", "+819012345678", id="plus, tight"),
        pytest.param("+81(0)90-1234-5678", "+81(0)90-1234-5678", id="plus and zero"),
        pytest.param("+81 (0) 90 1234 5678", "+81 (0) 90 1234 5678", id="plus and spaced zero"),
        pytest.param("(+81)90-1234-5678", "(+81)90-1234-5678", id="plus in brackets"),
        pytest.param("＋８１－９０－１２３４－５６７８", "＋８１－９０－１２３４－５６７８", id="plus, full width"),
        pytest.param("+81 (3) 1234 5678", "+81 (3) 1234 5678", id="plus, area in brackets"),
        pytest.param("+81.90.1234.5678", "+81.90.1234.5678", id="plus and dots"),
        pytest.param("0081-90-1234-5678", "0081-90-1234-5678", id="00"),
        pytest.param("0081 90 1234 5678", "0081 90 1234 5678", id="00, spaces"),
        pytest.param("00819012345678", "00819012345678", id="00, tight"),
        pytest.param("010-81-90-1234-5678", "010-81-90-1234-5678", id="010"),
        pytest.param("010-81-3-1234-5678", "010-81-3-1234-5678", id="010, area"),
        pytest.param("81-90-1234-5678", "81-90-1234-5678", id="81 alone"),
        pytest.param("折り返しは03の1234の5678にください", "03の1234の5678", id="read out"),
        pytest.param("03、1234の5678です", "03、1234の5678", id="read out with commas"),
        pytest.param("TEL03-1234-5678", "03-1234-5678", id="touching its label"),
        pytest.param("03-1234-5678 内線123", "03-1234-5678", id="extension behind"),
        pytest.param("03-1234-5678(内線456)", "03-1234-5678", id="extension in brackets"),
        pytest.param("03-1234-5678（代）", "03-1234-5678", id="exchange behind"),
        pytest.param("01267-2-3456", "01267-2-3456", id="long area"),
        pytest.param("04-7123-4567", "04-7123-4567", id="short area"),
        pytest.param("0980(12)3456", "0980(12)3456", id="local part in brackets"),
        pytest.param("050-1234-5678", "050-1234-5678", id="IP telephone"),
        pytest.param("TEL/FAX 03-1234-5678", "03-1234-5678", id="label with a slash"),
        pytest.param("電話\n090-1234-5678", "090-1234-5678", id="label on the line before"),
        pytest.param("電話番号は市外局番なしで123-4567", "123-4567", id="no area code in talk"),
        pytest.param("電話番号9012345678", "9012345678", id="zero lost"),
    ],
)
def test_hits(text: str, value: str) -> None:
    assert found(PhoneRecogniser(), text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("123-4567", id="no area code, no label"),
        pytest.param("2010-09-18", id="date"),
        pytest.param("35.6812362", id="coordinate"),
        pytest.param("1.10.1234", id="version"),
        pytest.param("注文番号：090-1234-5678", id="an order"),
        pytest.param("01-823-210", id="short"),
        pytest.param("http://example.com/09012345678.html", id="a path"),
        pytest.param("HOTEL03-1234-5678", id="a hotel"),
        pytest.param("[0123456789]", id="ten digits in order"),
        pytest.param("注文番号は09012345678です", id="an order, plain"),
        pytest.param("伝票番号：0312345678", id="a slip"),
        pytest.param("ISBN 978-4-12-345678-9", id="a book"),
        pytest.param("JAN 4901234567894", id="an article"),
        pytest.param("20230918102233", id="a stamp"),
        pytest.param("T1234567890123", id="a firm"),
        pytest.param("192.168.10.123", id="an address of a host"),
        pytest.param("1.234.567円", id="a price"),
        pytest.param("03:12:34.567", id="a time"),
        pytest.param("追跡番号 1234-5678-9012", id="a parcel"),
        pytest.param("09012345-6789-4abc-8def-0123456789ab", id="a UUID"),
        pytest.param("0901234567890", id="one digit too many"),
        pytest.param("1090-1234-5678", id="groups too long"),
        pytest.param("AB-090-1234-5678", id="a part"),
        pytest.param("0000-0000-0000", id="zeros"),
        pytest.param("9012345678", id="no zero, no label"),
        pytest.param("電話は3回、123-4567", id="a label before other digits"),
    ],
)
def test_misses(text: str) -> None:
    assert found(PhoneRecogniser(), text) == []


NOTATIONS = ("{}-{}-{}", "{} {} {}", "{}({}){}", "({}){}-{}", "{}.{}.{}", "{}－{}－{}", "{}ー{}ー{}", "{}―{}―{}", "{}の{}の{}", "{}{}{}")
ABROAD = ("+81-{}-{}-{}", "+81 {} {} {}", "+81(0){}-{}-{}", "0081-{}-{}-{}", "010-81-{}-{}-{}", "+81{}{}{}")


@given(st.sampled_from(["070", "080", "090", "050"]), st.integers(1000, 9999), st.integers(0, 9999), st.sampled_from(NOTATIONS + ABROAD))
def test_every_notation_has_one_value(prefix: str, middle: int, last: int, notation: str) -> None:
    written = notation.format(prefix[1:] if notation in ABROAD else prefix, middle, f"{last:04}")
    text = f"折り返しは{written}までお願いします"
    hits = [hit for hit in PhoneRecogniser().find(Reading(raw=text)) if text[hit.start : hit.end] == written]
    assert [hit.value for hit in hits] == [f"+81{prefix[1:]}{middle}{last:04}"]


@given(st.text(alphabet="0123456789-+()（）. のー８１０tel/", max_size=40))
def test_nothing_breaks_it(text: str) -> None:
    for hit in PhoneRecogniser().find(Reading(raw=text)):
        assert 0 <= hit.start < hit.end <= len(text)
