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
        pytest.param("生年月日 S45.4.1", "S45.4.1", id="era letter"),
        pytest.param("生年月日 S45/04/01", "S45/04/01", id="era letter and slashes"),
        pytest.param("生年月日 S.45.4.1", "S.45.4.1", id="era letter with a dot"),
        pytest.param("生年月日 昭45.4.1", "昭45.4.1", id="half an era"),
        pytest.param("生年月日 Ｓ４５．４．１", "Ｓ４５．４．１", id="full width"),
        pytest.param("生年月日 昭和４５年　４月　１日", "昭和４５年　４月　１日", id="spaces"),
        pytest.param("生年月日 令和元年5月1日", "令和元年5月1日", id="first year"),
        pytest.param("生年月日 平元.1.8", "平元.1.8", id="first year, short"),
        pytest.param("生年月日：昭和四十五年四月一日", "昭和四十五年四月一日", id="kanji"),
        pytest.param("生年月日 一九七〇年四月一日", "一九七〇年四月一日", id="positional kanji"),
        pytest.param("生年月日 1970年(昭和45年)4月1日", "1970年(昭和45年)4月1日", id="both years"),
        pytest.param("生年月日 昭和45年（1970年）4月1日", "昭和45年（1970年）4月1日", id="era and year"),
        pytest.param("生年月日 昭和45(1970)年4月1日", "昭和45(1970)年4月1日", id="year in brackets"),
        pytest.param("お誕生日が昭和45年の4月1日ですね", "昭和45年の4月1日", id="read out"),
        pytest.param("生年月日をお願いします。はい、昭和四十五年四月一日です", "昭和四十五年四月一日", id="asked and answered"),
        pytest.param("生年月日をお願いします\n平成元年一月八日です", "平成元年一月八日", id="on the next line"),
        pytest.param("生年月日　明治・大正・昭和　昭和12年3月4日", "昭和12年3月4日", id="eras to choose"),
        pytest.param("生年月日は西暦1970年4月1日です", "1970年4月1日", id="word between"),
        pytest.param("S45.4.1生", "S45.4.1", id="born, short"),
        pytest.param("昭和45年4月1日うまれ", "昭和45年4月1日", id="born, kana"),
        pytest.param("1970年4月1日産まれ", "1970年4月1日", id="born, another kanji"),
        pytest.param("昭和45年4月1日に生まれました", "昭和45年4月1日", id="was born"),
        pytest.param("生まれは昭和45年4月1日です", "昭和45年4月1日", id="birth first"),
        pytest.param("昭和45年4月1日(53歳)", "昭和45年4月1日", id="age in brackets"),
        pytest.param("1970年4月1日（満53才）", "1970年4月1日", id="full age"),
        pytest.param("1970/4/1 53歳", "1970/4/1", id="age behind"),
        pytest.param("DOB: 04/01/1970", "04/01/1970", id="month first"),
        pytest.param("DOB: 13/04/1970", "13/04/1970", id="day first"),
        pytest.param("Date of birth: April 1, 1970", "April 1, 1970", id="month by name"),
        pytest.param("DOB: 1 April 1970", "1 April 1970", id="day before the month"),
        pytest.param("Date of Birth: 1-Apr-1970", "1-Apr-1970", id="short month"),
        pytest.param("born on April 1, 1970", "April 1, 1970", id="born in English"),
        pytest.param('"birthDate": "1970-04-01T00:00:00Z"', "1970-04-01", id="JSON"),
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
        pytest.param("契約日 2020/4/1 更新日 2021/4/1", id="a contract"),
        pytest.param("生産日 2020/4/1", id="production"),
        pytest.param("生成日時 2020-04-01", id="made"),
        pytest.param("令和5年4月1日施行", id="a law"),
        pytest.param("2015年3月1日（85歳没）", id="a death"),
        pytest.param("2015年3月1日（85歳）", id="an age that does not fit"),
        pytest.param("2020年4月1日の出生率", id="a birth rate"),
        pytest.param("生年月日は不明、登録日 2020/4/1", id="another date behind the first"),
        pytest.param(
            "生年月日を確認しました。続いてご契約の内容をご案内いたします。続いてご契約の内容をご案内いたします。続いてご契約の内容をご案内いたします。2020年4月1日",
            id="far from its label",
        ),
        pytest.param("Released April 1, 2020", id="in English"),
    ],
)
def test_misses(text: str) -> None:
    assert found(BirthDateRecogniser(), text) == []
